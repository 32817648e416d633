// SPDX-License-Identifier: Apache-2.0
#include "boot/urot/recovery.h"

#include "boot/recovery/loader.h"
#include "boot/stage/console.h"
#include "boot/stage/stage.h"
#include "boot/stage/update_flash.h"
#include "chip/core.h"
#include "chip/usart.h"

namespace boot::urot {
namespace {

// The uROT's own judge; what it refuses is told and logged.
class Judge {
  public:
    Judge(KeyRing& keys, Updates& updates) : keys_(keys), updates_(updates) {}

    lib::Result<void> fits(const update::Slot& slot, std::uint32_t at, std::uint32_t size) {
        const auto good = updates_.judge(keys_, slot, at, size);
        if (!good.ok()) {
            stage::tell_update(static_cast<stage::ComponentId>(slot.component), good.error());
        }
        return good;
    }

  private:
    KeyRing& keys_;
    Updates& updates_;
};

struct Line {
    static void send(std::span<const std::byte> bytes) { chip::usart::send(bytes); }
    static void writable(bool on) { stage::flash_writable(on); }
    static void reset() {
        chip::usart::stop();
        chip::core::system_reset();
    }
};

}  // namespace

void recover(KeyRing& keys, Updates& updates, std::uint32_t component, lib::Error error) {
    stage::line("halted, recovery waits: sm recover");
    chip::usart::listen();
    stage::UpdateFlash flash;
    Judge judge(keys, updates);
    Line line;
    recovery::Loader loader(flash, Updates::plan(), judge, line, stage::untrusted(),
                            recovery::Reason{component, error});
    for (;;) {
        const std::byte byte = chip::usart::receive();
        loader.feed({&byte, 1});
    }
}

}  // namespace boot::urot
