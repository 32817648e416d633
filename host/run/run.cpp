// SPDX-License-Identifier: Apache-2.0
#include "host/run/run.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/un.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

#include "host/base/failure.h"
#include "host/run/child.h"
#include "host/run/terminal.h"
#include "host/run/watch.h"

namespace host {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kProbe(500);
constexpr std::chrono::milliseconds kGrace(2000);
// An instruction is 4 ns, as at 250 MHz; waiting for an interrupt jumps to it; the calendar starts
// on one day.
constexpr std::array<const char*, 4> kRepeatableTime = {"-icount", "shift=2,sleep=off", "-rtc",
                                                        "base=2026-01-01,clock=vm"};

volatile std::sig_atomic_t g_interrupted = 0;

void on_interrupt(int /*signal*/) {
    g_interrupted = 1;
}

void catch_interrupts() {
    struct sigaction action{};
    action.sa_handler = on_interrupt;  // no SA_RESTART: poll must wake up
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    signal(SIGPIPE, SIG_IGN);
}

// QEMU's option syntax doubles commas.
std::string quoted(const Path& path) {
    std::string text;
    for (const char c : std::filesystem::absolute(path).string()) {
        text += c == ',' ? ",," : std::string(1, c);
    }
    return text;
}

std::vector<std::string> command_line(const RunRequest& request) {
    std::string machine =
        fmt::format("stm32h573i-dk,board={},rom={}", quoted(request.board), quoted(request.rom));
    if (request.seed) {
        machine += fmt::format(",seed={}", *request.seed);
    }
    if (request.mailbox) {
        machine += ",mailbox=mailbox";
    }
    std::vector<std::string> command{request.emulator.string(),
                                     "-machine",
                                     machine,
                                     "-display",
                                     "none",
                                     "-monitor",
                                     "none",
                                     "-serial",
                                     "stdio"};
    if (request.mailbox) {
        command.insert(command.end(),
                       {"-chardev", fmt::format("socket,id=mailbox,path={},server=on,wait=off",
                                                quoted(*request.mailbox))});
    }
    if (request.seed) {
        command.insert(command.end(), kRepeatableTime.begin(), kRepeatableTime.end());
    }
    if (request.gdb) {
        command.insert(command.end(),
                       {"-S", "-gdb", fmt::format("tcp:127.0.0.1:{}", *request.gdb)});
    }
    command.insert(command.end(), request.emulator_arguments.begin(),
                   request.emulator_arguments.end());
    return command;
}

void write_all(int file, std::string_view text) {
    while (!text.empty()) {
        const ssize_t done = ::write(file, text.data(), text.size());
        if (done < 0 && errno != EINTR) {
            return;  // the reader is gone: its end is seen elsewhere
        }
        text.remove_prefix(done > 0 ? static_cast<std::size_t>(done) : 0);
    }
}

std::optional<std::string> read_some(int file) {
    std::array<char, 4096> buffer{};
    const ssize_t size = ::read(file, buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) {
        return "";
    }
    return size <= 0 ? std::nullopt : std::optional(std::string(buffer.data(), size));
}

class Session {
  public:
    Session(const RunRequest& request, const std::vector<std::string>& command)
        : request_(request),
          watch_(request.demo, request.until),
          child_(command),
          console_(request.console_to_stderr ? STDERR_FILENO : STDOUT_FILENO) {
        if (request.timeout) {
            deadline_ = Clock::now() + *request.timeout;
        }
    }

    RunResult run() {
        while (g_interrupted == 0) {
            std::array<pollfd, 2> files = {
                {{child_.output(), POLLIN, 0}, {typing_ ? STDIN_FILENO : -1, POLLIN, 0}}};
            if (::poll(files.data(), files.size(), wait_time()) < 0 && errno != EINTR) {
                throw Failure("EMULATOR_FAILED", "waiting for it failed", "try again");
            }
            if (files[0].revents != 0) {
                if (auto result = show_output()) {
                    return *result;
                }
            }
            if (files[1].revents != 0 && !pass_typing()) {
                stop();
                return {"left", "", 0};
            }
            probe();
            check_deadline();
        }
        stop();
        return {"left", "", 128 + SIGINT};
    }

  private:
    void stop() {
        if (request_.let_finish) {
            child_.finish(kGrace);
        }
        child_.stop();
    }

