// SPDX-License-Identifier: Apache-2.0
#include "test/powercut/chip/court.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>

#include "host/run/child.h"
#include "host/run/run.h"

namespace test::powercut::chip {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds kPatience(60);
constexpr const char* kEnd = "application: ended with ";
constexpr const char* kFirstLine = "iROT: HDPL1";

std::string policy_name(flash_cut policy) {
    return "T" + std::to_string(static_cast<unsigned>(policy));
}

unsigned times(const std::string& text, const std::string& what) {
    unsigned count = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) {
        ++count;
    }
    return count;
}

}  // namespace

struct Court::Run {
    std::string console;
    bool ended = false;  // by the application's last line
};

std::string name_of(const Flow& flow, const Cut& cut) {
    return "chip/" + flow.name + ":" + std::to_string(cut.at) + "." + policy_name(cut.policy);
}

Court::Court(const Layout& layout, const Flow& flow, const std::string& name)
    : layout_(layout), flow_(flow), folder_(root() / "build/test" / ("powercut-" + name)) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
}

Court::~Court() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

std::vector<Operation> Court::operations() const {
    Twin twin(layout_, folder_ / "twin", flow_.board->folder(), flow_.opened, kNewCounter);
    twin.boot();
    return twin.operations();
}

// Until the application ends or the emulator does; its stderr tells of the cut.
Court::Run Court::run(const std::vector<std::string>& arguments) const {
    host::RunRequest request;
    request.board = chip();
    request.emulator = root() / "build/deps/qemu/qemu-system-arm";
    request.rom = root() / "build/chip/emulator/rss/rss.bin";
    request.emulator_arguments = arguments;
    std::vector<std::string> command = {"/bin/sh", "-c", "exec \"$@\" 2>&1", "sh"};
    std::ranges::copy(host::emulator_command(request), std::back_inserter(command));
    host::Child child(command);
    const auto end = Clock::now() + kPatience;
    Run run;
    std::array<char, 4096> buffer;
    while (Clock::now() < end && !run.ended) {
        pollfd wait{child.output(), POLLIN, 0};
        if (::poll(&wait, 1, 1000) > 0) {
            const auto size = ::read(child.output(), buffer.data(), buffer.size());
            if (size <= 0) {
                break;
            }
            run.console.append(buffer.data(), static_cast<std::size_t>(size));
            const auto at = run.console.find(kEnd);
            run.ended = at != std::string::npos && run.console.find('\n', at) != std::string::npos;
        }
    }
    child.stop();
    return run;
}

Verdict Court::judge(const Cut& cut, std::size_t operations) const {
    Verdict verdict;
    Twin twin(layout_, folder_ / "twin", flow_.board->folder(), flow_.opened, kNewCounter);
    twin.cut(cut.at, cut.policy, kSeed);
    try {
        twin.boot();
        verdict.wrong = "the twin's boot has no such operation";
        return verdict;
    } catch (const PowerLost&) {
        twin.power_on();
    }
    std::filesystem::remove_all(chip());
    std::filesystem::copy(flow_.board->folder(), chip());
    const Run first = run({"-machine", "cut-at=" + std::to_string(cut.at) +
                                           ",cut-policy=" + policy_name(cut.policy) +
                                           ",seed=" + std::to_string(kSeed)});
    verdict.console = first.console;
    const std::string cut_line = "power cut in flash operation " + std::to_string(cut.at) + "\n";
    if (first.console.find(cut_line) == std::string::npos) {
        verdict.wrong = "the chip did not come to that operation";
    } else if (const auto where = cuts::difference(chip(), twin.board().folder()); !where.empty()) {
        verdict.wrong = "the cut left another board than the twin's: " + where;
    } else {
        verdict.wrong = judge_boot(cut, operations, verdict);
    }
    // Reads wear a weak word, and the two read it differently often.
    if (verdict.wrong.empty() && cut.policy != FLASH_CUT_WEAK) {
        verdict.wrong = compare_rest(twin);
        verdict.compared = true;
    }
    return verdict;
}

std::string Court::judge_boot(const Cut& cut, std::size_t operations, Verdict& verdict) const {
    const Run next = run({});
    verdict.console += "--- power on ---\n" + next.console;
    const unsigned starts = times(next.console, kFirstLine);
    verdict.resets = starts == 0 ? 0 : starts - 1;
    if (!next.ended) {
        return "the application does not run";
    }
    if (starts > 2) {
        return "more than one further boot";
    }
    const std::string last = next.console.substr(next.console.rfind(kFirstLine));
    if (std::string wrong = judge_versions(cut, operations, last, verdict); !wrong.empty()) {
        return wrong;
    }
    return judge_counters(verdict);
}

// The old version of each is 1.0.0, or it is absent.
std::string Court::judge_versions(const Cut& cut, std::size_t operations,
                                  const std::string& console, Verdict& verdict) const {
    const auto fresh = std::ranges::count_if(flow_.told_as, [&](const std::string& name) {
        return console.find(name + " 2.0.0 ok") != std::string::npos;
    });
    const auto old = std::ranges::count_if(flow_.told_as, [&](const std::string& name) {
        return console.find(name + " 1.0.0 ok") != std::string::npos ||
               console.find(name + " absent") != std::string::npos;
    });
    const auto all = static_cast<std::ptrdiff_t>(flow_.told_as.size());
    verdict.came_to_new = fresh == all;
    if (fresh != all && old != all) {
        return "neither all old nor all new images";
    }
    // the trial's last two words say that it was tried
    const bool tried = flow_.task == Task::kTry && cut.at + 1 >= operations;
    const bool old_allowed = flow_.task == Task::kGoBack || tried;
    const bool new_allowed = flow_.task != Task::kGoBack;
    if (verdict.came_to_new ? !new_allowed : !old_allowed) {
        return verdict.came_to_new ? "the new images run, which were given back"
                                   : "what was acknowledged is lost";
    }
    return {};
}

std::string Court::judge_counters(const Verdict& verdict) const {
    const host::Board board = host::Board::open(chip(), host::Board::Access::kRead);
    const Counters now = counters_of(*board.raw());
    if (!now.at_least(flow_.before)) {
        return "a counter went back";
    }
    const bool keeps = flow_.task == Task::kKeep || flow_.task == Task::kInstall;
    if (keeps && (!verdict.came_to_new || now == flow_.before)) {
        return "confirmed, and no counter was raised";
    }
    if (!keeps && now != flow_.before) {
        return "a counter was raised before the confirmation counted";
    }
    return {};
}

// The twin boots from the same torn board, as the chip did; all but the manager's own storage is
// compared.
std::string Court::compare_rest(Twin& twin) const {
    try {
        twin.boot();
    } catch (const std::exception& error) {
        return error.what();
    }
    const auto mine = twin.board().file(0);
    const host::Board board = host::Board::open(chip(), host::Board::Access::kRead);
    const auto same = [&](std::uint32_t from, std::uint32_t end) {
        const auto theirs = board.flash(from, end - from);
        return std::memcmp(theirs.data(), mine.data() + from, end - from) == 0;
    };
    const bool equal =
        same(0, layout_.storage) && same(layout_.storage + layout_.storage_size, BOARD_FLASH_SIZE);
    return equal ? "" : "the next boot left another board than the twin's";
}

}  // namespace test::powercut::chip
