// SPDX-License-Identifier: Apache-2.0
// Watches the console's lines for the one that ends a run.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "host/run/pattern.h"

namespace host {

enum class End { kHalted, kDemo, kUntil, kApplication };

struct LineEnd {
    End end;
    std::string line;
    unsigned failed = 0;       // of a demo; an application's own exit code
    std::size_t consumed = 0;  // bytes of the text fed last, up to the line's end
};

class LineWatch {
  public:
    // Throws Failure PATTERN_BAD.
    LineWatch(bool demo, const std::optional<std::string>& until);
    // Feeds console output; the first line of it that ends the run.
    std::optional<LineEnd> feed(std::string_view text);

  private:
    std::optional<LineEnd> judge(const std::string& line) const;
    bool demo_;
    std::optional<Pattern> until_;
    std::string partial_;
};

}  // namespace host
