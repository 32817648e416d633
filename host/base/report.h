// SPDX-License-Identifier: Apache-2.0
// What a command returns: data. Printing is done in one place (print.h).
#pragma once

#include <functional>
#include <nlohmann/json.hpp>

namespace host {

using Json = nlohmann::ordered_json;

struct Report {
    Json data = Json::object();
    int exit_code = 0;
};

// What the parsed command line asks for; `json` is the global option.
struct Invocation {
    bool json = false;
    std::function<Report()> action;
};

}  // namespace host
