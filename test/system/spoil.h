// SPDX-License-Identifier: Apache-2.0
// A board at rest, changed behind its back: in its files (emulator/flash/SPEC.md), without a trace
// in the ECC of what is changed.
#pragma once

#include <functional>
#include <initializer_list>

#include "test/system/tool.h"

namespace test {

using Spoil = std::function<void(const TestBoard&)>;

// Places of the default system (system.toml), offsets in flash.bin.
inline constexpr std::uint32_t kUrotAt = 0x8000, kKeysAt = 0x1'4000, kManagerAt = 0x1'C000,
                               kAppAt = 0x5'E000, kSectorSize = 0x2000;

// `size` <= 4 bytes at `at` of a file of the board, little endian.
std::uint32_t peek(const TestBoard& board, const char* file, std::uint32_t at, unsigned size = 4);
void poke(const TestBoard& board, const char* file, std::uint32_t at, std::uint32_t value,
          unsigned size = 4);

// Registers of options.bin, by their offset in a copy.
inline constexpr std::uint32_t kOptsr = 0, kOptsr2 = 12, kSecboot = 20, kSecwm1 = 28, kSecwm2 = 32,
                               kWrp1 = 36, kHdp1 = 52, kHdp2 = 56;
// Turns `bits` of one round, as a programmer with the right to do it, or a fault in the option
// sector, would.
void turn_option(const TestBoard& board, std::uint32_t reg, std::uint32_t bits);

// One byte of flash.
Spoil flips(std::uint32_t offset);
Spoil erases(const char* slot);
// Of the image at `slot`: the type of its TLV `type` becomes `to`; a byte of its value is turned
// round, counted from the end where negative.
Spoil retypes(std::uint32_t slot, std::uint16_t type, std::uint16_t to);
Spoil flips_tlv(std::uint32_t slot, std::uint16_t type, int at);
// Code of the iROT, by half-words, from `symbol` on.
Spoil patches_irot(const char* symbol, std::initializer_list<std::uint16_t> code);
// A byte of the OBKeys, `at` from their start; the key that holds it has an ECC error.
Spoil flips_obkeys(std::uint32_t at);
Spoil breaks_obkeys(std::uint32_t at);
// A record of OBKeys that is right, but for one word: `size` bytes from `record` on, the last 32 of
// them the digest of those before.
Spoil changes_record(std::uint32_t record, std::uint32_t size, std::uint32_t at,
                     std::uint32_t value);
// The uROT's image names the key that lies in OBKeys as its own, whatever it is.
void names_key_of_no_point(const TestBoard& board);
// The algorithm of the first key of the manifest becomes P-384's, and OBKeys vouch for it.
void asks_for_p384(const TestBoard& board);

// One after the other.
Spoil both(const Spoil& first, const Spoil& second);
// `sm` with these words, for the board ("--dir"); throws unless it ends well.
Spoil does(std::vector<std::string> words);
inline void nothing(const TestBoard& /*board*/) {}

}  // namespace test
