// SPDX-License-Identifier: Apache-2.0
// What a behaviour suite is written with. A suite is one program for one block of the chip: it
// defines kSuite and run(), its checks print a line each, and the run closes with
// "NAME: N passed, M failed".
#pragma once

#include <cstdint>
#include <string_view>

namespace chip_test {

// --- defined by each suite ---

extern const std::string_view kSuite;
void run();

// --- checks ---

void check(std::string_view claim, bool holds);
void check_equal(std::string_view claim, std::uint32_t got, std::uint32_t expected);

// --- registers, as each world and privilege sees them ---

enum class View { kSecure, kSecureUser, kNonSecure, kNonSecureUser };

// `address`: of the non-secure alias; the view picks alias, security and privilege of the access.
std::uint32_t load(std::uint32_t address, View view = View::kSecure);
void store(std::uint32_t address, std::uint32_t value, View view = View::kSecure);
void set_bits(std::uint32_t address, std::uint32_t bits);
void clear_bits(std::uint32_t address, std::uint32_t bits);

// Any address as it stands, secure and privileged where the attribution says so.
std::uint32_t peek(std::uint32_t address);
std::uint32_t load_as_user(std::uint32_t address);
void store_as_user(std::uint32_t address, std::uint32_t value);
void poke(std::uint32_t address, std::uint32_t value);

// --- exceptions: counted, and forgotten once asked for ---

// Faults since the last call. A load that faulted gave 0, a call returned.
unsigned faults();
unsigned nmis();
// Whether interrupt `line` came since the last call; it is disabled when it comes.
bool interrupted(unsigned line);
void enable_interrupt(unsigned line);

// --- resets: a suite that needs one goes on in the next phase ---

// 0 at power-on.
std::uint32_t phase();
// Remembers the counts and that the next start is phase() + 1. The reset is the caller's.
void prepare_next_phase();
[[noreturn]] void reset_to_next_phase();

// --- the clocks and attributes that most suites need ---

namespace rcc {
inline constexpr std::uint32_t kBase = 0x4402'0C00;
inline constexpr std::uint32_t kCr = kBase + 0x00;
inline constexpr std::uint32_t kAhb1Enable = kBase + 0x88;
inline constexpr std::uint32_t kAhb2Enable = kBase + 0x8C;
inline constexpr std::uint32_t kApb1Enable = kBase + 0x9C;
inline constexpr std::uint32_t kApb2Enable = kBase + 0xA4;
inline constexpr std::uint32_t kApb3Enable = kBase + 0xA8;
inline constexpr std::uint32_t kAhb2Reset = kBase + 0x64;
inline constexpr std::uint32_t kApb1Reset = kBase + 0x74;
inline constexpr std::uint32_t kApb2Reset = kBase + 0x7C;
}  // namespace rcc

// Pulses the reset bit: the block is as after a reset of the chip.
void reset_block(std::uint32_t reset_register, unsigned bit);

// TZSC: bit of group 1..3.
void set_secure(unsigned group, unsigned bit, bool secure);
void set_privileged(unsigned group, unsigned bit, bool privileged);
// TZIC's flag of an illegal access, which is cleared.
bool illegal_access_seen(unsigned group, unsigned bit);

// The RNG's kernel clock and bus clock: what SAES and PKA draw from.
void start_random_source();

}  // namespace chip_test
