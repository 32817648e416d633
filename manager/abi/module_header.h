// SPDX-License-Identifier: Apache-2.0
// The header that starts every module's payload, made from its PSA-FF manifest. All the manager
// ever learns of a module stands here; offsets are from the first byte of this header.
// RAM of a module, lowest address first: stack, then GOT + data + bss + heap. The core enters the
// module with r9 = RAM base + stack_size (= its GOT), and gives it zeroed RAM at each start.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace manager::abi {

inline constexpr std::uint32_t kModuleMagic = 0x31444F4D;  // "MOD1"
inline constexpr std::uint16_t kModuleAbi = 2;
inline constexpr std::uint16_t kModuleAbiOldest = 1;  // served still; it knows no interrupts

// ModuleHeader.flags
inline constexpr std::uint32_t kPsaRot = 1u << 0;       // type PSA-ROT, else APPLICATION-ROT
inline constexpr std::uint32_t kModelIpc = 1u << 1;     // else SFN
inline constexpr std::uint32_t kPanicResets = 1u << 2;  // a panic resets the system, else restarts
inline constexpr std::uint32_t kInterruptsEnabled = 1u
                                                    << 3;  // from the start, as PSA-FF 1.0 has it
// ModuleHeader.grants
inline constexpr std::uint32_t kGrantRandom = 1u << 0;
inline constexpr std::uint32_t kGrantFlash = 1u << 1;

struct ModuleHeader {
    std::uint32_t magic;
    std::uint16_t abi;
    std::uint16_t header_size;  // this struct and its tables, multiple of 4
    std::uint32_t image_size;   // header, code, constants, initial data, fix-ups; multiple of 32
    std::uint32_t id;           // partition id, >= 0x100
    std::uint32_t owner;
    std::uint32_t flags;
    std::uint32_t start;       // offset of the start routine (Thumb bit clear): copies data, fixes
                               // pointers, runs init, then SVC kStarted
    std::uint32_t entry;       // IPC model: offset of the entry point; 0 for SFN
    std::uint32_t ram_size;    // stack + data + heap, multiple of 32
    std::uint32_t stack_size;  // multiple of 32
    std::uint32_t priority;    // 0 low, 1 normal, 2 high
    std::uint16_t service_count;
    std::uint16_t services;  // offset of ServiceEntry[]
    std::uint16_t dependency_count;
    std::uint16_t dependencies;  // offset of DependencyEntry[]
    std::uint16_t region_count;
    std::uint16_t regions;  // offset of RegionEntry[]
    std::uint16_t irq_count;
    std::uint16_t irqs;  // offset of IrqEntry[]
    std::uint32_t grants;
    std::uint32_t flash_base;  // offset in flash of the granted range
    std::uint32_t flash_size;
    std::array<char, 16> name;  // NUL-padded
    std::array<std::uint8_t, 8> reserved;
};
static_assert(offsetof(ModuleHeader, start) == 0x18);
static_assert(offsetof(ModuleHeader, service_count) == 0x2C);
static_assert(offsetof(ModuleHeader, grants) == 0x3C);
static_assert(offsetof(ModuleHeader, name) == 0x48);
static_assert(sizeof(ModuleHeader) == 0x60);

// ServiceEntry.flags
inline constexpr std::uint16_t kNonSecureClients = 1u << 0;
inline constexpr std::uint16_t kConnectionBased = 1u << 1;
inline constexpr std::uint16_t kVersionStrict = 1u << 2;
inline constexpr std::uint16_t kMmIovec = 1u << 3;

struct ServiceEntry {
    std::uint32_t sid;
    std::uint32_t version;
    std::uint16_t flags;
    std::uint16_t stateless;  // 1..32, 0 = none; handle value = kStatelessHandle + this
    std::uint32_t function;   // SFN: offset of `psa_status_t f(const psa_msg_t *)`; 0 for IPC
    std::uint32_t signal;
};
static_assert(sizeof(ServiceEntry) == 20);

struct DependencyEntry {
    std::uint32_t sid;
    std::uint32_t version;
    std::uint32_t flags;  // bit 0 weak
};
static_assert(sizeof(DependencyEntry) == 12);

// RegionEntry.access: bit 0 read, bit 1 write
struct RegionEntry {
    std::uint32_t base;  // absolute address, multiple of 32
    std::uint32_t size;  // multiple of 32
    std::uint32_t access;
};
static_assert(sizeof(RegionEntry) == 12);

struct IrqEntry {
    std::uint32_t line;  // of the NVIC
    std::uint32_t signal;
    std::uint32_t handler;  // offset of `psa_flih_result_t f(void)`; 0: second level
};
static_assert(sizeof(IrqEntry) == 12);

inline constexpr std::uint32_t kStatelessHandle = 0x40000000;

// The manager's container: right behind vectors (0x400) and veneers (0x400) of its payload.
inline constexpr std::uint32_t kContainerOffset = 0x800;      // from the start of the payload
inline constexpr std::uint32_t kContainerMagic = 0x31434D53;  // "SMC1"
inline constexpr std::size_t kMaxBuiltIn = 14;

struct ContainerEntry {
    std::uint32_t offset;  // from the start of the payload, multiple of 32
    std::uint32_t size;
    std::uint32_t id;
    std::uint32_t reserved;
};

struct Container {
    std::uint32_t magic;
    std::uint16_t version;  // 1
    std::uint16_t count;
    std::uint32_t core_size;  // bytes of the core from the start of the payload
    std::uint32_t reserved;
    std::array<ContainerEntry, kMaxBuiltIn> entries;
};
static_assert(sizeof(Container) == 240);

}  // namespace manager::abi
