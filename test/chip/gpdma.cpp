// SPDX-License-Identifier: Apache-2.0
// GPDMA1 and GPDMA2: registers, who may touch them, locks, control, interrupts.
#include <array>

#include "chip/gpdma.h"
#include "test/chip/block.h"
#include "test/chip/dma.h"
#include "test/chip/suite.h"

namespace chip_test {

const std::string_view kSuite = "gpdma";

namespace {

using namespace dma;  // NOLINT(google-build-using-namespace)

// As a non-secure channel has them: SSEC and DSEC stay zero.
constexpr RegisterRow kLinear[] = {
    {.name = "CxLBAR", .at = kListBase, .reset = 0, .writable = 0xFFFF'0000},
    {.name = "CxFCR", .at = kClear, .reset = 0, .writable = 0},
    {.name = "CxSR", .at = kStatus, .reset = 1, .writable = 0},
    {.name = "CxCR", .at = kControl, .reset = 0, .writable = 0x00C3'7F04, .touch = false},
    {.name = "CxTR1", .at = kTransfer1, .reset = 0, .writable = 0x4FFB'7BFB},
    {.name = "CxTR2", .at = kTransfer2, .reset = 0, .writable = 0xC33F'CEFF},
    {.name = "CxBR1", .at = kBlock1, .reset = 0, .writable = 0x0000'FFFF},
    {.name = "CxSAR", .at = kSource, .reset = 0, .writable = ~0u},
    {.name = "CxDAR", .at = kDestination, .reset = 0, .writable = ~0u},
    {.name = "CxTR3", .at = kTransfer3, .reset = 0, .writable = 0},
    {.name = "CxBR2", .at = kBlock2, .reset = 0, .writable = 0},
    {.name = "CxLLR", .at = kLink, .reset = 0, .writable = 0xF801'FFFC},
};
constexpr RegisterRow kTwoDimensional[] = {
    {.name = "CxBR1 (2D)", .at = kBlock1, .reset = 0, .writable = 0xF7FF'FFFF},
    {.name = "CxTR3 (2D)", .at = kTransfer3, .reset = 0, .writable = 0x1FFF'1FFF},
    {.name = "CxBR2 (2D)", .at = kBlock2, .reset = 0, .writable = ~0u},
    {.name = "CxLLR (2D)", .at = kLink, .reset = 0, .writable = 0xFE01'FFFC},
};
constexpr RegisterRow kFlowControl[] = {
    {.name = "CxTR2 (flow control)", .at = kTransfer2, .reset = 0, .writable = 0xC33F'DEFF},
};
constexpr RegisterRow kCommon[] = {
    {.name = "SECCFGR", .at = 0x00, .reset = 0, .writable = 0xFF},
    {.name = "PRIVCFGR", .at = 0x04, .reset = 0, .writable = 0xFF},
    {.name = "RCFGLOCKR", .at = 0x08, .reset = 0, .writable = 0xFF, .touch = false},
    {.name = "MISR", .at = 0x0C, .reset = 0, .writable = 0},
    {.name = "SMISR", .at = 0x10, .reset = 0, .writable = 0},
};

void check_registers(std::string_view name, std::uint32_t base,
                     std::span<const RegisterRow> registers) {
    const BlockRow block{.name = name, .base = base, .registers = registers};
    check_reset_values(block);
    check_writable_bits(block);
}

void reset_values_and_reserved_bits() {
    check_registers("GPDMA1", kGpdma1, kCommon);
    check_registers("GPDMA2", kGpdma2, kCommon);
    for (const std::uint32_t unit : {kGpdma1, kGpdma2}) {
        check_registers("channel 0", unit + 0x50, kFlowControl);
        check_registers("channel 3", unit + 0x50 + 3 * 0x80, kLinear);
        check_registers("channel 6", unit + 0x50 + 6 * 0x80, kTwoDimensional);
        check_registers("channel 7", unit + 0x50 + 7 * 0x80, kTwoDimensional);
        check_registers("channel 7", unit + 0x50 + 7 * 0x80, kFlowControl);
    }
    const std::uint32_t control = at(3, kControl);
    store(control, ~0u & ~(kEnable | kReset));
    check_equal("CxCR: reserved bits stay", load(control), 0x00C3'7F04);
    store(control, kReset);
    check_equal("CxCR: RESET reads zero and takes SUSP away", load(control), 0);
}

// What the firmware touches, as after reset: all channels non-secure and unprivileged.
constexpr RegisterRow kOwners[] = {
    {.name = "SECCFGR",
     .at = 0x00,
     .reset = 0,
     .writable = 0xFF,
     .non_secure = kReads,
     .user = kReads},
    {.name = "RCFGLOCKR", .at = 0x08, .reset = 0, .writable = 0, .touch = false},
};
constexpr BlockRow kOwners1{.name = "GPDMA1", .base = kGpdma1, .registers = kOwners};
constexpr BlockRow kOwners2{.name = "GPDMA2", .base = kGpdma2, .registers = kOwners};

void owners() {
    check_reset_values(kOwners1);
    check_reset_values(kOwners2);
    check_seen(kOwners1);
    check_seen(kOwners2);
}

void without_clock() {
    clear_bits(rcc::kAhb1Enable, 1);
    const std::uint32_t status = load(at(0, kStatus));
    set_bits(rcc::kAhb1Enable, 1);
    check_equal("without its clock it reads zero", status, 0);
}

// --- security and privilege ---

constexpr unsigned kTried = 3;

bool hidden_from(View view, Register which) {
    const std::uint32_t where = at(kTried, which);
    const std::uint32_t before = load(where);
    const bool zero = load(where, view) == 0;
    store(where, ~before, view);
    return zero && load(where) == before;
}

bool open_to(View view, Register which, std::uint32_t value) {
    const std::uint32_t where = at(kTried, which);
    store(where, value, view);
    const bool taken = load(where) == value && load(where, view) == value;
    store(where, 0);
    return taken;
}

struct Visible {
    std::string_view name;
    Register which;
    std::uint32_t value;
};
constexpr Visible kVisible[] = {
    {"CxLBAR", kListBase, 0x2005'0000}, {"CxCR", kControl, 0x00C2'0000},
    {"CxTR1", kTransfer1, kWords},      {"CxTR2", kTransfer2, kSoftware},
    {"CxBR1", kBlock1, 0x40},           {"CxSAR", kSource, kOpenMemory},
    {"CxDAR", kDestination, 0x1000},    {"CxLLR", kLink, 0x8000'0004},
};

void channel_security() {
    for (const Visible& row : kVisible) {
        check("non-secure channel: non-secure code may",
              open_to(View::kNonSecure, row.which, row.value));
        store(at(kTried, row.which), row.value);
        set_bits(kSecure, 1u << kTried);
        illegal_access_seen(4, kEvent);
        check(row.name, hidden_from(View::kNonSecure, row.which));
        check("secure channel: TZIC has the event", illegal_access_seen(4, kEvent));
        clear_bits(kSecure, 1u << kTried);
        store(at(kTried, row.which), 0);
    }
    set_bits(kSecure, 1u << kTried);
    check_equal("secure channel: its status is hidden too",
                load(at(kTried, kStatus), View::kNonSecure), 0);
    clear_bits(kSecure, 1u << kTried);
    illegal_access_seen(4, kEvent);
}

void channel_privilege() {
    for (const Visible& row : kVisible) {
        if (row.which != kListBase) {
            check("open channel: unprivileged code may",
                  open_to(View::kSecureUser, row.which, row.value) &&
                      open_to(View::kNonSecureUser, row.which, row.value));
        }
        store(at(kTried, row.which), row.value);
        set_bits(kPrivileged, 1u << kTried);
        check(row.name, hidden_from(View::kSecureUser, row.which) &&
                            hidden_from(View::kNonSecureUser, row.which));
        clear_bits(kPrivileged, 1u << kTried);
        store(at(kTried, row.which), 0);
    }
    store(at(kTried, kListBase), 0x2005'0000, View::kNonSecureUser);
    check_equal("CxLBAR: unprivileged code does not write it", load(at(kTried, kListBase)), 0);
    store(at(kTried, kListBase), 0x2005'0000);
    check_equal("but reads it", load(at(kTried, kListBase), View::kNonSecureUser), 0x2005'0000);
    store(at(kTried, kListBase), 0);
    illegal_access_seen(4, kEvent);
}

void attributes() {
    for (const View view : {View::kNonSecure, View::kNonSecureUser, View::kSecureUser}) {
        store(kSecure, 0xFF, view);
        store(kLock, 0xFF, view);
        check("SECCFGR and RCFGLOCKR: only secure privileged code writes them",
              load(kSecure) == 0 && load(kLock) == 0);
    }
    check("TZIC has the event", illegal_access_seen(4, kEvent));
    store(kPrivileged, 0xFF, View::kSecureUser);
    store(kPrivileged, 0xFF, View::kNonSecureUser);
    check_equal("PRIVCFGR: unprivileged code changes nothing", load(kPrivileged), 0);
    store(kSecure, 0x0F);
    check_equal("SECCFGR: non-secure code reads it", load(kSecure, View::kNonSecure), 0x0F);
    store(kPrivileged, 0x01);
    store(kPrivileged, 0xFE, View::kNonSecure);
    check_equal("PRIVCFGR: non-secure code has the bits of its channels", load(kPrivileged), 0xF1);
    check_equal("and sees no others", load(kPrivileged, View::kNonSecure), 0xF0);
    store(kPrivileged, 0);
    store(kSecure, 0);
    illegal_access_seen(4, kEvent);
    check("GPDMA2's event is its own", (load(kGpdma2 + 0x10, View::kNonSecure) == 0) &&
                                           illegal_access_seen(4, kEvent + 1) &&
                                           !illegal_access_seen(4, kEvent));
}

void transfer_security() {
    const std::uint32_t bits = kSourceSecure | kDestinationSecure;
    const std::uint32_t where = at(kTried, kTransfer1);
    store(where, bits);
    check_equal("SSEC, DSEC: a non-secure channel has none", load(where), 0);
    set_bits(kSecure, 1u << kTried);
    store(where, bits);
    check_equal("a secure one has", load(where), bits);
    clear_bits(kSecure, 1u << kTried);
    check_equal("and loses them when it becomes non-secure", load(where), 0);
    store(where, bits | kWords, View::kNonSecure);
    check_equal("non-secure code sets none", load(where), kWords);
    store(where, 0);
}

void clock_security() {
    store(rcc::kAhb1Enable, load(rcc::kAhb1Enable, View::kNonSecure) & ~2u, View::kNonSecure);
    check_equal("RCC: non-secure code may switch a GPDMA without secure channels",
                load(rcc::kAhb1Enable) & 3, 1);
    set_bits(rcc::kAhb1Enable, 2);
    store(kSecure, 1);
    store(rcc::kAhb1Enable, load(rcc::kAhb1Enable, View::kNonSecure) & ~3u, View::kNonSecure);
    check_equal("but no other", load(rcc::kAhb1Enable) & 3, 1);
    set_bits(rcc::kAhb1Enable, 2);
    store(kSecure, 0);
}

// --- control ---

constexpr std::uint32_t kNoRequest = 0xFE;  // a request number nothing drives

void frozen_while_enabled() {
    prepare(0, {.source = kOpenMemory,
                .destination = kOpenMemory + 64,
                .block = 64,
                .transfer2 = kNoRequest});
    store(at(0, kListBase), kOpenMemory);
    enable(0);
    check_equal("a channel that waits for its request is not idle", load(at(0, kStatus)), 0);
    bool frozen = true;
    for (const Register which :
         {kListBase, kTransfer1, kTransfer2, kBlock1, kSource, kDestination, kLink}) {
        const std::uint32_t before = load(at(0, which));
        store(at(0, which), ~before);
        frozen = frozen && load(at(0, which)) == before;
    }
    check("EN: the settings are frozen", frozen);
    store(at(0, kControl), 0x00C3'0000);
    check_equal("so are EN, LSM, LAP and PRIO", load(at(0, kControl)), kEnable);
    store(at(0, kControl), kFlags);
    check_equal("the interrupt enables are not", load(at(0, kControl)), kFlags | kEnable);
    store(kSecure, 1);
    store(kPrivileged, 1);
    check("nor may its attributes change", load(kSecure) == 0 && load(kPrivileged) == 0);
    let_time_pass();
    check_equal("without a request nothing moves", load(at(0, kBlock1)), 64);
}

void suspend_and_reset() {
    store(at(0, kControl), kReset);
    check_equal("RESET waits while the channel is active", load(at(0, kControl)), kEnable);
    store(at(0, kControl), kSuspend);
    const std::uint32_t status = finish(0);
    check_equal("suspended: IDLEF and SUSPF, and the asked reset is done", status,
                kIdle | kSuspended);
    check_equal("EN and SUSP are gone", load(at(0, kControl)), 0);
    store(at(0, kClear), kFlags);
    enable(0);
    store(at(0, kControl), kSuspend);
    finish(0);
    check_equal("suspended: EN stays", load(at(0, kControl)), kEnable | kSuspend);
    store(at(0, kControl), 0);
    check_equal("SUSP cleared: active again, SUSPF stays until cleared", load(at(0, kStatus)),
                kSuspended);
    store(at(0, kControl), kSuspend);
    finish(0);
    store(at(0, kControl), kReset);
    check_equal("RESET of a suspended channel", load(at(0, kControl)), 0);
    store(at(0, kClear), kFlags);
    check_equal("its registers keep their values", load(at(0, kBlock1)), 64);
}

void interrupts() {
    const Transfer transfer{.source = kOpenMemory, .destination = kOpenMemory + 64, .block = 64};
    for (const unsigned channel : {0u, 7u}) {
        prepare(channel, transfer);
        enable_interrupt(kLine + channel);
        enable(channel, View::kSecure, kComplete);
        finish(channel);
        check("a complete transfer interrupts", interrupted(kLine + channel));
        check_equal("MISR", load(kInterrupts), 1u << channel);
        check_equal("SMISR has non-secure channels as zero", load(kSecureInterrupts), 0);
        set_bits(kSecure, 1u << channel);
        check("of a secure channel it is the other way round",
              load(kInterrupts) == 0 && load(kSecureInterrupts) == 1u << channel);
        check_equal("SMISR: non-secure code reads zero", load(kSecureInterrupts, View::kNonSecure),
                    0);
        set_bits(kPrivileged, 1u << channel);
        check_equal("unprivileged code sees no privileged channel",
                    load(kSecureInterrupts, View::kSecureUser), 0);
        store(kSecure, 0);
        check_equal("nor in MISR", load(kInterrupts, View::kNonSecureUser), 0);
        store(kPrivileged, 0);
        store(at(channel, kClear), kFlags);
        check_equal("flags cleared", load(at(channel, kStatus)), kIdle);
        store(at(channel, kControl), 0);
    }
    const std::uint32_t second = kGpdma2 + 0x50 + 0x80;
    enable_interrupt(91);
    store(second + kControl, kSettingError | kEnable);
    check("GPDMA2 channel 1 has line 91", interrupted(91));
    illegal_access_seen(4, kEvent);
}

void locks() {
    store(kSecure, 0x02);
    store(kLock, 0x06);
    store(kSecure, 0xFC);
    store(kPrivileged, 0xFF);
    check_equal("locked channels keep their security", load(kSecure), 0xFA);
    check_equal("and their privilege", load(kPrivileged), 0xF9);
    store(kLock, 0x08);
    check_equal("RCFGLOCKR: what is locked stays so", load(kLock), 0x0E);
    start_gpdma();
    check_equal("a reset of the block opens it", load(kLock) | load(kSecure), 0);
}

// What the manager does with a GPDMA that system.toml does not give away.
void driver() {
    check("driver: GPDMA1 given away, GPDMA2 kept", chip::gpdma::attribute(1).ok());
    check("GPDMA1 is open", load(kSecure) == 0 && load(kLock) == 0);
    check("GPDMA2 is secure and locked", load(kGpdma2) == 0xFF && load(kGpdma2 + 8) == 0xFF);
    store(kGpdma2, 0);
    check_equal("for good", load(kGpdma2), 0xFF);
    check("what is locked cannot be given away", !chip::gpdma::attribute(3).ok());
    start_gpdma();
}

}  // namespace

void run() {
    start_gpdma();
    divide_memory();
    reset_values_and_reserved_bits();
    owners();
    without_clock();
    channel_security();
    channel_privilege();
    attributes();
    transfer_security();
    clock_security();
    frozen_while_enabled();
    suspend_and_reset();
    interrupts();
    locks();
    driver();
}

}  // namespace chip_test
