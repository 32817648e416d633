// SPDX-License-Identifier: Apache-2.0
// The board's twin on the PC: the stages' own update code over the very flash model that the
// emulator has, on a copy of the board's files. What the stages decide by signatures is taken for
// granted: all images of the flows here are good.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "boot/update/format.h"
#include "host/board/board.h"
#include "lib/obkeys/obkeys.h"
#include "test/cuts/host_board.h"

namespace test::powercut::chip {

using Path = std::filesystem::path;
using Bytes = std::vector<std::byte>;

struct PowerLost {};

// The places of system.toml.
struct Layout {
    explicit Layout(const host::SystemPlan& plan);

    std::uint32_t log;
    std::uint32_t pool;
    std::uint32_t pool_size;
    std::uint32_t keys;
    std::uint32_t storage;  // the manager's: not the updates'
    std::uint32_t storage_size;
    std::vector<boot::update::Slot> irot_slots;
    std::vector<boot::update::Slot> urot_slots;
};

// An operation of flash or OBKeys: what it is, and where.
struct Operation {
    flash_operation kind;
    std::uint32_t offset;
};

class Twin {
  public:
    // Works on a copy of the board at `from`, in `folder`. `opened`: plain text of the encrypted
    // image of the flow, empty where there is none. `counter`: security counter of all new images.
    Twin(const Layout& layout, const Path& folder, const Path& from, Bytes opened,
         std::uint32_t counter);

    // What both stages do to flash and OBKeys at a boot. Throws PowerLost.
    void boot();
    // Power fails in the `at`-th operation of the next boot, as cut-at says it of the chip.
    void cut(std::uint64_t at, flash_cut policy, std::uint64_t seed);
    void power_on();

    const std::vector<Operation>& operations() const { return operations_; }
    cuts::HostBoard& board() { return board_; }

    // --- What the engine sees. ---
    std::uint32_t sector_count() const;
    std::uint32_t sector_size() const;
    boot::update::ReadStatus read(std::uint32_t offset, std::span<std::byte> out);
    bool program16(std::uint32_t offset, std::span<const std::byte, 16> word);
    bool erase(std::uint32_t offset);

  private:
    void irot();
    void urot();
    void advance(std::span<const boot::update::Entry> entries);
    template <typename Keys>
    Keys load(std::uint32_t offset);
    template <typename Keys>
    void store(Keys keys, std::uint32_t offset, std::size_t first, std::size_t second);
    void program_keys(std::uint32_t offset, std::span<const std::byte> keys);

    const Layout& layout_;
    cuts::HostBoard board_;
    Bytes opened_;
    std::uint32_t counter_;
    std::vector<Operation> operations_;
};

// What OBKeys hold against a way back.
struct Counters {
    std::uint32_t urot = 0;
    std::uint32_t manifest = 0;
    std::array<std::uint32_t, lib::obkeys::kCounters> all{};
    bool operator==(const Counters&) const = default;
    // None is lower than in `other`.
    bool at_least(const Counters& other) const;
};
// Throws std::runtime_error where they cannot be read.
Counters counters_of(board& opened);

}  // namespace test::powercut::chip
