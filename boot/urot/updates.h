// SPDX-License-Identifier: Apache-2.0
// What the uROT does about updates: boot/update with this chip's flash, the uROT's keys to judge
// staged images by, and its counters.
#pragma once

#include <array>
#include <cstdint>

#include "boot/update/engine.h"
#include "boot/urot/key_ring.h"

namespace boot::urot {

class Updates {
  public:
    // Installs what was asked for, reverts what nobody confirmed, or goes on where power failed.
    // Before anything in a slot is verified; says on the console what it did. An error of the flash
    // is logged, and the boot goes on with what is in the slots. `keys` then hold the manifest that
    // belongs to them, for settle() to judge.
    void resume(KeyRing& keys);

    // An image in a slot was refused. If new images are in their slots, the old ones come back:
    // this resets. `needed`: the boot ends without it, so that any new image may be the reason.
    // Not once OBKeys vouch for a new key manifest: the old images are not of its keys.
    void refused(const KeyRing& keys, std::uint32_t component, lib::Error error, bool needed);

    // All images are verified and recorded. If they are confirmed, their counters are raised and
    // the request ends. `off`: 0, by the flow of the boot so far; else no counter is raised.
    void conclude(KeyRing& keys, std::uint32_t off);

    // Whether the image staged at `at` (offset in user flash, `size` bytes) may be put into `slot`,
    // by the keys that count now; a key manifest is not judged alone (UPDATE_REQUEST_BAD).
    lib::Result<void> judge(KeyRing& keys, const update::Slot& slot, std::uint32_t at,
                            std::uint32_t size);

    // Of the uROT: what it installs, and where.
    static const update::Plan& plan();

  private:
    bool takes_part(std::uint32_t component) const;
    bool installed() const;

    // All zero at first.
    update::Phase phase_;
    std::array<update::Entry, update::kMaxEntries> entries_;
};

}  // namespace boot::urot
