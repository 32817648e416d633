// SPDX-License-Identifier: Apache-2.0
#include "host/command/debugger.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cerrno>
#include <cstring>

#include "host/base/failure.h"
#include "host/command/run_options.h"
#include "host/firmware/program.h"

namespace host::command {
namespace {

// The emulator would say so as well, but after the board was started.
void require_free(std::uint16_t port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int result = ::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address);
    const std::string why = std::strerror(errno);
    ::close(socket);
    if (result != 0) {
        throw Failure("PORT_IN_USE", fmt::format("cannot listen on port {}: {}", port, why),
                      fmt::format("another board may wait there; choose one with --gdb {}",
                                  port < 65535 ? port + 1 : 1234));
    }
}

// A stage's copy in RAM has the symbols of the stage: gdb takes a file once.
bool has_symbols(const Program& program) {
    return !program.elf.empty() && !program.name.ends_with("(ram)");
}

std::string commands(const std::vector<Program>& programs, std::uint16_t port) {
    std::string text =
        "# Written by 'sm board run --gdb'. $secure, $privileged, $handler, $hdpl and\n"
        "# $product_state tell where the core is.\n"
        "set confirm off\n"
        "set architecture armv8-m.main\n";
    text += fmt::format("directory {}\n", root_folder().string());
    for (const Program& program : programs) {
        if (has_symbols(program)) {
            text += fmt::format("add-symbol-file \"{}\" -o {:#x}\n",
                                std::filesystem::absolute(program.elf).string(), program.bias);
        }
    }
    return text + fmt::format("set confirm on\ntarget remote 127.0.0.1:{}\n", port);
}

std::string named(const std::vector<Program>& programs) {
    std::string text;
    for (const Program& program : programs) {
        if (has_symbols(program)) {
            text += (text.empty() ? "" : ", ") + program.name;
        }
    }
    return text;
}

}  // namespace

void invite_debugger(const Path& board, std::uint16_t port) {
    require_free(port);
    const auto programs = find_programs(Board::open(board, Board::Access::kRead), load_plan());
    const Path file = board / "sm.gdb";
    write_text(file, commands(programs, port));
    say(fmt::format("the board waits for a debugger on port {}. In another terminal:", port));
    say(fmt::format("    gdb-multiarch -x {}", shown(file)));
    say("symbols of " + named(programs));
    const std::string missing = nameless(programs);
    if (!missing.empty()) {
        say("no ELF of the build is what the board holds of: " + missing);
    }
    say("stops worth setting: thbreak boot::irot::stage_main, boot::urot::stage_main, "
        "manager_main, "
        "main");
    say("gdb stands where the core stands: it reads what the code at $pc may read (hidden flash is "
        "zero, secure memory out of reach of non-secure code), and a refused read leaves its "
        "flags. "
        "It asks no product state: on silicon debugging is closed until it is authenticated");
}

}  // namespace host::command
