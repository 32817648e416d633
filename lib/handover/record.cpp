// SPDX-License-Identifier: Apache-2.0
#include "lib/handover/record.h"

namespace lib::handover {
namespace {

constexpr std::size_t log_slot(std::uint32_t sequence) {
    return (sequence - 1) % kLogEntries;
}

void log_clear(HandOver& block) {
    block.log_next_sequence = 1;
    block.log = {};
}

}  // namespace

bool block_valid(const HandOver& block) {
    return block.magic == kMagic && block.version == kVersion && block.size == sizeof(HandOver) &&
           block.component_count <= kMaxComponents && block.log_next_sequence != 0;
}

void boot_begin(HandOver& block, std::uint32_t reset_flags, bool cold) {
    if (cold || !block_valid(block)) {
        block.boot_count = 0;
        log_clear(block);
    }
    block.magic = kMagic;
    block.version = kVersion;
    block.size = sizeof(HandOver);
    block.boot_count += 1;
    block.reset_flags = reset_flags;
    block.stage = static_cast<std::uint32_t>(Stage::kIrot);
    block.last_error = 0;
    block.refused = 0;
    block.component_count = 0;
    block.components = {};
    block.reserved0 = {};
    block.reserved1 = {};
}

Result<void> stage_enter(HandOver& block, Stage stage) {
    if (!block_valid(block)) {
        return Error::kHandoverBad;
    }
    block.stage = static_cast<std::uint32_t>(stage);
    return kOk;
}

Result<void> component_append(HandOver& block, const ComponentRecord& record) {
    if (block.component_count >= kMaxComponents) {
        return Error::kHandoverFull;
    }
    block.components[block.component_count] = record;
    block.component_count += 1;
    return kOk;
}

void log_append(HandOver& block, LogEntry entry) {
    if (block.log_next_sequence == 0) {
        log_clear(block);
    }
    entry.sequence = block.log_next_sequence;
    entry.stage = static_cast<std::uint8_t>(block.stage);
    entry.reserved = 0;
    entry.boot = block.boot_count;
    block.log[log_slot(entry.sequence)] = entry;
    // Behind the last number the ring starts afresh rather than with the empty mark 0.
    block.log_next_sequence = entry.sequence + 1;
}

void refuse(HandOver& block, ComponentId component, Error error, std::uint32_t detail) {
    block.last_error = static_cast<std::uint32_t>(error);
    block.refused = static_cast<std::uint32_t>(component);
    LogEntry entry{};
    entry.code = block.last_error;
    entry.component = block.refused;
    entry.kind = LogKind::kRefusal;
    entry.detail = detail;
    log_append(block, entry);
}

const LogEntry* log_entry(const HandOver& block, std::uint32_t age) {
    if (age >= kLogEntries || age + 1 >= block.log_next_sequence) {
        return nullptr;
    }
    const std::uint32_t sequence = block.log_next_sequence - 1 - age;
    const LogEntry& entry = block.log[log_slot(sequence)];
    return entry.sequence == sequence ? &entry : nullptr;
}

}  // namespace lib::handover
