// SPDX-License-Identifier: Apache-2.0
#include "host/run/child.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "host/base/failure.h"

namespace host {
namespace {

[[noreturn]] void failed(const char* what) {
    throw Failure("EMULATOR_FAILED", std::string(what) + ": " + std::strerror(errno), "try again");
}

[[noreturn]] void become(const std::vector<std::string>& command, int in, int out, pid_t parent) {
    ::dup2(in, STDIN_FILENO);
    ::dup2(out, STDOUT_FILENO);
    ::setpgid(0, 0);  // Ctrl-C reaches us, and we decide
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) {
        ::_exit(127);  // it died before the line above
    }
    std::vector<char*> arguments;
    for (const std::string& argument : command) {
        arguments.push_back(const_cast<char*>(argument.c_str()));
    }
    arguments.push_back(nullptr);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
}

}  // namespace

Child::Child(const std::vector<std::string>& command) {
    int in[2];
    int out[2];
    if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0) {
        failed("no pipe");
    }
    const pid_t parent = ::getpid();
    pid_ = ::fork();
    if (pid_ < 0) {
        failed("no process");
    }
    if (pid_ == 0) {
        become(command, in[0], out[1], parent);
    }
    ::close(in[0]);
    ::close(out[1]);
    input_ = in[1];
    output_ = out[0];
}

Child::~Child() {
    stop();
    ::close(input_);
    ::close(output_);
}

int Child::wait() {
    int status = 0;
    while (pid_ > 0 && ::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void Child::finish(std::chrono::milliseconds patience) {
    const auto end = std::chrono::steady_clock::now() + patience;
    if (pid_ <= 0) {
        return;
    }
    ::kill(pid_, SIGTERM);
    std::array<char, 4096> dropped{};
    pollfd wait{output_, POLLIN, 0};  // its output must not fill up; the end of it is its end
    while (std::chrono::steady_clock::now() < end && ::poll(&wait, 1, 10) >= 0) {
        if (wait.revents != 0 && ::read(output_, dropped.data(), dropped.size()) <= 0) {
            this->wait();
            return;
        }
    }
}

void Child::stop() {
    if (pid_ > 0) {
        ::kill(pid_, SIGKILL);
        wait();
    }
}

}  // namespace host
