// SPDX-License-Identifier: Apache-2.0
// The FLASH controller as its suites drive it (fact sheet 2.3, 2.5, 2.6).
#pragma once

#include <array>
#include <cstdint>

#include "test/chip/suite.h"

namespace chip_test::flash {

inline constexpr std::uint32_t kBase = 0x4002'2000;
inline constexpr std::uint32_t kKey1 = 0x4567'0123;
inline constexpr std::uint32_t kKey2 = 0xCDEF'89AB;

inline constexpr std::uint32_t kLock = 1u << 0;
inline constexpr std::uint32_t kProgram = 1u << 1;
inline constexpr std::uint32_t kSectorErase = 1u << 2;
inline constexpr std::uint32_t kBankErase = 1u << 3;
inline constexpr std::uint32_t kForce = 1u << 4;
inline constexpr std::uint32_t kStart = 1u << 5;
inline constexpr std::uint32_t kBusy = 1u << 0;
inline constexpr std::uint32_t kWaiting = 1u << 1;   // WBNE
inline constexpr std::uint32_t kHalfWord = 1u << 3;  // DBNE
inline constexpr std::uint32_t kDone = 1u << 16;
inline constexpr std::uint32_t kProtected = 1u << 17;
inline constexpr std::uint32_t kSequence = 1u << 18;
inline constexpr std::uint32_t kStrobe = 1u << 19;
inline constexpr std::uint32_t kInconsistent = 1u << 20;
inline constexpr std::uint32_t kErrors = 0x007E'0000;
inline constexpr std::uint32_t kEverything = 0x00FF'0000;

// One world's controller.
struct Controller {
    std::uint32_t key, status, control, clear;
    View view;
};
inline constexpr Controller kSecure{kBase + 0x08, kBase + 0x24, kBase + 0x2C, kBase + 0x34,
                                    View::kSecure};
inline constexpr Controller kOpen{kBase + 0x04, kBase + 0x20, kBase + 0x28, kBase + 0x30,
                                  View::kNonSecure};

inline std::uint32_t status(const Controller& c) {
    return load(c.status, c.view);
}

inline void wait(const Controller& c) {
    while ((status(c) & kBusy) != 0) {
    }
}

inline std::uint32_t take_errors(const Controller& c) {
    wait(c);
    const std::uint32_t errors = status(c) & kErrors;
    store(c.clear, kEverything, c.view);
    return errors;
}

inline void control(const Controller& c, std::uint32_t value) {
    store(c.control, value, c.view);
}

inline void unlock(const Controller& c) {
    store(c.key, kKey1, c.view);
    store(c.key, kKey2, c.view);
}

inline std::uint32_t erase(const Controller& c, unsigned sector) {
    control(c, kSectorErase | sector << 6 | kStart);
    wait(c);
    control(c, 0);
    return take_errors(c);
}

inline std::uint32_t program(const Controller& c, std::uint32_t address,
                             const std::array<std::uint32_t, 4>& words) {
    control(c, kProgram);
    for (unsigned i = 0; i < 4; ++i) {
        poke(address + 4 * i, words[i]);
    }
    wait(c);
    control(c, 0);
    return take_errors(c);
}

inline void unlock_options() {
    store(kBase + 0x0C, 0x0819'2A3B);
    store(kBase + 0x0C, 0x4C5D'6E7F);
}

// Writes the option register at `prg` and launches. NSCR and OPTCR are open.
inline std::uint32_t change_option(std::uint32_t prg, std::uint32_t value) {
    store(prg, value);
    store(kBase + 0x1C, 2);
    return take_errors(kOpen);
}

}  // namespace chip_test::flash
