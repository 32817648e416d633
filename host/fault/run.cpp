// SPDX-License-Identifier: Apache-2.0
#include "host/fault/run.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <memory>

#include "host/base/failure.h"
#include "host/board/slots.h"
#include "host/fault/forge.h"
#include "host/run/child.h"

#include "lib/handover/handover.h"
#include "lib/obkeys/obkeys.h"

namespace host::fault {
namespace {

// A folder of our own that goes with the object.
class Workshop {
  public:
    Workshop() {
        std::string name = (std::filesystem::temp_directory_path() / "sm-fault-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) {
            throw Failure("FILE_UNWRITABLE", "no temporary folder can be made", "set TMPDIR");
        }
        folder_ = name;
    }
    ~Workshop() {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    Workshop(const Workshop&) = delete;
    Workshop& operator=(const Workshop&) = delete;
    Path operator/(const std::string& name) const { return folder_ / name; }

  private:
    Path folder_;
};

std::vector<Range> success_ranges(const std::string& name, const Campaign& campaign,
                                  const Symbols& symbols, const SystemPlan& plan) {
    if (campaign.forgery && campaign.forgery->slot == name) {
        return forged_code(name, plan);
    }
    if (const auto dash = name.find('-'); dash != std::string::npos) {
        return {{symbols.address(name.substr(0, dash)), symbols.address(name.substr(dash + 1))}};
    }
    const std::uint32_t address = symbols.address(name);
    return {{address, address + 2}};
}

std::uint32_t end_address(const std::string& name, const Symbols& symbols, const SystemPlan& plan,
                          const Path& board) {
    for (const BoardSlot& slot : board_slots(plan)) {
        if (slot.name == name) {
            return first_instruction(Board::open(board, Board::Access::kRead), slot, plan);
        }
    }
    return symbols.address(name);
}

// The hand-over record of the forged image, as one that was verified: no run may have it that goes
// on. Who runs or reads an image goes by that flag.
std::string record_line(const std::string& slot, const SystemPlan& plan) {
    using lib::handover::HandOver;
    const std::uint32_t block = gen::ram_address(plan.system.ram_area("handover"));
    return fmt::format("record {:#x} {:#x} {:#x} {} {} {:#x}\n", find_slot(plan, slot).component,
                       block + offsetof(HandOver, component_count),
                       block + offsetof(HandOver, components),
                       sizeof(lib::handover::ComponentRecord),
                       offsetof(lib::handover::ComponentRecord, flags), lib::handover::kVerified);
}

std::uint32_t address_in_block(std::size_t offset, const SystemPlan& plan) {
    return gen::ram_address(plan.system.ram_area("handover")) + static_cast<std::uint32_t>(offset);
}

std::uint32_t last_error_address(const SystemPlan& plan) {
    return address_in_block(offsetof(lib::handover::HandOver, last_error), plan);
}

// Of OBKeys, what some level reads; what lies between is nobody's.
std::string keys_lines() {
    using namespace lib::obkeys;
    constexpr std::uint32_t kDebugAuthentication = 0x100;
    return fmt::format("keys {:#x} {:#x}\nkeys {:#x} {:#x}\nkeys {:#x} {:#x}\n",
                       kDebugAuthentication, kIrotOffset + sizeof(IrotKeys), kUrotOffset,
                       kUrotOffset + sizeof(UrotKeys), kStorageRootOffset,
                       kModuleDecryptionKeyOffset + kSecretSize);
}

// Nobody in the stages reads what the iROT measured of itself, which is its row, the first one.
std::string ignore_line(const SystemPlan& plan) {
    using lib::handover::ComponentRecord;
    using lib::handover::HandOver;
    const std::uint32_t first = address_in_block(
        offsetof(HandOver, components) + offsetof(ComponentRecord, measurement), plan);
    return fmt::format("ignore {:#x} {:#x}\n", first, first + sizeof(ComponentRecord::measurement));
}

// Power was off before: the log begins with this boot.
std::uint32_t first_refusal_address(const SystemPlan& plan) {
    return address_in_block(
        offsetof(lib::handover::HandOver, log) + offsetof(lib::handover::LogEntry, code), plan);
}

class Worker {
  public:
    Worker(const std::vector<std::string>& command, std::size_t number)
        : number_(number), child_(command) {}

    int output() const { return ended_ ? -1 : child_.output(); }
    bool ended() const { return ended_; }
    Results& results() { return results_; }

    void read_some() {
        std::array<char, 65536> buffer{};
        const ssize_t size = ::read(child_.output(), buffer.data(), buffer.size());
        if (size <= 0) {
            end();
            return;
        }
        rest_.append(buffer.data(), static_cast<std::size_t>(size));
        std::size_t from = 0;
        for (auto end = rest_.find('\n'); end != std::string::npos; end = rest_.find('\n', from)) {
            results_.take(std::string_view(rest_).substr(from, end - from));
            from = end + 1;
        }
        rest_.erase(0, from);
    }

  private:
    void end() {
        const int code = child_.wait();
        ended_ = true;
        if (code != 0 || !results_.done) {
            throw Failure("EMULATOR_FAILED",
                          fmt::format("worker {} ended with code {} after {} cases", number_, code,
                                      results_.cases.size()),
                          "its own words are above");
        }
    }

