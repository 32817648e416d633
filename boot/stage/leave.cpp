// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <span>

#include "boot/stage/console.h"
#include "boot/stage/guard.h"
#include "boot/stage/stage.h"
#include "boot/stage/symbols.h"
#include "chip/core.h"
#include "chip/flash.h"
#include "chip/usart.h"

namespace boot::stage {
namespace {

// leave.S
extern "C" void leave_start(std::uint32_t vectors, std::uint32_t wipe_from, std::uint32_t wipe_to,
                            std::uint32_t level, std::uint32_t* error_at, std::uint32_t error,
                            std::uint32_t vectors_inverted);

void check_vectors(const Slot& slot, std::uint32_t vectors, const image::Span& payload,
                   const image::Span& ram) {
    std::array<std::uint32_t, 2> words{};
    const auto state = chip::flash::read(vectors, std::as_writable_bytes(std::span(words)));
    if (state == chip::flash::ReadState::kEccBad) {
        refuse(slot.component, lib::Error::kFlashEcc);
    }
    if (auto good = image::check_entry(words[0], words[1], payload, ram); !good.ok()) {
        refuse(slot.component, good.error());
    }
}

void peripherals_release() {
    chip::usart::stop();
    for (unsigned index = 0; index < chip::sau::kRegions; ++index) {
        chip::sau::clear(index);
    }
    chip::sau::disable();
}

}  // namespace

void leave(const Slot& slot, const image::Verdict& verdict, const image::Span& ram,
           const FlowCounter& flow, std::uint32_t expected) {
    const std::uint32_t vectors = slot.address + verdict.measured.header_size;
    check_vectors(slot, vectors, {vectors, verdict.measured.payload_size}, ram);
    peripherals_release();
    std::ranges::copy(std::span(leave_code, leave_code_end), __leave_room);
    guard_leaving_room_runs();
    chip::core::barrier();
    image::require_accepted(verdict, slot.component, slot.address);
    flow.require(expected);
    const std::uint32_t inverted =
        ~(lib::hardened::launder(verdict.measured.address) + verdict.measured.header_size);
    leave_start(vectors, address_of(__ram_start), address_of(__leave_room),
                static_cast<std::uint32_t>(kIdentity.next_level), &hand_over().last_error,
                static_cast<std::uint32_t>(lib::Error::kHdplNotRaised), inverted);
    lib::hardened::fail_closed();
}

}  // namespace boot::stage
