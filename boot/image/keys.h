// SPDX-License-Identifier: Apache-2.0
// Looking things up in the key manifest. The record is in RAM by now and OBKeys vouch for it;
// still nothing in it is used before it is in range.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "boot/image/key_manifest.h"
#include "boot/image/verify.h"
#include "lib/result/result.h"

namespace boot::image {

// Everything about a manifest that needs no key: magic, format version, entry count, zero rest;
// one entry per component, no module id in two ranges, counter slots in range and each of one
// owner, no key of two owners, an LMS key where hybrid is required. Errors: KEY_MANIFEST_BAD,
// ALGORITHM_UNSUPPORTED.
lib::Result<void> key_manifest_check(const KeyManifest& manifest);

// The same for bytes from anywhere. `bytes`: exactly one record. Errors as above; another length is
// KEY_MANIFEST_BAD. `manifest` is written in any case.
lib::Result<void> key_manifest_parse(std::span<const std::byte> bytes, KeyManifest& manifest);

// Both name one component, or one module id.
bool key_entries_overlap(const KeyEntry& a, const KeyEntry& b);

// The key of a component or module id, in a checked manifest. Errors: KEY_UNKNOWN (nobody's);
// OWNER_NOT_ALLOWED (a module id that no owner may hold).
lib::Result<const KeyEntry*> key_find(const KeyManifest& manifest, std::uint32_t component);

// The rule for the image of `component`. `header_size`: of its slot; `counters`: of UrotKeys.
Rule rule_for(const KeyEntry& entry, std::uint32_t component, std::uint32_t header_size,
              std::span<const std::uint32_t, 16> counters);

}  // namespace boot::image
