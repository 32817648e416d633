// SPDX-License-Identifier: Apache-2.0
// Option bytes as the chip loaded them (fact sheet 2.4, 5.1). Read only: whoever changes them works
// on registers of his own.
#pragma once

#include <cstdint>

namespace chip::options {

enum class ProductState : std::uint8_t {
    kOpen = 0xED,
    kProvisioning = 0x17,
    kIrotProvisioned = 0x2E,
    kTzClosed = 0xC6,
    kClosed = 0x72,
    kLocked = 0x5C,
    kRegression = 0x9A,
    kNonSecureRegression = 0xA3,
};

inline constexpr std::uint8_t kTzEnabled = 0xB4;
inline constexpr std::uint8_t kLockedBoot = 0xB4;
inline constexpr std::uint8_t kBootUserFlash = 0xB4;  // BOOT_UBE: OEM-iROT

// Sectors first..last of a bank, inclusive; first > last: none.
struct SectorRange {
    std::uint8_t first;
    std::uint8_t last;
    friend constexpr bool operator==(SectorRange, SectorRange) = default;
};

struct Options {
    ProductState product_state;
    std::uint8_t tzen;
    std::uint8_t boot_ube;
    std::uint8_t secure_boot_lock;
    std::uint32_t secure_boot_address;
    bool swap_bank;
    bool sram13_erased_on_reset;
    bool sram2_erased_on_reset;
    bool sram2_ecc;
    SectorRange secure1, secure2;                      // SECWM
    SectorRange hidden1, hidden2;                      // HDP
    std::uint32_t write_protected1, write_protected2;  // bit n: sectors 4n..4n+3, 1 = protected
};

Options read();

// Name for the console, "unknown" for no such state.
const char* name(ProductState state);

}  // namespace chip::options
