// SPDX-License-Identifier: Apache-2.0
// A first application: shows the chain that started it, uses each service, then takes commands.
#include <cstring>

#include "app/examples/hello/demo.h"
#include "psa/client.h"

namespace {

void demonstrate() {
    Report report;
    show_chain(report);
    sm_console_text("services:\r\n");
    try_hash(report);
    try_random(report);
    try_persistent_key(report);
    try_encryption(report);
    try_agreement(report);
    count_boots(report);
    report.close("hello");
}

void system_reset() {
    auto* aircr = reinterpret_cast<volatile std::uint32_t*>(0xE000ED0C);
    *aircr = 0x05FA'0004;
    for (;;) {
    }
}

struct Command {
    const char* name;
    const char* help;
    void (*run)();
};

void help();

constexpr Command kCommands[] = {
    {"help", "this list", help},
    {"demo", "use every service once more", demonstrate},
    {"chain", "what ran before this application",
     [] {
         Report report;
         show_chain(report);
     }},
    {"log", "what was refused since power-on", show_log},
    {"reset", "restart the chip; what is stored stays", system_reset},
};

void help() {
    for (const Command& command : kCommands) {
        sm_console_text("  ");
        sm_console_text(command.name);
        sm_console_text("  ");
        sm_console_text(command.help);
        sm_console_text("\r\n");
    }
    sm_console_text("  Ctrl-A x  switch the board off\r\n");
}

void obey(const char* line) {
    for (const Command& command : kCommands) {
        if (std::strcmp(line, command.name) == 0) {
            command.run();
            return;
        }
    }
    sm_console_text("no such command; try: help\r\n");
}

}  // namespace

int main() {
    sm_console_open();
    sm_console_text("hello: PSA framework ");
    sm_console_decimal(psa_framework_version() >> 8);
    sm_console_text(".");
    sm_console_decimal(psa_framework_version() & 0xFF);
    sm_console_text("\r\n");
    demonstrate();
    for (;;) {
        char line[80];
        sm_console_text("hello> ");
        if (sm_console_line(line, sizeof line) != 0) {
            obey(line);
        }
    }
}
