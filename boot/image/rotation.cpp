// SPDX-License-Identifier: Apache-2.0
#include "boot/image/rotation.h"

#include "boot/image/keys.h"
#include "boot/image/signature.h"
#include "lib/sha256/sha256.h"

namespace boot::image {

using lib::Error;
using lib::hardened::HardenedBool;

HardenedBool rotation_allowed(const KeyManifest& next, std::span<const std::byte, 64> root,
                              std::uint32_t stored_version, Error& error) {
    if (auto form = key_manifest_check(next); !form.ok()) {
        error = form.error();
        return HardenedBool::kFalse;
    }
    error = Error::kKeyManifestSignature;
    const auto signed_part =
        std::as_bytes(std::span(&next, 1)).first(offsetof(KeyManifest, signature));
    Error why{};
    const HardenedBool signature = signature_valid(root, lib::sha256::sha256(signed_part),
                                                   std::as_bytes(std::span(next.signature)), why);
    if (!lib::hardened::is_true(signature)) {
        return HardenedBool::kFalse;
    }
    error = Error::kKeyManifestRollback;
    // A checked one is not 0, so that this does not wrap.
    return lib::hardened::at_least(next.manifest_version - 1, stored_version);
}

lib::Result<void> rotation_keeps_counters(const KeyManifest& now, const KeyManifest& next) {
    for (const KeyEntry& a : std::span(now.entries).first(now.entry_count)) {
        for (const KeyEntry& b : std::span(next.entries).first(next.entry_count)) {
            if (key_entries_overlap(a, b) && a.counter_slot != b.counter_slot) {
                return Error::kKeyManifestBad;
            }
        }
    }
    return lib::kOk;
}

}  // namespace boot::image
