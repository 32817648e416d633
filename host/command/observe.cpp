// SPDX-License-Identifier: Apache-2.0
#include "host/command/observe.h"

#include <fmt/format.h>
#include <chrono>

namespace host::command {
namespace {

constexpr std::chrono::seconds kBetweenWords(5);

}  // namespace

void add_observe_options(Group& verb, ObserveOptions& options) {
    add_run_options(verb, options);
    verb.add_option("--elf", options.elves,
                    "an ELF outside the build whose code is on the board; may repeat")
        ->allow_extra_args(false);
}

std::vector<Program> programs_of(const ObserveOptions& options) {
    const std::vector<Path> own(options.elves.begin(), options.elves.end());
    auto programs =
        find_programs(Board::open(options.board(), Board::Access::kRead), load_plan(), own);
    const std::string missing = nameless(programs);
    if (!missing.empty()) {
        say("no ELF of the build is what the board holds of: " + missing);
    }
    return programs;
}

RunRequest observing_request(const ObserveOptions& options, std::function<std::string()> progress) {
    RunRequest request = run_request(options, true);
    request.demo = options.until.empty();
    using Clock = std::chrono::steady_clock;
    request.watched = [start = Clock::now(), next = Clock::now() + kBetweenWords,
                       progress = std::move(progress)]() mutable {
        if (Clock::now() < next) {
            return;
        }
        next = Clock::now() + kBetweenWords;
        const auto passed = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - start);
        say(fmt::format("{} s: {}", passed.count(), progress()));
    };
    return request;
}

std::optional<Failure> run_observed(const RunRequest& request) {
    try {
        run_board(request);
        return std::nullopt;
    } catch (const Failure& failure) {
        return failure;
    }
}

Report observed(Json data, const std::optional<Failure>& failure) {
    if (!failure) {
        return {std::move(data), 0};
    }
    data["failure"] = failure->name() + ": " + failure->what();
    return {std::move(data), 1};
}

}  // namespace host::command