    int wait_time() const {
        const bool probing = request_.stopped != nullptr || request_.watched != nullptr;
        if (!deadline_) {
            return probing ? static_cast<int>(kProbe.count()) : -1;
        }
        auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(*deadline_ - Clock::now());
        left = std::max(left, std::chrono::milliseconds(0)) + std::chrono::milliseconds(1);
        return static_cast<int>((probing ? std::min(left, kProbe) : left).count());
    }

    void probe() {
        if (Clock::now() < next_probe_) {
            return;
        }
        next_probe_ = Clock::now() + kProbe;
        if (request_.watched) {
            request_.watched();
        }
        if (request_.stopped && spoke_) {
            check_stopped();
        }
    }

    // Twice in a row, so that a stage has the time to say it itself.
    void check_stopped() {
        const auto reason = request_.stopped();
        if (reason && reason == last_reason_) {
            stop();
            throw halted(*reason);
        }
        last_reason_ = reason;
    }

    Failure halted(const std::string& reason) const {
        return {
            "BOARD_HALTED", reason,
            fmt::format("'sm board show --dir {}' tells the whole story", shown(request_.board))};
    }

    void check_deadline() {
        if (deadline_ && Clock::now() >= *deadline_) {
            stop();
            throw Failure(
                "RUN_TIMEOUT",
                fmt::format("the board did not come to its end in {} s", request_.timeout->count()),
                fmt::format("look at 'sm board show --dir {}', or give it longer with "
                            "--timeout",
                            shown(request_.board)));
        }
    }

    std::optional<RunResult> show_output() {
        const auto text = read_some(child_.output());
        if (!text) {
            return emulator_ended();
        }
        spoke_ = true;
        const auto end = watch_.feed(*text);
        write_all(console_, std::string_view(*text).substr(0, end ? end->consumed : text->size()));
        return end ? std::optional(ended(*end)) : std::nullopt;
    }

    RunResult ended(const LineEnd& end) {
        stop();
        switch (end.end) {
            case End::kDemo:
                return {"demo", end.line, end.failed == 0 ? 0 : 1};
            case End::kApplication:
                return {"application", end.line, static_cast<int>(end.failed)};
            case End::kUntil:
                return {"until", end.line, 0};
            case End::kHalted:
                break;
        }
        throw halted("a stage refused to go on: '" + end.line + "'");
    }

    RunResult emulator_ended() {
        const int code = child_.wait();
        if (code != 0) {
            throw Failure("EMULATOR_FAILED", fmt::format("the emulator ended with code {}", code),
                          "its own words are above");
        }
        const bool early = request_.demo || request_.until;
        return {"emulator", "", early ? 1 : 0};
    }

    // False: the user left.
    bool pass_typing() {
        const auto text = read_some(STDIN_FILENO);
        if (!text) {
            typing_ = false;
            return true;
        }
        const auto keys = terminal_.active() ? escape_.filter(*text) : text;
        if (keys) {
            write_all(child_.input(), *keys);
        }
        return keys.has_value();
    }

    const RunRequest& request_;
    LineWatch watch_;
    Child child_;
    RawTerminal terminal_;
    EscapeFilter escape_;
    int console_;
    bool typing_ = true;
    bool spoke_ = false;
    Clock::time_point next_probe_{};
    std::optional<std::string> last_reason_;
    std::optional<Clock::time_point> deadline_;
};

// What a Unix socket's address holds, its end included.
constexpr std::size_t kSocketPath = sizeof(sockaddr_un::sun_path);

// The emulator removes what is there: only an old socket may be.
void require_socket_place(const Path& path) {
    if (std::filesystem::absolute(path).string().size() >= kSocketPath) {
        throw Failure("SOCKET_PATH", shown(path) + " is too long for a socket",
                      fmt::format("name one of at most {} characters", kSocketPath - 1));
    }
    if (std::filesystem::exists(path) && !std::filesystem::is_socket(path)) {
        throw Failure("SOCKET_PATH", shown(path) + " exists and is no socket",
                      "name a place where the socket can be made");
    }
}

void require_file(const Path& path, const char* advice) {
    if (!std::filesystem::exists(path)) {
        throw Failure("EMULATOR_MISSING", shown(path) + " does not exist", advice);
    }
}

}  // namespace

std::vector<std::string> emulator_command(const RunRequest& request) {
    require_file(request.emulator, "build it with './sm build', or set SM_QEMU to yours");
    require_file(request.rom, "build it with './sm build'");
    if (request.mailbox) {
        require_socket_place(*request.mailbox);
    }
    return command_line(request);
}

RunResult run_board(const RunRequest& request) {
    const auto command = emulator_command(request);
    catch_interrupts();
    return Session(request, command).run();
}

}  // namespace host
