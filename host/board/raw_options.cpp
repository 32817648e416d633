// SPDX-License-Identifier: Apache-2.0
#include "host/board/raw_options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <vector>

#include "host/base/failure.h"
#include "host/base/text.h"

namespace host {
namespace {

struct Register {
    std::string_view name;
    std::uint32_t* value;
};

std::array<Register, 15> registers(board_options& o) {
    return {{{"OPTSR", &o.optsr},
             {"NSEPOCHR", &o.nsepochr},
             {"SECEPOCHR", &o.secepochr},
             {"OPTSR2", &o.optsr2},
             {"NSBOOTR", &o.nsbootr},
             {"SECBOOTR", &o.secbootr},
             {"OTPBLR", &o.otpblr},
             {"SECWM1R", &o.secwmr[0]},
             {"SECWM2R", &o.secwmr[1]},
             {"WRP1R", &o.wrpr[0]},
             {"WRP2R", &o.wrpr[1]},
             {"EDATA1R", &o.edatar[0]},
             {"EDATA2R", &o.edatar[1]},
             {"HDP1R", &o.hdpr[0]},
             {"HDP2R", &o.hdpr[1]}}};
}

std::string upper(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::toupper(c); });
    return text;
}

}  // namespace

void set_raw_option(board_options& options, const std::string& assignment) {
    const std::size_t equals = assignment.find('=');
    const std::string name = upper(assignment.substr(0, equals));
    const auto value = equals == std::string::npos
                           ? std::nullopt
                           : parse_number(std::string_view(assignment).substr(equals + 1));
    std::vector<std::string_view> names;
    for (const Register& entry : registers(options)) {
        if (entry.name == name && value) {
            *entry.value = *value;
            return;
        }
        names.push_back(entry.name);
    }
    throw Failure("OPTION_BAD", "'" + assignment + "' is not a register and its value",
                  fmt::format("as OPTSR2=0xB400007C; registers: {}", fmt::join(names, ", ")));
}

}  // namespace host
