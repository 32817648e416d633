// SPDX-License-Identifier: Apache-2.0
// What the machine tells of a campaign, line by line, and what becomes of it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace host::fault {

struct Site {
    std::uint64_t index = 0;  // instructions from the window's start
    std::uint32_t pc = 0;
    std::uint32_t hit = 0;
    std::string kind;
    std::uint32_t length = 0;                           // bytes of the instruction
    std::uint16_t writes = 0, loads = 0, compares = 0;  // bit n: register n
};

struct Case {
    std::uint32_t site = 0;
    std::uint32_t model = 0;  // index in kModels
    std::uint32_t variant = 0;
    std::string outcome;  // success, passed, refused, detected, fault, reset, lockup, timeout
    std::uint32_t pc = 0;
    std::string left;  // what it did to the board for good: "", "changed" (boots as ever), "brick"

    auto operator<=>(const Case&) const = default;
};

struct Results {
    std::vector<Site> sites;
    std::vector<Case> cases;
    std::uint64_t possible = 0;  // cases, sampled or not
    std::uint64_t golden_instructions = 0;
    std::string golden_outcome;
    std::uint32_t golden_pc = 0;
    std::uint32_t golden_word = 0;
    std::uint32_t golden_why = 0;      // the first refusal it logged
    std::vector<std::uint32_t> steps;  // of a single case: addresses that ran after the fault
    bool done = false;

    // One line of the machine. Throws Failure EMULATOR_FAILED for one that makes no sense.
    void take(std::string_view line);
    // Cases of another worker of the same campaign.
    void add(Results&& other);
};

// "r3 = 0", "2 instructions": what `variant` of a model did at that site.
// `registers`: of the campaign; none: all.
std::string variant_text(const Site& site, std::uint32_t model, std::uint32_t variant,
                         const std::vector<std::string>& registers = {});

// Of a word that a stage left in last_error; its digits where it is no error.
std::string error_name(std::uint32_t word);

// Bit n: register n. Of no names: all of them.
std::uint16_t register_set(const std::vector<std::string>& names);

}  // namespace host::fault
