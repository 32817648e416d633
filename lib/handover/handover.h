// SPDX-License-Identifier: Apache-2.0
// The hand-over block: what ran, who signed it, and what was refused. One page of secure SRAM3,
// kept over reset, appended to by each stage, read by attestation and by `sm board show`.
// Which bits: SPEC.md beside this file. Extend-only: new fields take reserved bytes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace lib::handover {

inline constexpr std::uint32_t kMagic = 0x31564F48;  // "HOV1"
inline constexpr std::uint16_t kVersion = 1;

// Component ids. A module's id is its partition id (>= kFirstModule).
enum class ComponentId : std::uint32_t {
    kNone = 0,
    kIrot = 1,
    kUrot = 2,
    kManager = 3,
    kApplication = 4,
    kFirstData = 8,  // signed data of the application; ids are those of system.toml
    kLastData = 15,
    kFirstModule = 0x100,
};

enum class Stage : std::uint32_t {
    kNone = 0,
    kRom = 1,
    kIrot = 2,
    kUrot = 3,
    kManager = 4,
    kApplication = 5
};

struct Version {
    std::uint8_t major;
    std::uint8_t minor;
    std::uint16_t revision;
    std::uint32_t build;
};

// ComponentRecord.flags
inline constexpr std::uint32_t kVerified = 1u << 0;  // authenticated in this very boot
inline constexpr std::uint32_t kBuiltIn = 1u << 1;   // inside the manager's container
inline constexpr std::uint32_t kMayMmio = 1u << 2;   // rights of its owner (key manifest)
inline constexpr std::uint32_t kMayFlash = 1u << 3;
inline constexpr std::uint32_t kDevelopmentKey = 1u << 4;
// Data images only: what lies in the slot was refused in this boot and cannot be read. Version,
// counter, place and measurement are zero. An empty slot has no record.
inline constexpr std::uint32_t kRefused = 1u << 5;

constexpr bool is_data(std::uint32_t component) {
    return component >= static_cast<std::uint32_t>(ComponentId::kFirstData) &&
           component <= static_cast<std::uint32_t>(ComponentId::kLastData);
}

struct ComponentRecord {
    std::uint32_t component;  // ComponentId or module id
    std::uint32_t owner;      // 0 = the product's own
    Version version;
    std::uint32_t security_counter;
    std::uint32_t payload_address;  // secure alias of the first payload byte (after the header)
    std::uint32_t payload_size;
    std::uint32_t flags;
    std::array<std::uint8_t, 32> measurement;  // SHA-256: header + payload + protected TLVs
    std::array<std::uint8_t, 32> signer;       // SHA-256 of the signer's SubjectPublicKeyInfo
};

// LogEntry.kind
enum class LogKind : std::uint8_t { kEvent = 1, kRefusal = 2, kModuleFault = 3, kCallRefused = 4 };

struct LogEntry {
    std::uint32_t sequence;  // counts up over the whole life of the block, 0 = empty slot
    std::uint32_t code;      // lib::error::Error
    std::uint32_t component;
    std::uint8_t stage;
    LogKind kind;
    std::uint16_t reserved;
    std::uint32_t pc;       // of the fault, 0 if none
    std::uint32_t address;  // faulting address, 0 if none
    std::uint32_t detail;
    std::uint32_t boot;  // boot_count when it was written
};

inline constexpr std::size_t kMaxComponents = 16;
inline constexpr std::size_t kLogEntries = 64;

struct HandOver {
    std::uint32_t magic;
    std::uint16_t version;
    std::uint16_t size;
    std::uint32_t boot_count;   // since power-on
    std::uint32_t reset_flags;  // RCC_RSR as iROT found it
    std::uint32_t stage;        // the last stage that started
    std::uint32_t last_error;   // 0 or the Error that stopped the boot
    std::uint32_t refused;      // the component it refused
    std::uint32_t component_count;
    std::array<ComponentRecord, kMaxComponents> components;
    std::uint32_t log_next_sequence;
    std::array<std::uint8_t, 28> reserved0;
    std::array<LogEntry, kLogEntries> log;  // ring: entry of sequence n is at (n - 1) % kLogEntries
    std::array<std::uint8_t, 448> reserved1;
};

static_assert(sizeof(Version) == 8);
static_assert(sizeof(ComponentRecord) == 96);
static_assert(offsetof(ComponentRecord, measurement) == 32);
static_assert(offsetof(ComponentRecord, signer) == 64);
static_assert(sizeof(LogEntry) == 32);
static_assert(offsetof(LogEntry, pc) == 16);
static_assert(offsetof(HandOver, components) == 0x20);
static_assert(offsetof(HandOver, log_next_sequence) == 0x620);
static_assert(offsetof(HandOver, log) == 0x640);
static_assert(offsetof(HandOver, reserved1) == 0xE40);
static_assert(sizeof(HandOver) == 4096);

}  // namespace lib::handover
