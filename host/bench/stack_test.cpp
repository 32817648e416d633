// SPDX-License-Identifier: Apache-2.0
#include "host/bench/stack.h"

#include <gtest/gtest.h>

#include <cstring>

namespace host::bench {
namespace {

constexpr std::uint32_t kAt = 0x0C00'0100;

// What a function of these half-words at kAt does.
Code code_of(const std::vector<std::uint16_t>& halves) {
    const auto bytes = std::as_bytes(std::span(halves));
    Code code;
    read_code(bytes, kAt, kAt, kAt + static_cast<std::uint32_t>(bytes.size()), code);
    return code;
}

std::uint32_t frame_of(const std::vector<std::uint16_t>& halves) {
    return code_of(halves).frame;
}

// Encodings as the assembler gives them.
TEST(CodeReader, AddsUpWhatIsTakenFromTheStack) {
    EXPECT_EQ(frame_of({0xB570}), 16u);             // push {r4-r6, lr}
    EXPECT_EQ(frame_of({0xB083}), 12u);             // sub sp, #12
    EXPECT_EQ(frame_of({0xE92D, 0x4FF0}), 36u);     // push.w {r4-r11, lr}
    EXPECT_EQ(frame_of({0xF84D, 0xED04}), 4u);      // push.w {lr}
    EXPECT_EQ(frame_of({0xF5AD, 0x7D70}), 960u);    // sub.w sp, sp, #960
    EXPECT_EQ(frame_of({0xF2AD, 0x5D04}), 0x504u);  // subw sp, sp, #0x504
    EXPECT_EQ(frame_of({0xED2D, 0x8B04}), 16u);     // vpush {d8, d9}
    EXPECT_EQ(frame_of({0xB570, 0xB083, 0xB003, 0xBD70}), 28u);
}

TEST(CodeReader, TellsCallsFromJumpsAndStaysInside) {
    EXPECT_EQ(code_of({0xF000, 0xF87E}).calls, std::set{kAt + 0x100});  // bl
    EXPECT_EQ(code_of({0xF7FF, 0xFFFE}).calls, std::set{kAt});          // bl to itself
    EXPECT_EQ(code_of({0xF000, 0xB87E}).jumps, std::set{kAt + 0x100});  // b.w
    EXPECT_EQ(code_of({0xF000, 0x807E}).jumps, std::set{kAt + 0x100});  // beq.w
    EXPECT_EQ(code_of({0xE07E}).jumps, std::set{kAt + 0x100});          // b
    EXPECT_TRUE(code_of({0xBF00, 0xE7FD}).jumps.empty());               // loop
    EXPECT_TRUE(code_of({0x4798}).indirect);                            // blx r3
    EXPECT_FALSE(code_of({0x4770}).indirect);                           // bx lr
}

Function function(const std::string& name, std::uint32_t frame, std::set<std::uint32_t> calls = {},
                  std::set<std::uint32_t> jumps = {}, bool indirect = false) {
    return {name, {frame, std::move(calls), std::move(jumps), indirect}};
}

TEST(WorstStack, IsTheDeepestPathOfCalls) {
    const Functions functions = {
        {2, function("main", 16, {4, 6})}, {4, function("deep", 100)}, {6, function("wide", 50)}};
    const StackUse use = worst_stack(functions);
    EXPECT_EQ(use.bytes, 116u);
    EXPECT_EQ(use.path, (std::vector<std::string>{"main", "deep"}));
    EXPECT_FALSE(use.recursive);
}

TEST(WorstStack, AJumpGivesItsFrameBack) {
    const Functions functions = {{2, function("main", 16, {}, {4})}, {4, function("rest", 100)}};
    EXPECT_EQ(worst_stack(functions).bytes, 100u);
}

TEST(WorstStack, ReportsRecursionInsteadOfHanging) {
    EXPECT_TRUE(worst_stack({{2, function("a", 8, {4})}, {4, function("b", 8, {2})}}).recursive);
}

TEST(WorstStack, AddsTheDeepestFunctionBehindAPointer) {
    const Functions functions = {{2, function("main", 16, {}, {}, true)},
                                 {4, function("handler", 200)}};
    EXPECT_EQ(worst_stack(functions).bytes, 216u);
}

TEST(WorstStack, APointerDoesNotLeadToTheEntry) {
    const Functions functions = {{2, function("reset", 500, {4})},
                                 {4, function("main", 16, {}, {}, true)},
                                 {6, function("handler", 200)}};
    EXPECT_EQ(worst_stack(functions).bytes, 716u);
}

}  // namespace
}  // namespace host::bench
