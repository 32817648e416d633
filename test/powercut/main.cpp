// SPDX-License-Identifier: Apache-2.0
// powercut [--quick | --full] [--json FILE] [FLOW... | ID...]: the sweep of claim B3, of some flows
// only, or single cases.
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <fstream>
#include <map>
#include <mutex>
#include <thread>

#include "test/campaign/arguments.h"
#include "test/powercut/full_world.h"
#include "test/powercut/sweep.h"

namespace {

using namespace test::powercut;

// Flows are independent: each core takes the next.
std::map<std::string, Counts> run_all(const World& world, const std::vector<Flow>& flows,
                                      const Options& options, bool quick) {
    std::map<std::string, Counts> all;
    std::atomic<std::size_t> next = 0;
    std::mutex mutex;
    const auto work = [&] {
        for (std::size_t i = next++; i < flows.size(); i = next++) {
            Options own = options;
            own.pairs = options.pairs && (!quick || flows[i].repeats);
            const Counts counts = Sweep(world, flows[i], own).run();
            const std::scoped_lock lock(mutex);
            all[flows[i].name] = counts;
            std::printf("%-28s %9llu cuts, %10llu pairs, %8llu states\n", flows[i].name.c_str(),
                        static_cast<unsigned long long>(counts.single),
                        static_cast<unsigned long long>(counts.pairs),
                        static_cast<unsigned long long>(counts.states));
            std::fflush(stdout);
        }
    };
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < std::max(1u, std::thread::hardware_concurrency()); ++i) {
        threads.emplace_back(work);
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    return all;
}

Counts replay(const World& world, const std::vector<Flow>& flows, const std::string& id) {
    const std::size_t colon = id.find(':');
    for (const Flow& flow : flows) {
        if (colon != std::string::npos && flow.name == id.substr(0, colon)) {
            return Sweep(world, flow, {}).replay(id.substr(colon + 1));
        }
    }
    Counts counts;
    counts.failures.push_back(id + ": no such flow; an id is FLOW:OPERATION.POLICY[+...]");
    return counts;
}

void write_flow(std::ofstream& out, const Counts& counts) {
    out << "{\"single\": " << counts.single;
    for (std::size_t i = 0; i < counts.policies.size(); ++i) {
        out << ", \"" << policy_name(static_cast<flash_cut>(i)) << "\": " << counts.policies[i];
    }
    out << ", \"pairs\": " << counts.pairs << ", \"repeated\": " << counts.repeated
        << ", \"planted\": " << counts.planted << ", \"boots\": " << counts.boots
        << ", \"states\": " << counts.states << ", \"failures\": " << counts.failures.size() << '}';
}

void write_json(const std::string& file, const World& world, const Counts& total,
                const std::map<std::string, Counts>& flows, std::size_t known) {
    std::ofstream out(file);
    out << "{\"suite\": \"powercut\", \"commit\": \"" << test::campaign::commit()
        << "\",\n \"geometry\": {\"sector\": " << world.sector << ", \"sectors\": " << world.sectors
        << ", \"pool\": " << world.pool_size;
    for (const Place& place : world.places) {
        out << ", \"" << place.component << "\": " << place.size;
    }
    out << "},\n \"flows_run\": " << flows.size() << ", \"flows_known\": " << known
        << ",\n \"total\": ";
    write_flow(out, total);
    out << ",\n \"flows\": {";
    const char* before = "\n";
    for (const auto& [name, counts] : flows) {
        out << before << "  \"" << name << "\": ";
        write_flow(out, counts);
        before = ",\n";
    }
    out << "}}\n";
}

int report(const Counts& counts) {
    for (const std::string& failure : counts.failures) {
        std::printf("FAILED %s\n", failure.c_str());
    }
    std::printf(
        "powercut: %llu cuts, %llu pairs of cuts, %llu repeated cuts, %llu planted ECC "
        "errors: %llu states, %llu boots, %zu failed\n",
        static_cast<unsigned long long>(counts.single),
        static_cast<unsigned long long>(counts.pairs),
        static_cast<unsigned long long>(counts.repeated),
        static_cast<unsigned long long>(counts.planted),
        static_cast<unsigned long long>(counts.states),
        static_cast<unsigned long long>(counts.boots), counts.failures.size());
    std::printf(
        "bounds: %u erases of a sector in a boot (limit 1, and 1 for each reset), %llu.%llu %% of "
        "the operations "
        "a boot may take\n",
        counts.most_erases, static_cast<unsigned long long>(counts.most_operations / 10),
        static_cast<unsigned long long>(counts.most_operations % 10));
    return counts.failures.empty() ? 0 : 1;
}

bool is_case(const std::string& id) {
    return id.find(':') != std::string::npos;
}

// Those named, or all.
std::vector<Flow> chosen(const std::vector<Flow>& flows, const std::vector<std::string>& names) {
    std::vector<Flow> out;
    std::ranges::copy_if(flows, std::back_inserter(out), [&](const Flow& flow) {
        return names.empty() || std::ranges::find(names, flow.name) != names.end();
    });
    return out;
}

int run(const test::campaign::Arguments& arguments) {
    const bool full = arguments.has("--full");
    const World world = full ? full_world() : small_world();
    const auto flows = full ? full_flows(world) : small_flows();
    Options options;
    if (full) {
        options = {.pairs = false, .repeats = false, .plants = false, .thorough = false};
    }
    std::map<std::string, Counts> by_flow;
    Counts total;
    if (std::ranges::none_of(arguments.ids, is_case)) {
        by_flow = run_all(world, chosen(flows, arguments.ids), options, arguments.has("--quick"));
    }
    for (const std::string& id : arguments.ids) {
        if (is_case(id) || !by_flow.contains(id)) {
            total.add(replay(world, flows, id));
        }
    }
    for (const auto& [name, counts] : by_flow) {
        total.add(counts);
    }
    if (const std::string json = arguments.value("--json"); !json.empty()) {
        write_json(json, world, total, by_flow, flows.size());
    }
    return report(total);
}

}  // namespace

int main(int count, char** values) {
    const auto arguments = test::campaign::parse(
        count, values,
        {{"--full", "--quick"}, {"--json"}, "FLOW | FLOW:OPERATION.POLICY[+OPERATION.POLICY]"});
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