    std::size_t number_;
    Child child_;
    Results results_;
    std::string rest_;
    bool ended_ = false;
};

std::vector<std::string> command_line(const RunRequest& request, const Campaign& campaign,
                                      const Path& board, const Path& text) {
    return {
        request.emulator.string(),
        "-machine",
        fmt::format("stm32h573i-dk,board={},rom={},seed={},fault={}", board.string(),
                    std::filesystem::absolute(request.rom).string(), campaign.seed, text.string()),
        "-icount",
        "shift=4,sleep=off",
        "-display",
        "none",
        "-monitor",
        "none",
        "-serial",
        "null"};
}

void tell(const RunRequest& request, std::vector<std::unique_ptr<Worker>>& workers,
          const Campaign& campaign) {
    std::size_t done = 0;
    std::size_t successes = 0;
    std::size_t all = 0;
    for (const auto& worker : workers) {
        const Results& results = worker->results();
        done += results.cases.size();
        all = results.possible;
        successes += std::ranges::count(results.cases, "success", &Case::outcome);
    }
    if (request.progress) {
        request.progress(done,
                         campaign.sample == 0 ? all : std::min<std::size_t>(all, campaign.sample),
                         successes);
    }
}

void wait_for(const RunRequest& request, std::vector<std::unique_ptr<Worker>>& workers,
              const Campaign& campaign) {
    using Clock = std::chrono::steady_clock;
    constexpr int kTellEvery = 1000;  // ms
    Clock::time_point next = Clock::now();
    while (!std::ranges::all_of(workers, &Worker::ended)) {
        std::vector<pollfd> files;
        for (const auto& worker : workers) {
            files.push_back({worker->output(), POLLIN, 0});
        }
        ::poll(files.data(), files.size(), kTellEvery);
        if (const auto now = Clock::now(); now >= next) {
            tell(request, workers, campaign);
            next = now + std::chrono::milliseconds(kTellEvery);
        }
        for (std::size_t i = 0; i < workers.size(); ++i) {
            if (!workers[i]->ended() && files[i].revents != 0) {
                workers[i]->read_some();
            }
        }
    }
    tell(request, workers, campaign);
}

void require_file(const Path& path) {
    if (!std::filesystem::exists(path)) {
        throw Failure("EMULATOR_MISSING", shown(path) + " does not exist",
                      "build it with './sm build'");
    }
}

}  // namespace

std::string machine_text(const Campaign& campaign, const Symbols& symbols, const SystemPlan& plan,
                         unsigned worker, unsigned workers, const std::string& only) {
    std::string text = fmt::format(
        "start {:#x}\nstart-hit {}\nlimit {}\npatience {}\nlevel {}\nword {:#x}\nwhy {:#x}\n"
        "hits {}\nwindow {}\n"
        "sample {}\nseed {}\nregisters {:#x}\nworker {} {}\n",
        symbols.address(campaign.start), campaign.start_hit, campaign.limit, campaign.patience,
        campaign.level, last_error_address(plan), first_refusal_address(plan), campaign.hits,
        campaign.window, campaign.sample, campaign.seed, register_set(campaign.registers), worker,
        workers);
    if (!only.empty()) {
        text += "only " + only + "\n";
    }
    text += ignore_line(plan) + keys_lines();
    if (campaign.stop) {
        text += fmt::format("stop {:#x}\n", symbols.address(*campaign.stop));
    }
    if (campaign.forgery && !campaign.forgery->staged) {
        text += record_line(campaign.forgery->slot, plan);
    }
    for (const std::string& model : campaign.models) {
        text += "model " + model + "\n";
    }
    for (const std::string& name : campaign.success) {
        for (const Range& range : success_ranges(name, campaign, symbols, plan)) {
            text += fmt::format("success {:#x} {:#x}\n", range.first, range.end);
        }
    }
    for (const std::string& name : campaign.functions) {
        for (const Range& range : symbols.ranges(name)) {
            text += fmt::format("code {:#x} {:#x}\n", range.first, range.end);
        }
    }
    return text;
}

Results run_campaign(const Campaign& campaign, const Symbols& symbols, const SystemPlan& plan,
                     const RunRequest& request) {
    require_file(request.emulator);
    require_file(request.rom);
    const Workshop workshop;
    const Path first = workshop / "board0";
    make_campaign_board(campaign, first, symbols, plan);
    std::vector<std::unique_ptr<Worker>> workers;
    for (unsigned i = 0; i < request.jobs; ++i) {
        const Path board = workshop / fmt::format("board{}", i);
        const Path text = workshop / fmt::format("campaign{}.txt", i);
        std::string lines = machine_text(campaign, symbols, plan, i, request.jobs, request.only);
        if (campaign.end) {
            lines += fmt::format("end {:#x}\n", end_address(*campaign.end, symbols, plan, first));
        }
        write_text(text, lines);
        lines += request.whole ? "whole 1\n" : "";
        if (i > 0) {
            make_campaign_board(campaign, board, symbols, plan);
        }
        workers.push_back(
            std::make_unique<Worker>(command_line(request, campaign, board, text), i));
    }
    wait_for(request, workers, campaign);
    Results results;
    for (const auto& worker : workers) {
        results.add(std::move(worker->results()));
    }
    if (results.golden_outcome == "success") {
        throw Failure("GOLDEN_SUCCEEDS", "the run without any fault reaches the success already",
                      "the firmware accepts what it should refuse, or [forge] is missing");
    }
    if (const std::string error = error_name(results.golden_why);
        !campaign.refusal.empty() && error != campaign.refusal) {
        throw Failure("GOLDEN_DIFFERS", "the run without any fault ends with " + error,
                      "expected is " + campaign.refusal + ": build again, or mend the campaign");
    }
    std::ranges::sort(results.cases);
    return results;
}

}  // namespace host::fault
