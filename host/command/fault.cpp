// SPDX-License-Identifier: Apache-2.0
// sm fault run
#include <fmt/format.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "host/base/failure.h"
#include "host/command/command.h"
#include "host/fault/report.h"
#include "host/fault/run.h"
#include "host/run/child.h"

namespace host::command {
namespace {

struct FaultOptions {
    std::string file;
    std::string out;
    std::string counts;
    std::string only;
    std::uint32_t jobs = 1;
    std::uint32_t sample = 0;
    std::uint32_t seed = 0;
    bool full = false;
    bool whole = false;
};

// On a terminal all the time, in a log a line a minute.
class Progress {
  public:
    void tell(std::size_t done, std::size_t all, std::size_t successes) {
        const bool terminal = ::isatty(STDERR_FILENO) != 0;
        if (all == 0 || (!terminal && Clock::now() - told_ < std::chrono::minutes(1))) {
            return;
        }
        told_ = Clock::now();
        const double seconds = std::chrono::duration<double>(told_ - start_).count();
        const double speed = static_cast<double>(done) / seconds;
        const double left = speed > 0 ? static_cast<double>(all - std::min(done, all)) / speed : 0;
        fmt::print(
            stderr, "{}sm: {} of about {} cases, {} successes, {:.0f} a second, {:.0f} min left{}",
            terminal ? "\r" : "", done, all, successes, speed, left / 60, terminal ? " " : "\n");
        std::fflush(stderr);
    }

  private:
    using Clock = std::chrono::steady_clock;
    Clock::time_point start_ = Clock::now();
    Clock::time_point told_ = start_;
};

// As git names it: "0123456789ab", "-dirty" behind it where files are changed.
std::string commit() {
    Child git({"git", "-C", root_folder().string(), "describe", "--always", "--dirty",
               "--abbrev=12", "--match="});
    std::string text;
    std::array<char, 128> part{};
    for (ssize_t size = 1; size > 0;) {
        size = ::read(git.output(), part.data(), part.size());
        text.append(part.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
    }
    const bool good = git.wait() == 0 && !text.empty();
    return good ? text.substr(0, text.find('\n')) : "unknown";
}

Path emulator() {
    const char* own = std::getenv("SM_QEMU");
    return own != nullptr ? Path(own) : root_folder() / "build/deps/qemu/qemu-system-arm";
}

fault::Campaign campaign_of(const FaultOptions& options) {
    fault::Campaign campaign = fault::load_campaign(options.file);
    campaign.sample = options.full ? 0 : options.sample != 0 ? options.sample : campaign.sample;
    campaign.seed = options.seed != 0 ? options.seed : campaign.seed;
    if (campaign.firmware.is_relative()) {
        campaign.firmware = root_folder() / campaign.firmware;
    }
    return campaign;
}

bool as_expected(const fault::Campaign& campaign, const Json& report) {
    const bool some = !report["successes"].empty();
    const bool bricks = !report["bricks"].empty();
    return campaign.expect == fault::Expect::kAnything ||
           (campaign.expect == fault::Expect::kSome ? some : !some && !bricks);
}

Report run_faults(const FaultOptions& options) {
    using Clock = std::chrono::steady_clock;
    const fault::Campaign campaign = campaign_of(options);
    const fault::Symbols symbols(campaign.firmware);
    const std::string at = options.counts.empty() ? "" : commit();
    Progress progress;
    const auto start = Clock::now();
    const fault::Results results = run_campaign(
        campaign, symbols, load_plan(),
        {emulator(), root_folder() / "build/chip/emulator/rss/rss.bin", options.jobs, options.only,
         options.whole, [&progress](std::size_t done, std::size_t all, std::size_t successes) {
             progress.tell(done, all, successes);
         }});
    const std::chrono::duration<double> seconds = Clock::now() - start;
    const Json report = full_report(campaign, results, symbols);
    if (!options.out.empty()) {
        write_text(options.out, report.dump(1) + "\n");
    }
    if (!options.counts.empty()) {
        write_text(options.counts, fault::kept_report(campaign, report, at).dump(1) + "\n");
    }
    if (::isatty(STDERR_FILENO) != 0) {
        fmt::print(stderr, "\n");
    }
    Json data = fault::summary(report);
    if (!options.only.empty()) {
        data["path"] = fault::path_of(results, symbols);
    }
    data["seconds"] = fmt::format("{:.1f}", seconds.count());
    data["cases a second"] =
        static_cast<std::uint64_t>(static_cast<double>(results.cases.size()) / seconds.count());
    const bool good = as_expected(campaign, report);
    data["as expected"] = good;
    data["in a line"] = fault::one_line(campaign, report);
    return {data, good ? 0 : 1};
}

}  // namespace

void fault_run(Group& fault, Invocation& run) {
    auto* verb = fault.add_subcommand(
        "run",
        "Run a campaign: put each fault of its models at each site of the window, and tell where\n"
        "the firmware let an attacker through. Exit code 1 where the outcome is not the expected\n"
        "one. The file's keys: emulator/fault/README.md.");
    auto o = std::make_shared<FaultOptions>();
    verb->add_option("file", o->file, "the campaign (TOML)")->required();
    verb->add_option("-o,--out", o->out, "write the whole result there, as JSON");
    verb->add_option("--counts", o->counts, "write it there without the sites, for keeping");
    verb->add_flag("--full", o->full, "every case, whatever sample the file names");
    verb->add_flag("--whole", o->whole, "run each case to its end, though it be known: slower");
    verb->add_option(
        "--case", o->only,
        "one case alone, as \"SITE MODEL VARIANT\" of the result: which functions ran");
    add_number(*verb, "--sample", o->sample, "about so many cases of all, by the seed");
    add_number(*verb, "--seed", o->seed, "another seed than the file's");
    verb->add_option("--jobs", o->jobs, "machines side by side, 1 to 64 (1)")
        ->check([](const std::string& text) {
            const auto number = parse_number(text);
            return number && *number >= 1 && *number <= 64 ? "" : "must be between 1 and 64";
        });
    verb->footer("Example:\n  sm fault run campaign.toml -o result.json");
    set_action(*verb, run, o, run_faults);
}

}  // namespace host::command
