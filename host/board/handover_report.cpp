// SPDX-License-Identifier: Apache-2.0
#include "host/board/handover_report.h"

#include <fmt/format.h>
#include <algorithm>
#include <cstring>

#include "host/base/text.h"
#include "host/board/provision.h"
#include "lib/error/error.h"
#include "lib/handover/handover.h"

namespace host {
namespace handover = lib::handover;
namespace {

std::string stage_name(std::uint32_t stage) {
    switch (static_cast<handover::Stage>(stage)) {
        case handover::Stage::kNone:
            return "none";
        case handover::Stage::kRom:
            return "ROM";
        case handover::Stage::kIrot:
            return "iROT";
        case handover::Stage::kUrot:
            return "uROT";
        case handover::Stage::kManager:
            return "manager";
        case handover::Stage::kApplication:
            return "application";
    }
    return fmt::format("stage {}", stage);
}

// The level the chip was at when that stage was the last to write into the block.
std::uint32_t stage_hdpl(std::uint32_t stage, const SystemPlan& plan) {
    switch (static_cast<handover::Stage>(stage)) {
        case handover::Stage::kIrot:
            return plan.system.stage("irot").hdpl;
        case handover::Stage::kUrot:
            return plan.system.stage("urot").hdpl;
        case handover::Stage::kManager:
            return plan.system.stage("manager").hdpl;
        case handover::Stage::kApplication:
            return plan.system.stage("app").hdpl;
        case handover::Stage::kNone:
        case handover::Stage::kRom:
            break;
    }
    return 0;
}

// RCC_RSR.
std::string reset_causes(std::uint32_t flags) {
    static constexpr std::pair<std::uint32_t, const char*> kCauses[] = {
        {1u << 27, "power-on"}, {1u << 28, "software"},        {1u << 29, "IWDG"},
        {1u << 30, "WWDG"},     {1u << 31, "low-power entry"}, {1u << 26, "pin"}};
    std::string text;
    for (const auto& [flag, name] : kCauses) {
        // any reset pulls the pin too: it says something only when it is alone
        if ((flags & flag) != 0 && (flag != 1u << 26 || text.empty())) {
            text += (text.empty() ? "" : ", ") + std::string(name);
        }
    }
    return text.empty() ? "none" : text;
}

std::string component_name(std::uint32_t component, const SystemPlan& plan) {
    switch (static_cast<handover::ComponentId>(component)) {
        case handover::ComponentId::kNone:
            return "none";
        case handover::ComponentId::kIrot:
            return "iROT";
        case handover::ComponentId::kUrot:
            return "uROT";
        case handover::ComponentId::kManager:
            return "manager";
        case handover::ComponentId::kApplication:
            return "application";
        default:
            break;
    }
    for (const gen::DataEntry& data : plan.system.data) {
        if (data.id == component) {
            return "data " + data.name;
        }
    }
    for (const gen::ModuleEntry& module : plan.system.modules) {
        if (module.id == component) {
            return "module " + module_name(module);
        }
    }
    return "module " + hex32(component);
}

std::string kind_name(handover::LogKind kind) {
    switch (kind) {
        case handover::LogKind::kEvent:
            return "event";
        case handover::LogKind::kRefusal:
            return "refused";
        case handover::LogKind::kModuleFault:
            return "module fault";
        case handover::LogKind::kCallRefused:
            return "call refused";
    }
    return "unknown";
}

std::string code_name(std::uint32_t code) {
    const lib::ErrorInfo* row = lib::error_find(code);
    return code == 0 ? "" : row != nullptr ? std::string(row->name) : hex32(code);
}

std::string explanation(std::uint32_t code) {
    const lib::ErrorInfo* row = lib::error_find(code);
    return row != nullptr ? std::string(row->explanation) : "not an error of this project";
}

std::string flag_names(std::uint32_t flags) {
    std::string text;
    const auto add = [&](std::uint32_t flag, const char* name) {
        if ((flags & flag) != 0) {
            text += (text.empty() ? "" : ", ") + std::string(name);
        }
    };
    add(handover::kVerified, "verified");
    add(handover::kBuiltIn, "built in");
    add(handover::kMayMmio, "may use peripherals");
    add(handover::kMayFlash, "may write flash");
    add(handover::kDevelopmentKey, "development key");
    add(handover::kRefused, "refused: not readable");
    return text;
}

Json describe_components(const handover::HandOver& block, const SystemPlan& plan) {
    Json rows = Json::array();
    const auto count = std::min<std::size_t>(block.component_count, handover::kMaxComponents);
    for (const auto& record : std::span(block.components).first(count)) {
        rows.push_back({{"component", component_name(record.component, plan)},
                        {"version", version_text(record.version)},
                        {"counter", record.security_counter},
                        {"owner", hex32(record.owner)},
                        {"address", hex32(record.payload_address)},
                        {"bytes", record.payload_size},
                        {"flags", flag_names(record.flags)},
                        {"measurement", hex(record_bytes(record.measurement)).substr(0, 16)},
                        {"signer", hex(record_bytes(record.signer)).substr(0, 16)}});
    }
    return rows;
}

Json describe_entry(const handover::LogEntry& entry, const SystemPlan& plan) {
    return {{"sequence", entry.sequence},
            {"boot", entry.boot},
            {"stage", stage_name(entry.stage)},
            {"kind", kind_name(entry.kind)},
            {"component", component_name(entry.component, plan)},
            {"error", code_name(entry.code)},
            {"pc", hex32(entry.pc)},
            {"address", hex32(entry.address)},
            {"detail", hex32(entry.detail)}};
}

Json describe_log(const handover::HandOver& block, const SystemPlan& plan) {
    std::vector<handover::LogEntry> entries(block.log.begin(), block.log.end());
    std::erase_if(entries, [](const auto& entry) { return entry.sequence == 0; });
    std::ranges::sort(entries, std::greater{}, &handover::LogEntry::sequence);
    Json rows = Json::array();
    for (const auto& entry : entries) {
        rows.push_back(describe_entry(entry, plan));
    }
    return rows;
}

handover::HandOver read_block(const Board& board, const SystemPlan& plan) {
    const gen::Area& area = plan.system.ram_area("handover");
    handover::HandOver block{};
    std::memcpy(&block, board.sram(area.at, sizeof block).data(), sizeof block);
    return block;
}

}  // namespace

std::optional<std::string> boot_stopped(const Board& board, const SystemPlan& plan) {
    const handover::HandOver block = read_block(board, plan);
    if (block.magic != handover::kMagic || block.last_error == 0) {
        return std::nullopt;
    }
    return fmt::format("{} refused {}: {}: {}", stage_name(block.stage),
                       component_name(block.refused, plan), code_name(block.last_error),
                       explanation(block.last_error));
}

Json describe_last_boot(const Board& board, const SystemPlan& plan) {
    const handover::HandOver block = read_block(board, plan);
    if (block.magic != handover::kMagic) {
        return {{"stage_reached", "none: iROT has not run since this board was made"},
                {"hdpl_reached", 0u}};
    }
    Json data = {{"stage_reached", stage_name(block.stage)},
                 {"hdpl_reached", stage_hdpl(block.stage, plan)},
                 {"boots_since_power_on", block.boot_count},
                 {"last_reset", reset_causes(block.reset_flags)},
                 {"reset_flags", hex32(block.reset_flags)}};
    if (block.last_error == 0) {
        data["error"] = "none";
    } else {
        data["error"] = code_name(block.last_error);
        data["refused"] = component_name(block.refused, plan);
        data["explanation"] = explanation(block.last_error);
    }
    data["components"] = describe_components(block, plan);
    data["log"] = describe_log(block, plan);
    return data;
}

}  // namespace host
