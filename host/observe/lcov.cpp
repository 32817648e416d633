// SPDX-License-Identifier: Apache-2.0
// lcov's "tracefile": SF:file, DA:line,runs for each line, LF and LH their sums, end_of_record.
#include <fmt/format.h>
#include <algorithm>
#include <charconv>

#include "host/base/failure.h"
#include "host/observe/coverage.h"

namespace host {
namespace {

[[noreturn]] void bad(std::string_view line) {
    throw Failure("COVERAGE_BAD", "not lcov's format: '" + std::string(line) + "'",
                  "name a file that 'sm board coverage' wrote, or remove it");
}

template <typename T>
T number(std::string_view text, std::string_view line) {
    T value{};
    const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
    if (end.ec != std::errc() || end.ptr != text.data() + text.size()) {
        bad(line);
    }
    return value;
}

std::string relative(std::string_view file, const Path& root) {
    const Path inside = Path(file).lexically_relative(root);
    return inside.empty() || *inside.begin() == ".." ? std::string(file) : inside.string();
}

void add_line(LineRuns* lines, std::string_view line) {
    const std::string_view text = line.substr(3);
    const std::size_t comma = text.find(',');
    if (lines == nullptr || comma == std::string_view::npos) {
        bad(line);
    }
    (*lines)[number<std::uint32_t>(text.substr(0, comma), line)] +=
        number<std::uint64_t>(text.substr(comma + 1), line);
}

}  // namespace

std::string to_lcov(const Coverage& coverage, const Path& root) {
    std::string text = "TN:\n";
    for (const auto& [file, lines] : coverage) {
        text += fmt::format("SF:{}\n", (root / file).string());
        for (const auto& [line, runs] : lines) {
            text += fmt::format("DA:{},{}\n", line, runs);
        }
        const auto hit = std::ranges::count_if(lines, [](const auto& l) { return l.second != 0; });
        text += fmt::format("LF:{}\nLH:{}\nend_of_record\n", lines.size(), hit);
    }
    return text;
}

Coverage from_lcov(std::string_view text, const Path& root) {
    Coverage coverage;
    LineRuns* lines = nullptr;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (line.starts_with("SF:")) {
            lines = &coverage[relative(line.substr(3), root)];
        } else if (line.starts_with("DA:")) {
            add_line(lines, line);
        } else if (line == "end_of_record") {
            lines = nullptr;
        } else if (!line.empty() && (line.size() < 3 || line[2] != ':')) {
            bad(line);
        }
    }
    return coverage;
}

}  // namespace host
