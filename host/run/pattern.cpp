// SPDX-License-Identifier: Apache-2.0
#include "host/run/pattern.h"

#include "host/base/failure.h"

namespace host {

Pattern::Pattern(const std::string& text) {
    auto regex = std::make_unique<regex_t>();
    if (::regcomp(regex.get(), text.c_str(), REG_EXTENDED) != 0) {
        throw Failure("PATTERN_BAD", "'" + text + "' is not a regular expression",
                      "use the syntax of 'grep -E'");
    }
    regex_ = std::shared_ptr<regex_t>(regex.release(), [](regex_t* compiled) {
        ::regfree(compiled);
        delete compiled;
    });
}

bool Pattern::found_in(const std::string& line) const {
    return match(line).has_value();
}

std::optional<std::vector<std::string>> Pattern::match(const std::string& line) const {
    std::vector<regmatch_t> places(regex_->re_nsub + 1);
    if (::regexec(regex_.get(), line.c_str(), places.size(), places.data(), 0) != 0) {
        return std::nullopt;
    }
    std::vector<std::string> groups;
    for (std::size_t i = 1; i < places.size(); ++i) {
        const bool there = places[i].rm_so >= 0;
        groups.push_back(
            there ? line.substr(static_cast<std::size_t>(places[i].rm_so),
                                static_cast<std::size_t>(places[i].rm_eo - places[i].rm_so))
                  : "");
    }
    return groups;
}

}  // namespace host
