// SPDX-License-Identifier: Apache-2.0
#include "host/run/terminal.h"

#include <unistd.h>

namespace host {
namespace {

constexpr char kEscape = 1;  // Ctrl-A

}  // namespace

RawTerminal::RawTerminal() {
    termios mode{};
    if (::isatty(STDIN_FILENO) == 0 || ::tcgetattr(STDIN_FILENO, &mode) != 0) {
        return;
    }
    saved_ = mode;
    mode.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);  // Ctrl-C stays a signal
    mode.c_iflag &= ~static_cast<tcflag_t>(ICRNL | IXON);
    mode.c_cc[VMIN] = 1;
    mode.c_cc[VTIME] = 0;
    ::tcsetattr(STDIN_FILENO, TCSANOW, &mode);
}

RawTerminal::~RawTerminal() {
    if (saved_) {
        ::tcsetattr(STDIN_FILENO, TCSANOW, &*saved_);
    }
}

std::optional<std::string> EscapeFilter::filter(std::string_view typed) {
    std::string out;
    for (const char key : typed) {
        if (!escaped_ && key == kEscape) {
            escaped_ = true;
            continue;
        }
        if (escaped_ && (key == 'x' || key == 'X')) {
            return std::nullopt;
        }
        if (escaped_ && key != kEscape) {
            out += kEscape;
        }
        escaped_ = false;
        out += key;
    }
    return out;
}

}  // namespace host
