// SPDX-License-Identifier: Apache-2.0
// GPDMA1 as the suites use it: one channel, one transfer, from either world.
#pragma once

#include <cstdint>

#include "test/chip/suite.h"

namespace chip_test::dma {

inline constexpr std::uint32_t kGpdma1 = 0x4002'0000;
inline constexpr std::uint32_t kGpdma2 = 0x4002'1000;
inline constexpr unsigned kEvent = 0;  // TZIC group 4; GPDMA2: 1
inline constexpr unsigned kLine = 27;  // of channel 0; GPDMA2: 90

// Registers of GPDMA1.
inline constexpr std::uint32_t kSecure = kGpdma1 + 0x00;
inline constexpr std::uint32_t kPrivileged = kGpdma1 + 0x04;
inline constexpr std::uint32_t kLock = kGpdma1 + 0x08;
inline constexpr std::uint32_t kInterrupts = kGpdma1 + 0x0C;
inline constexpr std::uint32_t kSecureInterrupts = kGpdma1 + 0x10;

// Registers of a channel.
enum Register : std::uint32_t {
    kListBase = 0x00,
    kClear = 0x0C,
    kStatus = 0x10,
    kControl = 0x14,
    kTransfer1 = 0x40,
    kTransfer2 = 0x44,
    kBlock1 = 0x48,
    kSource = 0x4C,
    kDestination = 0x50,
    kTransfer3 = 0x54,
    kBlock2 = 0x58,
    kLink = 0x7C,
};
constexpr std::uint32_t at(unsigned channel, Register which) {
    return kGpdma1 + 0x50 + 0x80 * channel + which;
}

// Status; from kComplete to kOverrun also clear and interrupt enable bits.
inline constexpr std::uint32_t kIdle = 1u << 0;
inline constexpr std::uint32_t kComplete = 1u << 8;
inline constexpr std::uint32_t kHalf = 1u << 9;
inline constexpr std::uint32_t kDataError = 1u << 10;
inline constexpr std::uint32_t kLinkError = 1u << 11;
inline constexpr std::uint32_t kSettingError = 1u << 12;
inline constexpr std::uint32_t kSuspended = 1u << 13;
inline constexpr std::uint32_t kOverrun = 1u << 14;
inline constexpr std::uint32_t kFlags = 0x7F00;
inline constexpr std::uint32_t kDone = kIdle | kComplete | kHalf;

// Control.
inline constexpr std::uint32_t kEnable = 1u << 0;
inline constexpr std::uint32_t kReset = 1u << 1;
inline constexpr std::uint32_t kSuspend = 1u << 2;
inline constexpr std::uint32_t kLinkStep = 1u << 16;

// Transfer register 1.
constexpr std::uint32_t widths(std::uint32_t source, std::uint32_t destination) {
    return source | destination << 16;  // base-2 logarithms
}
inline constexpr std::uint32_t kSourceMoves = 1u << 3;
inline constexpr std::uint32_t kDestinationMoves = 1u << 19;
inline constexpr std::uint32_t kBothMove = kSourceMoves | kDestinationMoves;
inline constexpr std::uint32_t kOther = 1u << 11;  // sign-extended, or cut at the right
inline constexpr std::uint32_t kPack = 1u << 12;
inline constexpr std::uint32_t kSourceBytes = 1u << 13;
inline constexpr std::uint32_t kSourceSecure = 1u << 15;
inline constexpr std::uint32_t kDestinationBytes = 1u << 26;
inline constexpr std::uint32_t kDestinationHalves = 1u << 27;
inline constexpr std::uint32_t kDestinationSecure = 1u << 31;
inline constexpr std::uint32_t kWords = widths(2, 2) | kBothMove;

// Transfer register 2.
inline constexpr std::uint32_t kSoftware = 1u << 9;
inline constexpr std::uint32_t kToPeripheral = 1u << 10;
inline constexpr std::uint32_t kWholeBlock = 1u << 11;

struct Transfer {
    std::uint32_t source;
    std::uint32_t destination;
    std::uint32_t block;  // bytes, and the upper half of CxBR1
    std::uint32_t transfer1 = kWords;
    std::uint32_t transfer2 = kSoftware;
};

// Clock on, all registers at their reset values.
void start_gpdma();

// Writes the transfer to the channel's registers, flags cleared, nothing linked.
void prepare(unsigned channel, const Transfer& transfer, View view = View::kSecure);
void enable(unsigned channel, View view = View::kSecure, std::uint32_t control = 0);
// Status once the channel is idle; all ones: it never was.
std::uint32_t finish(unsigned channel, View view = View::kSecure);
std::uint32_t run(unsigned channel, const Transfer& transfer, View view = View::kSecure);

// A software transfer of another channel, from start to end: whatever could go on has.
void let_time_pass();

// 16 KB each at the start of SRAM3: non-secure and unprivileged, secure and unprivileged, secure
// and privileged. Addresses of the non-secure alias.
inline constexpr std::uint32_t kOpenMemory = 0x2005'0000;
inline constexpr std::uint32_t kSecureMemory = 0x2005'4000;
inline constexpr std::uint32_t kPrivilegedMemory = 0x2005'8000;
inline constexpr std::uint32_t kSecureAlias = 0x1000'0000;
void divide_memory();

}  // namespace chip_test::dma
