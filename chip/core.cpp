// SPDX-License-Identifier: Apache-2.0
#include "chip/core.h"

namespace chip::core {

void system_reset() {
    barrier();
    // Keeps the security bits (PRIS, BFHFNMINS, SYSRESETREQS) as they are.
    Aircr::write(kAircrKey | (Aircr::read() & 0xFFFF & ~kResetRequest) | kResetRequest);
    barrier();
    for (;;) {
        wait_for_interrupt();
    }
}

}  // namespace chip::core

namespace chip::sau {
namespace {

constexpr std::uint32_t kRegionEnable = 1u << 0;
constexpr std::uint32_t kRegionCallable = 1u << 1;

}  // namespace

void set(unsigned index, const Region& region) {
    Number::write(index);
    LimitAddress::write(0);
    BaseAddress::write(region.base & ~0x1Fu);
    LimitAddress::write((region.limit & ~0x1Fu) | (region.callable ? kRegionCallable : 0) |
                        kRegionEnable);
}

void clear(unsigned index) {
    Number::write(index);
    LimitAddress::write(0);
    BaseAddress::write(0);
}

void enable() {
    Control::write(kEnable);
    core::barrier();
}

void disable() {
    Control::write(0);
    core::barrier();
}

}  // namespace chip::sau
