// SPDX-License-Identifier: Apache-2.0
// ICACHE: enable, invalidate, and its interrupt (fact sheet 9.8).
#include "test/chip/block.h"
#include "test/chip/suite.h"

namespace chip_test {

const std::string_view kSuite = "icache";

namespace {

constexpr std::uint32_t kBase = 0x4003'0400;
constexpr std::uint32_t kCr = kBase + 0x00;
constexpr std::uint32_t kSr = kBase + 0x04;
constexpr std::uint32_t kIer = kBase + 0x08;
constexpr std::uint32_t kFcr = kBase + 0x0C;
constexpr std::uint32_t kRegion0 = kBase + 0x20;
constexpr std::uint32_t kBusy = 1u << 0;
constexpr std::uint32_t kBusyEnd = 1u << 1;
constexpr std::uint32_t kInvalidate = 1u << 1;
constexpr unsigned kLine = 104;
constexpr unsigned kLong = 100'000'000;

constexpr RegisterRow kRegisters[] = {
    {.name = "CR", .at = 0x00, .reset = 0x4, .writable = 0, .touch = false},
    {.name = "IER", .at = 0x08, .reset = 0, .writable = 0x6},
    {.name = "FCR", .at = 0x0C, .reset = 0, .writable = 0, .touch = false},
    {.name = "HMONR", .at = 0x10, .reset = 0, .writable = 0, .touch = false},
    {.name = "MMONR", .at = 0x14, .reset = 0, .writable = 0, .touch = false},
    {.name = "CRR0", .at = 0x20, .reset = 0x200, .writable = 0x97FF'8EFF},
    {.name = "CRR3", .at = 0x2C, .reset = 0x200, .writable = 0x97FF'8EFF},
};
constexpr BlockRow kBlock{
    .name = "ICACHE", .base = kBase, .group = 3, .bit = 12, .registers = kRegisters};

bool wait_until_idle() {
    for (unsigned i = 0; i < kLong; ++i) {
        if ((load(kSr) & kBusy) == 0) {
            return true;
        }
    }
    return false;
}

void invalidate() {
    store(kFcr, kBusyEnd);
    check_equal("FCR clears the flag", load(kSr) & kBusyEnd, 0);
    store(kCr, 0x4 | kInvalidate);
    check_equal("CACHEINV reads zero", load(kCr), 0x4);
    check("the cache is busy for a moment", wait_until_idle());
    check_equal("and then says so", load(kSr), kBusyEnd);
    enable_interrupt(kLine);
    interrupted(kLine);  // of an earlier flag
    enable_interrupt(kLine);
    check("its interrupt is off", !interrupted(kLine));
    store(kIer, kBusyEnd);
    check("on, it comes", interrupted(kLine));
    store(kIer, 0);
    store(kFcr, kBusyEnd);
}

void frozen_while_enabled() {
    store(kCr, 0x5);
    check_equal("EN is set", load(kCr), 0x5);
    store(kCr, 0x1);
    check_equal("WAYSEL cannot change then", load(kCr), 0x5);
    store(kRegion0, 0);
    check_equal("nor can a region", load(kRegion0), 0x200);
    store(kCr, 0x4);
}

}  // namespace

void run() {
    check("after reset the cache invalidates itself", wait_until_idle());
    check_equal("and has said so", load(kSr), kBusyEnd);
    check_reset_values(kBlock);
    check_writable_bits(kBlock);
    check_views(kBlock);
    invalidate();
    frozen_while_enabled();
}

}  // namespace chip_test
