// SPDX-License-Identifier: Apache-2.0
#include "host/board/flash_map.h"

#include <fmt/format.h>
#include <algorithm>
#include <numeric>

#include "host/base/text.h"
#include "host/board/slots.h"
#include "host/gen/chip_facts.h"
#include "host/image/image_file.h"

namespace host {
namespace {

constexpr std::uint32_t kBankSectors = gen::kBankSize / gen::kSectorSize;
constexpr std::uint32_t kGroupSectors = gen::kWrpGroupSize / gen::kSectorSize;

// SECWMR and HDPR: first and last sector of a bank, none where first > last.
bool in_range(const std::uint32_t (&words)[2], std::uint32_t sector) {
    const std::uint32_t word = words[sector / kBankSectors];
    const std::uint32_t at = sector % kBankSectors;
    return at >= (word & 0x7F) && at <= (word >> 16 & 0x7F);
}

bool write_protected(const board_options& options, std::uint32_t sector) {
    const std::uint32_t group = sector % kBankSectors / kGroupSectors;
    return (options.wrpr[sector / kBankSectors] >> group & 1) == 0;
}

// "yes", "no", "in part" of all sectors of an area.
template <typename Has>
std::string share(const gen::Area& area, Has has) {
    const std::uint32_t first = area.at / gen::kSectorSize;
    const std::uint32_t end = (area.end() + gen::kSectorSize - 1) / gen::kSectorSize;
    std::uint32_t count = 0;
    for (std::uint32_t sector = first; sector < end; ++sector) {
        count += has(sector) ? 1 : 0;
    }
    return count == 0 ? "no" : count == end - first ? "yes" : "in part";
}

std::span<const std::uint32_t> erase_counts(const Board& board) {
    return {board.raw()->flash.erase_counts, flash_sectors(&flash_geometry_h573)};
}

std::uint64_t erases(const Board& board, const gen::Area& area) {
    const auto counts =
        erase_counts(board).subspan(area.at / gen::kSectorSize, area.size / gen::kSectorSize);
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

// Versions of the images that lie in an area, "" where none does.
std::string versions(const Board& board, const SystemPlan& plan, const gen::Area& area) {
    std::string text;
    for (const BoardSlot& slot : board_slots(plan)) {
        if (slot.raw || slot.at < area.at || slot.at >= area.end()) {
            continue;
        }
        lib::Error error{};
        const auto image = parse_image(board.flash(slot.at, slot.size), error);
        const std::string version = image ? version_text(image->view.header.version) : "none";
        text += (text.empty() ? "" : ", ") + slot.name + " " + version;
    }
    return text;
}

std::string area_name(const SystemPlan& plan, std::uint32_t at) {
    const auto area = std::ranges::find_if(
        plan.system.flash, [at](const gen::Area& a) { return at >= a.at && at < a.end(); });
    return area == plan.system.flash.end() ? "free" : area->name;
}

Json describe_sectors(const Board& board, const SystemPlan& plan) {
    Json rows = Json::array();
    const auto counts = erase_counts(board);
    for (std::uint32_t sector = 0; sector < counts.size(); ++sector) {
        if (counts[sector] != 0) {
            const std::uint32_t at = sector * gen::kSectorSize;
            rows.push_back({{"sector", sector},
                            {"at", hex32(at)},
                            {"area", area_name(plan, at)},
                            {"erases", counts[sector]}});
        }
    }
    return rows;
}

}  // namespace

Json describe_flash_map(const Board& board, const SystemPlan& plan) {
    const board_options options = board.options();
    Json rows = Json::array();
    for (const gen::Area& area : plan.system.flash) {
        rows.push_back(
            {{"area", area.name},
             {"at", hex32(area.at)},
             {"size", size_text(area.size)},
             {"secure", share(area, [&](auto s) { return in_range(options.secwmr, s); })},
             {"hdp", share(area, [&](auto s) { return in_range(options.hdpr, s); })},
             {"wrp", share(area, [&](auto s) { return write_protected(options, s); })},
             {"erases", erases(board, area)},
             {"images", versions(board, plan, area)}});
    }
    return rows;
}

Json describe_wear(const Board& board, const SystemPlan& plan, bool each) {
    const auto counts = erase_counts(board);
    const auto worst = std::ranges::max_element(counts);
    const auto total = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
    const std::uint32_t sector = static_cast<std::uint32_t>(worst - counts.begin());
    Json data = {
        {"sector_erases", total},
        {"mean_of_a_sector",
         fmt::format("{:.2f}", static_cast<double>(total) / static_cast<double>(counts.size()))},
        {"most_worn_sector",
         fmt::format("{} ({})", sector, area_name(plan, sector * gen::kSectorSize))},
        {"its_erases", *worst}};
    if (each) {
        data["sectors"] = describe_sectors(board, plan);
    }
    return data;
}

}  // namespace host
