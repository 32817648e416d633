// SPDX-License-Identifier: Apache-2.0
#include "host/run/process.h"

#include <poll.h>
#include <unistd.h>
#include <array>
#include <chrono>

#include "host/base/failure.h"
#include "host/run/child.h"

namespace host {

int run_process(const std::vector<std::string>& command, unsigned seconds) {
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + std::chrono::seconds(seconds);
    Child child(command);
    std::array<char, 4096> dropped{};
    for (;;) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
        pollfd wait{child.output(), POLLIN, 0};
        if (left <= 0 || ::poll(&wait, 1, static_cast<int>(left)) == 0) {
            throw Failure("RUN_TIMEOUT",
                          command.front() + " did not end in " + std::to_string(seconds) + " s",
                          "see what it waits for");
        }
        if (wait.revents != 0 && ::read(child.output(), dropped.data(), dropped.size()) <= 0) {
            return child.wait();
        }
    }
}

}  // namespace host
