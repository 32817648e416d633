// SPDX-License-Identifier: Apache-2.0
#include "test/apps/dma/channel.h"

namespace test::dma {
namespace {

constexpr std::uint32_t kClock = 0x4402'0C88;  // RCC_AHB1ENR
constexpr std::uint32_t kListBase = kChannel + 0x00;
constexpr std::uint32_t kClear = kChannel + 0x0C;
constexpr std::uint32_t kStatus = kChannel + 0x10;
constexpr std::uint32_t kControl = kChannel + 0x14;
constexpr std::uint32_t kTransfer1 = kChannel + 0x40;
constexpr std::uint32_t kTransfer2 = kChannel + 0x44;
constexpr std::uint32_t kBlock = kChannel + 0x48;
constexpr std::uint32_t kSource = kChannel + 0x4C;
constexpr std::uint32_t kDestination = kChannel + 0x50;
constexpr std::uint32_t kLink = kChannel + 0x7C;

constexpr std::uint32_t kFlags = 0x7F00;
constexpr std::uint32_t kReset = 1u << 1;
constexpr std::uint32_t kEnable = 1u << 0;
constexpr std::uint32_t kWords = 2u << 16 | 1u << 19 | 2u | 1u << 3;  // both sides move
constexpr std::uint32_t kSoftware = 1u << 9;
constexpr std::uint32_t kUpdateSource = 1u << 28;
constexpr unsigned kPatience = 20'000'000;

std::uint32_t run() {
    store(kClear, kFlags);
    store(kControl, kEnable);
    for (unsigned i = 0; i < kPatience; ++i) {
        if ((load(kStatus) & kIdle) != 0) {
            return load(kStatus);
        }
    }
    return 0;
}

}  // namespace

std::uint32_t load(std::uint32_t address) {
    return *reinterpret_cast<volatile std::uint32_t*>(address);
}

void store(std::uint32_t address, std::uint32_t value) {
    *reinterpret_cast<volatile std::uint32_t*>(address) = value;
}

void open() {
    store(kClock, load(kClock) | 1u);
    store(kPrivilege, load(kPrivilege) | 1u);
}

std::uint32_t copy(std::uint32_t from, std::uint32_t to, std::uint32_t bytes,
                   std::uint32_t attributes) {
    store(kControl, kReset);
    store(kTransfer1, kWords | attributes);
    store(kTransfer2, kSoftware);
    store(kBlock, bytes);
    store(kSource, from);
    store(kDestination, to);
    store(kLink, 0);
    return run();
}

std::uint32_t load_item(std::uint32_t list, std::uint32_t* got) {
    store(kControl, kReset);
    store(kBlock, 0);
    store(kSource, 0);
    store(kListBase, list & 0xFFFF'0000);
    store(kLink, kUpdateSource | (list & 0xFFFC));
    const std::uint32_t status = run();
    *got = load(kSource);
    return status;
}

}  // namespace test::dma
