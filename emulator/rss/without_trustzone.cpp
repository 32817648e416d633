// SPDX-License-Identifier: Apache-2.0
// The boot ROM of a board with TrustZone off: an image of its own, linked for the non-secure alias
// and run by a core without secure state. It checks as main.cpp does, raises HDPL to 1 and starts
// the code at NSBOOTADD.
#include "emulator/rss/boot_choice.h"
#include "emulator/rss/registers.h"

extern "C" {
[[noreturn]] void rss_halt(rss::Reason reason);
[[noreturn]] void rss_enter(std::uint32_t vectors, std::uint32_t wipe_from, std::uint32_t wipe_to);
[[noreturn]] void rss_main();
extern std::uint32_t __stack_low[], __stack_top[];
}

namespace rss {
namespace {

volatile std::uint32_t& non_secure(std::uint32_t secure_alias) {
    return at(secure_alias - kSecureAlias);
}

Options read_options() {
    return {.optsr = non_secure(kFlashOptsr),
            .optsr2 = non_secure(kFlashOptsr2),
            .bootr = non_secure(kFlashNsbootr),
            .rsscmdr = non_secure(kSbsRsscmdr)};
}

Reason check_vectors(std::uint32_t table) {
    const bool plausible = plausible_vectors(at(table), at(table + 4), false);
    return plausible ? Reason::kNone : Reason::kNothingThere;
}

Reason raise_level() {
    non_secure(kSbsHdplcr) = kRaiseHdpl;
    return non_secure(kSbsHdplsr) == kLevels[1] ? Reason::kNone : Reason::kLevelStuck;
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
    non_secure(kRccApb3enr) = non_secure(kRccApb3enr) | kSbsClock;
    const Options options = read_options();
    require(choose_without_trustzone(options));
    require(check_vectors(boot_address(options)));
    require(raise_level());
    non_secure(kRccApb3enr) = non_secure(kRccApb3enr) & ~kSbsClock;
    rss_enter(boot_address(options), reinterpret_cast<std::uint32_t>(__stack_low),
              reinterpret_cast<std::uint32_t>(__stack_top));
}
