// SPDX-License-Identifier: Apache-2.0
// SAES: what AES has, and keys that software cannot see (fact sheet 7.1, 7.2).
#include <algorithm>

#include "test/chip/aes_engine.h"
#include "test/chip/block.h"
#include "test/chip/suite.h"
#include "test/chip/words.h"

namespace chip_test {

const std::string_view kSuite = "saes";

namespace {

constexpr unsigned kLine = 36;
constexpr Engine kEngine(kSaes);
constexpr Engine kPartner(kAes);
constexpr std::uint32_t kBackup = 0x4400'7C00 + 0x100;
constexpr std::uint32_t kTampSecurity = 0x4400'7C00 + 0x20;
constexpr std::uint32_t kBootKeyLock = 1u << 30;
constexpr std::uint32_t kEpochSelect = 0x4400'0400 + 0xA0;
constexpr std::uint32_t kRaiseLevel = 0x4400'0400 + 0x10;

constexpr auto kPlain = words("6bc1bee22e409f96e93d7e117393172a");
constexpr auto kSecret = words("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");
constexpr auto kCipher = words("f3eed1bdb5d2a03c064b5a7e3db181f8");  // kPlain by kSecret

constexpr RegisterRow kRegisters[] = {
    {.name = "CR", .at = 0x00, .reset = 0, .writable = 0x0FFD'787E},
    {.name = "SR", .at = 0x04, .reset = 0, .writable = 0, .touch = false},
    {.name = "IVR0", .at = 0x20, .reset = 0, .writable = ~0u},
    {.name = "SUSP0R", .at = 0x40, .reset = 0, .writable = ~0u},
    {.name = "IER", .at = 0x300, .reset = 0, .writable = 0xF},
    {.name = "ISR", .at = 0x304, .reset = 0, .writable = 0, .touch = false},
};
constexpr BlockRow kBlock{
    .name = "SAES", .base = kSaes, .group = 3, .bit = 19, .registers = kRegisters};

Block encrypt_with(std::uint32_t selection) {
    kEngine.restart();
    kEngine.set_control(selection);
    kEngine.enable();
    const Block out = kEngine.process(kPlain);
    kEngine.disable();
    return out;
}

void needs_random_numbers() {
    set_bits(rcc::kAhb2Enable, 1u << 20 | 1u << 16);
    check_equal("busy after reset until the RNG has a clock", kEngine.status() & aes_flag::kBusy,
                aes_flag::kBusy);
    kEngine.set_control(cr::kWide);
    check_equal("busy: CR cannot be written", kEngine.control(), 0);
    start_random_source();
    check_equal("ready once it has", kEngine.status() & aes_flag::kBusy, 0);
}

void constant_key() {
    constexpr auto kNarrow = words("dc3904c0fdd882febe1d5d0a9836988e");
    constexpr auto kWide = words("6b82366878f208f3fef1b4791c48a640");
    check("KEYSEL 7 is 0xA5 repeated, 128 bits", encrypt_with(cr::kTestKey) == kNarrow);
    check("KEYSEL 7 is 0xA5 repeated, 256 bits", encrypt_with(cr::kTestKey | cr::kWide) == kWide);
    kEngine.restart();
    kEngine.set_control(cr::kTestKey);
    check_equal("a hardware key is valid at once", kEngine.status() & aes_flag::kKeyValid,
                aes_flag::kKeyValid);
    kEngine.set_control(0);
    check_equal("another KEYSEL erases it", kEngine.status() & aes_flag::kKeyValid, 0);
    kEngine.set_control(3u << 28);
    check_equal("a reserved KEYSEL is a key error", kEngine.flags(), aes_flag::kKeif);
    kEngine.restart();
}

void hardware_keys() {
    const Block dhuk = encrypt_with(cr::kDhuk | cr::kWide);
    check("DHUK is the same again", encrypt_with(cr::kDhuk | cr::kWide) == dhuk);
    check("and not the test key", encrypt_with(cr::kTestKey | cr::kWide) != dhuk);
    store(kEpochSelect, 1);
    check("another epoch, another DHUK", encrypt_with(cr::kDhuk | cr::kWide) != dhuk);
    store(kEpochSelect, 0);
    for (unsigned i = 0; i < 8; ++i) {
        store(kBackup + 4 * i, 0);
    }
    check("DHUK xor BHK of zeros is DHUK", encrypt_with(cr::kBoth | cr::kWide) == dhuk);
    for (unsigned i = 0; i < 8; ++i) {
        store(kBackup + 4 * i, 0x1111'1111 * (i + 1));
    }
    constexpr auto kBoot = words("4b8d39fdf193c61bfd98568fa7fe5919");
    check("BHK is BKP7R..BKP0R", encrypt_with(cr::kBhk | cr::kWide) == kBoot);
    check("DHUK xor BHK differs", encrypt_with(cr::kBoth | cr::kWide) != dhuk);
    set_bits(kTampSecurity, kBootKeyLock);
    check_equal("BHKLOCK hides the registers", load(kBackup), 0);
    check("and leaves BHK to SAES", encrypt_with(cr::kBhk | cr::kWide) == kBoot);
    store(kRaiseLevel, 0x6A);
    check("another level, another DHUK", encrypt_with(cr::kDhuk | cr::kWide) != dhuk);
}

void bound_keys() {
    kEngine.restart();
    kEngine.set_control(cr::kTestKey);
    load(kSaes + 0x20, View::kNonSecure);
    check_equal("hardware key, non-secure access: erased", kEngine.status() & aes_flag::kKeyValid,
                0);
    check_equal("with KEIF", kEngine.flags(), aes_flag::kKeif);
    kEngine.restart();
    kEngine.set_control(cr::kProtect);
    kEngine.set_key(std::span(kSecret).first(4));
    load(kSaes, View::kNonSecure);
    check_equal("KEYPROT, non-secure access: erased", kEngine.status() & aes_flag::kKeyValid, 0);
    kEngine.restart();
    kEngine.set_key(std::span(kSecret).first(4));
    load(kSaes, View::kNonSecure);
    check_equal("an open key stays", kEngine.status() & aes_flag::kKeyValid, aes_flag::kKeyValid);
    kEngine.restart();
    kEngine.set_control(cr::kDhuk | cr::kWide);
    kEngine.enable();
    const Block secure = kEngine.process(kPlain);
    kEngine.restart();
    store(kSaes, cr::kDhuk | cr::kWide, View::kNonSecure);
    store(kSaes, cr::kDhuk | cr::kWide | cr::kEnable, View::kNonSecure);
    for (const std::uint32_t word : kPlain) {
        store(kSaes + 0x08, word, View::kNonSecure);
    }
    Block open{};
    for (std::uint32_t& word : open) {
        word = load(kSaes + 0x0C, View::kNonSecure);
    }
    check("the non-secure DHUK is another key", open != secure);
    kEngine.restart();
}

std::array<Block, 2> wrap(std::uint32_t mode) {
    kEngine.restart();
    kEngine.set_control(cr::kDhuk | cr::kWide | mode);
    kEngine.enable();
    const Block first = kEngine.process({kSecret[0], kSecret[1], kSecret[2], kSecret[3]});
    const Block second = kEngine.process({kSecret[4], kSecret[5], kSecret[6], kSecret[7]});
    kEngine.disable();
    return {first, second};
}

void unwrap(std::uint32_t mode, const std::array<Block, 2>& wrapped) {
    kEngine.restart();
    kEngine.set_control(cr::kDhuk | cr::kWide | mode);
    kEngine.prepare_decryption();
    kEngine.enable();
    kEngine.put(wrapped[0]);
    check_equal("an unwrapped key is not read", kEngine.pull(), 0);
    kEngine.put(wrapped[1]);
    kEngine.disable();
}

void wrapped_keys() {
    const auto wrapped = wrap(cr::kWrapped);
    unwrap(cr::kWrapped, wrapped);
    kEngine.set_control(cr::kDhuk | cr::kWide);
    kEngine.enable();
    check("the unwrapped key encrypts", kEngine.process(kPlain) == kCipher);
    kEngine.disable();
    load(kSaes, View::kNonSecure);
    check_equal("and dies with a non-secure access", kEngine.status() & aes_flag::kKeyValid, 0);
}

// In CTR mode a key is generated: the key stream of IVR and IVR + 1.
void generated_keys() {
    constexpr Block kSeed{1, 2, 3, 0x10};
    constexpr Block kNext{1, 2, 3, 0x11};
    kEngine.restart();
    kEngine.set_control(cr::kTestKey | cr::kWide);
    kEngine.enable();
    const Block high = kEngine.process(kSeed);
    const Block low = kEngine.process(kNext);
    kEngine.restart();
    kEngine.set_control(cr::kTestKey | cr::kWide | cr::kCtr | cr::kWrapped);
    kEngine.set_iv({1, 2, 3, 0x11});
    kEngine.enable();
    check_equal("low bits of IVR0: no key is generated", kEngine.flags(), aes_flag::kKeif);
    kEngine.clear_flags();
    kEngine.set_iv(kSeed);
    kEngine.enable();
    check_equal("a key is generated", kEngine.flags(), aes_flag::kCcf);
    kEngine.clear_flags();
    kEngine.disable();
    kEngine.set_control(cr::kTestKey | cr::kWide);
    kEngine.enable();
    const Block generated = kEngine.process(kPlain);
    std::array<std::uint32_t, 8> key{};
    std::copy(high.begin(), high.end(), key.begin());
    std::copy(low.begin(), low.end(), key.begin() + 4);
    kEngine.restart();
    kEngine.set_control(cr::kWide);
    kEngine.set_key(key);
    kEngine.enable();
    check("it is the key stream", kEngine.process(kPlain) == generated);
}

void shared_keys() {
    const auto blob = wrap(cr::kShared);
    kPartner.restart();
    unwrap(cr::kShared, blob);
    kPartner.set_control(cr::kShared | cr::kWide);
    check_equal("AES takes the shared key", kPartner.status() & aes_flag::kKeyValid,
                aes_flag::kKeyValid);
    kPartner.set_control(cr::kWide);
    kPartner.enable();
    check("and encrypts with it", kPartner.process(kPlain) == kCipher);
    kPartner.disable();
    kEngine.set_control(cr::kDhuk | cr::kWide);
    check_equal("it is dropped when SAES leaves KMOD 2", kPartner.status() & aes_flag::kKeyValid,
                0);
}

}  // namespace

void run() {
    needs_random_numbers();
    check_reset_values(kBlock);
    check_views(kBlock);
    check_refusals(kEngine, kLine);
    check_vectors(kEngine);
    check_dma(kEngine, 118);
    constant_key();
    bound_keys();
    hardware_keys();
    wrapped_keys();
    generated_keys();
    shared_keys();
}

}  // namespace chip_test
