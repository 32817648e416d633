// SPDX-License-Identifier: Apache-2.0
// What a non-secure GPDMA channel is told to steal or overwrite, and does not: every case names the
// error, the event at TZIC and what stayed as it was. HDPL is raised at the end.
#include "test/chip/dma.h"
#include "test/chip/suite.h"

namespace chip_test {

const std::string_view kSuite = "gpdma_attack";

namespace {

using namespace dma;  // NOLINT(google-build-using-namespace)

constexpr View kAttacker = View::kNonSecure;
constexpr unsigned kChannel = 2;
constexpr std::uint32_t kLoot = kOpenMemory + 0x1000;
constexpr std::uint32_t kEmpty = 0xE3E3'E3E3;
constexpr std::uint32_t kSecret = 0x5EC2'E75A;
constexpr std::uint32_t kPoison = kOpenMemory + 0x2000;
constexpr std::uint32_t kPoisonWord = 0xBAD0'BAD0;

constexpr std::uint32_t kSramSecret = kSecureMemory + 0x100;
constexpr std::uint32_t kPrivilegedSecret = kPrivilegedMemory + 0x100;
constexpr std::uint32_t kFlash = 0x0800'0000;
constexpr std::uint32_t kFlashAlias = 0x0400'0000;
constexpr std::uint32_t kOpenFlash = 0x0806'0000;
constexpr std::uint32_t kKeys = 0x0BFD'0000;
constexpr std::uint32_t kFlashRegisters = 0x4002'2000;
constexpr std::uint32_t kHash = 0x420C'0400;
constexpr std::uint32_t kTzsc = 0x4003'2400;
constexpr std::uint32_t kBackup = 0x4003'6400;
constexpr std::uint32_t kRaiseLevel = 0x4400'0410;
constexpr std::uint32_t kLevel = 0x4400'0414;

enum Event : unsigned { kFlashMemory = 3, kBkpsram = 20, kSram3 = 28, kTzscRegisters = 16 };

void empty_the_loot() {
    for (unsigned i = 0; i < 4; ++i) {
        poke(kLoot + 4 * i, kEmpty);
        poke(kPoison + 4 * i, kPoisonWord);
    }
}

bool loot_is_empty() {
    return peek(kLoot) == kEmpty && peek(kLoot + 4) == kEmpty;
}

std::uint32_t steal(std::uint32_t source, View view = kAttacker) {
    empty_the_loot();
    return dma::run(kChannel, {.source = source, .destination = kLoot, .block = 8}, view);
}

std::uint32_t overwrite(std::uint32_t destination) {
    return dma::run(kChannel, {.source = kPoison, .destination = destination, .block = 8},
                    kAttacker);
}

constexpr std::uint32_t kRefused = kIdle | kDataError;

struct Target {
    std::string_view claim;
    std::uint32_t address;  // as the attacker gives it
    std::uint32_t owner;    // where its owner reads it; 0: nowhere
    unsigned group;
    unsigned event;
};
constexpr Target kTargets[] = {
    {"secure SRAM", kSramSecret, kSramSecret + kSecureAlias, 4, kSram3},
    {"secure SRAM by its own alias", kSramSecret + kSecureAlias, kSramSecret + kSecureAlias, 4,
     kSram3},
    {"secure flash", kFlash, kFlash + kFlashAlias, 4, kFlashMemory},
    {"secure flash by its own alias", kFlash + kFlashAlias, kFlash + kFlashAlias, 4, kFlashMemory},
    {"BKPSRAM", kBackup, kBackup + kSecureAlias, 4, kBkpsram},
    {"a secure peripheral", kHash, kHash + kSecureAlias, 3, 17},
    {"a secure peripheral by its own alias", kHash + kSecureAlias, kHash + kSecureAlias, 3, 17},
};

void secure_targets() {
    for (const Target& row : kTargets) {
        illegal_access_seen(row.group, row.event);
        const std::uint32_t before = peek(row.owner);
        check_equal(row.claim, steal(row.address), kRefused);
        check("nothing came out", loot_is_empty());
        check("TZIC has the event", illegal_access_seen(row.group, row.event));
        check_equal("written", overwrite(row.address), kRefused);
        check_equal("it is as before", peek(row.owner), before);
        check("TZIC has the event", illegal_access_seen(row.group, row.event));
    }
    set_secure(3, 17, false);
    check_equal("an open peripheral by the secure alias", steal(kHash + kSecureAlias), kRefused);
    check_equal("by its own it may", steal(kHash), kDone);
    set_secure(3, 17, true);
    check("an open channel is no way round: what is open can be had",
          steal(kOpenFlash) == kDone && peek(kLoot) == peek(kOpenFlash));
}

void configuration() {
    constexpr std::uint32_t kConfigurations[] = {
        kTzsc + 0x10, 0x4003'2800, 0x4003'3500, kFlashRegisters + 0x28,
        kGpdma1,      0x4400'0410, 0xE000'ED08, 0xE000'EDDC,
    };
    for (const std::uint32_t at : kConfigurations) {
        const bool core = at >= 0xE000'0000;
        const std::uint32_t before = core ? peek(at) : load(at);
        check_equal("secure configuration", overwrite(at) & ~kComplete & ~kHalf, kRefused);
        check_equal("is as before", core ? peek(at) : load(at), before);
    }
    check("TZIC has TZSC's event", illegal_access_seen(4, kTzscRegisters));
}

void keys() {
    store(kFlashRegisters + 0x34, 0x007F'0000);
    store(kFlashRegisters + 0x30, 0x007F'0000);
    for (const std::uint32_t offset : {0x100u, 0x900u, 0xC00u}) {
        for (const std::uint32_t alias : {std::uint32_t{0}, kFlashAlias}) {
            check_equal("OBKeys of a secure level", steal(kKeys + alias + offset), kRefused);
            check("nothing came out", loot_is_empty());
        }
    }
    check("the non-secure status has OBKERR", (load(kFlashRegisters + 0x20) >> 21 & 1) != 0);
    store(kFlashRegisters + 0x30, 0x007F'0000);
}

void forged_attributes() {
    constexpr std::uint32_t kForged = kWords | kSourceSecure | kDestinationSecure;
    empty_the_loot();
    const std::uint32_t status = dma::run(kChannel,
                                          {.source = kSramSecret + kSecureAlias,
                                           .destination = kLoot,
                                           .block = 8,
                                           .transfer1 = kForged},
                                          kAttacker);
    check_equal("SSEC set by non-secure code", status, kRefused);
    check("nothing came out", loot_is_empty());

    const std::uint32_t list = kOpenMemory + 0x3000;
    poke(list, kForged);
    poke(list + 4, kSoftware);
    poke(list + 8, 8);
    poke(list + 12, kSramSecret + kSecureAlias);
    poke(list + 16, kLoot);
    poke(list + 20, 0);
    prepare(kChannel, {.source = 0, .destination = 0, .block = 0}, kAttacker);
    store(at(kChannel, kListBase), list & 0xFFFF'0000, kAttacker);
    store(at(kChannel, kLink), 0xF801'0000 | (list & 0xFFFC), kAttacker);
    enable(kChannel, kAttacker);
    check_equal("SSEC set by a list", finish(kChannel), kRefused);
    check("is not loaded", loot_is_empty() && load(at(kChannel, kTransfer1)) == kWords);
    illegal_access_seen(4, kSram3);

    poke(kSramSecret + kSecureAlias, kWords);
    prepare(kChannel, {.source = 0, .destination = 0, .block = 0}, kAttacker);
    store(at(kChannel, kListBase), kSramSecret & 0xFFFF'0000, kAttacker);
    store(at(kChannel, kLink), 0x1000'0000 | (kSramSecret & 0xFFFC), kAttacker);
    enable(kChannel, kAttacker);
    check_equal("a list in secure SRAM", finish(kChannel), kIdle | kLinkError);
    check_equal("is not read into a register", load(at(kChannel, kSource), kAttacker), 0);
    check("TZIC has the event", illegal_access_seen(4, kSram3));
    poke(kSramSecret + kSecureAlias, kSecret);
}

void unprivileged_channel() {
    clear_bits(kPrivileged, 1u << kChannel);
    set_bits(kSecure, 1u << kChannel);
    const Transfer transfer{.source = kPrivilegedSecret + kSecureAlias,
                            .destination = kLoot,
                            .block = 8,
                            .transfer1 = kWords | kSourceSecure};
    empty_the_loot();
    check_equal("an unprivileged channel: privileged SRAM", dma::run(kChannel, transfer), kRefused);
    check("nothing came out", loot_is_empty());
    set_bits(kPrivileged, 1u << kChannel);
    check_equal("a privileged one may", dma::run(kChannel, transfer), kDone);
    check_equal("and gets it", peek(kLoot), kSecret);
    clear_bits(kSecure, 1u << kChannel);
}

// A secure channel reaches secure memory with SSEC or DSEC only, and loses both with its security.
void secure_channel() {
    set_bits(kSecure, 1u << kChannel);
    check_equal("a secure channel without SSEC: secure SRAM",
                steal(kSramSecret + kSecureAlias, View::kSecure), kRefused);
    check("nothing came out", loot_is_empty());
    const Transfer read{.source = kSramSecret + kSecureAlias,
                        .destination = kLoot,
                        .block = 8,
                        .transfer1 = kWords | kSourceSecure};
    check_equal("with SSEC it may", dma::run(kChannel, read), kDone);
    check_equal("and gets it", peek(kLoot), kSecret);
    poke(kSramSecret + kSecureAlias, kPoison);
    prepare(kChannel, {.source = 0, .destination = 0, .block = 0});
    store(at(kChannel, kListBase), (kSramSecret + kSecureAlias) & 0xFFFF'0000);
    store(at(kChannel, kLink), 0x1000'0000 | (kSramSecret & 0xFFFC));
    enable(kChannel, View::kSecure, kLinkStep);
    check_equal("its list may lie in secure SRAM", finish(kChannel), kIdle);
    check_equal("and is read", load(at(kChannel, kSource)), kPoison);
    poke(kSramSecret + kSecureAlias, kSecret);
    store(at(kChannel, kControl), 0);
    const Transfer write{.source = kPoison, .destination = kSramSecret + kSecureAlias, .block = 8};
    check_equal("without DSEC it does not write", dma::run(kChannel, write), kRefused);
    check_equal("with SSEC it does not read what is non-secure",
                dma::run(kChannel, {.source = kPoison,
                                    .destination = kLoot,
                                    .block = 8,
                                    .transfer1 = kWords | kSourceSecure}),
                kRefused);
    prepare(kChannel, read);
    clear_bits(kSecure, 1u << kChannel);
    empty_the_loot();
    enable(kChannel, kAttacker);
    check_equal("handed over, its secure setting is worth nothing", finish(kChannel), kRefused);
    check("nothing came out", loot_is_empty());
    check_equal("the secret is as before", peek(kSramSecret + kSecureAlias), kSecret);
}

// From HDPL 2 on the iROT's flash is hidden from everybody: from a secure, privileged channel too.
void hidden_flash() {
    set_bits(kSecure, 1u << kChannel);
    const Transfer read{.source = kFlash + kFlashAlias,
                        .destination = kLoot,
                        .block = 8,
                        .transfer1 = kWords | kSourceSecure};
    check_equal("HDPL 1: a secure channel reads the iROT", dma::run(kChannel, read), kDone);
    check("its first words", peek(kLoot) == peek(kFlash + kFlashAlias));
    while (load(kLevel) == 0x51) {
        store(kRaiseLevel, 0);
    }
    empty_the_loot();
    illegal_access_seen(4, kFlashMemory);
    check_equal("HDPL 2: it does not", dma::run(kChannel, read), kRefused);
    check("nothing came out", loot_is_empty());
    check("TZIC has the event", illegal_access_seen(4, kFlashMemory));
    check_equal("nor OBKeys of HDPL 1",
                dma::run(kChannel, {.source = kKeys + kFlashAlias + 0x100,
                                    .destination = kLoot,
                                    .block = 8,
                                    .transfer1 = kWords | kSourceSecure}),
                kRefused);
    check("nothing came out", loot_is_empty());
}

void prepare_targets() {
    poke(kSramSecret + kSecureAlias, kSecret);
    poke(kPrivilegedSecret + kSecureAlias, kSecret);
    set_bits(rcc::kAhb1Enable, 1u << 28);  // BKPSRAM
    set_bits(rcc::kAhb2Enable, 1u << 17);
    poke(kBackup + kSecureAlias, kSecret);
    store(kHash, 2u << 4);
    set_secure(3, 17, true);
}

}  // namespace

void run() {
    start_gpdma();
    divide_memory();
    prepare_targets();
    store(kPrivileged, 1u << kChannel, kAttacker);
    check_equal("the attacker may make its channel privileged", load(kPrivileged), 1u << kChannel);
    secure_targets();
    configuration();
    keys();
    forged_attributes();
    unprivileged_channel();
    secure_channel();
    hidden_flash();
}

}  // namespace chip_test
