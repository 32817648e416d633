// SPDX-License-Identifier: Apache-2.0
// The key manifest: the input is patched into a good one. What passes gives each component at most
// one key, and no two owners the same.
#include "boot/image/keys.h"
#include "test/fuzz/fuzz.h"

namespace {

using namespace boot::image;
using test::fuzz::Input;
using test::fuzz::require;

KeyManifest good_manifest() {
    KeyManifest manifest{};
    manifest.magic = kKeyManifestMagic;
    manifest.version = kKeyManifestVersion;
    manifest.entry_count = 4;
    manifest.manifest_version = 1;
    for (std::uint32_t i = 0; i < 4; ++i) {
        KeyEntry& entry = manifest.entries[i];
        entry.component = i < 2 ? 3 + i : 0x100;
        entry.owner = i < 2 ? 0 : 0xA000 + i;
        entry.first_module = i < 2 ? 0 : 0x100 * i;
        entry.last_module = i < 2 ? 0 : 0x100 * i + 0xFF;
        entry.counter_slot = i;
        entry.algorithm = kEcdsaP256;
        std::fill_n(entry.key.begin(), 64, static_cast<std::uint8_t>(i + 1));
    }
    return manifest;
}

void check(const KeyManifest& manifest) {
    require(manifest.entry_count <= kMaxKeyEntries);
    require(key_manifest_check(manifest).ok());
    const std::array<std::uint32_t, 16> counters{};
    const auto entries = std::span(manifest.entries).first(manifest.entry_count);
    for (const KeyEntry& entry : entries) {
        require(entry.counter_slot < counters.size());
        const std::uint32_t component =
            entry.component == 0x100 ? entry.first_module : entry.component;
        const auto found = key_find(manifest, component);
        require(!found.ok() || found.value() == &entry);
        static_cast<void>(rule_for(entry, component, 0x20, counters));
        for (const KeyEntry& other : entries) {
            require(&other == &entry || other.owner == entry.owner ||
                    !std::ranges::equal(other.key, entry.key));
        }
    }
    for (const std::uint32_t nobody : {0u, 0xFFu, 0xFFFFFFFFu}) {
        const auto found = key_find(manifest, nobody);
        require(!found.ok() || nobody == 0xFFFFFFFFu || found.value()->component == nobody);
    }
}

}  // namespace

// Input: turns of offset (2 bytes), length 1 or 4, value; a leading odd byte takes it as it is.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Input input(data, size);
    KeyManifest manifest = good_manifest();
    const auto bytes = std::as_writable_bytes(std::span(&manifest, 1));
    if (input.take<std::uint8_t>() % 2 == 1) {
        const auto rest = input.rest().first(std::min(input.rest().size(), bytes.size()));
        std::ranges::copy(rest, bytes.begin());
    }
    while (!input.empty()) {
        const std::size_t at = input.take<std::uint16_t>() % (bytes.size() - 4);
        const bool word = input.take<std::uint8_t>() % 2 == 0;
        const auto value = input.take<std::uint32_t>();
        std::memcpy(bytes.data() + at, &value, word ? 4 : 1);
    }
    KeyManifest parsed;
    const auto good = key_manifest_parse(bytes, parsed);
    require(good.ok() == key_manifest_check(manifest).ok());
    if (good.ok()) {
        check(parsed);
    }
    KeyManifest other;
    require(!key_manifest_parse(bytes.first(bytes.size() - 1), other).ok());
    static_cast<void>(key_manifest_parse(std::as_bytes(std::span(data, size)), other));
    return 0;
}
