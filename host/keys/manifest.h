// SPDX-License-Identifier: Apache-2.0
// Key manifests as files: made, changed, signed, checked, shown (boot/image/SPEC.md).
#pragma once

#include <cstdint>
#include <string>

#include "boot/image/key_manifest.h"
#include "host/base/report.h"
#include "host/keys/keyring.h"
#include "host/keys/lms_key.h"

namespace host {

using boot::image::KeyManifest;

// Throws Failure FILE_UNREADABLE, KEY_MANIFEST_BAD, ALGORITHM_UNSUPPORTED.
KeyManifest read_key_manifest(const Path& file);
// As the stages check it, but for the signature. `name`: of it, for the message. Throws as above.
void check_key_manifest(const KeyManifest& manifest, const std::string& name);

void sign_key_manifest(KeyManifest& manifest, const Key& root);
bool key_manifest_signed_by(const KeyManifest& manifest, const Key& root);

// The key of whoever signs `component` (an id) becomes `key`, in all entries of that owner. Throws
// Failure KEY_UNKNOWN, OWNER_NOT_ALLOWED (nobody does).
void replace_key(KeyManifest& manifest, std::uint32_t component, const Key& key);

// The same of the LMS key. Throws as replace_key.
void replace_second_key(KeyManifest& manifest, std::uint32_t component, const LmsPublicKey& key);
// Images of that owner need both signatures from now on. Throws as replace_key; KEY_MANIFEST_BAD
// where there is no LMS key.
void require_hybrid(KeyManifest& manifest, std::uint32_t component);
void set_second_key(boot::image::KeyEntry& entry, const LmsPublicKey& key);

// An owner who may hold the module ids first..last; counters nobody has used yet first. Throws
// Failure KEY_MANIFEST_BAD (a foreign id or key, or no room).
struct NewOwner {
    std::uint32_t owner;
    std::uint32_t first;
    std::uint32_t last;
};
void add_owner(KeyManifest& manifest, const NewOwner& owner, const Key& key);
// All that `owner` has. Throws Failure KEY_UNKNOWN (no such owner of modules).
void remove_owner(KeyManifest& manifest, std::uint32_t owner);

// Version, and one row for each key; `keys` give it a name.
Json describe_key_manifest(const KeyManifest& manifest, const Keyring& keys);

}  // namespace host
