// SPDX-License-Identifier: Apache-2.0
#include "host/base/print.h"

#include <fmt/format.h>
#include <algorithm>
#include <vector>

namespace host {
namespace {

std::string label(std::string key) {
    std::ranges::replace(key, '_', ' ');
    return key;
}

std::string scalar(const Json& value) {
    if (value.is_string()) {
        return value.get<std::string>();
    }
    if (value.is_boolean()) {
        return value.get<bool>() ? "yes" : "no";
    }
    return value.is_null() ? "-" : value.dump();
}

bool is_table(const Json& value) {
    return value.is_array() && !value.empty() && value.front().is_object();
}

std::string inline_text(const Json& value) {
    if (!value.is_array()) {
        return scalar(value);
    }
    std::string text;
    for (const Json& item : value) {
        text += (text.empty() ? "" : ", ") + scalar(item);
    }
    return text.empty() ? "none" : text;
}

using Row = std::vector<std::string>;

// Every key of any row, in the order of its first sight.
Row columns(const Json& rows) {
    Row names;
    for (const Json& row : rows) {
        for (const auto& [key, value] : row.items()) {
            if (std::ranges::find(names, key) == names.end()) {
                names.push_back(key);
            }
        }
    }
    return names;
}

std::string aligned(const std::vector<Row>& rows, const std::string& indent) {
    std::vector<std::size_t> widths(rows.front().size(), 0);
    for (const Row& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths[i] = std::max(widths[i], row[i].size());
        }
    }
    std::string text;
    for (const Row& row : rows) {
        std::string line = indent;
        for (std::size_t i = 0; i < row.size(); ++i) {
            line += fmt::format("{:<{}}  ", row[i], widths[i]);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + '\n';
    }
    return text;
}

std::string table(const Json& rows, const std::string& indent) {
    const Row names = columns(rows);
    std::vector<Row> cells(1);
    std::ranges::transform(names, std::back_inserter(cells[0]), label);
    for (const Json& row : rows) {
        Row line;
        for (const std::string& name : names) {
            line.push_back(row.contains(name) ? inline_text(row[name]) : "");
        }
        cells.push_back(std::move(line));
    }
    return aligned(cells, indent);
}

std::string block(const Json& object, const std::string& indent) {
    std::string text;
    std::vector<Row> lines;
    const auto flush = [&] {
        text += lines.empty() ? "" : aligned(lines, indent);
        lines.clear();
    };
    for (const auto& [key, value] : object.items()) {
        if (value.is_object() || is_table(value)) {
            flush();
            text += indent + label(key) + ":\n";
            text += is_table(value) ? table(value, indent + "  ") : block(value, indent + "  ");
        } else {
            lines.push_back({label(key), inline_text(value)});
        }
    }
    flush();
    return text;
}

}  // namespace

std::string human(const Json& data) {
    if (is_table(data)) {
        return table(data, "");
    }
    return data.is_object() ? block(data, "") : inline_text(data) + '\n';
}

std::string human(const Failure& failure) {
    const std::string advice = failure.advice().empty() ? "" : "; " + failure.advice();
    return fmt::format("sm: {}: {}{}\n", failure.name(), failure.what(), advice);
}

Json as_json(const Failure& failure) {
    return {{"error", failure.name()}, {"what", failure.what()}, {"advice", failure.advice()}};
}

}  // namespace host
