// SPDX-License-Identifier: Apache-2.0
// SBS: HDPL and what it hides, locks of the core, views (fact sheet 4, 6.1, 8.4). Levels and locks
// last until a reset, so they come last.
#include "chip/core.h"
#include "test/chip/block.h"
#include "test/chip/suite.h"

namespace chip_test {

const std::string_view kSuite = "sbs";

namespace {

constexpr std::uint32_t kBase = 0x4400'0400;
constexpr std::uint32_t kHdplcr = kBase + 0x10;
constexpr std::uint32_t kHdplsr = kBase + 0x14;
constexpr std::uint32_t kDbgcr = kBase + 0x20;
constexpr std::uint32_t kDbglockr = kBase + 0x24;
constexpr std::uint32_t kNonSecureLock = kBase + 0x144;
constexpr std::uint32_t kSecureLock = kBase + 0x148;
constexpr std::uint32_t kRaise = 0x6A;
constexpr unsigned kEvent = 5;
constexpr std::uint32_t kFlash = 0x0C00'0000;  // the iROT's area: hidden from HDPL 2 on
constexpr std::uint32_t kVtor = 0xE000'ED08;
constexpr std::uint32_t kVtorNs = 0xE002'ED08;
constexpr std::uint32_t kMpuControl = 0xE000'ED94;
constexpr std::uint32_t kSauControl = 0xE000'EDD0;

constexpr RegisterRow kRegisters[] = {
    {.name = "HDPLCR",
     .at = 0x10,
     .reset = 0xB4,
     .writable = 0,
     .touch = false,
     .non_secure = kNothing,
     .user = kNothing},
    {.name = "HDPLSR", .at = 0x14, .reset = 0x51, .writable = 0, .touch = false},
    {.name = "NEXTHDPLCR",
     .at = 0x18,
     .reset = 0,
     .writable = 0x3,
     .non_secure = kNothing,
     .user = kNothing},
    {.name = "DBGCR",
     .at = 0x20,
     .reset = 0,
     .writable = ~0u,
     .non_secure = kNothing,
     .user = kNothing},
    {.name = "DBGLOCKR",
     .at = 0x24,
     .reset = 0xB4,
     .writable = 0,
     .touch = false,
     .non_secure = kNothing,
     .user = kNothing},
    {.name = "EPOCHSELCR",
     .at = 0xA0,
     .reset = 0,
     .writable = 0x3,
     .non_secure = kNothing,
     .user = kNothing},
    {.name = "SECCFGR",
     .at = 0xC0,
     .reset = 0,
     .writable = 0x8000'000B,
     .non_secure = kNothing,
     .user = kNothing},
    {.name = "PMCR", .at = 0x100, .reset = 0, .writable = 0x00EF'0300, .user = kNothing},
    {.name = "FPUIMR", .at = 0x104, .reset = 0x1F, .writable = 0x3F, .user = kNothing},
    {.name = "CNSLCKR", .at = 0x144, .reset = 0, .writable = 0, .touch = false, .user = kNothing},
    {.name = "CSLCKR",
     .at = 0x148,
     .reset = 0,
     .writable = 0,
     .touch = false,
     .non_secure = kNothing,
     .user = kNothing},
    {.name = "ECCNMIR",
     .at = 0x14C,
     .reset = 0,
     .writable = 0x1,
     .non_secure = kNothing,
     .user = kNothing},
};
constexpr BlockRow kBlock{.name = "SBS", .base = kBase, .registers = kRegisters};

constexpr std::uint32_t kSecureOnly[] = {0x10, 0x18, 0x20, 0x24, 0xA0, 0xC0, 0x148, 0x14C};

void views() {
    check_equal("HDPLSR answers non-secure unprivileged code", load(kHdplsr, View::kNonSecureUser),
                0x51);
    for (const std::uint32_t at : kSecureOnly) {
        illegal_access_seen(4, kEvent);
        store(kBase + at, 1, View::kNonSecure);
        store(kBase + at, 1, View::kSecureUser);
        check("a secure privileged register answers nobody else",
              load(kBase + at, View::kNonSecure) == 0 && load(kBase + at, View::kSecureUser) == 0 &&
                  illegal_access_seen(4, kEvent));
    }
    check_reset_values(kBlock);
}

// SECCFGR set: PMCR and FPUIMR are the secure side's too.
constexpr RegisterRow kOwnedRegisters[] = {
    {.name = "PMCR",
     .at = 0x100,
     .reset = 0,
     .writable = 0x00EF'0300,
     .non_secure = kNothing,
     .user = kNothing},
    {.name = "FPUIMR",
     .at = 0x104,
     .reset = 0x1F,
     .writable = 0x3F,
     .non_secure = kNothing,
     .user = kNothing},
    {.name = "CNSLCKR", .at = 0x144, .reset = 0, .writable = 0, .touch = false, .user = kNothing},
};
constexpr BlockRow kOwned{.name = "SBS owned", .base = kBase, .registers = kOwnedRegisters};

void owners() {
    store(kBase + 0xC0, 0xB);
    check_seen(kOwned);
    store(kBase + 0xC0, 0);
}

void debug_lock() {
    store(kDbgcr, 0x00B4'51B4);
    store(kDbglockr, 0xC3);
    store(kDbgcr, 0);
    check_equal("DBGLOCKR freezes DBGCR", load(kDbgcr), 0x00B4'51B4);
    check_equal("and tells so", load(kDbglockr), 0x6A);
    store(kDbglockr, 0xB4);
    check_equal("until a reset", load(kDbglockr), 0x6A);
}

void core_locks() {
    const std::uint32_t vtor = peek(kVtor);
    poke(kVtorNs, 0x0800'0000);
    store(kNonSecureLock, 1);
    poke(kVtorNs, 0x0810'0000);
    check_equal("CNSLCKR locks VTOR_NS", peek(kVtorNs), 0x0800'0000);
    store(kSecureLock, 7);
    poke(kVtor, 0x0C10'0000);
    check_equal("CSLCKR locks VTOR_S", peek(kVtor), vtor);
    poke(kMpuControl, 4);
    check_equal("and the secure MPU", peek(kMpuControl), 0);
    poke(kSauControl, 0);
    check_equal("and the SAU", peek(kSauControl), 1);
    poke(0xE000'ED0C, 0x05FA'0000 | 1u << 14);
    check_equal("and AIRCR.PRIS", peek(0xE000'ED0C) & 1u << 14, 0);
    store(kSecureLock, 0);
    store(kNonSecureLock, 0);
    check("the locks stay", load(kSecureLock) == 7 && load(kNonSecureLock) == 1);
}

using Function = void (*)();

void levels() {
    const std::uint32_t visible = peek(kFlash);
    check("at HDPL 1 the iROT's flash is visible", visible != 0);
    store(kHdplcr, 0xB4);
    check_equal("0xB4 raises nothing", load(kHdplsr), 0x51);
    store(kHdplcr, kRaise, View::kNonSecure);
    store(kHdplcr, kRaise, View::kSecureUser);
    check_equal("nor does another than secure privileged code", load(kHdplsr), 0x51);
    store(kHdplcr, kRaise);
    check_equal("another value raises by one", load(kHdplsr), 0x8A);
    check_equal("at HDPL 2 it reads zero", peek(kFlash), 0);
    faults();
    reinterpret_cast<Function>(kFlash + 9)();
    check_equal("and a call into it faults", faults(), 1);
    store(kHdplcr, kRaise);
    check_equal("once more", load(kHdplsr), 0x6F);
    store(kHdplcr, kRaise);
    check_equal("and no further", load(kHdplsr), 0x6F);
}

}  // namespace

void run() {
    if (phase() == 0) {
        check_reset_values(kBlock);
        check_writable_bits(kBlock);
        views();
        check_seen(kBlock);
        owners();
        debug_lock();
        core_locks();
        levels();
        reset_to_next_phase();
    }
    check_equal("a reset is back at HDPL 1", load(kHdplsr), 0x51);
    check_reset_values(kBlock);
}

}  // namespace chip_test
