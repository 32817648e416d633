// SPDX-License-Identifier: Apache-2.0
// How a boot ends early: refused, faulted, or caught in a contradiction. Each end has a name on the
// console, in last_error and in the log, and none comes back.
#include <cstdint>

#include "boot/stage/console.h"
#include "boot/stage/stage.h"
#include "boot/stage/symbols.h"
#include "chip/core.h"
#include "chip/flash.h"
#include "lib/handover/record.h"

namespace boot::stage {
namespace {

using lib::Error;

[[noreturn]] void sleep_until_reset() {
    line("halted");
    for (;;) {
        chip::core::wait_for_interrupt();
    }
}

struct Fault {
    Error error;
    std::uint32_t address;  // 0 where the core has none
    bool frame_valid;
};

Fault fault_read() {
    constexpr std::uint32_t kStackingFailed = 1u << 4 | 1u << 12 | 1u << 20;
    const std::uint32_t status = chip::core::Cfsr::read();
    const std::uint32_t secure = chip::core::Sfsr::read();
    const bool frame = (status & kStackingFailed) == 0;
    if ((status & (1u << 20)) != 0) {
        return {Error::kFaultStack, 0, false};
    }
    if ((status & 0xFF) != 0) {
        return {Error::kFaultMpu, (status & 0x80) != 0 ? chip::core::Mmfar::read() : 0, frame};
    }
    if ((status & 0xFF00) != 0) {
        return {Error::kFaultBus, (status & 0x8000) != 0 ? chip::core::Bfar::read() : 0, frame};
    }
    if ((status >> 16) != 0) {
        return {Error::kFaultUsage, 0, frame};
    }
    if (secure != 0) {
        return {Error::kFaultSecure, (secure & 0x40) != 0 ? chip::core::Sfar::read() : 0, frame};
    }
    return {Error::kFaultHard, 0, frame};
}

[[noreturn]] void stop(Error error, std::uint32_t pc, std::uint32_t address) {
    HandOver& block = hand_over();
    if (lib::handover::block_valid(block)) {
        lib::handover::LogEntry entry{};
        entry.code = static_cast<std::uint32_t>(error);
        entry.kind = lib::handover::LogKind::kEvent;
        entry.pc = pc;
        entry.address = address;
        block.last_error = entry.code;
        lib::handover::log_append(block, entry);
    }
    line("stopped: ", error);
    line("at ", Hex{pc}, ", address ", Hex{address});
    sleep_until_reset();
}

}  // namespace

void tell_refusal(std::uint32_t component, Error error, std::uint32_t detail) {
    if (lib::handover::block_valid(hand_over())) {
        lib::handover::refuse(hand_over(), static_cast<ComponentId>(component), error, detail);
    }
    if (component == 0) {
        line("stopped: ", error);
    } else {
        line("refused ", ComponentName{component}, ": ", error);
    }
}

void refuse_once(std::uint32_t component, Error error, std::uint32_t detail) {
    tell_refusal(component, error, detail);
    sleep_until_reset();
}

// frame: r0-r3, r12, lr, pc, xpsr, where the core could push it.
extern "C" void stage_fault(const std::uint32_t* frame) {
    const Fault fault = fault_read();
    const auto at = static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(frame));
    const bool readable =
        fault.frame_valid && at >= address_of(__stack_limit) && at <= address_of(__stack_seal) - 32;
    stop(fault.error, readable ? frame[6] : 0, fault.address);
}

extern "C" void stage_nmi() {
    const chip::flash::EccError ecc = chip::flash::ecc_take();
    const bool own_code =
        ecc.address >= address_of(__code_start) && ecc.address < address_of(__code_end);
    if (!ecc.met || own_code) {
        stop(ecc.met ? Error::kFlashEcc : Error::kFaultHard, 0, ecc.address);
    }
}

// Called by fail_closed of lib/hardened, over and over if need be.
extern "C" void hardened_panic() {
    stop(Error::kHardenedMismatch, 0, 0);
}

}  // namespace boot::stage
