// SPDX-License-Identifier: Apache-2.0
// Functions by address.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/firmware/program.h"

namespace host {

class Names {
  public:
    explicit Names(const std::vector<Program>& programs);

    // "stage_main", "stage_main+0x12", or "0x0C001234" where no function is known to be.
    std::string at(std::uint32_t address) const;
    // First addresses of all functions, Thumb bit clear, ascending.
    std::vector<std::uint32_t> functions() const;

  private:
    struct Function {
        std::uint32_t start = 0;
        std::uint32_t end = 0;  // of a label without size: the next one, at most its section's
        bool sized = false;
        std::string name;
    };
    void add(const Program& program);
    std::vector<Function> functions_;  // ascending
};

// "a::b" of a C++ symbol: without parameters and unnamed namespaces.
std::string short_name(const std::string& symbol);

}  // namespace host
