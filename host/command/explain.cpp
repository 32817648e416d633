// SPDX-License-Identifier: Apache-2.0
// sm explain
#include <algorithm>
#include <cctype>

#include "host/base/failure.h"
#include "host/command/command.h"
#include "lib/error/error_names.h"

namespace host::command {
namespace {

struct ExplainOptions {
    std::string code;
};

Json row_of(const lib::ErrorInfo& row) {
    return {{"code", hex32(static_cast<std::uint32_t>(row.error))},
            {"name", std::string(row.name)},
            {"explanation", std::string(row.explanation)}};
}

Report all_errors() {
    Json rows = Json::array();
    for (const lib::ErrorInfo& row : lib::error_table()) {
        rows.push_back(row_of(row));
    }
    return {rows, 0};
}

Report explain_one(const ExplainOptions& options) {
    if (options.code.empty()) {
        return all_errors();
    }
    std::string name = options.code;
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::toupper(c); });
    const auto number = parse_number(options.code);
    for (const lib::ErrorInfo& row : lib::error_table()) {
        if (row.name == name || (number && static_cast<std::uint32_t>(row.error) == *number)) {
            return {row_of(row), 0};
        }
    }
    throw Failure("UNKNOWN_CODE", "'" + options.code + "' is no error of this project",
                  "'sm explain' without a name lists all of them");
}

}  // namespace

void explain(Group& app, Invocation& run) {
    auto* verb = app.add_subcommand(
        "explain", "What an error means and what to do, by its code or name; without one: all.");
    auto options = std::make_shared<ExplainOptions>();
    verb->add_option("code", options->code, "0x494D0872, HASH_MISMATCH ...");
    verb->footer("Examples:\n  sm explain HASH_MISMATCH\n  sm explain");
    set_action(*verb, run, options, explain_one);
}

}  // namespace host::command
