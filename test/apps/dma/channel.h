// SPDX-License-Identifier: Apache-2.0
// GPDMA1's channel 0 in the hands of the application.
#pragma once

#include <cstdint>

namespace test::dma {

inline constexpr std::uint32_t kChannel = 0x4002'0050;
inline constexpr std::uint32_t kSecurity = 0x4002'0000;   // SECCFGR
inline constexpr std::uint32_t kPrivilege = 0x4002'0004;  // PRIVCFGR

inline constexpr std::uint32_t kIdle = 1u << 0;
inline constexpr std::uint32_t kComplete = 1u << 8;
inline constexpr std::uint32_t kDataError = 1u << 10;
inline constexpr std::uint32_t kLinkError = 1u << 11;

inline constexpr std::uint32_t kForged = 1u << 15 | 1u << 31;  // SSEC, DSEC

std::uint32_t load(std::uint32_t address);
void store(std::uint32_t address, std::uint32_t value);

// Clock on; the channel privileged, as far as the application may.
void open();

// Copies `bytes`, a multiple of 4, with `attributes` added to CxTR1. Result: the channel's status
// at its end; 0: it never ended.
std::uint32_t copy(std::uint32_t from, std::uint32_t to, std::uint32_t bytes,
                   std::uint32_t attributes = 0);

// Loads one word at `list` into CxSAR as a linked-list item: the status; *got: the register.
std::uint32_t load_item(std::uint32_t list, std::uint32_t* got);

}  // namespace test::dma
