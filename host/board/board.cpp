// SPDX-License-Identifier: Apache-2.0
#include "host/board/board.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>

#include "host/base/failure.h"
#include "host/base/text.h"

namespace host {
namespace fs = std::filesystem;
namespace {

using ErrorText = std::array<char, BOARD_ERROR>;

struct StateName {
    std::uint8_t value;
    const char* name;
};

constexpr std::array<StateName, 8> kStates = {{{BOARD_OPEN, "open"},
                                               {BOARD_PROVISIONING, "provisioning"},
                                               {BOARD_IROT_PROVISIONED, "irot-provisioned"},
                                               {BOARD_TZ_CLOSED, "tz-closed"},
                                               {BOARD_CLOSED, "closed"},
                                               {BOARD_LOCKED, "locked"},
                                               {BOARD_REGRESSION, "regression"},
                                               {BOARD_NS_REGRESSION, "ns-regression"}}};

[[noreturn]] void write_failed(const Path& folder, const std::string& why) {
    throw Failure("BOARD_WRITE", shown(folder) + ": " + why, "make the board anew if it persists");
}

}  // namespace

Board::Board(Path folder, board* board) : folder_(std::move(folder)), board_(board, board_close) {}

Path Board::default_folder() {
    return root_folder() / "build" / "board";
}

bool Board::exists(const Path& folder) {
    return fs::exists(folder / "flash.bin");
}

Board Board::open(const Path& folder, Access access) {
    if (!exists(folder)) {
        throw Failure("NOT_A_BOARD", shown(folder) + " holds no board",
                      fmt::format("make one with 'sm board new --dir {}'", shown(folder)));
    }
    ErrorText error{};
    board* opened = board_open(folder.c_str(), access == Access::kWrite, error.data());
    if (opened == nullptr) {
        throw Failure("BOARD_UNUSABLE", shown(folder) + ": " + error.data(),
                      "end the emulator that runs it, or make the board anew");
    }
    return {folder, opened};
}

Board Board::create(const Path& folder) {
    make_folder(folder.parent_path().empty() ? Path(".") : folder.parent_path());
    ErrorText error{};
    if (!board_create(folder.c_str(), nullptr, error.data())) {
        write_failed(folder, error.data());
    }
    return open(folder, Access::kWrite);
}

void Board::set_options(const board_options& options) const {
    if (board_set_options(board_.get(), &options) != FLASH_OK) {
        write_failed(folder_, "the option bytes could not be written");
    }
}

ByteView Board::flash(std::uint32_t offset, std::uint32_t size) const {
    const std::span all(board_->flash.bytes, BOARD_FLASH_SIZE);
    return std::as_bytes(all.subspan(offset, size));
}

bool Board::flash_sound(std::uint32_t offset, std::uint32_t size) const {
    return flash_is_sound(&board_->flash, offset, size);
}

ByteView Board::sram(std::uint32_t offset, std::uint32_t size) const {
    const std::span all(board_->sram, BOARD_SRAM_SIZE);
    return std::as_bytes(all.subspan(offset, size));
}

void Board::program(std::uint32_t offset, ByteView bytes) const {
    ErrorText error{};
    if (!board_program(board_.get(), offset, bytes.data(), static_cast<std::uint32_t>(bytes.size()),
                       error.data())) {
        write_failed(folder_, error.data());
    }
}

void Board::erase(std::uint32_t offset, std::uint32_t size) const {
    ErrorText error{};
    if (!board_erase(board_.get(), offset, size, error.data())) {
        write_failed(folder_, error.data());
    }
}

void Board::write_obkeys(std::uint32_t offset, ByteView bytes) const {
    ErrorText error{};
    if (!board_obk_write(board_.get(), offset, bytes.data(),
                         static_cast<std::uint32_t>(bytes.size()), error.data())) {
        write_failed(folder_, error.data());
    }
}

Bytes Board::read_obkeys(std::uint32_t offset, std::uint32_t size) const {
    Bytes bytes(size);
    ErrorText error{};
    if (!board_obk_read(board_.get(), offset, bytes.data(), size, error.data())) {
        throw Failure(lib::Error::kObkUnreadable, shown(folder_));
    }
    return bytes;
}

SystemPlan load_plan() {
    try {
        gen::System system = gen::load_system(root_folder() / "system.toml");
        gen::Derived derived = gen::derive(system);
        return {std::move(system), std::move(derived)};
    } catch (const gen::InputError& error) {
        throw Failure("SYSTEM_BAD", error.what(), "");
    }
}

std::string state_name(std::uint8_t state) {
    const auto found = std::ranges::find(kStates, state, &StateName::value);
    return found != kStates.end() ? found->name : fmt::format("unknown (0x{:02X})", state);
}

std::uint8_t state_value(const std::string& name) {
    for (const StateName& state : kStates) {
        if (name == state.name) {
            return state.value;
        }
    }
    throw Failure("STATE_UNKNOWN", "no product state is called '" + name + "'",
                  "one of open, provisioning, irot-provisioned, tz-closed, closed, locked");
}

}  // namespace host
