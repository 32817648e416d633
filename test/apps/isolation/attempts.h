// SPDX-License-Identifier: Apache-2.0
// What the prober is told to try, in an order that is the same at each boot.
#pragma once

#include <cstdint>

#include "lib/error/error.h"
#include "test/apps/common/prober.h"

namespace test {

inline constexpr lib::Error kComesBack{};  // no fault

struct Attempt {
    const char* what;
    const char* whose;  // added to it; nullptr: nothing
    std::int32_t action;
    std::uint32_t address;
    std::uint32_t value;  // kWrite: what; those that come back: what they must answer
    lib::Error expected;
};

struct Attempts {
    static constexpr unsigned kMost = 160;
    Attempt list[kMost];
    unsigned count;
    void add(const Attempt& attempt) {
        if (count < kMost) {
            list[count++] = attempt;
        }
    }
};

void add_places(Attempts& attempts, const System& system);  // places.cpp: reads, writes, jumps
void add_abuses(Attempts& attempts, const System& system);  // abuses.cpp

}  // namespace test
