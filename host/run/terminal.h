// SPDX-License-Identifier: Apache-2.0
// The user's terminal while a board runs: every key goes to the board, Ctrl-A x leaves.
#pragma once

#include <termios.h>
#include <optional>
#include <string>
#include <string_view>

namespace host {

// Puts stdin into raw mode where it is a terminal, and back.
class RawTerminal {
  public:
    RawTerminal();
    ~RawTerminal();
    RawTerminal(const RawTerminal&) = delete;
    RawTerminal& operator=(const RawTerminal&) = delete;
    bool active() const { return saved_.has_value(); }

  private:
    std::optional<termios> saved_;
};

// Ctrl-A x leaves, Ctrl-A Ctrl-A is one Ctrl-A, after anything else both go to the board.
class EscapeFilter {
  public:
    // What of `typed` goes to the board; nullopt: the user leaves.
    std::optional<std::string> filter(std::string_view typed);

  private:
    bool escaped_ = false;
};

}  // namespace host
