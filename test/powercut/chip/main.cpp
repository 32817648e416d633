// SPDX-License-Identifier: Apache-2.0
// powercut_chip [--full] [--json FILE] [ID...]: a sample of power cuts of updates on the virtual
// chip, with the operation numbers of the host model (claim B3), or single cases.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <map>
#include <mutex>
#include <random>
#include <thread>

#include "test/campaign/arguments.h"
#include "test/powercut/chip/court.h"

namespace {

using namespace test::powercut::chip;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kSample = 70;
constexpr std::size_t kFull = 2016;
constexpr std::size_t kShown = 20;

struct Case {
    const Flow* flow;
    std::size_t operations;
    Cut cut;
};

struct Counts {
    std::map<std::string, std::map<std::string, std::uint64_t>> cuts;  // by flow and policy
    std::uint64_t all = 0;
    std::uint64_t came_to_new = 0;
    std::uint64_t compared = 0;
    unsigned most_resets = 0;
    std::vector<std::string> failures;
};

bool fits(flash_operation kind, flash_cut policy) {
    switch (policy) {
        case FLASH_CUT_NOTHING:
        case FLASH_CUT_DONE:
            return true;
        case FLASH_CUT_PART:
            return kind != FLASH_OP_ERASE && kind != FLASH_OP_OBK_ERASE;
        case FLASH_CUT_BITS:
        case FLASH_CUT_WEAK:
            return kind == FLASH_OP_PROGRAM || kind == FLASH_OP_OBK_PROGRAM;
        default:
            return kind == FLASH_OP_ERASE || kind == FLASH_OP_OBK_ERASE;
    }
}

// Neither the log nor the keys, and no erase: most of a boot's operations are of this kind.
bool is_common(const Layout& layout, const Operation& operation) {
    return operation.kind == FLASH_OP_PROGRAM &&
           operation.offset - layout.log >= 2 * flash_geometry_h573.sector_size;
}

// Half of them cut what there is little of.
void choose(std::vector<Case>& out, const Layout& layout, const Flow& flow, std::size_t each) {
    const auto operations = Court(layout, flow, "golden").operations();
    std::vector<Case> rare;
    std::vector<Case> common;
    for (std::size_t at = 0; at < operations.size(); ++at) {
        for (unsigned policy = 0; policy < FLASH_CUTS; ++policy) {
            const Cut cut{at + 1, static_cast<flash_cut>(policy)};
            if (fits(operations[at].kind, cut.policy)) {
                auto& group = is_common(layout, operations[at]) ? common : rare;
                group.push_back({&flow, operations.size(), cut});
            }
        }
    }
    std::mt19937 random(kSeed);
    const std::size_t half = common.empty() ? each : each / 2;
    std::ranges::sample(rare, std::back_inserter(out), static_cast<std::ptrdiff_t>(half), random);
    const auto left = static_cast<std::ptrdiff_t>(each - std::min(half, rare.size()));
    std::ranges::sample(common, std::back_inserter(out), left, random);
}

void judge(const Layout& layout, const Case& one, const std::string& job, Counts& counts,
           std::mutex& mutex) {
    const std::string name = name_of(*one.flow, one.cut);
    Verdict verdict;
    try {
        verdict = Court(layout, *one.flow, job).judge(one.cut, one.operations);
    } catch (const std::exception& error) {
        verdict.wrong = error.what();
    }
    const std::scoped_lock lock(mutex);
    ++counts.cuts[one.flow->name]["T" + std::to_string(one.cut.policy)];
    ++counts.all;
    counts.came_to_new += verdict.came_to_new ? 1 : 0;
    counts.compared += verdict.compared ? 1 : 0;
    counts.most_resets = std::max(counts.most_resets, verdict.resets);
    if (!verdict.wrong.empty()) {
        counts.failures.push_back(name + ": " + verdict.wrong);
        std::printf("FAILED %s\n%s\n", counts.failures.back().c_str(), verdict.console.c_str());
    }
}

Counts judge_all(const Layout& layout, const std::vector<Case>& cases) {
    Counts counts;
    std::mutex mutex;
    std::atomic<std::size_t> next = 0;
    std::vector<std::thread> threads;
    for (unsigned job = 0; job < std::max(1u, std::thread::hardware_concurrency()); ++job) {
        threads.emplace_back([&, job] {
            for (std::size_t i = next++; i < cases.size(); i = next++) {
                judge(layout, cases[i], "job" + std::to_string(job), counts, mutex);
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    return counts;
}

// Throws std::runtime_error where there is no such case.
Case case_of(const std::string& id, const Layout& layout, const std::vector<Flow>& flows) {
    const std::size_t colon = id.find(':');
    const std::size_t dot = id.find(".T");
    for (const Flow& flow : flows) {
        if (dot != std::string::npos && "chip/" + flow.name == id.substr(0, colon) &&
            dot + 2 < id.size()) {
            const Cut cut{std::stoull(id.substr(colon + 1)),
                          static_cast<flash_cut>(id[dot + 2] - '0')};
            return {&flow, Court(layout, flow, "golden").operations().size(), cut};
        }
    }
    throw std::runtime_error(id + ": no such case; an id is chip/FLOW:OPERATION.POLICY");
}

void write_json(const std::string& file, const std::string& commit, const Counts& counts,
                double seconds) {
    std::ofstream out(file);
    out << "{\"suite\": \"powercut-chip\", \"commit\": \"" << commit << "\", \"seed\": " << kSeed
        << ", \"cuts\": " << counts.all << ", \"came_to_new\": " << counts.came_to_new
        << ", \"next_boot_compared\": " << counts.compared
        << ", \"most_resets\": " << counts.most_resets << ", \"seconds\": " << seconds
        << ", \"failures\": " << counts.failures.size() << ",\n \"flows\": {";
    const char* before = "\n";
    for (const auto& [flow, policies] : counts.cuts) {
        out << before << "  \"" << flow << "\": {";
        const char* comma = "";
        for (const auto& [policy, count] : policies) {
            out << comma << '"' << policy << "\": " << count;
            comma = ", ";
        }
        out << '}';
        before = ",\n";
    }
    out << "}}\n";
}

std::vector<Flow> make_flows(const std::vector<std::string>& ids) {
    std::vector<Flow> flows;
    for (const std::string& name : flow_names()) {
        const bool wanted = std::ranges::any_of(
            ids, [&](const std::string& id) { return id.starts_with("chip/" + name + ":"); });
        if (ids.empty() || wanted) {
            flows.push_back(make_flow(name));
        }
    }
    return flows;
}

int run(const test::campaign::Arguments& arguments) {
    const std::string commit = test::campaign::commit();  // others may change it meanwhile
    const auto start = Clock::now();
    const Layout layout(host::load_plan());
    const std::vector<Flow> flows = make_flows(arguments.ids);
    std::vector<Case> cases;
    const std::size_t all = arguments.has("--full") ? kFull : kSample;
    for (std::size_t i = 0; arguments.ids.empty() && i < flows.size(); ++i) {
        choose(cases, layout, flows[i], (all - cases.size()) / (flows.size() - i));
    }
    for (const std::string& id : arguments.ids) {
        cases.push_back(case_of(id, layout, flows));
    }
    const Counts counts = judge_all(layout, cases);
    const std::chrono::duration<double> seconds = Clock::now() - start;
    for (std::size_t i = 0; i < std::min(kShown, counts.failures.size()); ++i) {
        std::printf("FAILED %s\n", counts.failures[i].c_str());
    }
    std::printf(
        "powercut: %llu cuts of %zu flows on the virtual chip, each board the host model's to the "
        "last byte, the one behind the next boot too in %llu; %llu came to the new images, at most "
        "%u further boots; %.0f s, %zu failed\n",
        static_cast<unsigned long long>(counts.all), flows.size(),
        static_cast<unsigned long long>(counts.compared),
        static_cast<unsigned long long>(counts.came_to_new), counts.most_resets, seconds.count(),
        counts.failures.size());
    if (const std::string json = arguments.value("--json"); !json.empty()) {
        write_json(json, commit, counts, seconds.count());
    }
    return counts.failures.empty() && counts.all != 0 ? 0 : 1;
}

}  // namespace

int main(int count, char** values) {
    const auto arguments = test::campaign::parse(
        count, values, {{"--full"}, {"--json"}, "chip/FLOW:OPERATION.POLICY"});
    if (!arguments) {
        return 2;
    }
    try {
        return run(*arguments);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "powercut: %s\n", error.what());
        return 1;
    }
}
