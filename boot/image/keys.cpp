// SPDX-License-Identifier: Apache-2.0
#include "boot/image/keys.h"

#include <algorithm>
#include <cstring>

#include "lib/obkeys/obkeys.h"

namespace boot::image {
namespace {

using lib::Error;
using lib::Result;

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

bool entry_valid(const KeyEntry& entry) {
    const bool named = entry.component != 0 && entry.component <= kFirstModule;
    const bool range = is_owner(entry) ? entry.first_module >= kFirstModule &&
                                             entry.first_module <= entry.last_module
                                       : entry.first_module == 0 && entry.last_module == 0;
    return named && range && entry.counter_slot < lib::obkeys::kCounters;
}

// Two entries that could both answer for one image: same component, common module id, a key
// shared by two owners
bool conflict(const KeyEntry& a, const KeyEntry& b) {
    const bool same_owner = is_owner(a) && is_owner(b) && a.owner == b.owner;
    if (a.key == b.key && !same_owner) {
        return true;
    }
    if (is_owner(a) && is_owner(b)) {
        return a.first_module <= b.last_module && b.first_module <= a.last_module;
    }
    return a.component == b.component;
}

bool all_zero(const KeyEntry& entry) {
    constexpr KeyEntry kEmpty{};
    return std::memcmp(&entry, &kEmpty, sizeof(entry)) == 0;
}

}  // namespace

Result<void> key_manifest_check(const KeyManifest& manifest) {
    if (manifest.magic != kKeyManifestMagic || manifest.version != 1 ||
        manifest.entry_count > kMaxKeyEntries) {
        return Error::kKeyManifestBad;
    }
    const std::span entries(manifest.entries);
    const auto used = entries.first(manifest.entry_count);
    bool good = std::ranges::all_of(used, entry_valid) &&
                std::ranges::all_of(entries.subspan(manifest.entry_count), all_zero);
    for (std::size_t i = 0; i < used.size(); ++i) {
        for (std::size_t j = i + 1; j < used.size(); ++j) {
            good = good && !conflict(used[i], used[j]);
        }
    }
    return good ? lib::kOk : Error::kKeyManifestBad;
}

Result<const KeyEntry*> key_find(const KeyManifest& manifest, std::uint32_t component) {
    const std::size_t count = std::min<std::size_t>(manifest.entry_count, kMaxKeyEntries);
    for (const KeyEntry& entry : std::span(manifest.entries).first(count)) {
        if (covers(entry, component)) {
            return &entry;
        }
    }
    return Error::kKeyUnknown;
}

Rule rule_for(const KeyEntry& entry, std::uint32_t component, std::uint32_t header_size,
              std::span<const std::uint32_t, 16> counters) {
    return {.component = component,
            .owner = entry.owner,
            .header_size = header_size,
            .min_counter = counters[entry.counter_slot % lib::obkeys::kCounters],
            .key = std::as_bytes(std::span(entry.key))};
}

}  // namespace boot::image
