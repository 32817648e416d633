// SPDX-License-Identifier: Apache-2.0
// A board on the PC that the load is written to, through the C model alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "emulator/flash/board_files.h"
#include "test/cuts/load.h"

namespace cuts {

using Path = std::filesystem::path;

// Bytes of one of the board's files.
struct Range {
    unsigned file;  // board_file()
    std::size_t at;
    std::size_t size;
};
// All that an operation of this step may change.
std::vector<Range> touched(const Step& step);
bool is_write(Kind kind);  // of one ECC word
bool is_erase(Kind kind);
// The operation can be torn this way (T0 and T1 always); a policy that cannot acts as T0.
bool fits(Kind kind, flash_cut policy);

struct Cut {
    std::uint32_t at;  // the step that is cut
    flash_cut policy;
    std::uint64_t seed;
};

class HostBoard {
  public:
    // A new board in `folder`, with an identity of zeros, or a copy of the one at `from`.
    explicit HostBoard(const Path& folder);
    HostBoard(const Path& folder, const Path& from);
    ~HostBoard();
    HostBoard(const HostBoard&) = delete;
    HostBoard& operator=(const HostBoard&) = delete;

    void apply(const Step& step);
    // The step is cut, and the power comes back. False: it was not cut.
    bool apply(const Step& step, const Cut& cut);
    // Steps 1..cut.at from where the load starts, the last one cut.
    void replay(const Cut& cut);

    [[nodiscard]] std::span<std::uint8_t> bytes(const Range& range) const;
    [[nodiscard]] std::span<std::uint8_t> file(unsigned number) const;
    [[nodiscard]] bool same(const HostBoard& other, const std::vector<Range>& ranges) const;
    [[nodiscard]] bool same(const HostBoard& other) const;
    void copy(const HostBoard& other, const std::vector<Range>& ranges);

    [[nodiscard]] board& get() const { return *board_; }
    [[nodiscard]] const Path& folder() const { return folder_; }

    // What a read of the word that `step` writes says.
    [[nodiscard]] flash_result read(const Step& step) const;
    // A word or half-word of the sector that `step` erases is wrong: it reads as an ECC error, or
    // does once it is programmed.
    [[nodiscard]] bool sector_fails(const Step& step) const;

  private:
    void open();
    [[nodiscard]] bool word_fails(flash_model& flash, std::uint32_t at) const;
    [[nodiscard]] bool half_fails(std::uint32_t sector, std::uint32_t at) const;

    Path folder_;
    std::unique_ptr<board, void (*)(board*)> board_{nullptr, board_close};
};

// Of two boards, at rest or as mapped: empty where all files that outlive power-off are the same.
std::string difference(const Path& one, const Path& other);

}  // namespace cuts
