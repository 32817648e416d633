// SPDX-License-Identifier: Apache-2.0
#include "boot/image/keys.h"

#include <algorithm>
#include <cstring>

#include "lib/obkeys/obkeys.h"

namespace boot::image {
namespace {

using lib::Error;
using lib::Result;

constexpr auto kManager = static_cast<std::uint32_t>(lib::handover::ComponentId::kManager);
constexpr auto kFirstModule = static_cast<std::uint32_t>(lib::handover::ComponentId::kFirstModule);

bool is_owner(const KeyEntry& entry) {
    return entry.component == kFirstModule;
}

bool covers(const KeyEntry& entry, std::uint32_t component) {
    if (component < kFirstModule) {
        return entry.component == component;
    }
    return is_owner(entry) && entry.first_module <= component && component <= entry.last_module;
}

[[gnu::noinline]] bool all_zero(std::span<const std::byte> bytes) {
    return std::ranges::all_of(bytes, [](std::byte byte) { return byte == std::byte{}; });
}

template <typename Array>
bool all_zero_from(const Array& array, std::size_t used) {
    return all_zero(std::as_bytes(std::span(array).subspan(used)));
}

// Keys of stages below are in OBKeys, the key manifest's own is the root key.
bool place_valid(const KeyEntry& entry) {
    return entry.component >= kManager && entry.component <= kFirstModule &&
           entry.component != kKeyManifestComponent && entry.first_module <= entry.last_module &&
           (is_owner(entry) ? entry.first_module >= kFirstModule : entry.last_module == 0) &&
           entry.counter_slot < lib::obkeys::kCounters;
}

bool keys_valid(const KeyEntry& entry) {
    constexpr std::uint32_t kRights = lib::handover::kMayMmio | lib::handover::kMayFlash;
    const bool lms = entry.lms_size == kLms192Bytes || entry.lms_size == kLms256Bytes;
    return (lms || (entry.lms_size == 0 && entry.policy == 0)) &&
           (entry.policy & ~kHybridRequired) == 0 && (entry.rights & ~kRights) == 0 &&
           all_zero_from(entry.key, 64) && all_zero_from(entry.lms_key, entry.lms_size) &&
           all_zero_from(entry.reserved, 0);
}

Result<void> entry_check(const KeyEntry& entry) {
    if (entry.algorithm == kEcdsaP384) {
        return Error::kAlgorithmUnsupported;
    }
    return entry.algorithm == kEcdsaP256 && place_valid(entry) && keys_valid(entry)
               ? lib::kOk
               : Error::kKeyManifestBad;
}

// Two entries that could both answer for one image, or raise each other's counter
bool conflict(const KeyEntry& a, const KeyEntry& b) {
    const bool same_owner = a.component == b.component && a.owner == b.owner;
    const bool shared = a.key == b.key || a.counter_slot == b.counter_slot ||
                        (a.lms_size != 0 && a.lms_key == b.lms_key);
    return (shared && !same_owner) || key_entries_overlap(a, b);
}

}  // namespace

bool key_entries_overlap(const KeyEntry& a, const KeyEntry& b) {
    return a.component == b.component && a.first_module <= b.last_module &&
           b.first_module <= a.last_module;
}

Result<void> key_manifest_check(const KeyManifest& manifest) {
    if (manifest.magic != kKeyManifestMagic || manifest.version != kKeyManifestVersion ||
        manifest.entry_count > kMaxKeyEntries || manifest.manifest_version == 0 ||
        !all_zero_from(manifest.reserved, 0) ||
        (manifest.flags & ~lib::obkeys::kDevelopment) != 0) {
        return Error::kKeyManifestBad;
    }
    const std::span entries(manifest.entries);
    const auto used = entries.first(manifest.entry_count);
    for (const KeyEntry& entry : used) {
        LIB_TRY(entry_check(entry));
    }
    bool good = all_zero_from(entries, used.size());
    for (std::size_t i = 0; i < used.size(); ++i) {
        for (std::size_t j = i + 1; j < used.size(); ++j) {
            good = good && !conflict(used[i], used[j]);
        }
    }
    return good ? lib::kOk : Error::kKeyManifestBad;
}

Result<void> key_manifest_parse(std::span<const std::byte> bytes, KeyManifest& manifest) {
    manifest = {};
    if (bytes.size() != sizeof manifest) {
        return Error::kKeyManifestBad;
    }
    std::memcpy(&manifest, bytes.data(), sizeof manifest);
    return key_manifest_check(manifest);
}

Result<const KeyEntry*> key_find(const KeyManifest& manifest, std::uint32_t component) {
    const std::size_t count = std::min<std::size_t>(manifest.entry_count, kMaxKeyEntries);
    for (const KeyEntry& entry : std::span(manifest.entries).first(count)) {
        if (covers(entry, component)) {
            return &entry;
        }
    }
    return component < kFirstModule ? Error::kKeyUnknown : Error::kOwnerNotAllowed;
}

Rule rule_for(const KeyEntry& entry, std::uint32_t component, std::uint32_t header_size,
              std::span<const std::uint32_t, 16> counters) {
    return {.component = component,
            .owner = entry.owner,
            .header_size = header_size,
            .min_counter = counters[entry.counter_slot % lib::obkeys::kCounters],
            .key = std::as_bytes(std::span(entry.key)).first<64>(),
            .second_key = std::as_bytes(std::span(entry.lms_key))
                              .first(std::min<std::size_t>(entry.lms_size, entry.lms_key.size())),
            .policy = entry.policy};
}

}  // namespace boot::image
