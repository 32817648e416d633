// SPDX-License-Identifier: Apache-2.0
// The scripted write load of the power-cut campaign: step N is the N-th flash operation, on the
// host model and on the virtual chip alike. It programs words (some twice), erases sectors, writes
// high-cycle data and OTP, builds and swaps OBKeys and launches options.
#pragma once

#include <array>
#include <cstdint>

namespace cuts {

enum class Kind : std::uint8_t {
    kOptions,     // at: 0 enables high-cycle data, else WRP1R's last group becomes at & 1
    kErase,       // at: sector 0..255
    kProgram,     // at: offset in the 2 MB
    kEraseEdata,  // at: sector 0..255
    kHalfWord,    // at: offset in the high-cycle data
    kTwoHalves,   // as kHalfWord, 32 bits
    kOtp,         // at: offset in the OTP area
    kEraseKeys,   // the alternate sector
    kKey,         // at: offset in OBKeys, alternate sector
    kSwap,        // all keys
};
inline constexpr unsigned kKinds = 10;
inline constexpr std::uint32_t kSteps = 10'000;

struct Step {
    Kind kind;
    std::uint32_t at;
    std::array<std::uint32_t, 4> data;
};

inline constexpr std::uint32_t kSector = 0x2000;
inline constexpr std::uint32_t kFirstSector = 40;   // four sectors, secure
inline constexpr std::uint32_t kEdataSector = 120;  // two sectors; made secure by SECBB
inline constexpr std::uint32_t kEdataSize = 6144;
inline constexpr std::uint32_t kFirstKey = 0x800;  // of HDPL 1
inline constexpr std::uint32_t kRound = 100;

namespace detail {

constexpr std::array<std::uint32_t, 4> words(std::uint32_t number) {
    std::array<std::uint32_t, 4> out{};
    std::uint32_t x = number * 0x9E37'79B9u;
    for (auto& word : out) {
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
        word = x;
    }
    return out;
}

struct Place {
    Kind kind;
    std::uint32_t at;
};

// What comes at `place` (0..99) of round `round`.
constexpr Place in_round(std::uint32_t round, std::uint32_t place) {
    const std::uint32_t sector = kFirstSector + round % 4;
    const std::uint32_t edata = round % 2;
    const auto word = [sector](std::uint32_t index) { return sector * kSector + 16 * index; };
    if (place == 0) {
        return {Kind::kErase, sector};
    }
    if (place <= 60) {
        return {Kind::kProgram, word(place - 1)};
    }
    if (place == 61) {
        return {Kind::kProgram, word(round * 7 % 60)};  // a second time
    }
    if (place == 62) {
        return {Kind::kEraseEdata, kEdataSector + edata};
    }
    if (place <= 79) {
        return {place % 4 == 0 ? Kind::kTwoHalves : Kind::kHalfWord,
                edata * kEdataSize + 4 * (place - 63)};
    }
    if (place == 80) {
        return {Kind::kOtp, 2 * round};
    }
    if (place == 81) {
        return {Kind::kEraseKeys, 0};
    }
    if (place <= 90) {
        return {Kind::kKey, kFirstKey + 16 * (place - 82)};
    }
    if (place == 91) {
        return {Kind::kSwap, 0};
    }
    if (place == 92) {
        return {Kind::kOptions, 2 + round % 2};
    }
    return {Kind::kProgram, word(place - 33)};
}

}  // namespace detail

// `number`: 1..kSteps.
constexpr Step step(std::uint32_t number) {
    if (number == 1) {
        return {Kind::kOptions, 0, {}};
    }
    const auto place = detail::in_round((number - 2) / kRound, (number - 2) % kRound);
    return {place.kind, place.at, detail::words(number)};
}

}  // namespace cuts
