// SPDX-License-Identifier: Apache-2.0
// A POSIX extended regular expression, as `grep -E` has it.
#pragma once

#include <regex.h>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace host {

class Pattern {
  public:
    // Throws Failure PATTERN_BAD.
    explicit Pattern(const std::string& text);
    bool found_in(const std::string& line) const;
    // The text of each group in the first match.
    std::optional<std::vector<std::string>> match(const std::string& line) const;

  private:
    std::shared_ptr<regex_t> regex_;
};

}  // namespace host
