// SPDX-License-Identifier: Apache-2.0
// FLASH: registers, locks, programming, erasing, protections, ECC (fact sheet 2), on sectors that
// the layout of system.toml gives to storage (secure) and to the application (non-secure).
// Wrong keys lock until a reset: they come last.
#include "chip/core.h"
#include "test/chip/block.h"
#include "test/chip/flash_controller.h"
#include "test/chip/suite.h"

namespace chip_test {

const std::string_view kSuite = "flash";

namespace {

using namespace flash;

constexpr std::uint32_t kAcr = kBase + 0x00;
constexpr std::uint32_t kOptionKey = kBase + 0x0C;
constexpr std::uint32_t kOptionControl = kBase + 0x1C;
constexpr std::uint32_t kPrivcfgr = kBase + 0x3C;
constexpr std::uint32_t kHdpExtension = kBase + 0x48;
constexpr std::uint32_t kOptsrPrg = kBase + 0x54;
constexpr std::uint32_t kSecbb = kBase + 0xA0;
constexpr std::uint32_t kPrivbb = kBase + 0xC0;
constexpr unsigned kRegisterEvent = 2;
constexpr unsigned kMemoryEvent = 3;
constexpr unsigned kSecureLine = 7;

constexpr unsigned kSector = 40;      // storage
constexpr unsigned kOpenSector = 48;  // application
constexpr unsigned kGuarded = 1;      // iROT: write-protected
constexpr std::uint32_t kStorage = 0x0C00'0000 + kSector * 0x2000;
constexpr std::uint32_t kApplication = 0x0800'0000 + kOpenSector * 0x2000;

constexpr RegisterRow kRegisters[] = {
    {.name = "ACR", .at = 0x00, .reset = 0x13, .writable = 0x13F},
    {.name = "NSKEYR", .at = 0x04, .reset = 0, .writable = 0, .touch = false},
    {.name = "OPSR", .at = 0x18, .reset = 0, .writable = 0, .touch = false},
    {.name = "OPTCR", .at = 0x1C, .reset = 1, .writable = 0, .touch = false},
    {.name = "NSSR", .at = 0x20, .reset = 0, .writable = 0, .touch = false},
    {.name = "SECSR", .at = 0x24, .reset = 0, .writable = 0, .touch = false},
    {.name = "NSCR", .at = 0x28, .reset = 1, .writable = 0, .touch = false},
    {.name = "SECCR", .at = 0x2C, .reset = 1, .writable = 0, .touch = false},
    {.name = "PRIVCFGR", .at = 0x3C, .reset = 0, .writable = 0x3},
    {.name = "NSOBKCFGR", .at = 0x40, .reset = 0x01FF'0001, .writable = 0, .touch = false},
    {.name = "SECOBKCFGR", .at = 0x44, .reset = 0x01FF'0001, .writable = 0, .touch = false},
    {.name = "HDPEXTR", .at = 0x48, .reset = 0, .writable = 0x007F'007F},
    {.name = "SECBB1R1", .at = 0xA0, .reset = 0, .writable = ~0u},
    {.name = "PRIVBB1R1", .at = 0xC0, .reset = 0, .writable = ~0u},
    {.name = "SECBB2R4", .at = 0x1AC, .reset = 0, .writable = ~0u},
    {.name = "PRIVBB2R4", .at = 0x1CC, .reset = 0, .writable = ~0u},
    {.name = "ECCCORR", .at = 0x100, .reset = 0, .writable = 0x0200'0000},
    {.name = "ECCDETR", .at = 0x104, .reset = 0, .writable = 0, .touch = false},
};
constexpr BlockRow kBlock{.name = "FLASH", .base = kBase, .registers = kRegisters};

// --- registers ---------------------------------------------------------------------------

void register_views() {
    constexpr std::uint32_t kSecureOnly[] = {0x24, 0x2C, 0x44, 0x48, 0xA0};
    for (const std::uint32_t at : kSecureOnly) {
        illegal_access_seen(4, kRegisterEvent);
        store(kBase + at, ~0u, View::kNonSecure);
        check("a secure register: non-secure code sees nothing, TZIC has the event",
              load(kBase + at, View::kNonSecure) == 0 && illegal_access_seen(4, kRegisterEvent));
    }
    store(kPrivcfgr, 1);
    check_equal("SPRIV: unprivileged code reads zero", load(kSecure.control, View::kSecureUser), 0);
    check_equal("but not non-secure registers", load(kOpen.control, View::kNonSecureUser), kLock);
    store(kPrivcfgr, 0, View::kSecureUser);
    store(kPrivcfgr, 0, View::kNonSecure);
    check_equal("nor changes PRIVCFGR, nor does non-secure code its secure half", load(kPrivcfgr),
                1);
    store(kPrivcfgr, 2);
    check_equal("NSPRIV: unprivileged code reads zero", load(kOpen.control, View::kNonSecureUser),
                0);
    store(kPrivcfgr, 0);
    store(kSecbb, 1, View::kSecureUser);
    store(kHdpExtension, 1, View::kSecureUser);
    check("unprivileged code changes neither SECBB nor HDPEXTR",
          load(kSecbb) == 0 && load(kHdpExtension) == 0);
}

// --- locks -------------------------------------------------------------------------------

void locked(const Controller& c) {
    control(c, kProgram);
    check_equal("locked: the control register is frozen", load(c.control, c.view), kLock);
    unlock(c);
    check_equal("both keys unlock it", load(c.control, c.view), 0);
    control(c, kLock);
    check_equal("LOCK locks", load(c.control, c.view), kLock);
    unlock(c);
}

void option_lock() {
    const std::uint32_t options = load(kOptsrPrg);
    store(kOptsrPrg, options ^ 3);
    check_equal("OPTCR locked: options are frozen", load(kOptsrPrg), options);
    store(kOptionKey, 0x0819'2A3B);
    store(kOptionKey, 0x4C5D'6E7F);
    check_equal("its keys unlock it", load(kOptionControl) & 1, 0);
    store(kOptsrPrg, options ^ 3);
    check_equal("then they can be written", load(kOptsrPrg), options ^ 3);
    store(kOptsrPrg, options);
    store(kOptionControl, 1);
    check_equal("OPTLOCK locks", load(kOptionControl) & 1, 1);
}

void wrong_keys() {
    control(kSecure, kLock);
    store(kSecure.key, kKey1);
    store(kSecure.key, kKey1);
    unlock(kSecure);
    check_equal("a wrong key: no key unlocks any more", load(kSecure.control), kLock);
    unlock(kOpen);
    check_equal("keys while unlocked lock as well", load(kOpen.control), kLock);
    unlock(kOpen);
    check_equal("until a reset", load(kOpen.control), kLock);
}

// --- programming ------------------------------------------------------------------------------

void programming(const Controller& c, std::uint32_t at, unsigned sector) {
    check_equal("a sector is erased", erase(c, sector), 0);
    check_equal("and reads all ones", peek(at), ~0u);
    control(c, kProgram);
    poke(at, 1);
    poke(at + 4, 2);
    poke(at + 8, 3);
    check_equal("three words wait in the buffer", status(c) & kWaiting, kWaiting);
    check_equal("and are not in the cells", peek(at), ~0u);
    poke(at + 12, 4);
    check_equal("the fourth programs them", status(c) & (kWaiting | kBusy | kDone), kBusy);
    wait(c);
    check_equal("and EOP tells", status(c) & (kWaiting | kBusy | kDone), kDone);
    check("they read back", peek(at) == 1 && peek(at + 4) == 2 && peek(at + 12) == 4);
    control(c, 0);
    take_errors(c);
    poke(at + 16, 1);
    check_equal("a store without PG: PGSERR", take_errors(c), kSequence);
    check_equal("and nothing changes", peek(at + 16), ~0u);
    control(c, kProgram);
    poke(at + 16, 1);
    poke(at + 16, 1);
    check_equal("the same word twice: STRBERR", take_errors(c), kStrobe);
    check_equal("the buffer is empty again", status(c) & kWaiting, 0);
    poke(at + 16, 1);
    poke(at + 32, 1);
    check_equal("another quad-word: INCERR", take_errors(c), kInconsistent);
    poke(at + 16, 7);
    control(c, kProgram | kForce);
    wait(c);
    check("FW programs a part, ones for the rest", peek(at + 16) == 7 && peek(at + 20) == ~0u);
    control(c, 0);
    take_errors(c);
}

void erasing() {
    control(kSecure, kSectorErase | kBankErase | kStart);
    check_equal("two kinds of erase at once: PGSERR", take_errors(kSecure), kSequence);
    check_equal("a write-protected sector: WRPERR", erase(kSecure, kGuarded), kProtected);
    check_equal("a non-secure one by SECCR: WRPERR", erase(kSecure, kOpenSector), kProtected);
    check_equal("a secure one by NSCR: WRPERR", erase(kOpen, kSector), kProtected);
    check_equal("a bank with protected sectors: WRPERR",
                (control(kSecure, kBankErase | kStart), take_errors(kSecure)), kProtected);
    control(kSecure, 0);
    check_equal("and nothing was erased", peek(kStorage), 1);
    enable_interrupt(kSecureLine);
    control(kSecure, kDone | kSectorErase | kSector << 6 | kStart);
    check("EOP does not interrupt before the end", !interrupted(kSecureLine));
    wait(kSecure);
    check("but then", interrupted(kSecureLine));
    control(kSecure, 0);
    take_errors(kSecure);
}

// --- visibility
// -----------------------------------------------------------------------------------

void worlds() {
    const std::uint32_t secure_alias = kApplication + 0x0400'0000;
    program(kSecure, kStorage, {5, 6, 7, 8});
    check_equal("the secure alias shows no non-secure sector", peek(secure_alias), 0);
    illegal_access_seen(4, kMemoryEvent);
    check_equal("the non-secure alias shows no secure sector", peek(kStorage - 0x0400'0000), 0);
    check("and TZIC has the event", illegal_access_seen(4, kMemoryEvent));
    poke(kStorage - 0x0400'0000, 0);
    check_equal("a non-secure store to it: WRPERR", take_errors(kOpen), kProtected);
    const std::uint32_t was = peek(kApplication);
    store(kSecbb + 4, 1u << (kOpenSector - 32));
    check("SECBB makes a sector secure", peek(kApplication) == 0 && peek(secure_alias) == was);
    store(kSecbb + 4, 0);
    check_equal("and gives it back", peek(kApplication), was);
    store(kPrivbb + 4, 1u << (kSector - 32));
    check_equal("PRIVBB hides a sector from unprivileged code", load_as_user(kStorage), 0);
    check_equal("not from privileged code", peek(kStorage), 5);
    store(kPrivbb + 4, 0);
    check_equal("and shows it again", load_as_user(kStorage), 5);
    faults();
}

void ecc() {
    constexpr std::uint32_t kDetected = kBase + 0x104;
    nmis();
    check_equal("a quad-word programmed twice", program(kSecure, kStorage, {1, 1, 1, 1}), 0);
    check_equal("no NMI before it is read", nmis(), 0);
    peek(kStorage);
    check_equal("read, it raises the NMI", nmis(), 1);
    check_equal("ECCDETR was cleared by the handler", load(kDetected), 0);
    store(0x4400'0400 + 0x14C, 1);
    peek(kStorage);
    check_equal("ECCNMI_MASK_EN: no NMI", nmis(), 0);
    check_equal("but the address", load(kDetected), 1u << 31 | kSector * 512);
    store(kDetected, 1u << 31);
    store(0x4400'0400 + 0x14C, 0);
    check_equal("erased, it is sound", (erase(kSecure, kSector), peek(kStorage)), ~0u);
    check_equal("without NMI", nmis(), 0);
}

void extension() {
    erase(kSecure, 4);
    erase(kSecure, 6);
    store(kHdpExtension, 0x0001'0002);
    check_equal("HDPEXTR is written at HDPL 1", load(kHdpExtension), 0x0001'0002);
    store(0x4400'0410, 0x6A);
    store(kHdpExtension, 0);
    check_equal("and frozen at HDPL 2", load(kHdpExtension), 0x0001'0002);
    check_equal("HDPL 2: the extension is visible", peek(0x0C00'8000), ~0u);
    store(0x4400'0410, 0x6A);
    check_equal("HDPL 3: it is hidden", peek(0x0C00'8000), 0);
    check_equal("what follows is not", peek(0x0C00'C000), ~0u);
    check_equal("a hidden sector is not erased: WRPERR", erase(kSecure, 4), kProtected);
}

}  // namespace

void run() {
    chip::sau::set(2, {.base = 0x0800'0000, .limit = 0x09FF'FFFF, .callable = false});
    if (phase() == 0) {
        check_reset_values(kBlock);
        check_writable_bits(kBlock);
        register_views();
        locked(kSecure);
        locked(kOpen);
        option_lock();
        programming(kSecure, kStorage, kSector);
        programming(kOpen, kApplication, kOpenSector);
        erasing();
        worlds();
        ecc();
        extension();
        wrong_keys();
        reset_to_next_phase();
    }
    check_reset_values(kBlock);
    unlock(kSecure);
    check_equal("a reset opens for the right keys", load(kSecure.control), 0);
}

}  // namespace chip_test
