// SPDX-License-Identifier: Apache-2.0
// What the iROT does about a request for the uROT: boot/update/replace.h with this chip's flash,
// and the counter in the OBKeys of HDPL1.
#pragma once

#include "boot/image/verify.h"
#include "boot/stage/stage.h"
#include "boot/stage/update_flash.h"
#include "boot/update/replace.h"
#include "lib/obkeys/obkeys.h"

namespace boot::irot {

inline constexpr stage::Slot kUrot = {static_cast<std::uint32_t>(stage::ComponentId::kUrot),
                                      layout::kFlashUrotAddress, layout::kFlashUrotSize};

// What a uROT must be. Asked twice; the compiler does not answer both at once.
image::Rule urot_rule(const lib::obkeys::IrotKeys& keys);

class Update {
  public:
    // `keys` outlives this.
    explicit Update(const lib::obkeys::IrotKeys& keys);

    // Installs the uROT that was asked for, brings the old one back that nobody confirmed, or goes
    // on where power failed. Before the uROT is verified; says on the console what it did. An error
    // of the flash is logged, and the boot goes on with what is in the slot.
    void resume();

    // The uROT in its slot was refused. If it was installed just now, or is on trial, the old one
    // comes back: this resets.
    void refused(lib::Error error);

    // The uROT is verified. If it is confirmed, its counter is raised and the request ends. `off`:
    // 0, by the flow of the boot so far; else no counter is raised.
    void conclude(const image::Verdict& urot, std::uint32_t off);

  private:
    const lib::obkeys::IrotKeys& keys_;
    stage::SecureFlash flash_;
    update::Replacer<stage::SecureFlash> replacer_;
    update::Phase phase_ = update::Phase::kIdle;
};

}  // namespace boot::irot
