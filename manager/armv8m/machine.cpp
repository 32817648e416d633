// SPDX-License-Identifier: Apache-2.0
// What the core asks of the chip (manager/core/platform.h).
#include "chip/core.h"
#include "chip/flash.h"
#include "chip/memory.h"
#include "chip/options.h"
#include "chip/rng.h"
#include "manager/armv8m/scs.h"
#include "manager/core/platform.h"

namespace manager::machine {

namespace scs = armv8m::scs;

namespace {

// PSA-FF 1.1 section 4.7.
enum Lifecycle : std::uint32_t {
    kUnknown = 0x0000,
    kAssemblyAndTest = 0x1000,
    kRotProvisioning = 0x2000,
    kSecured = 0x3000,
    kNonRotDebug = 0x4000,
    kDecommissioned = 0x6000,
};

}  // namespace

bool random_word(std::uint32_t& word) {
    return chip::rng::read({&word, 1}).ok();
}

core::FlashRead flash_read(std::uint32_t offset, std::uint8_t* to, std::uint32_t size) {
    auto state =
        chip::flash::read(chip::kFlashSecure + offset, {reinterpret_cast<std::byte*>(to), size});
    return static_cast<core::FlashRead>(state);
}

bool flash_program(std::uint32_t offset, const std::uint8_t* from) {
    std::span<const std::byte, 16> word(reinterpret_cast<const std::byte*>(from), 16);
    return chip::flash::program(chip::kFlashSecure + offset, word).ok();
}

bool flash_erase(std::uint32_t offset) {
    return chip::flash::erase_sector(chip::kFlashSecure + offset).ok();
}

std::uint32_t lifecycle() {
    switch (chip::options::read().product_state) {
        case chip::options::ProductState::kOpen:
            return kAssemblyAndTest;
        case chip::options::ProductState::kProvisioning:
        case chip::options::ProductState::kIrotProvisioned:
            return kRotProvisioning;
        case chip::options::ProductState::kTzClosed:
            return kNonRotDebug;
        case chip::options::ProductState::kClosed:
        case chip::options::ProductState::kLocked:
            return kSecured;
        case chip::options::ProductState::kRegression:
        case chip::options::ProductState::kNonSecureRegression:
            return kDecommissioned;
    }
    return kUnknown;
}

void vector_map(std::size_t index, const core::RegionWords& words) {
    scs::MpuNumber::write(static_cast<std::uint32_t>(core::kDomainRegions + index));
    scs::MpuBase::write(words.base);
    scs::MpuLimit::write(words.limit);
    chip::core::barrier();
}

void vectors_unmap() {
    scs::MpuNumber::write(core::kDomainRegions);  // MpuLimits are its and the next three
    for (std::uint32_t i = 0; i < core::kMappedRegions; ++i) {
        scs::MpuLimits::write(i, 0);
    }
    chip::core::barrier();
}

void drop_privilege() {
    asm volatile("msr control, %0\n\tisb" : : "r"(3) : "memory");  // PSP, unprivileged
}

void system_reset() {
    chip::core::system_reset();
}

}  // namespace manager::machine
