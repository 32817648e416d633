// SPDX-License-Identifier: Apache-2.0
// The virtual chip's boot ROM: what is documented of ST's RSS and no more. It runs at HDPL0 after
// each reset, decides by product state and options, raises HDPL to 1 and starts the code at
// SECBOOTADD with the registers of a reset, or halts with a reason.
#include "emulator/rss/boot_choice.h"
#include "emulator/rss/registers.h"

extern "C" {
[[noreturn]] void rss_halt(rss::Reason reason);
[[noreturn]] void rss_enter(std::uint32_t vectors, std::uint32_t wipe_from, std::uint32_t wipe_to);
[[noreturn]] void rss_main();
}

namespace rss {
namespace {

constexpr std::uint32_t kStackSize = 0x400;

Options read_options() {
    return {.optsr = at(kFlashOptsr),
            .optsr2 = at(kFlashOptsr2),
            .bootr = at(kFlashSecbootr),
            .rsscmdr = at(kSbsRsscmdr)};
}

Reason check_vectors(std::uint32_t table) {
    const bool plausible = plausible_vectors(at(table), at(table + 4), true);
    return plausible ? Reason::kNone : Reason::kNothingThere;
}

Reason raise_level() {
    at(kSbsHdplcr) = kRaiseHdpl;
    return at(kSbsHdplsr) == kLevels[1] ? Reason::kNone : Reason::kLevelStuck;
}

// Where start.S put the stack: in SRAM2, or in SRAM1.
std::uint32_t stack_low() {
    std::uint32_t low = 0;
    asm volatile("mrs %0, msplim" : "=r"(low));
    return low;
}

void require(Reason reason) {
    if (reason != Reason::kNone) {
        rss_halt(reason);
    }
}

}  // namespace
}  // namespace rss

void rss_main() {
    using namespace rss;
    at(kRccApb3enr) = at(kRccApb3enr) | kSbsClock;
    const Options options = read_options();
    require(choose(options));
    require(check_vectors(boot_address(options)));
    require(raise_level());
    at(kRccApb3enr) = at(kRccApb3enr) & ~kSbsClock;
    rss_enter(boot_address(options), stack_low(), stack_low() + kStackSize);
}
