// SPDX-License-Identifier: Apache-2.0
#include "host/keys/manifest.h"

#include <fmt/format.h>
#include <algorithm>
#include <cstring>
#include <set>

#include "boot/image/keys.h"
#include "host/base/failure.h"
#include "host/base/text.h"
#include "lib/obkeys/obkeys.h"

namespace host {
namespace image = boot::image;
using lib::handover::ComponentId;
namespace {

constexpr auto kFirstModule = static_cast<std::uint32_t>(ComponentId::kFirstModule);

std::span<image::KeyEntry> used(KeyManifest& manifest) {
    return std::span(manifest.entries).first(manifest.entry_count);
}

Digest signed_digest(const KeyManifest& manifest) {
    return sha256(record_bytes(manifest).first(offsetof(KeyManifest, signature)));
}

PublicPoint point_of(const image::KeyEntry& entry) {
    PublicPoint point{};
    std::copy_n(entry.key.begin(), point.size(), point.begin());
    return point;
}

std::string whose(const image::KeyEntry& entry) {
    switch (static_cast<ComponentId>(entry.component)) {
        case ComponentId::kManager:
            return "manager";
        case ComponentId::kApplication:
            return "app";
        case ComponentId::kFirstModule:
            return fmt::format("owner {}", hex32(entry.owner));
        default:
            return fmt::format("component {}", entry.component);
    }
}

std::string rights_text(std::uint32_t rights) {
    std::string text = (rights & lib::handover::kMayMmio) != 0 ? "mmio" : "";
    text += (rights & lib::handover::kMayFlash) != 0 ? (text.empty() ? "flash" : ", flash") : "";
    return text.empty() ? "none" : text;
}

// One above all in use, so that nobody inherits the counter of an owner who went; else any.
std::uint32_t free_counter(KeyManifest& manifest) {
    std::set<std::uint32_t> taken;
    for (const image::KeyEntry& entry : used(manifest)) {
        taken.insert(entry.counter_slot);
    }
    std::uint32_t slot = taken.empty() ? 0 : *taken.rbegin() + 1;
    if (slot >= lib::obkeys::kCounters) {
        slot = 0;
        while (taken.contains(slot)) {
            ++slot;
        }
    }
    return slot;
}

}  // namespace

void check_key_manifest(const KeyManifest& manifest, const std::string& name) {
    if (auto good = image::key_manifest_check(manifest); !good.ok()) {
        throw Failure(good.error(), name);
    }
}

KeyManifest read_key_manifest(const Path& file) {
    const Bytes bytes = read_file(file);
    KeyManifest manifest{};
    if (bytes.size() != sizeof manifest) {
        throw Failure("KEY_MANIFEST_BAD",
                      fmt::format("{} has {} bytes, a key manifest has {}", shown(file),
                                  bytes.size(), sizeof manifest),
                      "name a file made by 'sm keys manifest new'");
    }
    if (auto good = image::key_manifest_parse(bytes, manifest); !good.ok()) {
        throw Failure(good.error(), shown(file));
    }
    return manifest;
}

void sign_key_manifest(KeyManifest& manifest, const Key& root) {
    manifest.signature = root.sign_raw(signed_digest(manifest));
}

bool key_manifest_signed_by(const KeyManifest& manifest, const Key& root) {
    return root.verify_raw(signed_digest(manifest), manifest.signature);
}

namespace {

// `change`: made to all entries of whoever signs `component`. `what`: for the refusal.
template <typename Change>
void change_owner(KeyManifest& manifest, std::uint32_t component, const char* what, Change change) {
    auto found = image::key_find(manifest, component);
    if (!found.ok()) {
        throw Failure(found.error(), fmt::format("component {}", hex32(component)));
    }
    const image::KeyEntry before = *found.value();
    for (image::KeyEntry& entry : used(manifest)) {
        if (entry.component == before.component && entry.owner == before.owner) {
            change(entry);
        }
    }
    check_key_manifest(manifest, what + whose(before));
}

}  // namespace

void replace_key(KeyManifest& manifest, std::uint32_t component, const Key& key) {
    change_owner(manifest, component, "with the new key of ", [&](image::KeyEntry& entry) {
        std::ranges::copy(key.public_point(), entry.key.begin());
    });
}

void set_second_key(image::KeyEntry& entry, const LmsPublicKey& key) {
    entry.lms_size = image::kLms256Bytes;
    std::memcpy(entry.lms_key.data(), key.data(), key.size());
}

void replace_second_key(KeyManifest& manifest, std::uint32_t component, const LmsPublicKey& key) {
    change_owner(manifest, component, "with the new LMS key of ",
                 [&](image::KeyEntry& entry) { set_second_key(entry, key); });
}

void require_hybrid(KeyManifest& manifest, std::uint32_t component) {
    change_owner(manifest, component, "with no LMS key (--lms) of ",
                 [](image::KeyEntry& entry) { entry.policy = image::kHybridRequired; });
}

void add_owner(KeyManifest& manifest, const NewOwner& owner, const Key& key) {
    if (manifest.entry_count == image::kMaxKeyEntries) {
        throw Failure("KEY_MANIFEST_BAD", "the key manifest is full",
                      "remove an owner who has no modules any more");
    }
    image::KeyEntry entry{};
    entry.component = kFirstModule;
    entry.owner = owner.owner;
    entry.first_module = owner.first;
    entry.last_module = owner.last;
    entry.counter_slot = free_counter(manifest);
    entry.algorithm = image::kEcdsaP256;
    std::ranges::copy(key.public_point(), entry.key.begin());
    manifest.entries[manifest.entry_count++] = entry;
    check_key_manifest(manifest, fmt::format("with {} for modules {} to {}", whose(entry),
                                             hex32(owner.first), hex32(owner.last)));
}

void remove_owner(KeyManifest& manifest, std::uint32_t owner) {
    const auto his = [owner](const image::KeyEntry& entry) {
        return entry.component == kFirstModule && entry.owner == owner;
    };
    const auto gone = std::ranges::remove_if(used(manifest), his);
    if (gone.empty()) {
        throw Failure("KEY_UNKNOWN", fmt::format("no owner {} has modules", hex32(owner)),
                      "'sm keys manifest show' lists the owners");
    }
    std::ranges::fill(gone, image::KeyEntry{});
    manifest.entry_count = static_cast<std::uint16_t>(manifest.entry_count - gone.size());
}

Json describe_key_manifest(const KeyManifest& manifest, const Keyring& keys) {
    Json rows = Json::array();
    for (const image::KeyEntry& entry : std::span(manifest.entries).first(manifest.entry_count)) {
        const Digest hash = Key::from_public(point_of(entry)).hash();
        const std::string hash_text = hex(record_bytes(hash)).substr(0, 16);
        const bool modules = entry.component == kFirstModule;
        rows.push_back(
            {{"of", whose(entry)},
             {"modules",
              modules ? fmt::format("0x{:X}..0x{:X}", entry.first_module, entry.last_module) : "-"},
             {"key", keys.name_of(hash).value_or(hash_text)},
             {"lms", entry.lms_size == 0 ? "-" : fmt::format("{} bytes", entry.lms_size)},
             {"hybrid", (entry.policy & image::kHybridRequired) != 0},
             {"rights", rights_text(entry.rights)},
             {"counter", entry.counter_slot}});
    }
    return {{"version", manifest.manifest_version},
            {"development", (manifest.flags & lib::obkeys::kDevelopment) != 0},
            {"keys", rows}};
}

}  // namespace host
