// SPDX-License-Identifier: Apache-2.0
#include "lib/handover/record.h"

#include <gtest/gtest.h>

#include <cstring>
#include <memory>

namespace lib::handover {
namespace {

// 4 KB of whatever SRAM holds at power-on.
std::unique_ptr<HandOver> poisoned(int byte) {
    auto block = std::make_unique<HandOver>();
    std::memset(static_cast<void*>(block.get()), byte, sizeof(HandOver));
    return block;
}

LogEntry event(std::uint32_t code) {
    LogEntry entry{};
    entry.code = code;
    entry.kind = LogKind::kEvent;
    return entry;
}

TEST(HandOverBlock, StartsFromAnyGarbage) {
    for (const int byte : {0x00, 0x5A, 0xFF}) {
        auto block = poisoned(byte);
        boot_begin(*block, 0x0C000000, false);
        EXPECT_TRUE(block_valid(*block));
        EXPECT_EQ(block->boot_count, 1u);
        EXPECT_EQ(block->component_count, 0u);
        EXPECT_EQ(log_entry(*block, 0), nullptr);
    }
}

TEST(HandOverBlock, KeepsLogAndCountOverAResetOnly) {
    auto block = poisoned(0);
    boot_begin(*block, 0, true);
    log_append(*block, event(1));
    boot_begin(*block, 0, false);
    EXPECT_EQ(block->boot_count, 2u);
    ASSERT_NE(log_entry(*block, 0), nullptr);
    EXPECT_EQ(log_entry(*block, 0)->boot, 1u);
    boot_begin(*block, 0, true);
    EXPECT_EQ(block->boot_count, 1u);
    EXPECT_EQ(log_entry(*block, 0), nullptr);
}

TEST(HandOverBlock, ForgetsComponentsAndErrorOfTheBootBefore) {
    auto block = poisoned(0);
    boot_begin(*block, 0, true);
    ASSERT_TRUE(component_append(*block, ComponentRecord{}).ok());
    refuse(*block, ComponentId::kUrot, Error::kHashMismatch, 0);
    boot_begin(*block, 0, false);
    EXPECT_EQ(block->component_count, 0u);
    EXPECT_EQ(block->last_error, 0u);
    EXPECT_EQ(block->refused, 0u);
}

TEST(HandOverBlock, RefusesOneComponentTooMany) {
    auto block = poisoned(0);
    boot_begin(*block, 0, true);
    for (std::size_t i = 0; i < kMaxComponents; ++i) {
        ASSERT_TRUE(component_append(*block, ComponentRecord{}).ok());
    }
    EXPECT_EQ(component_append(*block, ComponentRecord{}).error(), Error::kHandoverFull);
    block->component_count = ~0u;
    EXPECT_EQ(component_append(*block, ComponentRecord{}).error(), Error::kHandoverFull);
}

TEST(HandOverBlock, AStageEntersAValidBlockOnly) {
    auto block = poisoned(0);
    EXPECT_EQ(stage_enter(*block, Stage::kUrot).error(), Error::kHandoverBad);
    boot_begin(*block, 0, true);
    EXPECT_TRUE(stage_enter(*block, Stage::kUrot).ok());
    EXPECT_EQ(block->stage, static_cast<std::uint32_t>(Stage::kUrot));
}

TEST(HandOverLog, KeepsTheNewestSixtyFour) {
    auto block = poisoned(0);
    boot_begin(*block, 0, true);
    for (std::uint32_t i = 1; i <= 100; ++i) {
        log_append(*block, event(i));
    }
    for (std::uint32_t age = 0; age < kLogEntries; ++age) {
        ASSERT_NE(log_entry(*block, age), nullptr);
        EXPECT_EQ(log_entry(*block, age)->code, 100 - age);
    }
    EXPECT_EQ(log_entry(*block, kLogEntries), nullptr);
    EXPECT_EQ(log_entry(*block, ~0u), nullptr);
}

TEST(HandOverLog, NamesStageAndComponentOfARefusal) {
    auto block = poisoned(0);
    boot_begin(*block, 0, true);
    refuse(*block, ComponentId::kUrot, Error::kSignatureInvalid, 7);
    const LogEntry* entry = log_entry(*block, 0);
    ASSERT_NE(entry, nullptr);
    EXPECT_EQ(entry->kind, LogKind::kRefusal);
    EXPECT_EQ(entry->stage, static_cast<std::uint8_t>(Stage::kIrot));
    EXPECT_EQ(entry->component, static_cast<std::uint32_t>(ComponentId::kUrot));
    EXPECT_EQ(entry->detail, 7u);
    EXPECT_EQ(block->last_error, static_cast<std::uint32_t>(Error::kSignatureInvalid));
}

}  // namespace
}  // namespace lib::handover
