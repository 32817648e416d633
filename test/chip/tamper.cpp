// SPDX-License-Identifier: Apache-2.0
// TAMP: tampers and what they do to the device secrets (fact sheet 9.6). Input 3 is held at its
// active level from outside; no output of an active tamper is wired to its input.
#include "chip/core.h"
#include "test/chip/aes_engine.h"
#include "test/chip/backup.h"
#include "test/chip/words.h"

namespace chip_test {

const std::string_view kSuite = "tamper";

namespace {

constexpr unsigned kLine = 4;
constexpr unsigned kPulled = 1u << 2;  // input 3
constexpr Engine kSafe(kSaes);
constexpr std::uint32_t kSram2 = 0x2004'0100;
constexpr std::uint32_t kBkpsram = 0x4003'6400;
constexpr std::uint32_t kHashDigits = 0x420C'0710;
constexpr std::uint32_t kPka = 0x420C'2000;
constexpr std::uint32_t kPkaRam = kPka + 0x400;
constexpr std::uint32_t kIwdg = 0x4000'3000;
constexpr std::uint32_t kSecret = 0x5EC2'E75A;
constexpr auto kConstantKey = words("dc95c078a2408989ad48a21492842087");  // zeros by zeros

Block encrypt_zeros() {
    kSafe.restart();
    kSafe.set_control(cr::kDhuk | cr::kWide);
    kSafe.enable();
    const Block out = kSafe.process(Block{});
    kSafe.disable();
    return out;
}

void start_engines() {
    set_bits(rcc::kAhb2Enable, 1u << 16 | 1u << 17 | 1u << 19 | 1u << 20);
    set_bits(rcc::kAhb1Enable, 1u << 28);
    start_random_source();
    check_equal("SAES is ready", kSafe.status() & aes_flag::kBusy, 0);
}

// A secret wherever one can be.
void hide_secrets() {
    for (unsigned n = 0; n < 29; ++n) {
        store(tamp::backup(n), kSecret + n);
    }
    store(kSram2, kSecret);
    store(kBkpsram, kSecret);
    store(kPka, 1);
    becomes(kPka + 4, 1, 1);
    store(kPkaRam, kSecret);
    kSafe.restart();
    kSafe.set_control(cr::kDhuk | cr::kWide);
    Engine(kAes).set_control(cr::kWide | cr::kByteSwap);
}

bool secrets_readable(bool with_bkpsram) {
    return load(tamp::backup(0)) == kSecret && load(tamp::backup(28)) == kSecret + 28 &&
           load(kSram2) == kSecret && (load(kBkpsram) == kSecret) == with_bkpsram;
}

bool memories_read_zero() {
    bool zero = load(kSram2) == 0;
    for (unsigned n = 0; n < 32; ++n) {
        zero = zero && load(tamp::backup(n)) == 0;
    }
    return zero;
}

bool engines_forgot() {
    return (kSafe.status() & aes_flag::kKeyValid) == 0 && kSafe.control() == 0 &&
           Engine(kAes).control() == 0 && load(kPka) == 0;
}

void erase_by_software() {
    const Block before = encrypt_zeros();
    hide_secrets();
    check("the secrets are there", secrets_readable(true));
    store(tamp::kCr2, tamp::kErase);
    check_equal("BKERASE reads 0", load(tamp::kCr2), 0);
    check("BKERASE erases backup registers and SRAM2", memories_read_zero());
    check("and AES, SAES, PKA", engines_forgot());
    check_equal("BKPSRAM is no device secret while ERCFGR is 0", load(kBkpsram), kSecret);
    const Block after = encrypt_zeros();
    check("DHUK is gone", after != before);
    check("it is a constant", after == kConstantKey);
    store(kPka, 1);
    becomes(kPka + 4, 1, 1);
    check_equal("PKA's RAM was erased", load(kPkaRam), 0);
    store(tamp::kErcfgr, 1);
    store(tamp::kCr2, tamp::kErase);
    check_equal("it is one with ERCFGR", load(kBkpsram), 0);
    store(tamp::kErcfgr, 0);
}

void block_by_software() {
    hide_secrets();
    store(tamp::kCr2, tamp::kBlock);
    check("BKBLOCK hides backup registers and SRAM2", memories_read_zero());
    check("AES, SAES, HASH and PKA do not answer", load(kHashDigits) == 0 && engines_forgot());
    kSafe.set_control(cr::kWide);
    check_equal("nor take anything", kSafe.control(), 0);
    check_equal("BKPSRAM stays without ERCFGR", load(kBkpsram), kSecret);
    store(tamp::kErcfgr, 1);
    check_equal("and is hidden with it", load(kBkpsram), 0);
    store(kBkpsram, 1);
    store(kSram2, 1);
    store(tamp::kCr2, 0);
    store(tamp::kErcfgr, 0);
    check("all memories are back, unchanged", secrets_readable(true));
    check("the engines start anew", engines_forgot());
}

// NOER: nothing is erased, all is blocked until the flag is cleared.
void potential_tamper() {
    hide_secrets();
    store(tamp::kCr2, kPulled);
    check_equal("an input that is not enabled sets no flag", load(tamp::kSr), 0);
    store(tamp::kIer, kPulled);
    enable_interrupt(kLine);
    set_bits(rtc::kCr, 1u << 25);  // TAMPTS
    store(tamp::kCr1, kPulled);
    check_equal("an active input sets its flag when it is enabled", load(tamp::kSr), kPulled);
    check("and interrupts", comes(kLine));
    check_equal("with TAMPTS the RTC keeps the time", load(rtc::kSr), 1u << 3);
    check_equal("MISR has it", load(tamp::kMisr), kPulled);
    check_equal("SMISR has not", load(tamp::kSmisr), 0);
    store(tamp::kSeccfgr, tamp::kOwnSecurity);
    check_equal("TAMPSEC: SMISR has it", load(tamp::kSmisr), kPulled);
    check_equal("and MISR has not", load(tamp::kMisr), 0);
    check_equal("non-secure code reads no SMISR", load(tamp::kSmisr, View::kNonSecure), 0);
    store(tamp::kSeccfgr, 0);
    check("the secrets are hidden", memories_read_zero());
    store(tamp::backup(5), 1);
    store(kSram2, 1);
    check("the engines are held", engines_forgot());
    store(tamp::kScr, kPulled);
    check_equal("SCR clears the flag", load(tamp::kSr), 0);
    check("the secrets are back, unchanged",
          secrets_readable(true) && load(tamp::backup(5)) == kSecret + 5);
    check_equal("an edge counts once", load(tamp::kSr), 0);
    store(tamp::kCr1, 0);
    store(rtc::kScr, 0x7F);
    clear_bits(rtc::kCr, 1u << 25);
}

void masked_tamper() {
    store(tamp::kCr2, kPulled << 16);
    store(tamp::kCr1, kPulled);
    check_equal("a masked tamper sets no flag", load(tamp::kSr), 0);
    check_equal("and erases nothing", load(tamp::backup(0)), kSecret);
    store(tamp::kCr1, 0);
    store(tamp::kCr2, kPulled);
}

// 2 samples at RTCCLK / 256: 16 ms.
void level_filter() {
    store(tamp::kFltcr, 1u << 3 | 7);
    store(tamp::kCr1, kPulled);
    check_equal("with the filter one sample is not enough", load(tamp::kSr), 0);
    check("two are", becomes(tamp::kSr, kPulled, kPulled));
    store(tamp::kScr, kPulled);
    check_equal("cleared", load(tamp::kSr), 0);
    check("the level sets the flag again", becomes(tamp::kSr, kPulled, kPulled));
    store(tamp::kCr1, 0);
    store(tamp::kScr, kPulled);
    check_equal("a disabled input does not", load(tamp::kSr), 0);
    store(tamp::kFltcr, 0);
}

void erasing_tamper() {
    hide_secrets();
    store(tamp::kSeccfgr, tamp::kBootKeyLock);
    store(tamp::kCr2, 0);
    store(tamp::kCr1, kPulled);
    check_equal("the flag is set", load(tamp::kSr), kPulled);
    store(tamp::kCr1, 0);
    check_equal("it outlives the enable bit", load(tamp::kSr), kPulled);
    store(tamp::backup(5), 1);
    store(tamp::kScr, kPulled);
    check("everything is erased", memories_read_zero() && engines_forgot());
    check_equal("and BHKLOCK with the key", load(tamp::kSeccfgr), 0);
    check_equal("BKPSRAM was not asked for", load(kBkpsram), kSecret);
    store(tamp::backup(5), 1);
    check_equal("backup registers are written again", load(tamp::backup(5)), 1);
}

void active_tamper() {
    store(tamp::kCr2, 0xFF);
    store(tamp::kAtcr1, 1u << 0 | 7u << 16);
    store(tamp::kCr1, 1);
    store(tamp::kAtcr1, 1u << 0);
    check_equal("ATCKSEL stands while an active tamper is enabled", load(tamp::kAtcr1),
                1u << 0 | 7u << 16);
    check_equal("without a seed it does not run", load(tamp::kAtor) & 0xC000, 0);
    check_equal("and detects nothing", load(tamp::kSr), 0);
    for (std::uint32_t word = 1; word <= 4; ++word) {
        store(tamp::kAtseedr, word);
    }
    check_equal("the seed is being absorbed", load(tamp::kAtor) & 0xC000, 0x4000);
    check("then it runs", becomes(tamp::kAtor, 0xC000, 0x8000));
    check_equal("only secure code sees the generator",
                load(tamp::kAtor, View::kNonSecure) & ~0xC000u, 0);
    check("an output that does not come back is a tamper", becomes(tamp::kSr, 1, 1));
    store(tamp::kCr1, 0);
    check_equal("disabled it needs a seed again", load(tamp::kAtor) & 0x8000, 0);
    store(tamp::kScr, 1);
    store(tamp::kAtcr1, 7u << 16);
    store(tamp::kAtcr1, 0xFF00 | 7u << 16);
    check_equal("output selections are in ATCR2 too", load(tamp::kAtcr2),
                3u << 8 | 3u << 11 | 3u << 14 | 3u << 17);
    store(tamp::kAtcr2, 0);
    check_equal("both ways", load(tamp::kAtcr1), 7u << 16);
}

void calendar_overflow() {
    rtc::set(rtc::kFastSecond, 0x0023'5959, 0x0099'1231 | 4u << 13);
    check_equal("internal tampers need their enable bit", load(tamp::kSr), 0);
    store(tamp::kCr3, 0x5DFF);
    store(tamp::kCr1, tamp::internal(5));
    rtc::set(rtc::kFastSecond, 0x0023'5959, 0x0099'1231 | 4u << 13);
    check("the end of the RTC's century is internal tamper 5",
          becomes(tamp::kSr, tamp::internal(5), tamp::internal(5)));
    store(tamp::kScr, tamp::internal(5));
}

// With a flag standing, IWDG's reset is internal tamper 11. Flags block the backup registers that
// the next phase is told by: they are cleared there first.
[[noreturn]] void bite() {
    store(tamp::kCr2, 0xFF);
    store(tamp::kCr1, kPulled | tamp::internal(11));
    store(tamp::kScr, kPulled);
    prepare_next_phase();
    store(tamp::kCr1, tamp::internal(11));
    store(tamp::kCr1, kPulled | tamp::internal(11));
    store(kIwdg, 0xCCCC);
    store(kIwdg, 0x5555);
    store(kIwdg + 8, 1);
    for (;;) {
    }
}

// A reset with flags standing: remember them, clear them, and the counts are there again.
[[noreturn]] void unblock() {
    const std::uint32_t flags = load(tamp::kSr);
    store(tamp::kCr1, 0);
    store(tamp::kScr, ~0u);
    store(tamp::backup(20), flags);
    chip::core::system_reset();
}

void domain_reset() {
    store(tamp::kCr3, 0x5DFF);
    store(tamp::backup(4), 4);
    set_bits(kBdcr, 1u << 16);
    check("VSWRST resets TAMP",
          load(tamp::kCr3) == 0 && load(tamp::backup(4)) == 0 && load(tamp::kAtcr1) == 7u << 16);
    store(tamp::backup(4), 4);
    check_equal("and holds it", load(tamp::backup(4)), 0);
    clear_bits(kBdcr, 1u << 16);
    store(tamp::backup(4), 4);
    check_equal("until it is cleared", load(tamp::backup(4)), 4);
}

}  // namespace

void run() {
    if (load(tamp::kSr) != 0) {
        unblock();
    }
    if (phase() == 0) {
        start_engines();
        rtc::start_clock();
        erase_by_software();
        block_by_software();
        potential_tamper();
        masked_tamper();
        level_filter();
        erasing_tamper();
        active_tamper();
        calendar_overflow();
        bite();
    }
    check_equal("flags outlive a reset; IWDG's with a flag standing is internal tamper 11",
                load(tamp::backup(20)), kPulled | tamp::internal(11));
    start_engines();
    check("after a reset DHUK is back", encrypt_zeros() != kConstantKey);
    domain_reset();
}

}  // namespace chip_test
