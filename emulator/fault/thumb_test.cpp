// SPDX-License-Identifier: GPL-2.0-or-later
#include "emulator/fault/thumb.h"

#include <gtest/gtest.h>

#include <initializer_list>

namespace {

constexpr unsigned kSp = 13, kLr = 14, kPc = 15;

uint16_t set(std::initializer_list<unsigned> numbers) {
    uint16_t registers = 0;
    for (unsigned number : numbers) {
        registers = static_cast<uint16_t>(registers | 1u << number);
    }
    return registers;
}

thumb_insn wide(uint32_t first, uint32_t second) {
    return thumb_decode(first | second << 16);
}

void expect(const thumb_insn& insn, thumb_kind kind, unsigned length, uint16_t writes) {
    EXPECT_EQ(insn.kind, kind);
    EXPECT_EQ(insn.length, length);
    EXPECT_EQ(insn.writes, writes);
}

TEST(Thumb, CalculationsWriteTheirDestination) {
    expect(thumb_decode(0x2005), THUMB_OTHER, 2, set({0}));     // movs r0, #5
    expect(thumb_decode(0x4698), THUMB_OTHER, 2, set({8}));     // mov r8, r3
    expect(thumb_decode(0xB082), THUMB_OTHER, 2, set({kSp}));   // sub sp, #8
    expect(wide(0xF64E, 0x5A94), THUMB_OTHER, 4, set({10}));    // movw r10
    expect(wide(0xFBA0, 0x4501), THUMB_OTHER, 4, set({4, 5}));  // umull r4, r5
    expect(wide(0xFBB0, 0xF0F1), THUMB_OTHER, 4, set({0}));     // udiv r0
    expect(wide(0xF3EF, 0x8008), THUMB_OTHER, 4, set({0}));     // mrs r0, msp
    expect(wide(0xF380, 0x8808), THUMB_OTHER, 4, 0);            // msr msp, r0
    expect(wide(0xEA50, 0x0001), THUMB_OTHER, 4, set({0}));     // orrs r0, r0, r1
}

TEST(Thumb, ComparisonsWriteNothingAndReadTheirOperands) {
    expect(thumb_decode(0x4288), THUMB_COMPARE, 2, 0);  // cmp r0, r1
    EXPECT_EQ(thumb_decode(0x4288).compares, set({0, 1}));
    EXPECT_EQ(thumb_decode(0x2900).compares, set({1}));     // cmp r1, #0
    EXPECT_EQ(thumb_decode(0x4598).compares, set({8, 3}));  // cmp r8, r3
    expect(wide(0xF1B0, 0x0F00), THUMB_COMPARE, 4, 0);      // cmp.w r0, #0
    EXPECT_EQ(wide(0xF1B0, 0x0F00).compares, set({0}));
}

TEST(Thumb, ConditionsNameTheBitThatInvertsThem) {
    EXPECT_EQ(thumb_decode(0xD0FE).invert, 1u << 8);   // beq
    EXPECT_EQ(thumb_decode(0xB108).invert, 1u << 11);  // cbz r0
    EXPECT_EQ(thumb_decode(0xB108).compares, set({0}));
    EXPECT_EQ(wide(0xF040, 0x8000).invert, 1u << 6);  // bne.w
    EXPECT_EQ(wide(0xF040, 0x8000).kind, THUMB_CONDITION);
    EXPECT_EQ(thumb_decode(0xBF08).kind, THUMB_IT);     // it eq
    EXPECT_EQ(thumb_decode(0xBF30).kind, THUMB_OTHER);  // wfi
    EXPECT_EQ(thumb_decode(0xDF00).kind, THUMB_OTHER);  // svc
}

TEST(Thumb, BranchesByValueAndCallsWriteRegisters) {
    expect(thumb_decode(0xE7FE), THUMB_BRANCH, 2, 0);                // b .
    expect(thumb_decode(0x4770), THUMB_BRANCH, 2, set({kPc}));       // bx lr
    expect(thumb_decode(0x4798), THUMB_BRANCH, 2, set({kPc, kLr}));  // blx r3
    expect(wide(0xF000, 0xF800), THUMB_BRANCH, 4, set({kLr}));       // bl
    expect(wide(0xF000, 0xB800), THUMB_BRANCH, 4, 0);                // b.w
    expect(wide(0xE8DF, 0xF000), THUMB_BRANCH, 4, set({kPc}));       // tbb [pc, r0]
}

TEST(Thumb, LoadsNameWhatMemorySets) {
    const thumb_insn pop = thumb_decode(0xBD10);  // pop {r4, pc}
    expect(pop, THUMB_LOAD, 2, set({4, kSp, kPc}));
    EXPECT_EQ(pop.loads, set({4, kPc}));
    EXPECT_EQ(thumb_decode(0x7808).loaded_bits, 0xFFu);               // ldrb r0, [r1]
    EXPECT_EQ(thumb_decode(0x8808).loaded_bits, 0xFFFFu);             // ldrh r0, [r1]
    EXPECT_EQ(thumb_decode(0x6808).loaded_bits, UINT32_MAX);          // ldr r0, [r1]
    EXPECT_EQ(wide(0xF811, 0x0B01).loaded_bits, 0xFFu);               // ldrb r0, [r1], #1
    expect(wide(0xF851, 0x0B04), THUMB_LOAD, 4, set({0, 1}));         // ldr r0, [r1], #4
    expect(wide(0xE9DD, 0x4500), THUMB_LOAD, 4, set({4, 5}));         // ldrd r4, r5, [sp]
    expect(wide(0xF8DF, 0xF000), THUMB_LOAD, 4, set({kPc}));          // ldr pc, [pc]
    expect(wide(0xE8BD, 0x8010), THUMB_LOAD, 4, set({4, kSp, kPc}));  // pop.w {r4, pc}
}

TEST(Thumb, StoresWriteTheirBaseAndStatus) {
    expect(thumb_decode(0x6008), THUMB_STORE, 2, 0);           // str r0, [r1]
    expect(thumb_decode(0xB510), THUMB_STORE, 2, set({kSp}));  // push {r4, lr}
    expect(thumb_decode(0xC03C), THUMB_STORE, 2, set({0}));    // stmia r0!
    expect(wide(0xE841, 0x2000), THUMB_STORE, 4, set({0}));    // strex r0, r2, [r1]
    expect(wide(0xF8CD, 0x0004), THUMB_STORE, 4, 0);           // str.w r0, [sp, #4]
}

}  // namespace
