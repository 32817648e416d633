// SPDX-License-Identifier: Apache-2.0
#include "host/run/watch.h"

namespace host {
LineWatch::LineWatch(bool demo, const std::optional<std::string>& until) : demo_(demo) {
    if (until) {
        until_.emplace(*until);
    }
}

std::optional<LineEnd> LineWatch::judge(const std::string& line) const {
    static const Pattern halted("^[A-Za-z]+: halted(, recovery waits.*)?$");
    static const Pattern result("^[a-z_0-9-]+: [0-9]{1,6} passed, ([0-9]{1,6}) failed$");
    static const Pattern ended("^application: ended with ([0-9]{1,3})$");
    if (until_ && until_->found_in(line)) {
        return LineEnd{End::kUntil, line};
    }
    if (const auto groups = result.match(line); demo_ && groups) {
        return LineEnd{End::kDemo, line, static_cast<unsigned>(std::stoul(groups->front()))};
    }
    if (const auto groups = ended.match(line)) {
        return LineEnd{End::kApplication, line, static_cast<unsigned>(std::stoul(groups->front()))};
    }
    if (halted.found_in(line)) {
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
