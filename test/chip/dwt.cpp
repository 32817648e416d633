// SPDX-License-Identifier: Apache-2.0
// The core's cycle counter (Armv8-M, DWT), with virtual time bound to instructions. In a product
// that is not open it does not count.
#include "test/chip/backup.h"

namespace chip_test {

const std::string_view kSuite = "dwt";

namespace {

constexpr std::uint32_t kDemcr = 0xE000'EDFC;
constexpr std::uint32_t kTrace = 1u << 24;
constexpr std::uint32_t kCtrl = 0xE000'1000;
constexpr std::uint32_t kComparators = 4u << 28;
constexpr std::uint32_t kEnable = 1u << 0;
constexpr std::uint32_t kNotInSecure = 1u << 23;
constexpr std::uint32_t kCyccnt = 0xE000'1004;
constexpr std::uint32_t kProductState = 0x4002'2050;
constexpr std::uint32_t kOpen = 0xED;
constexpr unsigned kLoop = 10'000;

// Cycles of a loop that is always the same.
[[gnu::noinline]] std::uint32_t measure() {
    const std::uint32_t start = peek(kCyccnt);
    for (unsigned i = 0; i < kLoop; ++i) {
        asm volatile("nop");
    }
    return peek(kCyccnt) - start;
}

void without_trace() {
    check_equal("TRCENA is 0 after power-on", peek(kDemcr) & kTrace, 0);
    poke(kCtrl, kEnable);
    poke(kCyccnt, 5);
    check("without it DWT does not answer", peek(kCtrl) == 0 && peek(kCyccnt) == 0);
    poke(kDemcr, kTrace);
    check_equal("TRCENA stays", peek(kDemcr), kTrace);
    check_equal("CTRL: four comparators, off", peek(kCtrl), kComparators);
    check_equal("CYCCNT is 0", peek(kCyccnt), 0);
}

void counting() {
    check_equal("without CYCCNTENA it stands", measure(), 0);
    poke(kCtrl, kEnable);
    check_equal("CYCCNTENA stays", peek(kCtrl), kComparators | kEnable);
    const std::uint32_t once = measure();
    check("it counts the cycles of a loop", once > 2 * kLoop && once < 8 * kLoop);
    check("the next time as many", [&] {
        const std::uint32_t again = measure();
        return again + 8 > once && again < once + 8;
    }());
    poke(kCyccnt, 0x8000'0000);
    check("it can be set", peek(kCyccnt) - 0x8000'0000 < 1000);
    set_bits(rcc::kCr, 1u << 3);  // HSI / 2
    const std::uint32_t slow = measure();
    clear_bits(rcc::kCr, 1u << 3);
    check("at half the frequency half as many", slow > once / 2 - 8 && slow < once / 2 + 8);
    poke(kCtrl, kEnable | kNotInSecure);
    check_equal("CYCDISS stops it", measure(), 0);
    poke(kCtrl, kEnable);
}

void refused() {
    faults();
    load_as_user(kCyccnt);
    check_equal("unprivileged code has a bus fault", faults(), 1);
    load_as_user(kDemcr);
    check_equal("at DEMCR too", faults(), 1);
    check_equal("no other register answers", peek(kCtrl + 0x20), 0);
}

}  // namespace

void run() {
    if ((load(kProductState) >> 8 & 0xFF) != kOpen) {
        poke(kDemcr, kTrace);
        poke(kCtrl, kEnable);
        check_equal("not open: it does not count", measure(), 0);
        return;
    }
    if (phase() == 0) {
        without_trace();
        counting();
        refused();
        reset_to_next_phase();
    }
    check_equal("it outlives a reset", peek(kCtrl), kComparators | kEnable);
    poke(kDemcr, 0);
    check_equal("TRCENA 0 hides it", peek(kCyccnt), 0);
}

}  // namespace chip_test
