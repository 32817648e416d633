// SPDX-License-Identifier: Apache-2.0
// TAMP: backup registers with their zones, the counter, DBP (fact sheet 9.3, 9.6).
#include "test/chip/block.h"
#include "test/chip/suite.h"

namespace chip_test {

const std::string_view kSuite = "tamp";

namespace {

constexpr std::uint32_t kBase = 0x4400'7C00;
constexpr std::uint32_t kCr2 = kBase + 0x04;
constexpr std::uint32_t kSeccfgr = kBase + 0x20;
constexpr std::uint32_t kPrivcfgr = kBase + 0x24;
constexpr std::uint32_t kCounter = kBase + 0x40;
constexpr std::uint32_t kDbpcr = 0x4402'0824;
constexpr std::uint32_t kErase = 1u << 23;
constexpr std::uint32_t kBlocked = 1u << 22;
constexpr std::uint32_t kBootKeyLock = 1u << 30;
constexpr std::uint32_t kOwnSecurity = 1u << 31;
constexpr unsigned kEvent = 7;

constexpr RegisterRow kRegisters[] = {
    {.name = "CR1", .at = 0x00, .reset = 0, .writable = 0, .touch = false},
    {.name = "CR2", .at = 0x04, .reset = 0, .writable = 0, .touch = false},
    {.name = "SECCFGR", .at = 0x20, .reset = 0, .writable = 0, .touch = false},
    {.name = "PRIVCFGR", .at = 0x24, .reset = 0, .writable = 0xE000'8000},
    {.name = "COUNT1R", .at = 0x40, .reset = 0, .writable = 0, .touch = false},
    {.name = "ERCFGR", .at = 0x54, .reset = 0, .writable = 1},
    {.name = "BKP0R", .at = 0x100, .reset = 0, .writable = ~0u},
    {.name = "BKP28R", .at = 0x170, .reset = 0, .writable = ~0u},
};
constexpr BlockRow kBlock{.name = "TAMP", .base = kBase, .registers = kRegisters};

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

void configuration() {
    store(kSeccfgr, load(kSeccfgr) | kOwnSecurity);
    check_equal("TAMPSEC: non-secure code reads no CR2", load(kPrivcfgr, View::kNonSecure), 0);
    store(kSeccfgr, 0, View::kNonSecure);
    store(kSeccfgr, 0, View::kSecureUser);
    check_equal("SECCFGR is the secure privileged side's", load(kSeccfgr),
                4 | 8 << 16 | kOwnSecurity);
}

void counter() {
    store(kCounter, 77);
    store(kCounter, 77);
    check_equal("each write counts one", load(kCounter), 2);
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
        check_reset_values(kBlock);
        check_writable_bits(kBlock);
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
