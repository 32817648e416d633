// SPDX-License-Identifier: Apache-2.0
// High-cycle data (fact sheet 1.2, 2.4, 2.6, 2.8): half-words with ECC of their own in the last
// sectors of a bank, once the options give them.
#include "chip/core.h"
#include "test/chip/flash_controller.h"
#include "test/chip/suite.h"

namespace chip_test {

const std::string_view kSuite = "flash_edata";

namespace {

using namespace flash;

constexpr std::uint32_t kOptions1 = kBase + 0xF4;  // EDATA1R_PRG
constexpr std::uint32_t kOptions2 = kBase + 0x1F4;
constexpr std::uint32_t kWriteProtect = kBase + 0xEC;  // WRP1R_PRG
constexpr std::uint32_t kSecbb = kBase + 0xA0 + 12;    // sectors 96..127
constexpr std::uint32_t kPrivbb = kBase + 0xC0 + 12;
constexpr std::uint32_t kDetected = kBase + 0x104;
constexpr std::uint32_t kFailed = kBase + 0x108;
constexpr std::uint32_t kEnable = 0x8000;
constexpr unsigned kMemoryEvent = 3;

constexpr unsigned kSector = 127;
constexpr std::uint32_t kWindow = 0x0900'0000;
constexpr std::uint32_t kLast = kWindow + 0xA800;  // sector 127
constexpr std::uint32_t kFlash = 0x0800'0000 + kSector * 0x2000;
constexpr std::uint32_t kSecureAlias = 0x0400'0000;

// One instruction each, the load's result in R0, so that a fault can be stepped over.
[[gnu::noinline]] std::uint32_t half(std::uint32_t address) {
    register std::uint32_t value asm("r0") = address;
    asm volatile("ldrh %0, [%0]" : "+r"(value)::"memory");
    return value;
}

[[gnu::noinline]] std::uint32_t byte(std::uint32_t address) {
    register std::uint32_t value asm("r0") = address;
    asm volatile("ldrb %0, [%0]" : "+r"(value)::"memory");
    return value;
}

[[gnu::noinline]] void store_byte(std::uint32_t address, std::uint32_t value) {
    register std::uint32_t at asm("r1") = address;
    register std::uint32_t what asm("r2") = value;
    asm volatile("strb %0, [%1]" ::"r"(what), "r"(at) : "r0", "memory");
    chip::core::barrier();
}

void store_half(std::uint32_t address, std::uint32_t value) {
    *reinterpret_cast<volatile std::uint16_t*>(address) = static_cast<std::uint16_t>(value);
    chip::core::barrier();
}

std::uint32_t program_half(const Controller& c, std::uint32_t address, std::uint32_t value) {
    control(c, kProgram);
    store_half(address, value);
    wait(c);
    control(c, 0);
    return take_errors(c);
}

void switched_off() {
    check_equal("without the option there is nothing", half(kLast), 0);
    check_equal("a store: WRPERR", program_half(kOpen, kLast, 1), kProtected);
    check_equal("the sector is ordinary flash", erase(kOpen, kSector), 0);
    check_equal("and reads as such", peek(kFlash), ~0u);
    check_equal("programmed", program(kOpen, kFlash, {1, 2, 3, 4}), 0);
}

void switched_on() {
    check_equal("the option gives the last sector", change_option(kOptions1, kEnable), 0);
    check_equal("it is no ordinary flash any more", peek(kFlash), 0);
    check_equal("not to a store", program(kOpen, kFlash + 16, {1, 2, 3, 4}), kProtected);
    nmis();
    half(kLast);
    check_equal("what was ordinary flash is an ECC error", nmis(), 1);
    check_equal("the sector before it is not given", half(kLast - 2), 0);
    check_equal("a store there: WRPERR", program_half(kOpen, kLast - 2, 1), kProtected);
    check_equal("it is erased by its sector", erase(kOpen, kSector), 0);
}

void half_words() {
    nmis();
    check_equal("a virgin half-word reads all ones", half(kLast + 4), 0xFFFF);
    check_equal("with the NMI of a double error", nmis(), 1);
    check_equal("ECCDR holds what was read", load(kFailed), 0xFFFF);
    check_equal("ECCDETR was cleared", load(kDetected), 0);
    control(kOpen, kProgram);
    store_half(kLast + 4, 0x1234);
    check_equal("a program shows DBNE with BSY", status(kOpen) & (kBusy | kHalfWord),
                kBusy | kHalfWord);
    wait(kOpen);
    check_equal("then EOP", status(kOpen), kDone);
    control(kOpen, 0);
    take_errors(kOpen);
    check_equal("it reads back", half(kLast + 4), 0x1234);
    check_equal("without NMI", nmis(), 0);
    half(kLast + 6);
    check_equal("its neighbour is virgin", nmis(), 1);
    control(kOpen, kProgram);
    poke(kLast + 8, 0xCAFE'5678);
    check_equal("32 bits are two half-words", take_errors(kOpen), 0);
    control(kOpen, 0);
    check("and read back", peek(kLast + 8) == 0xCAFE'5678 && half(kLast + 10) == 0xCAFE);
    check_equal("without NMI", nmis(), 0);
    check_equal("a second program is taken", program_half(kOpen, kLast + 4, 0x0234), 0);
    half(kLast + 4);
    check_equal("and spoils the ECC", nmis(), 1);
    check_equal("the last half-word of the sector", program_half(kOpen, kLast + 6142, 9), 0);
    check_equal("is one as others", half(kLast + 6142), 9);
}

void refused() {
    faults();
    byte(kLast + 8);
    check_equal("an 8-bit load is a bus fault", faults(), 1);
    store_byte(kLast + 12, 1);
    check_equal("an 8-bit store as well", faults(), 1);
    store_half(kLast + 12, 1);
    check_equal("a store without PG: PGSERR", take_errors(kOpen), kSequence);
    reinterpret_cast<void (*)()>(kLast + 9)();
    check_equal("a fetch is a bus fault", faults(), 1);
    check_equal("WRP protects its sector",
                (change_option(kWriteProtect, load(kWriteProtect - 4) & ~(1u << 31)),
                 program_half(kOpen, kLast + 12, 1)),
                kProtected);
    check_equal("from an erase as well", erase(kOpen, kSector), kProtected);
    change_option(kWriteProtect, load(kWriteProtect - 4) | 1u << 31);
}

void worlds() {
    illegal_access_seen(4, kMemoryEvent);
    check_equal("the secure alias shows no non-secure sector", half(kLast + kSecureAlias + 8), 0);
    store(kSecbb, 1u << 31);
    check_equal("SECBB makes it secure", half(kLast + kSecureAlias + 8), 0x5678);
    illegal_access_seen(4, kMemoryEvent);
    check_equal("then the non-secure alias shows nothing", half(kLast + 8), 0);
    check("and TZIC has the event", illegal_access_seen(4, kMemoryEvent));
    check_equal("a non-secure store: WRPERR", program_half(kOpen, kLast + 20, 1), kProtected);
    check_equal("a secure one is done", program_half(kSecure, kLast + kSecureAlias + 20, 7), 0);
    check_equal("and reads back", half(kLast + kSecureAlias + 20), 7);
    store(kPrivbb, 1u << 31);
    check_equal("PRIVBB hides it from unprivileged code", load_as_user(kLast + kSecureAlias + 8),
                0);
    store(kPrivbb, 0);
    check_equal("and shows it again", load_as_user(kLast + kSecureAlias + 8), 0xCAFE'5678);
    store(kSecbb, 0);
    faults();
    nmis();
}

void bank_2() {
    constexpr std::uint32_t kFirst = kWindow + 0xC000;
    check_equal("eight sectors of bank 2", change_option(kOptions2, kEnable | 7), 0);
    control(kSecure, kSectorErase | 120u << 6 | 1u << 31 | kStart);
    check_equal("are erased by their bank's sector", take_errors(kSecure), 0);
    check_equal("their first half-word is sector 120's",
                program_half(kSecure, kFirst + kSecureAlias, 5), 0);
    check_equal("it reads back", half(kFirst + kSecureAlias), 5);
    nmis();
    half(kFirst + kSecureAlias + 2);
    check_equal("the next is virgin", nmis(), 1);
    check_equal("switched off they are gone",
                (change_option(kOptions2, 0), half(kFirst + kSecureAlias)), 0);
    check_equal("in bank 1 the last sector stays", half(kLast + 8), 0x5678);
    check_equal("erased, it is virgin", erase(kOpen, kSector), 0);
    check_equal("all of it", (nmis(), half(kLast + 8), nmis()), 1);
}

}  // namespace

void run() {
    chip::sau::set(2, {.base = 0x0800'0000, .limit = 0x09FF'FFFF, .callable = false});
    unlock(kSecure);
    unlock(kOpen);
    unlock_options();
    switched_off();
    switched_on();
    half_words();
    refused();
    worlds();
    bank_2();
}

}  // namespace chip_test
