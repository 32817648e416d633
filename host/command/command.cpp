// SPDX-License-Identifier: Apache-2.0
#include "host/command/command.h"

namespace host::command {

CLI::Option* add_number(Group& verb, const std::string& name, std::uint32_t& value,
                        const std::string& text) {
    const auto set = [&value, name](const std::string& given) {
        const auto number = parse_number(given);
        if (!number) {
            throw CLI::ValidationError(name, "'" + given + "' is not a number (1024, 0x400, 1K)");
        }
        value = *number;
    };
    return verb.add_option_function<std::string>(name, set, text)->type_name("NUMBER");
}

}  // namespace host::command
