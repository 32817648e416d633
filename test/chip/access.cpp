// SPDX-License-Identifier: Apache-2.0
// Accesses of each world and privilege, and the exceptions they raise.
#include "chip/core.h"
#include "chip/memory.h"
#include "test/chip/suite.h"

namespace chip_test {
namespace {

struct Frame {
    std::uint32_t r0, r1, r2, r3, r12, lr, pc, xpsr;
};

constexpr std::uint32_t kEccDetected = 0x5002'2104;
constexpr std::uint32_t kFetchFaults = 1u << 0 | 1u << 8;  // CFSR: IACCVIOL, IBUSERR
using InterruptEnable = chip::RegisterArray<0xE000'E100, chip::core::kInterruptWords>;

volatile unsigned fault_count;
volatile unsigned nmi_count;
volatile std::uint32_t came[chip::core::kInterruptWords];

volatile std::uint32_t& word(std::uint32_t address) {
    return *reinterpret_cast<volatile std::uint32_t*>(address);
}

bool wide_instruction(std::uint32_t pc) {
    return *reinterpret_cast<const volatile std::uint16_t*>(pc) >> 11 >= 0x1D;
}

// A faulting access is skipped, its result zero where that is R0; a faulting call returns.
extern "C" [[gnu::used]] void fault_taken(Frame* frame) {
    const std::uint32_t why = chip::core::Cfsr::read();
    chip::core::Cfsr::write(why);
    chip::core::Sfsr::write(chip::core::Sfsr::read());
    chip::core::Hfsr::write(chip::core::Hfsr::read());
    fault_count = fault_count + 1;
    if ((why & kFetchFaults) != 0) {
        frame->pc = frame->lr & ~1u;
    } else {
        frame->pc += wide_instruction(frame->pc) ? 4 : 2;
        frame->r0 = 0;
    }
}

extern "C" [[gnu::used]] void nmi_taken() {
    nmi_count = nmi_count + 1;
    word(kEccDetected) = 1u << 31;
}

extern "C" [[gnu::used]] void interrupt_taken(std::uint32_t line) {
    chip::core::InterruptDisable::write(line / 32, 1u << line % 32);
    came[line / 32] = came[line / 32] | 1u << line % 32;
}

// One instruction each, the result in R0, so that a fault can be stepped over.
[[gnu::noinline]] std::uint32_t load_word(std::uint32_t address) {
    register std::uint32_t value asm("r0") = address;
    asm volatile("ldr %0, [%0]" : "+r"(value)::"memory");
    return value;
}

void store_word(std::uint32_t address, std::uint32_t value) {
    register std::uint32_t at asm("r1") = address;
    register std::uint32_t what asm("r2") = value;
    asm volatile("str %0, [%1]" ::"r"(what), "r"(at) : "r0", "memory");
}

bool as_user(View view) {
    return view == View::kSecureUser || view == View::kNonSecureUser;
}

std::uint32_t through(std::uint32_t address, View view) {
    const bool secure = view == View::kSecure || view == View::kSecureUser;
    return secure ? address + chip::kSecureOffset : address;
}

}  // namespace

[[gnu::noinline]] void store_as_user(std::uint32_t address, std::uint32_t value) {
    register std::uint32_t at asm("r1") = address;
    register std::uint32_t what asm("r2") = value;
    asm volatile("strt %0, [%1]" ::"r"(what), "r"(at) : "r0", "memory");
}

[[gnu::noinline]] std::uint32_t load_as_user(std::uint32_t address) {
    register std::uint32_t value asm("r0") = address;
    asm volatile("ldrt %0, [%0]" : "+r"(value)::"memory");
    return value;
}

std::uint32_t load(std::uint32_t address, View view) {
    const std::uint32_t at = through(address, view);
    return as_user(view) ? load_as_user(at) : load_word(at);
}

void store(std::uint32_t address, std::uint32_t value, View view) {
    const std::uint32_t at = through(address, view);
    as_user(view) ? store_as_user(at, value) : store_word(at, value);
    chip::core::barrier();
}

void set_bits(std::uint32_t address, std::uint32_t bits) {
    store(address, load(address) | bits);
}

void clear_bits(std::uint32_t address, std::uint32_t bits) {
    store(address, load(address) & ~bits);
}

std::uint32_t peek(std::uint32_t address) {
    return load_word(address);
}

void poke(std::uint32_t address, std::uint32_t value) {
    store_word(address, value);
    chip::core::barrier();
}

unsigned faults() {
    const unsigned count = fault_count;
    fault_count = 0;
    return count;
}

unsigned nmis() {
    const unsigned count = nmi_count;
    nmi_count = 0;
    return count;
}

bool interrupted(unsigned line) {
    if ((came[line / 32] >> line % 32 & 1) == 0) {
        return false;  // without a write: one that comes now would be lost
    }
    came[line / 32] = came[line / 32] & ~(1u << line % 32);
    return true;
}

void enable_interrupt(unsigned line) {
    InterruptEnable::write(line / 32, 1u << line % 32);
    chip::core::barrier();
}

}  // namespace chip_test
