// SPDX-License-Identifier: Apache-2.0
// What entry.S calls. DESIGN.md section 5 says who is hurt by which fault.
#include "chip/core.h"
#include "chip/flash.h"
#include "chip/memory.h"
#include "manager/armv8m/armv8m.h"
#include "manager/armv8m/scs.h"
#include "system/layout.h"

extern "C" {
manager::core::Domain* manager_boot();
manager::core::Domain* manager_fault(std::uint32_t psp, std::uint32_t exc_return,
                                     std::uint32_t exception);
void manager_nmi();
[[noreturn]] void manager_core_fault(std::uint32_t msp, std::uint32_t exc_return,
                                     std::uint32_t exception);
}

namespace manager::armv8m {
namespace {

using core::Domain;
using core::Frame;

constexpr std::uint32_t kFromSecure = 1u << 6;  // EXC_RETURN.S, .Mode, .SPSEL
constexpr std::uint32_t kFromThread = 1u << 3;
constexpr std::uint32_t kOnProcessStack = 1u << 2;
constexpr std::uint32_t kFirstLine = 16;  // exception number of line 0
constexpr std::uint32_t kFromModule = kFromSecure | kFromThread | kOnProcessStack;

// Where the interrupted code was, if its frame was pushed and lies where it may. The application
// reads it in the log, and what stands at that place of another frame is a register of the module:
// so nothing is told but an address of code.
std::uint32_t frame_pc(const Domain& domain, std::uint32_t psp, bool stacking) {
    bool readable = !stacking && psp % 4 == 0 && psp >= domain.context.stack_limit + 4 &&
                    core::contains(domain.ram, psp, sizeof(Frame));
    std::uint32_t pc = readable ? core::at<const Frame>(psp)->pc : 0;
    bool code = core::contains(domain.image, pc, 2) || core::contains(kPlatform.veneers, pc, 2);
    return code ? pc : 0;
}

// Whether what is pending first is an interrupt of the application. One of a module would come
// before it.
bool application_pending() {
    const std::uint32_t exception = (chip::core::Icsr::read() & scs::kAnyPending.mask) >> 12;
    if (exception < kFirstLine) {
        return exception != 0;
    }
    const std::uint32_t line = exception - kFirstLine;
    return ((scs::InterruptTarget::read(line / 32) >> line % 32) & 1u) != 0;
}

// The limit met while the hardware pushed a frame leaves the stack pointer at the limit; with an
// interrupt of the application waiting, that frame was for it.
bool overrun_by_interrupt(const Domain& domain, std::uint32_t psp, const Cause& cause) {
    return cause.fault.cause == lib::Error::kFaultStack && psp == domain.context.stack_limit &&
           application_pending();
}

[[noreturn]] void reset_blaming_application(const core::Fault& fault) {
    the_core().nonsecure_fault(fault);
    chip::core::system_reset();
}

// Non-secure code spoiled what it interrupted. A module's client gets its answer; there is nothing
// to go back to in the agent.
Domain* blame_application(lib::Error cause) {
    const core::Fault fault{cause, 0, 0};
    if (!the_core().running_module()) {
        reset_blaming_application(fault);
    }
    return the_core().module_spoiled(fault);
}

// Non-secure faults that are not enabled arrive as a HardFault of the secure side.
lib::Error escalated(lib::Error cause) {
    const std::uint32_t cfsr = scs::NonSecureCfsr::read();
    if (cause != lib::Error::kFaultHard || cfsr == 0) {
        return cause;
    }
    return (cfsr >> 16) != 0 ? lib::Error::kFaultUsage : lib::Error::kFaultMpu;
}

// Handed on as the application's own MemManage fault. Still pending from the last time: it could
// not be taken, the application is stuck in a handler that faults.
void reflect(const core::Fault& fault) {
    the_core().nonsecure_fault(fault);
    bool stuck = scs::NonSecureShcsr::any(scs::kNonSecureMemManagePending);
    if (stuck || !scs::NonSecureShcsr::any(scs::kNonSecureMemManageEnabled)) {
        chip::core::system_reset();
    }
    scs::NonSecureShcsr::set(scs::kNonSecureMemManagePending);
}

std::uint32_t nonsecure_pc(std::uint32_t exc_return) {
    std::uint32_t control, msp, psp;
    asm volatile("mrs %0, control_ns" : "=r"(control));
    asm volatile("mrs %0, msp_ns" : "=r"(msp));
    asm volatile("mrs %0, psp_ns" : "=r"(psp));
    bool process = (exc_return & kFromThread) != 0 && (control & 2u) != 0;
    std::uint32_t sp = process ? psp : msp;
    bool readable = machine::nonsecure_may(sp, sizeof(Frame), false);
    return readable ? core::at<const volatile Frame>(sp)->pc : 0;
}

}  // namespace
}  // namespace manager::armv8m

using namespace manager;
using namespace manager::armv8m;

core::Domain* manager_boot() {
    static bool booted = false;
    if (booted) {
        halt(lib::Error::kFaultHard, 0, 0);
    }
    booted = true;
    machine::drop_privilege();
    return the_core().boot();
}

core::Domain* manager_fault(std::uint32_t psp, std::uint32_t exc_return, std::uint32_t exception) {
    Cause cause = cause_take(exception);
    if ((exc_return & kFromSecure) == 0) {
        if (cause.lazy_fp) {
            scs::FpContextControl::clear(scs::kFpUser);
            return nullptr;
        }
        cause.fault.pc = cause.stacking ? 0 : nonsecure_pc(exc_return);
        cause.fault.cause = escalated(cause.fault.cause);
        reflect(cause.fault);
        return nullptr;
    }
    const bool of_module = (exc_return & kFromModule) == kFromModule;
    if (of_module && cause.data && the_core().vectors_touched(cause.fault.address)) {
        return nullptr;
    }
    // Whatever else the stopped domain has raised (an SVC that could not be stacked) would be taken
    // as the next one's.
    chip::core::Shcsr::clear(scs::kPended);
    core::Domain& domain = *the_core().current();
    if (cause.nonsecure || overrun_by_interrupt(domain, psp, cause)) {
        return blame_application(cause.fault.cause);
    }
    cause.fault.pc = frame_pc(domain, psp, cause.stacking);
    if (!of_module || !the_core().running_module()) {
        halt(cause.fault.cause, cause.fault.pc, cause.fault.address);
    }
    return the_core().module_fault(cause.fault);
}

// An uncorrectable flash error: the typed read of chip/flash learns of it, one in the core's own
// image ends everything, any other (a non-secure reader's) is cleared and logged.
void manager_nmi() {
    const chip::flash::EccError ecc = chip::flash::ecc_take();
    bool own = core::contains(kPlatform.manager_slot, ecc.address, 1);
    if (!ecc.met || own) {
        halt(ecc.met ? lib::Error::kFlashEcc : lib::Error::kFaultHard, 0, ecc.address);
    }
}

void manager_core_fault(std::uint32_t msp, std::uint32_t exc_return, std::uint32_t exception) {
    Cause cause = cause_take(exception);
    if (cause.nonsecure) {
        reset_blaming_application({cause.fault.cause, 0, 0});
    }
    bool on_msp = (exc_return & kFromSecure) != 0 && (exc_return & kOnProcessStack) == 0;
    bool readable = core::contains(kPlatform.secure_ram, msp, sizeof(core::Frame));
    std::uint32_t pc = on_msp && readable ? core::at<const core::Frame>(msp)->pc : 0;
    halt(cause.fault.cause, pc, cause.fault.address);
}
