// SPDX-License-Identifier: Apache-2.0
// FLASH: bank swap, from option to reset and back (fact sheet 2.4, 2.6). The board comes with its
// boot address unlocked and this program in both banks (suites_test.cpp).
#include "chip/core.h"
#include "test/chip/flash_controller.h"
#include "test/chip/suite.h"

namespace chip_test {

const std::string_view kSuite = "flash_swap";

namespace {

using namespace flash;

constexpr std::uint32_t kOptionControl = kBase + 0x1C;
constexpr std::uint32_t kOptsr = kBase + 0x50;
constexpr std::uint32_t kSwapBank = 1u << 31;
constexpr std::uint32_t kBank2 = 1u << 31;  // BKSEL
constexpr std::uint32_t kDetected = kBase + 0x104;

// SECWM covers sector 40 of both banks, sector 50 of bank 2 only.
constexpr unsigned kSector = 40;
constexpr std::uint32_t kLow = 0x0C00'0000 + kSector * 0x2000;
constexpr std::uint32_t kHigh = kLow + 0x10'0000;
constexpr unsigned kOneSided = 50;
constexpr std::uint32_t kOneSidedLow = 0x0C00'0000 + kOneSided * 0x2000;

std::uint32_t erase_in(std::uint32_t bank, unsigned sector) {
    control(kSecure, kSectorErase | sector << 6 | bank | kStart);
    wait(kSecure);
    control(kSecure, 0);
    return take_errors(kSecure);
}

void before() {
    check_equal("the banks are not swapped", load(kOptionControl) & kSwapBank, 0);
    check("both sectors are erased", erase_in(0, kSector) == 0 && erase_in(kBank2, kSector) == 0);
    check_equal("bank 1 gets its mark", program(kSecure, kLow, {1, 1, 1, 1}), 0);
    check_equal("bank 2 too", program(kSecure, kHigh, {2, 2, 2, 2}), 0);
    check("sector 50 is secure in bank 2 alone",
          peek(kOneSidedLow) == 0 && peek(kOneSidedLow + 0x10'0000) != 0);
    faults();
    check_equal("SWAP_BANK is taken", change_option(kOptsr + 4, load(kOptsr) | kSwapBank), 0);
    check_equal("but acts at the reset", load(kOptionControl) & kSwapBank, 0);
    check_equal("bank 1 is still below", peek(kLow), 1);
}

void swapped() {
    check_equal("OPTCR tells of the swap", load(kOptionControl) & kSwapBank, kSwapBank);
    check_equal("bank 2 is below", peek(kLow), 2);
    check_equal("bank 1 is above", peek(kHigh), 1);
    check("SECWM stays with its bank",
          peek(kOneSidedLow) != 0 && peek(kOneSidedLow + 0x10'0000) == 0);
    check_equal("a program goes where the address shows", program(kSecure, kLow + 16, {3, 3, 3, 3}),
                0);
    check_equal("BKSEL names the physical bank", erase_in(0, kSector), 0);
    check("so that what is above was erased", peek(kHigh) == ~0u && peek(kLow) == 2);
    program(kSecure, kHigh, {4, 4, 4, 4});
    program(kSecure, kHigh, {4, 4, 4, 0});
    store(0x4400'0400 + 0x14C, 1);
    peek(kHigh);
    check_equal("an ECC error names the physical bank", load(kDetected), 1u << 31 | kSector * 512);
    store(kDetected, 1u << 31);
    store(0x4400'0400 + 0x14C, 0);
    check_equal("WRP stays with its bank: sector 1 of bank 1", erase_in(0, 1), kProtected);
    check_equal("not of bank 2", erase_in(kBank2, 1) & kProtected, 0);
    check_equal("it is swapped back", change_option(kOptsr + 4, load(kOptsr) & ~kSwapBank), 0);
}

void back() {
    check_equal("after the reset bank 1 is below", load(kOptionControl) & kSwapBank, 0);
    check("with what was written meanwhile", peek(kHigh) == 2 && peek(kHigh + 16) == 3);
}

}  // namespace

void run() {
    unlock(kSecure);
    unlock(kOpen);
    unlock_options();
    if (phase() == 0) {
        before();
        reset_to_next_phase();
    }
    if (phase() == 1) {
        swapped();
        reset_to_next_phase();
    }
    back();
}

}  // namespace chip_test
