// SPDX-License-Identifier: Apache-2.0
// FLASH: ECC errors that were there before the program was (fact sheet 2.8). The board comes with
// one wrong bit in the words at kOne, in OBKeys and OTP, and two in the word at kTwo
// (suites_test.cpp plants them).
#include "chip/core.h"
#include "test/chip/flash_controller.h"
#include "test/chip/suite.h"

namespace chip_test {

const std::string_view kSuite = "flash_ecc";

namespace {

using namespace flash;

constexpr std::uint32_t kCorrected = kBase + 0x100;
constexpr std::uint32_t kDetected = kBase + 0x104;
constexpr std::uint32_t kInterruptEnable = 1u << 25;
constexpr std::uint32_t kFlag = 1u << 30;
constexpr std::uint32_t kBank2 = 1u << 22;
constexpr unsigned kOpenLine = 6;

constexpr unsigned kSector = 40;
constexpr std::uint32_t kOne = 0x0C00'0000 + kSector * 0x2000;
constexpr std::uint32_t kTwo = kOne + 16;
constexpr std::uint32_t kOther = 0x0C1F'E000;
constexpr std::uint32_t kKey = 0x0FFD'08E0;
constexpr std::uint32_t kOtp = 0x08FF'F004;

std::uint32_t take() {
    const std::uint32_t seen = load(kCorrected);
    store(kCorrected, kFlag | (seen & kInterruptEnable));
    return seen & ~kInterruptEnable;
}

void corrected() {
    nmis();
    check_equal("nothing was corrected yet", load(kCorrected), 0);
    check_equal("a word with one wrong bit reads right", peek(kOne), ~0u);
    check_equal("without NMI", nmis(), 0);
    check_equal("ECCCORR names it", load(kCorrected), kFlag | kSector * 512);
    peek(kOther);
    check_equal("and keeps the first", take(), kFlag | kSector * 512);
    check_equal("until it is cleared", load(kCorrected), 0);
    peek(kOther);
    check_equal("bank 2 has its bit", take(), kFlag | kBank2 | 127u * 512);
    enable_interrupt(kOpenLine);
    store(kCorrected, kInterruptEnable);
    check("no interrupt without an error", !interrupted(kOpenLine));
    peek(kOne);
    check("ECCCIE interrupts", interrupted(kOpenLine));
    check_equal("each read corrects", take() & kFlag, kFlag);
    store(kCorrected, 0);
    peek(kKey);
    check_equal("OBKeys have their bit", take(), kFlag | 1u << 20 | 0x8E);
    static_cast<void>(*reinterpret_cast<volatile std::uint16_t*>(kOtp));
    check_equal("so has OTP", take(), kFlag | 1u << 24 | 0x601);
    check_equal("none of it was an NMI", nmis(), 0);
}

void detected() {
    peek(kTwo);
    check_equal("two wrong bits are an NMI", nmis(), 1);
    check_equal("which the handler cleared", load(kDetected), 0);
    check_equal("nothing was corrected", load(kCorrected), 0);
    check_equal("an erase mends both words", erase(kSecure, kSector), 0);
    peek(kOne);
    peek(kTwo);
    check("no event on either", nmis() == 0 && load(kCorrected) == 0);
}

}  // namespace

void run() {
    chip::sau::set(2, {.base = 0x0800'0000, .limit = 0x09FF'FFFF, .callable = false});
    unlock(kSecure);
    corrected();
    detected();
}

}  // namespace chip_test
