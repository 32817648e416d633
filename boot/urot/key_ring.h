// SPDX-License-Identifier: Apache-2.0
// The keys the uROT judges by: OBKeys of HDPL2, and the key manifest they vouch for.
#pragma once

#include <cstdint>

#include "boot/image/key_manifest.h"
#include "boot/image/verify.h"
#include "lib/handover/handover.h"
#include "lib/obkeys/obkeys.h"
#include "lib/result/result.h"

namespace boot::urot {

inline constexpr auto kManifestRead = lib::hardened::flow_step("key manifest read");

class KeyRing {
  public:
    // Refuses: OBK_UNREADABLE, OBK_CORRUPT, KEY_MANIFEST_BAD (no copy has the digest, or
    // malformed). Steps: stage::kRecordRead, kManifestRead.
    void load(lib::hardened::FlowCounter& flow);

    // The rule for a component and the rights of its key's owner. Error: KEY_UNKNOWN.
    // A decision asks twice and hands on both answers.
    lib::Result<image::Rule> rule(std::uint32_t component, std::uint32_t header_size) const;
    std::uint32_t rights(std::uint32_t component) const;

    // Raises the stored counters of components that `wanted` names to those of the images recorded
    // in `block`; never lowers one. Errors: OBK_UNREADABLE, OBK_CORRUPT, and chip::obk::replace's.
    template <typename Wanted>
    lib::Result<void> raise_counters(const lib::handover::HandOver& block, Wanted wanted) {
        bool higher = false;
        for (const auto& record : std::span(block.components).first(block.component_count)) {
            higher |= wanted(record.component) && raise(record);
        }
        return higher ? store_counters() : lib::kOk;
    }

  private:
    bool raise(const lib::handover::ComponentRecord& record);
    lib::Result<void> store_counters();
    lib::hardened::HardenedBool vouched_for() const;
    lib::hardened::HardenedBool load_copy(std::uint32_t address);

    lib::obkeys::UrotKeys keys_;
    image::KeyManifest manifest_;
};

}  // namespace boot::urot
