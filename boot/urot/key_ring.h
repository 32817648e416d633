// SPDX-License-Identifier: Apache-2.0
// The keys the uROT judges by: OBKeys of HDPL2, and the key manifest they vouch for or an update
// brings (boot/update/DESIGN.md, "Keys").
#pragma once

#include <cstdint>

#include "boot/image/key_manifest.h"
#include "boot/image/verify.h"
#include "boot/update/format.h"
#include "lib/handover/handover.h"
#include "lib/obkeys/obkeys.h"
#include "lib/result/result.h"
#include "system/layout.h"

namespace boot::urot {

inline constexpr auto kManifestRead = lib::hardened::flow_step("key manifest read");

// Where an update puts the key manifest: the first of its two copies.
inline constexpr layout::Slot kKeySlot = {image::kKeyManifestComponent, layout::kFlashKeysOffset,
                                          layout::kFlashKeysSize / 2, 0, false};

class KeyRing {
    using Counters = decltype(lib::obkeys::UrotKeys::counters);

  public:
    // Finds the manifest that OBKeys vouch for. Refuses: OBK_UNREADABLE, OBK_CORRUPT,
    // KEY_MANIFEST_BAD (no copy has the digest). Step: stage::kRecordRead.
    void load(lib::hardened::FlowCounter& flow);
    // The one in the first copy instead, which settle() judges.
    void load_new();
    // Whether the manifest at hand is one to judge images by: OBKeys vouch for it, or the root
    // signed it and it is newer. Asked last, whatever was loaded before. Step: kManifestRead.
    // Errors: those of image::rotation_allowed.
    lib::Result<void> settle(lib::hardened::FlowCounter& flow);
    // OBKeys vouch for it.
    lib::hardened::HardenedBool vouched_for() const;

    // Whether `next` may be installed, as far as the two manifests tell. Errors: those of
    // image::rotation_allowed and rotation_keeps_counters.
    lib::Result<void> may_follow(const image::KeyManifest& next) const;
    // The second copy is good before the first is given up. Error: FLASH_ECC.
    lib::Result<void> secure_second_copy();
    // And becomes the manifest at hand, once OBKeys vouch for that. Error: FLASH_ECC.
    lib::Result<void> renew_second_copy();

    // The rule for a component and the rights of its key's owner. Errors: KEY_UNKNOWN,
    // OWNER_NOT_ALLOWED. A decision asks twice and hands on both answers.
    lib::Result<image::Rule> rule(std::uint32_t component, std::uint32_t header_size) const {
        return rule(manifest_, component, header_size);
    }
    // By a manifest that is not installed yet.
    lib::Result<image::Rule> rule(const image::KeyManifest& manifest, std::uint32_t component,
                                  std::uint32_t header_size) const;
    std::uint32_t rights(std::uint32_t component) const;
    const image::KeyManifest& manifest() const { return manifest_; }

    // Raises the stored counters of components that `entries` name to those of the images recorded
    // in the hand-over block, never lowers one, and has OBKeys vouch for the manifest at hand: all
    // at once. `again`: the same, looked for a second time. `off`: 0, or no key is changed. Errors:
    // OBK_UNREADABLE, HARDENED_MISMATCH (OBKeys do not hold what they should), and chip::obk's.
    lib::Result<void> advance(std::span<const update::Entry> entries,
                              std::span<const update::Entry> again, std::uint32_t off);

  private:
    bool load_copy(std::uint32_t copy);
    // One evaluation.
    lib::hardened::HardenedBool allowed(const image::KeyManifest& next, lib::Error& error) const;
    // Raises `counters` to those of the images recorded that `entries` name. Whether one rose.
    [[gnu::noipa]] bool raise(Counters& counters, std::span<const update::Entry> entries) const;
    bool advanced(std::span<const update::Entry> entries) const;
    [[gnu::noinline]] std::uint32_t difference_of_built(
        std::span<const update::Entry> entries) const;
    lib::Result<void> store(std::span<const update::Entry> entries, std::uint32_t off);

    lib::obkeys::UrotKeys keys_;
    image::KeyManifest manifest_;
    bool second_copy_good_;  // when it was loaded
};

}  // namespace boot::urot
