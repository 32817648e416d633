// SPDX-License-Identifier: Apache-2.0
#include "test/campaign/arguments.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace test::campaign {
namespace {

void tell(const std::string& what, const Known& known) {
    std::fprintf(stderr, "%s\nknown:", what.c_str());
    for (const std::string& flag : known.flags) {
        std::fprintf(stderr, " [%s]", flag.c_str());
    }
    for (const std::string& option : known.options) {
        std::fprintf(stderr, " [%s VALUE]", option.c_str());
    }
    std::fprintf(stderr, " [%s...]\n", known.ids);
}

}  // namespace

std::string Arguments::value(const std::string& option) const {
    const auto found = options.find(option);
    return found == options.end() ? "" : found->second;
}

std::optional<Arguments> parse(int count, char** values, const Known& known) {
    Arguments arguments;
    for (int i = 1; i < count; ++i) {
        const std::string value = values[i];
        if (known.flags.contains(value)) {
            arguments.flags.insert(value);
        } else if (known.options.contains(value) && i + 1 < count) {
            arguments.options[value] = values[++i];
        } else if (known.options.contains(value)) {
            tell(value + " wants a value", known);
            return std::nullopt;
        } else if (value.starts_with("-")) {
            tell("there is no " + value, known);
            return std::nullopt;
        } else {
            arguments.ids.push_back(value);
        }
    }
    return arguments;
}

std::string commit() {
    const char* root = std::getenv("SM_ROOT");
    const std::string command = "git -C '" + std::string(root != nullptr ? root : ".") +
                                "' describe --always --dirty --abbrev=12 --match= 2>/dev/null";
    const std::unique_ptr<FILE, int (*)(FILE*)> git(::popen(command.c_str(), "r"), ::pclose);
    std::array<char, 64> line{};
    if (!git || std::fgets(line.data(), line.size(), git.get()) == nullptr) {
        return "unknown";
    }
    const std::string text = line.data();
    return text.substr(0, text.find('\n'));
}

}  // namespace test::campaign
