// SPDX-License-Identifier: Apache-2.0
#include "test/chip/dma.h"

#include "chip/core.h"

namespace chip_test::dma {
namespace {

constexpr unsigned kPatience = 20'000'000;
constexpr unsigned kClockChannel = 5;
constexpr std::uint32_t kClockMemory = kSecureMemory + kSecureAlias + 0x3F00;
constexpr std::uint32_t kMpcbb3 = 0x4003'3400;
constexpr std::uint32_t kAhb1Reset = rcc::kBase + 0x60;

}  // namespace

void start_gpdma() {
    set_bits(rcc::kAhb1Enable, 0x3);
    reset_block(kAhb1Reset, 0);
    reset_block(kAhb1Reset, 1);
}

void prepare(unsigned channel, const Transfer& transfer, View view) {
    store(at(channel, kClear), kFlags, view);
    store(at(channel, kTransfer1), transfer.transfer1, view);
    store(at(channel, kTransfer2), transfer.transfer2, view);
    store(at(channel, kBlock1), transfer.block, view);
    store(at(channel, kSource), transfer.source, view);
    store(at(channel, kDestination), transfer.destination, view);
    store(at(channel, kLink), 0, view);
}

void enable(unsigned channel, View view, std::uint32_t control) {
    store(at(channel, kControl), control | kEnable, view);
}

std::uint32_t finish(unsigned channel, View view) {
    for (unsigned i = 0; i < kPatience; ++i) {
        const std::uint32_t status = load(at(channel, kStatus), view);
        if ((status & kIdle) != 0) {
            return status;
        }
    }
    return ~0u;
}

std::uint32_t run(unsigned channel, const Transfer& transfer, View view) {
    prepare(channel, transfer, view);
    enable(channel, view);
    return finish(channel, view);
}

// The clock channel has the lowest priority and is started last: two of its transfers see at least
// one full turn of all others.
void let_time_pass() {
    const std::uint32_t secure = load(kSecure);
    set_bits(kSecure, 1u << kClockChannel);
    for (unsigned i = 0; i < 2; ++i) {
        run(kClockChannel, {.source = kClockMemory,
                            .destination = kClockMemory + 0x80,
                            .block = 0x80,
                            .transfer1 = kWords | kSourceSecure | kDestinationSecure});
    }
    store(kSecure, secure);
}

void divide_memory() {
    store(kMpcbb3 + 0x100, 0);  // SECCFGR0
    store(kMpcbb3 + 0x200, 0);  // PRIVCFGR0
    store(kMpcbb3 + 0x204, 0);
    chip::sau::set(1, {.base = 0x2000'0000, .limit = 0x2FFF'FFFF, .callable = false});
    chip::sau::set(2, {.base = 0x0800'0000, .limit = 0x0BFF'FFFF, .callable = false});
}

}  // namespace chip_test::dma
