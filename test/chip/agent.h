// SPDX-License-Identifier: Apache-2.0
// What a host asks of agent.cpp, word by word: a request, then its arguments; one word answers.
#pragma once

#include <cstdint>

namespace chip_test {

enum class Request : std::uint32_t {
    kEnd = 0,          // no answer: the program ends
    kRead = 1,         // address: the word there
    kWrite = 2,        // address, value: 0
    kEnable = 3,       // line: 0
    kInterrupted = 4,  // line: 1 when it came since it was last asked
    kEcho = 5,         // word: its complement
};

}  // namespace chip_test
