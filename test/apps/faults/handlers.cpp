// SPDX-License-Identifier: Apache-2.0
#include "test/apps/faults/handlers.h"

extern "C" {
volatile std::uint32_t faults_mode;
volatile std::uint32_t faults_taken;
volatile std::uint32_t faults_spoiled;

// The instruction is a halfword, and thread mode is on the main stack.
[[gnu::naked]] void MemManage_Handler() {
    asm volatile(
        "ldr r0, [sp, #24]\n\t adds r0, #2\n\t str r0, [sp, #24]\n\t"
        "ldr r0, =faults_taken\n\t ldr r1, [r0]\n\t adds r1, #1\n\t str r1, [r0]\n\t bx lr");
}

// One tick, of which a second may wait already. Bit 6 of EXC_RETURN: secure code was interrupted;
// bit 4: the kind of its frame.
[[gnu::naked]] void SysTick_Handler() {
    asm volatile(
        "ldr r0, =0xE000E010\n\t movs r1, #0\n\t str r1, [r0]\n\t"
        "ldr r0, =faults_mode\n\t ldr r2, [r0]\n\t cmp r2, #2\n\t beq 1f\n\t"
        "cmp r2, #1\n\t bne 2f\n\t tst lr, #0x40\n\t beq 2f\n\t str r1, [r0]\n\t"
        "ldr r0, =faults_spoiled\n\t ldr r1, [r0]\n\t adds r1, #1\n\t str r1, [r0]\n\t"
        "eor lr, lr, #0x10\n"
        "2: bx lr\n"
        "1: mvn r0, #7\n\t bx r0");
}
}

void faults_enable_memory_fault(bool on) {
    auto* shcsr = reinterpret_cast<volatile std::uint32_t*>(0xE000'ED24);
    constexpr std::uint32_t kMemory = 1u << 16;
    *shcsr = on ? *shcsr | kMemory : *shcsr & ~kMemory;
}
