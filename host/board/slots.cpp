// SPDX-License-Identifier: Apache-2.0
#include "host/board/slots.h"

#include <fmt/format.h>
#include <algorithm>
#include <cstring>

#include "host/base/failure.h"
#include "host/base/text.h"
#include "host/board/provision.h"
#include "host/gen/chip_facts.h"
#include "host/image/image_file.h"
#include "lib/handover/handover.h"

namespace host {
namespace {

bool erased(ByteView bytes) {
    return std::ranges::all_of(bytes, [](std::byte byte) { return byte == std::byte{0xFF}; });
}

std::string key_name(ByteView hash, const Keyring& keys) {
    Digest digest{};
    std::memcpy(digest.data(), hash.data(), digest.size());
    return keys.name_of(digest).value_or(hex(hash).substr(0, 16));
}

void describe_image_in(ByteView bytes, const Keyring& keys, Json& row) {
    lib::Error error{};
    const auto image = parse_image(bytes, error);
    if (!image) {
        row["state"] = std::string(lib::error_name(error));
        return;
    }
    row["state"] = content_intact(*image) ? "intact" : "HASH_MISMATCH";
    row["version"] = version_text(image->view.header.version);
    row["counter"] = image->view.tlvs.security_counter;
    row["bytes"] = image->view.total_size;
    row["signed_by"] = key_name(image->view.tlvs.key_hash, keys);
    row["measurement"] = hex(record_bytes(image->digest)).substr(0, 16);
}

Json describe_slot(const Board& board, const BoardSlot& slot, const Keyring& keys) {
    Json row = {{"slot", slot.name}, {"at", hex32(slot.at)}, {"room", size_text(slot.size)}};
    const ByteView bytes = board.flash(slot.at, slot.size);
    if (!board.flash_sound(slot.at, slot.size)) {
        row["state"] = "FLASH_ECC";
    } else if (slot.raw) {
        row["state"] = erased(bytes) ? "NO_IMAGE" : "present";
    } else {
        describe_image_in(bytes, keys, row);
    }
    return row;
}

Path record_file(const Board& board) {
    return board.folder() / "images.json";
}

Json records(const Board& board) {
    const Path file = record_file(board);
    if (!std::filesystem::exists(file)) {
        return Json::object();
    }
    Json data = Json::parse(read_text(file), nullptr, false);
    return data.is_object() ? data : Json::object();
}

void save(const Board& board, const Json& data) {
    write_text(record_file(board), data.dump(2) + "\n");
}

// Whether the slot still holds what `record` says was programmed.
bool untouched(const Board& board, const BoardSlot& slot, const Json& record) {
    const std::uint32_t size = record.value("size", 0u);
    return size <= slot.size && hex(record_bytes(sha256(board.flash(slot.at, size)))) ==
                                    record.value("sha256", std::string());
}

}  // namespace

std::vector<BoardSlot> board_slots(const SystemPlan& plan) {
    const gen::Area& irot = plan.system.flash_area(plan.system.stage("irot").flash);
    std::vector<BoardSlot> slots{{"irot",
                                  static_cast<std::uint32_t>(lib::handover::ComponentId::kIrot),
                                  irot.at, irot.size, true}};
    for (const gen::Slot& slot : plan.derived.slots) {
        std::string name = slot.name;
        for (const gen::ModuleEntry& module : plan.system.modules) {
            name = module.id == slot.component ? module_name(module) : name;
        }
        slots.push_back({name, slot.component, slot.at, slot.size, false});
    }
    return slots;
}

BoardSlot find_slot(const SystemPlan& plan, const std::string& name) {
    std::string names;
    for (const BoardSlot& slot : board_slots(plan)) {
        if (slot.name == name) {
            return slot;
        }
        names += (names.empty() ? "" : ", ") + slot.name;
    }
    throw Failure("SLOT_UNKNOWN", "no slot is called '" + name + "'", "one of " + names);
}

void install_image(const Board& board, const BoardSlot& slot, const Path& file) {
    const Bytes bytes = read_file(file);
    if (bytes.size() > slot.size) {
        throw Failure("BAD_SIZE",
                      fmt::format("{} has {} bytes, slot {} takes {}", shown(file), bytes.size(),
                                  slot.name, slot.size),
                      "build it for this layout");
    }
    board.program(slot.at, bytes);  // erases the sectors it touches
    const auto used = static_cast<std::uint32_t>((bytes.size() + gen::kSectorSize - 1) /
                                                 gen::kSectorSize * gen::kSectorSize);
    if (used < slot.size) {
        board.erase(slot.at + used, slot.size - used);
    }
}

bool slot_holds(const Board& board, const BoardSlot& slot, ByteView bytes) {
    return bytes.size() <= slot.size && board.flash_sound(slot.at, slot.size) &&
           std::ranges::equal(board.flash(slot.at, static_cast<std::uint32_t>(bytes.size())),
                              bytes);
}

Json describe_slots(const Board& board, const SystemPlan& plan, const Keyring& keys) {
    Json rows = Json::array();
    for (const BoardSlot& slot : board_slots(plan)) {
        rows.push_back(describe_slot(board, slot, keys));
    }
    return rows;
}

void remember_image(const Board& board, const BoardSlot& slot, const Path& file) {
    const Bytes bytes = read_file(file);
    Json data = records(board);
    data[slot.name] = {{"file", std::filesystem::absolute(file).string()},
                       {"size", bytes.size()},
                       {"sha256", hex(record_bytes(sha256(bytes)))}};
    save(board, data);
}

void forget_image(const Board& board, const BoardSlot& slot) {
    Json data = records(board);
    data.erase(slot.name);
    save(board, data);
}

std::vector<std::string> refresh_images(const Board& board, const SystemPlan& plan) {
    std::vector<std::string> refreshed;
    const Json data = records(board);
    for (const BoardSlot& slot : board_slots(plan)) {
        if (!data.contains(slot.name) || !untouched(board, slot, data[slot.name])) {
            continue;
        }
        const Path file = data[slot.name].value("file", std::string());
        if (std::filesystem::exists(file) && !slot_holds(board, slot, read_file(file))) {
            install_image(board, slot, file);
            remember_image(board, slot, file);
            refreshed.push_back(slot.name);
        }
    }
    return refreshed;
}

}  // namespace host
