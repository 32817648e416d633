// SPDX-License-Identifier: Apache-2.0
// What campaigns have in common: their command line, and the commit that their results name.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace test::campaign {

struct Known {
    std::set<std::string> flags;    // "--full"
    std::set<std::string> options;  // "--json", a value follows
    const char* ids;                // of cases, for people: "FLOW:OPERATION.POLICY"
};

struct Arguments {
    std::set<std::string> flags;
    std::map<std::string, std::string> options;
    std::vector<std::string> ids;  // cases to repeat

    [[nodiscard]] bool has(const std::string& flag) const { return flags.contains(flag); }
    // Empty where it was not given.
    [[nodiscard]] std::string value(const std::string& option) const;
};

// Nothing where there is a mistake: stderr then says which, and what is known.
std::optional<Arguments> parse(int count, char** values, const Known& known);

// As git names the source that this runs in: "0123456789ab", "-dirty" behind it where files are
// changed; "unknown" where git does not say.
std::string commit();

}  // namespace test::campaign
