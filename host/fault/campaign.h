// SPDX-License-Identifier: Apache-2.0
// A fault campaign as its file describes it. emulator/fault/README.md explains every key.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/file.h"
#include "host/base/report.h"

namespace host::fault {

// As the machine names them.
inline constexpr std::array<std::string_view, 12> kModels = {
    "skip",   "nop",   "result", "result-bit", "register", "register-bit",
    "branch", "flags", "fetch",  "load",       "counter",  "pair"};

// Of the core, by number.
inline constexpr std::array<std::string_view, 15> kRegisters = {
    "r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "r12", "sp", "lr"};

// What is wrong with the forged image.
inline constexpr std::array<std::string_view, 9> kForgeries = {
    "payload",      // a byte of the payload changed after signing
    "digest",       // that, and the digest made to fit: only the signature tells
    "key",          // signed with another key, and named so
    "stolen-name",  // signed with another key under the right key's name
    "downgrade",    // rightly signed, security counter below the stored one
    "component",    // rightly signed, but for another module; a stage: for any module
    "chain",        // as "digest"; boot record, r and s are addresses, one behind the other
    "foreseen",     // as "digest"; r and s are right where a fault makes the key's part vanish
    "newer"};       // right, counter above the stored one: for what becomes of the board

enum class Expect { kNone, kSome, kAnything };

struct Forgery {
    std::string slot;                // urot, manager, app, or a module's
    std::string how;                 // of kForgeries
    bool staged = false;             // in the pool, to be installed; the slot has the build's
    std::vector<std::string> chain;  // of "chain", over and over: symbols, or the forged slot
};

struct Campaign {
    std::string name;
    Path file;
    Path firmware;      // ELF
    std::string start;  // symbol or address
    std::uint32_t start_hit = 1;
    std::optional<std::string> stop;
    std::optional<std::string> end;    // symbol, address, or a slot: its image's first instruction
    std::vector<std::string> success;  // slots, symbols, "0x...-0x..."; of "newer": none
    std::vector<std::string> functions;  // sites only there; none: everywhere
    std::vector<std::string> models;
    std::vector<std::string> registers;  // that the register models change; none: r0 to lr
    std::uint32_t level = 1;             // HDPL that a case may end at
    std::uint32_t hits = 3;
    std::uint32_t window = 16;  // instructions, model pair
    std::uint32_t sample = 0;   // 0: all
    std::uint32_t seed = 1;
    std::uint32_t limit = 100'000'000;  // instructions
    // How many more instructions a case may take than half as many again as the golden run: what
    // the firmware does between a forgery that got in and the code it is about.
    std::uint32_t patience = 100'000;
    Expect expect = Expect::kNone;
    std::string refusal;   // the first error that the golden run has to log; empty: any
    std::string counters;  // as of 'sm board new --counters'
    std::map<std::string, std::string> images;  // by slot, in place of the build's
    std::optional<Forgery> forgery;
};

// Throws Failure FILE_UNREADABLE, CAMPAIGN_BAD (file, line, what is wrong).
Campaign load_campaign(const Path& file);
// From a text; `file` for messages.
Campaign parse_campaign(std::string_view text, const Path& file);

// What the result repeats of it.
Json as_json(const Campaign& campaign);

}  // namespace host::fault
