// SPDX-License-Identifier: Apache-2.0
#include "boot/urot/key_ring.h"

#include "boot/image/keys.h"
#include "boot/stage/keys.h"
#include "boot/stage/stage.h"
#include "chip/flash.h"
#include "chip/memory.h"
#include "system/layout.h"

namespace boot::urot {

using lib::Error;
using stage::ComponentId;

void KeyRing::load() {
    stage::keys_read(lib::obkeys::kUrotOffset, lib::obkeys::kUrotMagic, keys_);
    constexpr std::uint32_t kFirst = layout::kFlashKeysAddress;
    if (!load_copy(kFirst) && !load_copy(kFirst + chip::kSectorSize)) {
        stage::refuse(ComponentId::kNone, Error::kKeyManifestBad);
    }
    if (auto good = image::key_manifest_check(manifest_); !good.ok()) {
        stage::refuse(ComponentId::kNone, good.error());
    }
}

bool KeyRing::load_copy(std::uint32_t address) {
    const auto bytes = std::as_writable_bytes(std::span(&manifest_, 1));
    if (chip::flash::read(address, bytes) != chip::flash::ReadState::kOk) {
        return false;
    }
    return lib::hardened::is_true(lib::hardened::twice(
        [&] { return stage::digest_matches(bytes, keys_.key_manifest_digest); }));
}

lib::Result<image::Rule> KeyRing::rule(std::uint32_t component, std::uint32_t header_size) const {
    auto entry = image::key_find(manifest_, component);
    if (!entry.ok()) {
        return entry.error();
    }
    return image::rule_for(*entry.value(), component, header_size, keys_.counters);
}

std::uint32_t KeyRing::rights(std::uint32_t component) const {
    constexpr std::uint32_t kRights = lib::handover::kMayMmio | lib::handover::kMayFlash;
    const bool development = ((manifest_.flags | keys_.flags) & lib::obkeys::kDevelopment) != 0;
    auto entry = image::key_find(manifest_, component);
    return (entry.ok() ? entry.value()->rights & kRights : 0) |
           (development ? lib::handover::kDevelopmentKey : 0);
}

}  // namespace boot::urot
