// SPDX-License-Identifier: Apache-2.0
#include "host/run/watch.h"

#include "host/base/failure.h"

namespace host {
namespace {

std::regex compile(const std::string& pattern) {
    try {
        return std::regex(pattern, std::regex::extended);
    } catch (const std::regex_error&) {
        throw Failure("PATTERN_BAD", "'" + pattern + "' is not a regular expression",
                      "use the syntax of 'grep -E'");
    }
}

}  // namespace

LineWatch::LineWatch(bool demo, const std::optional<std::string>& until) : demo_(demo) {
    if (until) {
        until_ = compile(*until);
    }
}

std::optional<LineEnd> LineWatch::judge(const std::string& line) const {
    static const std::regex halted("^[A-Za-z]+: halted$");
    static const std::regex result("^[a-z_0-9-]+: ([0-9]{1,6}) passed, ([0-9]{1,6}) failed$");
    std::smatch match;
    if (until_ && std::regex_search(line, *until_)) {
        return LineEnd{End::kUntil, line};
    }
    if (demo_ && std::regex_match(line, match, result)) {
        return LineEnd{End::kDemo, line, static_cast<unsigned>(std::stoul(match[2]))};
    }
    if (std::regex_match(line, halted)) {
        return LineEnd{End::kHalted, line};
    }
    return std::nullopt;
}

std::optional<LineEnd> LineWatch::feed(std::string_view text) {
    constexpr std::size_t kLongest = 4096;  // a console without line ends must not grow us
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c != '\n') {
            if (c != '\r' && partial_.size() < kLongest) {
                partial_ += c;
            }
            continue;
        }
        auto found = judge(partial_);
        partial_.clear();
        if (found) {
            found->consumed = at + 1;
            return found;
        }
    }
    return std::nullopt;
}

}  // namespace host
