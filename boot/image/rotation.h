// SPDX-License-Identifier: Apache-2.0
// Whether a key manifest may take the place of another (SPEC.md, "Rotation"). Pure; hardened, since
// whoever gets a manifest of his own accepted owns every component at once (claims B1, B4).
#pragma once

#include <cstdint>
#include <span>

#include "boot/image/key_manifest.h"
#include "lib/hardened/hardened.h"
#include "lib/result/result.h"

namespace boot::image {

// kTrue: well-formed, signed by the root, newer than `stored_version`. One evaluation, from the
// bytes on: a decision asks twice. `error` says why not: those of key_manifest_check,
// KEY_MANIFEST_SIGNATURE, KEY_MANIFEST_ROLLBACK. `root`: P-256 X || Y.
[[gnu::noipa]] lib::hardened::HardenedBool rotation_allowed(const KeyManifest& next,
                                                            std::span<const std::byte, 64> root,
                                                            std::uint32_t stored_version,
                                                            lib::Error& error);

// Whoever is in both manifests keeps his security counter: another one might be lower, and let an
// old image in. Both checked. Error: KEY_MANIFEST_BAD.
lib::Result<void> rotation_keeps_counters(const KeyManifest& now, const KeyManifest& next);

}  // namespace boot::image
