// SPDX-License-Identifier: Apache-2.0
#include "test/forge/mold.h"

#include <algorithm>
#include <string_view>

#include "boot/image/software_cipher.h"
#include "lib/p256/secret.h"
#include "lib/sha256/hmac.h"

namespace test::forge {
namespace {

Bytes word_bytes(std::initializer_list<std::uint32_t> words) {
    Bytes out;
    for (const std::uint32_t word : words) {
        put32(out, word);
    }
    return out;
}

Bytes vectors(std::uint32_t header_size) {
    Bytes out = word_bytes({kRam.base + kRam.size, kAt + header_size + 8 + 1});
    put(out, filler(56, 1));
    return out;
}

std::array<std::byte, 32> scalar(std::uint8_t number) {
    std::array<std::byte, 32> out;
    out.fill(std::byte{number});
    return out;
}

// ECIES-P256 as SPEC.md has it, with an ephemeral key that is always the same.
Bytes envelope(std::size_t key_size) {
    const auto ephemeral = scalar(9);
    std::array<std::byte, 64> own{};
    std::array<std::byte, 64> peer{};
    std::array<std::byte, 32> shared{};
    static_cast<void>(lib::p256::public_key(own, ephemeral));
    static_cast<void>(lib::p256::public_key(peer, decryption_key()));
    static_cast<void>(lib::p256::shared_secret(shared, ephemeral, peer));
    static constexpr std::string_view kInfo = "MCUBoot_ECIES_v1";
    Bytes keys(key_size + 32);
    lib::sha256::hkdf(keys, shared, {}, std::as_bytes(std::span(kInfo)));
    Bytes content = filler(key_size, 0x40);
    static_cast<void>(
        boot::image::SoftwareCounter(std::span(keys).first(key_size)).apply(0, content));
    const std::span<const std::byte> all = keys;
    const auto tag = lib::sha256::hmac(all.last(32), {content});
    Bytes out = {std::byte{4}};
    put(out, own);
    put(out, tag);
    put(out, content);
    return out;
}

Parts plain_parts(std::uint16_t header_size) {
    Parts parts;
    parts.header_size = header_size;
    parts.header_room = header_size;
    parts.payload = vectors(header_size);
    parts.guarded.tlvs = {{0x50, word_bytes({7})}};
    parts.plain.tlvs = {{0x10, Bytes(32)}, {0x01, owner_key().name()}, {0x22, Bytes(70)}};
    return parts;
}

Mold make(const std::string& name, Parts parts, std::uint32_t component) {
    seal(parts, Seal::kOwner, owner_key(), other_key());
    const boot::image::Rule rule = {component, component >= 0x100 ? kOwner : 0, parts.header_size,
                                    kMinCounter, owner_key().public_key()};
    return {name, parts, parts.bytes(), rule, component < 0x100};
}

Parts with_dependencies() {
    Parts parts = plain_parts(0x20);
    parts.guarded.tlvs.push_back({0x40, word_bytes({3, 0x0001'0001, 0})});
    parts.guarded.tlvs.push_back({0x40, word_bytes({16, 0x0001'0001, 0})});
    parts.guarded.tlvs.push_back({0x60, filler(9, 0xA0)});
    return parts;
}

Parts encrypted(std::uint32_t flag, std::size_t key_size) {
    Parts parts = plain_parts(0x20);
    parts.flags = flag;
    parts.plain.tlvs.push_back({0x32, envelope(key_size)});
    return parts;
}

std::vector<Mold> make_all() {
    Parts module = plain_parts(0x20);
    module.guarded.tlvs.push_back({0xA1, word_bytes({kOwner, kModule})});
    std::vector<Mold> all;
    all.push_back(make("plain", plain_parts(0x20), 4));
    all.push_back(make("dependent", with_dependencies(), 4));
    all.push_back(make("module", module, kModule));
    all.push_back(make("aes128", encrypted(boot::image::kFlagEncryptedAes128, 16), 4));
    all.push_back(make("aes256", encrypted(boot::image::kFlagEncryptedAes256, 32), 4));
    all.push_back(make("padded", plain_parts(0x100), 3));
    return all;
}

}  // namespace

const Key& owner_key() {
    static const Key kKey(3);
    return kKey;
}

const Key& other_key() {
    static const Key kKey(5);
    return kKey;
}

std::span<const std::byte, 32> decryption_key() {
    static const auto kKey = scalar(7);
    return kKey;
}

const Mold& chip_mold() {
    static const Mold kMold = make("chip", plain_parts(0x400), 2);
    return kMold;
}

const std::vector<Mold>& molds() {
    static const std::vector<Mold> kMolds = make_all();
    return kMolds;
}

}  // namespace test::forge
