// SPDX-License-Identifier: Apache-2.0
#include "chip/mpu.h"

#include "chip/core.h"

namespace chip::mpu {
namespace {

// Attribute 0: normal, write-back, read and write allocate; 1: device nGnRnE.
constexpr std::uint32_t kAttributes = 0x0000'00FF;

}  // namespace

void set(unsigned index, const Region& region) {
    const Words pair = words(region);
    Number::write(index);
    LimitAddress::write(0);
    BaseAddress::write(pair.base);
    LimitAddress::write(pair.limit);
}

void clear(unsigned index) {
    Number::write(index);
    LimitAddress::write(0);
    BaseAddress::write(0);
}

void enable(std::span<const Region> regions) {
    disable();
    Attributes0::write(kAttributes);
    Attributes1::write(0);
    for (unsigned index = 0; index < kRegions; ++index) {
        if (index < regions.size()) {
            set(index, regions[index]);
        } else {
            clear(index);
        }
    }
    core::barrier();
    Control::write(kEnable);
    core::barrier();
}

void disable() {
    core::barrier();
    Control::write(0);
    core::barrier();
}

}  // namespace chip::mpu
