// SPDX-License-Identifier: Apache-2.0
#include "host/board/options.h"

#include <fmt/format.h>

#include "host/base/text.h"
#include "host/gen/chip_facts.h"

namespace host {
namespace {

constexpr std::uint32_t kSram13Reset = 1u << 2;  // OPTSR2: 1 = kept over a reset
constexpr std::uint32_t kSram2Reset = 1u << 3;
constexpr std::uint32_t kUbeShift = 22;

std::uint32_t range_bits(const gen::SectorRange& range) {
    return range.start | (range.end << 16);
}

void set_field(std::uint32_t& word, std::uint32_t mask, bool on) {
    word = on ? word | mask : word & ~mask;
}

std::string sectors(std::uint32_t bits) {
    const std::uint32_t start = bits & 0x7F;
    const std::uint32_t end = (bits >> 16) & 0x7F;
    return start > end ? "none" : fmt::format("sectors {}..{}", start, end);
}

std::string groups(std::uint32_t wrp) {
    std::string text;
    for (unsigned group = 0; group < 32; ++group) {
        if ((wrp >> group & 1u) == 0) {
            text +=
                fmt::format("{}{}..{}", text.empty() ? "sectors " : ", ", 4 * group, 4 * group + 3);
        }
    }
    return text.empty() ? "none" : text;
}

}  // namespace

board_options provisioned_options(const SystemPlan& plan, std::uint8_t product_state) {
    const gen::Options& wanted = plan.system.options;
    board_options options = board_factory_options();
    options.optsr = (options.optsr & ~0xFF00u & ~(0xFFu << kUbeShift)) |
                    (static_cast<std::uint32_t>(product_state) << 8) |
                    (static_cast<std::uint32_t>(BOARD_ON) << kUbeShift);
    set_field(options.optsr2, kSram2Reset, !wanted.sram2_erase_on_reset);
    set_field(options.optsr2, kSram13Reset, !wanted.sram13_erase_on_reset);
    const std::uint32_t tzen = wanted.tzen ? BOARD_ON : BOARD_OFF;
    options.optsr2 = (options.optsr2 & 0x00FFFFFF) | (tzen << 24);
    const std::uint32_t irot =
        gen::flash_address(plan.system.flash_area(plan.system.stage("irot").flash));
    const std::uint32_t lock = wanted.boot_lock ? BOARD_ON : BOARD_OFF;
    options.secbootr = (irot & 0xFFFFFF00) | lock;
    for (std::size_t bank = 0; bank < 2; ++bank) {
        options.secwmr[bank] = range_bits(plan.derived.secwm[bank]);
        options.wrpr[bank] = plan.derived.wrp[bank];
    }
    options.hdpr[0] = range_bits(plan.derived.hdp1);
    return options;
}

Json describe_options(const board_options& options) {
    const bool locked = (options.secbootr & 0xFF) == BOARD_ON;
    return {
        {"trustzone", board_trustzone(&options)},
        {"secure_boot_address", hex32(options.secbootr & 0xFFFFFF00)},
        {"boot_address_locked", locked},
        {"boot_entry", (options.optsr >> kUbeShift & 0xFF) == BOARD_ON ? "OEM iRoT" : "ST iRoT"},
        {"secure_bank1", sectors(options.secwmr[0])},
        {"secure_bank2", sectors(options.secwmr[1])},
        {"hidden_after_irot", sectors(options.hdpr[0])},
        {"write_protected", groups(options.wrpr[0])},
        {"sram2_erased_on_reset", (options.optsr2 & kSram2Reset) == 0},
        {"sram1_3_erased_on_reset", (options.optsr2 & kSram13Reset) == 0}};
}

}  // namespace host
