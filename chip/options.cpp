// SPDX-License-Identifier: Apache-2.0
#include "chip/options.h"

#include "chip/flash_registers.h"

namespace chip::options {
namespace {

constexpr std::uint8_t byte(std::uint32_t word, unsigned shift) {
    return static_cast<std::uint8_t>(word >> shift);
}

constexpr bool bit(std::uint32_t word, unsigned number) {
    return ((word >> number) & 1) != 0;
}

// SECWMxR and HDPxR share one layout.
constexpr SectorRange range(std::uint32_t word) {
    return {static_cast<std::uint8_t>(word & 0x7F), static_cast<std::uint8_t>((word >> 16) & 0x7F)};
}

}  // namespace

Options read() {
    const std::uint32_t status = flash::OptionStatus::read();
    const std::uint32_t status2 = flash::OptionStatus2::read();
    const std::uint32_t boot = flash::SecureBoot::read();
    return {.product_state = static_cast<ProductState>(byte(status, 8)),
            .tzen = byte(status2, 24),
            .boot_ube = byte(status, 22),
            .secure_boot_lock = byte(boot, 0),
            .secure_boot_address = boot & 0xFFFF'FF00,
            .swap_bank = bit(status, 31),
            .sram13_erased_on_reset = !bit(status2, 2),
            .sram2_erased_on_reset = !bit(status2, 3),
            .sram2_ecc = !bit(status2, 6),
            .secure1 = range(flash::SecWatermark1::read()),
            .secure2 = range(flash::SecWatermark2::read()),
            .hidden1 = range(flash::Hdp1::read()),
            .hidden2 = range(flash::Hdp2::read()),
            .write_protected1 = ~flash::WriteProtect1::read(),
            .write_protected2 = ~flash::WriteProtect2::read()};
}

const char* name(ProductState state) {
    switch (state) {
        case ProductState::kOpen:
            return "Open";
        case ProductState::kProvisioning:
            return "Provisioning";
        case ProductState::kIrotProvisioned:
            return "iROT-Provisioned";
        case ProductState::kTzClosed:
            return "TZ-Closed";
        case ProductState::kClosed:
            return "Closed";
        case ProductState::kLocked:
            return "Locked";
        case ProductState::kRegression:
            return "Regression";
        case ProductState::kNonSecureRegression:
            return "NS-Regression";
    }
    return "unknown";
}

}  // namespace chip::options
