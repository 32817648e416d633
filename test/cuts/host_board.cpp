// SPDX-License-Identifier: Apache-2.0
#include "test/cuts/host_board.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace cuts {
namespace {

constexpr unsigned kFlash = 0;
constexpr unsigned kState = 1;
constexpr unsigned kKeys = 2;
constexpr unsigned kOptions = 3;
constexpr unsigned kOtp = 4;
constexpr std::size_t kStatesAt = 1040;  // emulator/flash/SPEC.md
constexpr std::size_t kCountsAt = 16;
constexpr std::size_t kSectorWords = kSector / FLASH_WORD;

std::vector<Range> sector_ranges(std::uint32_t sector) {
    return {{kFlash, std::size_t{sector} * kSector, kSector},
            {kState, kStatesAt + sector * kSectorWords, kSectorWords},
            {kState, kCountsAt + 4 * std::size_t{sector}, 4}};
}

std::array<std::uint8_t, FLASH_WORD> bytes_of(const Step& step) {
    std::array<std::uint8_t, FLASH_WORD> out;
    std::memcpy(out.data(), step.data.data(), out.size());
    return out;
}

void change_options(board& board, std::uint32_t what) {
    board_options options = board_get_options(&board);
    if (what == 0) {
        options.edatar[0] = 0x8007;
    } else {
        options.wrpr[0] = (options.wrpr[0] & 0x7FFF'FFFFu) | (what & 1) << 31;
    }
    board_set_options(&board, &options);
}

void perform(board& board, const Step& step) {
    const auto data = bytes_of(step);
    switch (step.kind) {
        case Kind::kOptions:
            change_options(board, step.at);
            break;
        case Kind::kErase:
        case Kind::kEraseEdata:
            flash_erase_sector(&board.flash, step.at);
            break;
        case Kind::kProgram:
            flash_program_word(&board.flash, step.at, data.data());
            break;
        case Kind::kHalfWord:
        case Kind::kTwoHalves:
            edata_program(&board.flash, kEdataSector + step.at / kEdataSize, step.at % kEdataSize,
                          data.data(), step.kind == Kind::kTwoHalves ? 2 : 1);
            break;
        case Kind::kOtp:
            otp_program(&board.otp, step.at, data.data());
            break;
        case Kind::kEraseKeys:
            obk_erase_alternate(&board.obk);
            break;
        case Kind::kKey:
            obk_program(&board.obk, true, step.at, data.data());
            break;
        case Kind::kSwap:
            obk_swap(&board.obk, OBK_SLOTS_USABLE);
            break;
    }
}

}  // namespace

bool is_write(Kind kind) {
    return kind == Kind::kProgram || kind == Kind::kHalfWord || kind == Kind::kTwoHalves ||
           kind == Kind::kOtp || kind == Kind::kKey;
}

bool is_erase(Kind kind) {
    return kind == Kind::kErase || kind == Kind::kEraseEdata || kind == Kind::kEraseKeys;
}

bool fits(Kind kind, flash_cut policy) {
    switch (policy) {
        case FLASH_CUT_NOTHING:
        case FLASH_CUT_DONE:
            return true;
        case FLASH_CUT_PART:
        case FLASH_CUT_BITS:
            return is_write(kind) || kind == Kind::kSwap;
        case FLASH_CUT_WEAK:
            return is_write(kind);
        default:
            return is_erase(kind);
    }
}

std::vector<Range> touched(const Step& step) {
    switch (step.kind) {
        case Kind::kOptions:
            return {{kOptions, 0, 272}};
        case Kind::kErase:
        case Kind::kEraseEdata:
            return sector_ranges(step.at);
        case Kind::kProgram:
            return {{kFlash, step.at, FLASH_WORD}, {kState, kStatesAt + step.at / FLASH_WORD, 1}};
        case Kind::kHalfWord:
        case Kind::kTwoHalves:
            return sector_ranges(kEdataSector + step.at / kEdataSize);
        case Kind::kOtp:
            return {{kOtp, 0, 3088}};
        default:
            return {{kKeys, 0, 17440}};
    }
}

// --- a board ---------------------------------------------------------------------------

HostBoard::HostBoard(const Path& folder) : folder_(folder) {
    const board_identity zeros{};
    char error[BOARD_ERROR];
    std::filesystem::remove_all(folder_);
    if (!board_create(folder_.c_str(), &zeros, error)) {
        throw std::runtime_error(error);
    }
    open();
}

HostBoard::HostBoard(const Path& folder, const Path& from) : folder_(folder) {
    std::filesystem::remove_all(folder_);
    std::filesystem::copy(from, folder_);
    open();
}

HostBoard::~HostBoard() {
    board_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

void HostBoard::open() {
    char error[BOARD_ERROR];
    board_.reset(board_open(folder_.c_str(), true, error));
    if (!board_) {
        throw std::runtime_error(error);
    }
}

void HostBoard::apply(const Step& step) {
    perform(*board_, step);
}

bool HostBoard::apply(const Step& step, const Cut& cut) {
    board_->power = {.operations = cut.at - 1u,
                     .cut_at = cut.at,
                     .policy = cut.policy,
                     .seed = cut.seed,
                     .lost = false,
                     .cut_operation = FLASH_OP_NONE,
                     .cut_offset = 0,
                     .on_cut = nullptr,
                     .opaque = nullptr};
    perform(*board_, step);
    const bool lost = board_->power.lost;
    board_->power = {};
    return lost;
}

void HostBoard::replay(const Cut& cut) {
    for (std::uint32_t number = 1; number < cut.at; ++number) {
        apply(step(number));
    }
    apply(step(cut.at), cut);
}

// --- comparing --------------------------------------------------------------------------

std::span<std::uint8_t> HostBoard::file(unsigned number) const {
    std::size_t size = 0;
    std::uint8_t* start = board_file(board_.get(), number, &size);
    return {start, size};
}

std::span<std::uint8_t> HostBoard::bytes(const Range& range) const {
    return file(range.file).subspan(range.at, range.size);
}

bool HostBoard::same(const HostBoard& other, const std::vector<Range>& ranges) const {
    return std::ranges::all_of(ranges, [&](const Range& range) {
        return std::memcmp(bytes(range).data(), other.bytes(range).data(), range.size) == 0;
    });
}

bool HostBoard::same(const HostBoard& other) const {
    for (unsigned number = 0; number < BOARD_STORES; ++number) {
        if (!same(other, {{number, 0, file(number).size()}})) {
            return false;
        }
    }
    return true;
}

void HostBoard::copy(const HostBoard& other, const std::vector<Range>& ranges) {
    for (const Range& range : ranges) {
        std::memcpy(bytes(range).data(), other.bytes(range).data(), range.size);
    }
}

// --- reading ------------------------------------------------------------------------------

flash_result HostBoard::read(const Step& step) const {
    std::array<std::uint8_t, FLASH_WORD> out;
    switch (step.kind) {
        case Kind::kHalfWord:
        case Kind::kTwoHalves:
            return edata_read(&board_->flash, kEdataSector + step.at / kEdataSize,
                              step.at % kEdataSize, out.data());
        case Kind::kOtp:
            return otp_read(&board_->otp, step.at, out.data());
        case Kind::kKey:
            return obk_read(&board_->obk, true, step.at, out.data(), FLASH_WORD);
        default:
            return flash_read_word(&board_->flash, step.at, out.data());
    }
}

bool HostBoard::word_fails(flash_model& flash, std::uint32_t at) const {
    const std::array<std::uint8_t, FLASH_WORD> data{1, 2, 3};
    std::array<std::uint8_t, FLASH_WORD> out;
    if (flash_read_word(&flash, at, out.data()) == FLASH_ERASED) {
        flash_program_word(&flash, at, data.data());
    }
    return flash_read_word(&flash, at, out.data()) == FLASH_ECC_BAD;
}

bool HostBoard::half_fails(std::uint32_t sector, std::uint32_t at) const {
    const std::array<std::uint8_t, HALF_WORD> data{1, 2};
    std::array<std::uint8_t, HALF_WORD> out;
    if (edata_read(&board_->flash, sector, at, out.data()) == FLASH_ERASED) {
        edata_program(&board_->flash, sector, at, data.data(), 1);
    }
    return edata_read(&board_->flash, sector, at, out.data()) == FLASH_ECC_BAD;
}

bool HostBoard::sector_fails(const Step& step) const {
    bool fails = false;
    if (step.kind == Kind::kEraseEdata) {
        for (std::uint32_t at = 0; at < kEdataSize; at += HALF_WORD) {
            fails = half_fails(step.at, at) || fails;
        }
        return fails;
    }
    const bool keys = step.kind == Kind::kEraseKeys;
    flash_model& flash = keys ? board_->obk.cells : board_->flash;
    const std::uint32_t sector = keys ? (*board_->obk.current ^ 1u) & 1u : step.at;
    for (std::uint32_t at = 0; at < kSector; at += FLASH_WORD) {
        fails = word_fails(flash, sector * kSector + at) || fails;
    }
    return fails;
}

std::string difference(const Path& one, const Path& other) {
    const auto content = [](const Path& path) {
        std::string bytes(std::filesystem::file_size(path), 0);
        std::ifstream(path, std::ios::binary).read(bytes.data(), std::ssize(bytes));
        return bytes;
    };
    for (const char* name :
         {"flash.bin", "flash.state", "obkeys.bin", "options.bin", "otp.bin", "identity.bin"}) {
        const std::string a = content(one / name);
        const std::string b = content(other / name);
        if (a != b) {
            const auto at = std::ranges::mismatch(a, b).in1 - a.begin();
            return std::string(name) + " differs at " + std::to_string(at);
        }
    }
    return {};
}

}  // namespace cuts
