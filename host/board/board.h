// SPDX-License-Identifier: Apache-2.0
// An open board folder (emulator/flash) that closes itself and throws named failures.
#pragma once

#include <memory>

#include "emulator/flash/board_files.h"
#include "host/base/file.h"
#include "host/gen/derive.h"
#include "host/gen/system.h"

namespace host {

class Board {
  public:
    enum class Access { kRead, kWrite };

    // Throws Failure NOT_A_BOARD (no board there, or one in use by another process).
    static Board open(const Path& folder, Access access);
    // A blank part of the factory: all erased, state Open. Throws Failure BOARD_WRITE.
    static Board create(const Path& folder);
    static Path default_folder();  // build/board
    static bool exists(const Path& folder);

    const Path& folder() const { return folder_; }
    board* raw() const { return board_.get(); }
    board_options options() const { return board_get_options(board_.get()); }
    void set_options(const board_options& options) const;
    // As the cells hold it; no ECC. [offset, +size) within the 2 MB.
    ByteView flash(std::uint32_t offset, std::uint32_t size) const;
    bool flash_sound(std::uint32_t offset, std::uint32_t size) const;
    ByteView sram(std::uint32_t offset, std::uint32_t size) const;
    // As a programmer on the bench would: whatever the product state, protections not asked.
    // Throws Failure BOARD_WRITE.
    void program(std::uint32_t offset, ByteView bytes) const;
    void erase(std::uint32_t offset, std::uint32_t size) const;
    void write_obkeys(std::uint32_t offset, ByteView bytes) const;
    Bytes read_obkeys(std::uint32_t offset, std::uint32_t size) const;

  private:
    Board(Path folder, board* board);
    Path folder_;
    std::unique_ptr<board, void (*)(board*)> board_;
};

// system.toml of the repository and what follows from it. Throws Failure SYSTEM_BAD.
struct SystemPlan {
    gen::System system;
    gen::Derived derived;
};
SystemPlan load_plan();

// "open", "provisioning", "irot-provisioned", "tz-closed", "closed", "locked"
std::string state_name(std::uint8_t state);
// Throws Failure STATE_UNKNOWN.
std::uint8_t state_value(const std::string& name);

}  // namespace host
