// SPDX-License-Identifier: Apache-2.0
// TAMP: backup registers with their zones, the counter, DBP (fact sheet 9.3, 9.6).
#include "test/chip/backup.h"

namespace chip_test {

const std::string_view kSuite = "tamp";

namespace {

constexpr std::uint32_t kBase = 0x4400'7C00;
constexpr std::uint32_t kCr2 = kBase + 0x04;
constexpr std::uint32_t kSeccfgr = kBase + 0x20;
constexpr std::uint32_t kPrivcfgr = kBase + 0x24;
constexpr std::uint32_t kCounter = kBase + 0x40;
constexpr std::uint32_t kErase = 1u << 23;
constexpr std::uint32_t kBlocked = 1u << 22;
constexpr std::uint32_t kBootKeyLock = 1u << 30;
constexpr std::uint32_t kOwnSecurity = 1u << 31;
constexpr unsigned kEvent = 7;

constexpr RegisterRow kConfiguration[] = {
    {.name = "CR1", .at = 0x00, .reset = 0, .writable = 0x5DFF'00FF},
    {.name = "CR2", .at = 0x04, .reset = 0, .writable = 0xFF47'00FF},
    {.name = "CR3", .at = 0x08, .reset = 0, .writable = 0x5DFF},
    {.name = "FLTCR", .at = 0x0C, .reset = 0, .writable = 0xFF},
    {.name = "ATCR1", .at = 0x10, .reset = 0x0007'0000, .writable = 0xC707'FFFF},
    {.name = "ATSEEDR", .at = 0x14, .reset = 0, .writable = 0, .touch = false},
    {.name = "ATOR", .at = 0x18, .reset = 0, .writable = 0, .touch = false},
    {.name = "ATCR2", .at = 0x1C, .reset = 0, .writable = 0xFFFF'FF00},
    {.name = "PRIVCFGR", .at = 0x24, .reset = 0, .writable = 0xE000'8000},
    {.name = "IER", .at = 0x2C, .reset = 0, .writable = 0x5DFF'00FF},
    {.name = "SR", .at = 0x30, .reset = 0, .writable = 0},
    {.name = "MISR", .at = 0x34, .reset = 0, .writable = 0},
    {.name = "SMISR", .at = 0x38, .reset = 0, .writable = 0},
    {.name = "SCR", .at = 0x3C, .reset = 0, .writable = 0},
    {.name = "OR", .at = 0x50, .reset = 0, .writable = 0x70E},
    {.name = "ERCFGR", .at = 0x54, .reset = 0, .writable = 1},
};
constexpr BlockRow kTamper{.name = "TAMP", .base = kBase, .registers = kConfiguration};

constexpr RegisterRow kOthers[] = {
    {.name = "SECCFGR", .at = 0x20, .reset = 0, .writable = 0, .touch = false},
    {.name = "COUNT1R", .at = 0x40, .reset = 0, .writable = 0, .touch = false},
    {.name = "BKP0R", .at = 0x100, .reset = 0, .writable = ~0u},
    {.name = "BKP28R", .at = 0x170, .reset = 0, .writable = ~0u},
};
constexpr BlockRow kStorage{.name = "TAMP", .base = kBase, .registers = kOthers};
constexpr RegisterRow kCounterRow[] = {
    {.name = "COUNT1R", .at = 0x40, .reset = 0, .writable = 0, .touch = false},
};
constexpr BlockRow kCount{.name = "TAMP", .base = kBase, .registers = kCounterRow};

constexpr std::uint32_t backup(unsigned n) {
    return kBase + 0x100 + 4 * n;
}

void write_protection() {
    store(kDbpcr, 0);
    store(backup(8), 5);
    check_equal("DBP 0: nothing is written", load(backup(8)), 0);
    store(kDbpcr, 1);
    store(backup(8), 5);
    check_equal("DBP 1: it is", load(backup(8)), 5);
}

// Zone 1: 0..3 secure; zone 2: 4..7 secure to write; the rest open.
void zones() {
    for (unsigned n = 0; n < 12; ++n) {
        store(backup(n), 0x100 + n);
    }
    store(kSeccfgr, 4 | 8 << 16);
    illegal_access_seen(4, kEvent);
    check_equal("zone 1: non-secure code reads zero", load(backup(3), View::kNonSecure), 0);
    check("and TZIC has the event", illegal_access_seen(4, kEvent));
    check_equal("zone 2: it reads", load(backup(4), View::kNonSecure), 0x104);
    store(backup(4), 0, View::kNonSecure);
    check_equal("but does not write", load(backup(4)), 0x104);
    store(backup(8), 9, View::kNonSecure);
    check_equal("zone 3: it writes", load(backup(8)), 9);
    store(kPrivcfgr, 1u << 29);
    check_equal("BKPRWPRIV: unprivileged code reads no zone 1", load(backup(3), View::kSecureUser),
                0);
    check_equal("but zone 2", load(backup(4), View::kSecureUser), 0x104);
    store(kPrivcfgr, 1u << 30);
    check_equal("BKPWPRIV: nor zone 2", load(backup(4), View::kSecureUser), 0);
    store(kPrivcfgr, 0);
}

// Everything non-zero, so that hidden is seen to be hidden.
void configuration() {
    for (const std::uint32_t at : {tamp::kCr3, tamp::kFltcr, tamp::kIer, tamp::kErcfgr}) {
        store(at, ~0u);
    }
    store(kSeccfgr, load(kSeccfgr) | kOwnSecurity);
    check_hidden(kTamper, View::kNonSecure, kEvent, "TAMPSEC: non-secure code has no register");
    store(kSeccfgr, 0, View::kNonSecure);
    store(kSeccfgr, 0, View::kSecureUser);
    check_equal("SECCFGR is the secure privileged side's", load(kSeccfgr),
                4 | 8 << 16 | kOwnSecurity);
    store(kPrivcfgr, 1u << 31);
    check_hidden(kTamper, View::kSecureUser, kEvent, "TAMPPRIV: unprivileged code has none");
    store(kPrivcfgr, 0);
    store(kSeccfgr, 4 | 8 << 16);
    check_equal("without them both may", load(tamp::kFltcr, View::kNonSecureUser), 0xFF);
    store(tamp::kFltcr, 0, View::kNonSecureUser);
    check_equal("and write", load(tamp::kFltcr), 0);
    for (const std::uint32_t at : {tamp::kCr3, tamp::kIer, tamp::kErcfgr}) {
        store(at, 0);
    }
}

void counter() {
    store(kCounter, 77);
    store(kCounter, 77);
    check_equal("each write counts one", load(kCounter), 2);
    store(kSeccfgr, load(kSeccfgr) | 1u << 15);
    check_hidden(kCount, View::kNonSecure, kEvent, "CNT1SEC: not for non-secure code");
    store(kSeccfgr, load(kSeccfgr) & ~(1u << 15));
    store(kPrivcfgr, 1u << 15);
    check_hidden(kCount, View::kSecureUser, kEvent, "CNT1PRIV: not for unprivileged code");
    store(kPrivcfgr, 0);
}

void secrets() {
    store(kCr2, kBlocked);
    check_equal("BKBLOCK hides the backup registers", load(backup(8)), 0);
    store(kCr2, 0);
    check_equal("and shows them again", load(backup(8)), 9);
    store(kSeccfgr, load(kSeccfgr) | kBootKeyLock);
    check("BHKLOCK hides the boot key", load(backup(0)) == 0 && load(backup(7)) == 0);
    check_equal("and no more", load(backup(8)), 9);
    store(kSeccfgr, 0);
    check_equal("it stays", load(kSeccfgr), kBootKeyLock);
    store(kCr2, kErase);
    check_equal("BKERASE erases", load(backup(8)), 0);
}

}  // namespace

void run() {
    if (phase() == 0) {
        check_reset_values(kTamper);
        check_reset_values(kStorage);
        check_writable_bits(kTamper);
        check_writable_bits(kStorage);
        write_protection();
        zones();
        configuration();
        counter();
        secrets();
        store(backup(9), 42);
        reset_to_next_phase();
    }
    check_equal("backup registers outlive a system reset", load(backup(9)), 42);
    check_equal("the counter too", load(kCounter), 2);
    check_equal("BHKLOCK too", load(kSeccfgr), kBootKeyLock);
}

}  // namespace chip_test
