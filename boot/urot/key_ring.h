// SPDX-License-Identifier: Apache-2.0
// The keys the uROT judges by: OBKeys of HDPL2, and the key manifest they vouch for.
#pragma once

#include <cstdint>

#include "boot/image/key_manifest.h"
#include "boot/image/verify.h"
#include "lib/obkeys/obkeys.h"
#include "lib/result/result.h"

namespace boot::urot {

class KeyRing {
  public:
    // Refuses: OBK_UNREADABLE, OBK_CORRUPT, KEY_MANIFEST_BAD (no copy has the digest, or
    // malformed).
    void load();

    // The rule for a component and the rights of its key's owner. Error: KEY_UNKNOWN.
    lib::Result<image::Rule> rule(std::uint32_t component, std::uint32_t header_size) const;
    std::uint32_t rights(std::uint32_t component) const;

  private:
    bool load_copy(std::uint32_t address);

    lib::obkeys::UrotKeys keys_;
    image::KeyManifest manifest_;
};

}  // namespace boot::urot
