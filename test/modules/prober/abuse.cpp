// SPDX-License-Identifier: Apache-2.0
// Every way to misuse what a module is given.
#include "test/modules/prober/abuse.h"

#include "modules/sdk/src/svc.h"
#include "sm/module.h"
#include "system/layout.h"
#include "test/modules/prober/probe.h"

using test::probe::Abuse;

namespace {

constexpr std::uint32_t kManager = layout::kRamManagerAddress;
constexpr std::uint32_t kSecureEnd = layout::kRamReservedAddress + layout::kRamReservedSize;
constexpr std::uint32_t kFlashEnd = layout::kFlashStorageSize;  // of the one grant there is
constexpr psa_handle_t kUndeclared = 0x4000'0003;               // echo
constexpr std::uint32_t kUndeclaredSid = 0xF0A1;

void* pointer(std::uint32_t address) {
    return reinterpret_cast<void*>(address);
}

std::uint32_t messages(const psa_msg_t& m, Abuse what) {
    std::uint32_t word[2] = {};
    switch (what) {
        case Abuse::kForgedMessage:
            return psa_read(m.handle + 0x100, 0, word, 4);
        case Abuse::kNullMessage:
            return psa_read(0, 0, word, 4);
        case Abuse::kReadVectorFive:
            return psa_read(m.handle, PSA_MAX_IOVEC, word, 4);
        case Abuse::kReadIntoManager:
            return psa_read(m.handle, 0, pointer(kManager), 4);
        case Abuse::kReadIntoApplication:
            return psa_read(m.handle, 0, pointer(layout::kRamAppAddress), 4);
        case Abuse::kReadIntoOwnImage:
            return psa_read(m.handle, 0, pointer(prober_image()), 4);
        default:
            return psa_skip(m.handle + 1, 0, 1);
    }
}

std::uint32_t answers(const psa_msg_t& m, Abuse what) {
    std::uint32_t words[8] = {};
    switch (what) {
        case Abuse::kWriteFromManager:
            psa_write(m.handle, 0, pointer(kManager), 4);
            return 0;
        case Abuse::kWriteTooMuch:
            psa_write(m.handle, 0, words, m.out_size[0] + 1);
            return 0;
        case Abuse::kWriteVectorTwo:
            psa_write(m.handle, 1, words, 4);
            return 0;
        default:
            psa_set_rhandle(m.handle, words);
            return 0;
    }
}

// Its last two words lie in, the next two beyond the module's RAM: the heap is empty.
std::uint32_t read_across_end(const psa_msg_t& m) {
    const auto* header = static_cast<const std::uint32_t*>(pointer(prober_image()));
    constexpr unsigned kRamSize = 0x20 / 4;  // ModuleHeader.ram_size
    std::uint32_t data;
    asm("mov %0, r9" : "=r"(data));
    std::uint32_t end = data - test::probe::kStackSize + header[kRamSize];
    return psa_read(m.handle, 0, pointer(end - 4), 8);
}

std::uint32_t supervisor(Abuse what) {
    switch (what) {
        case Abuse::kUnknownCall:
            return SM_SVC(62, 0, 0, 0, 0);
        case Abuse::kStartedTwice:
            return SM_SVC(SM_SVC_STARTED, 0, 0, 0, 0);
        case Abuse::kWaitWithoutIpc:
            return SM_SVC(SM_SVC_WAIT, PSA_WAIT_ANY, PSA_BLOCK, 0, 0);
        default:
            psa_panic();
    }
}

std::uint32_t instructions(Abuse what) {
    std::uint32_t zero = 0;
    std::uint32_t odd = prober_image() + 1;
    switch (what) {
        case Abuse::kStackOverflow:
            prober_overflow();
        case Abuse::kDivisionByZero:
            asm volatile("udiv %0, %0, %0" : "+r"(zero));
            return zero;
        case Abuse::kUndefined:
            asm volatile("udf #7");
            return 0;
        case Abuse::kUnaligned:
            asm volatile("ldm %0, {r2, r3}" : : "r"(odd) : "r2", "r3");
            return 0;
        case Abuse::kFloatingPoint:
            asm volatile(".inst.w 0xEEB70A00");  // vmov.f32 s0, #1.0
            return 0;
        case Abuse::kArmState:
            prober_branch(prober_here() & ~1u);
        case Abuse::kExceptionReturn:
            prober_branch(0xFFFF'FFFD);
        case Abuse::kCallOnLostStack:
            asm volatile("mov sp, %0\n\tsvc #32" : : "r"(kSecureEnd - 0x800));
            return 0;
        case Abuse::kUndefinedOnLostStack:
            asm volatile("mov sp, %0\n\tudf #7" : : "r"(kSecureEnd));
            return 0;
        case Abuse::kBreakpoint:
            asm volatile("bkpt #1");
            return 0;
        default:
            asm volatile("msr control, %0\n\tisb" : : "r"(0) : "memory");
            return *static_cast<volatile std::uint32_t*>(pointer(kManager));
    }
}

std::uint32_t clients(Abuse what) {
    switch (what) {
        case Abuse::kCallUndeclared:
            return static_cast<std::uint32_t>(psa_call(kUndeclared, 0, nullptr, 0, nullptr, 0));
        case Abuse::kCallItself:
            return static_cast<std::uint32_t>(
                psa_call(test::probe::kHandle, 0, nullptr, 0, nullptr, 0));
        case Abuse::kCallForgedConnection:
            return static_cast<std::uint32_t>(psa_call(0x101, 0, nullptr, 0, nullptr, 0));
        case Abuse::kConnectUndeclared:
            return static_cast<std::uint32_t>(psa_connect(kUndeclaredSid, 1));
        default:
            psa_close(0x101);
            return 0;
    }
}

std::uint32_t grants(Abuse what) {
    std::uint32_t words[4] = {};
    switch (what) {
        case Abuse::kRandomWithoutGrant:
            return static_cast<std::uint32_t>(sm_random(words, 1));
        case Abuse::kRandomIntoManager:
            return static_cast<std::uint32_t>(
                sm_random(static_cast<std::uint32_t*>(pointer(kManager)), 1));
        case Abuse::kFlashReadBeyond:
            return static_cast<std::uint32_t>(sm_flash_read(kFlashEnd - 4, words, 8));
        case Abuse::kFlashProgramBeyond:
            return static_cast<std::uint32_t>(sm_flash_program(kFlashEnd, words));
        case Abuse::kFlashEraseBeyond:
            return static_cast<std::uint32_t>(sm_flash_erase(0u - 0x2000));
        default:
            return static_cast<std::uint32_t>(sm_flash_read(0, pointer(kManager), 16));
    }
}

// What the processor ignores when unprivileged code tries it.
std::uint32_t ignored(Abuse what) {
    std::uint32_t one = 1, a = 0, b = 0, c = 0;
    switch (what) {
        case Abuse::kVeneer:
            return SM_SVC(SM_SVC_VENEER + SM_VENEER_CALL, test::probe::kHandle, 0, 0, 0);
        case Abuse::kStayUnprivileged:
            asm volatile("msr control, %1\n\tisb\n\tmrs %0, control" : "=r"(a) : "r"(0));
            return a;
        case Abuse::kMaskInterrupts:
            asm volatile("msr primask, %0\n\tmsr faultmask, %0\n\tmsr basepri, %0" : : "r"(one));
            asm volatile("mrs %0, primask\n\tmrs %1, faultmask\n\tmrs %2, basepri"
                         : "=r"(a), "=r"(b), "=r"(c));
            return a | b | c;
        default:
            asm volatile("mrs %0, msp\n\tmrs %1, msplim" : "=r"(a), "=r"(b));
            return a | b;
    }
}

}  // namespace

std::uint32_t abuse(const psa_msg_t& message, Abuse what) {
    if (what <= Abuse::kReadIntoOwnImage) {
        return messages(message, what);
    }
    if (what == Abuse::kReadAcrossOwnEnd) {
        return read_across_end(message);
    }
    if (what <= Abuse::kRhandleWithoutConnection) {
        return answers(message, what);
    }
    if (what <= Abuse::kPanic) {
        return supervisor(what);
    }
    if (what <= Abuse::kBreakpoint || what == Abuse::kReadAsPrivileged) {
        return instructions(what);
    }
    if (what <= Abuse::kCloseForged) {
        return clients(what);
    }
    return what < Abuse::kLastFatal ? grants(what) : ignored(what);
}
