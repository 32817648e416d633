// SPDX-License-Identifier: Apache-2.0
// powercut [--quick | --full] [--json FILE] [ID...]: the sweep of claim B3, or single cases.
#include <atomic>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <mutex>
#include <thread>

#include "test/powercut/sweep.h"

namespace {

using namespace test::powercut;

struct Arguments {
    bool full = false;
    bool quick = false;  // pairs and repeats for one flow of each kind only
    std::string json;
    std::vector<std::string> ids;
};

Arguments parse(int count, char** values) {
    Arguments arguments;
    for (int i = 1; i < count; ++i) {
        const std::string value = values[i];
        if (value == "--full") {
            arguments.full = true;
        } else if (value == "--quick") {
            arguments.quick = true;
        } else if (value == "--json" && i + 1 < count) {
            arguments.json = values[++i];
        } else {
            arguments.ids.push_back(value);
        }
    }
    return arguments;
}

// Flows are independent: each core takes the next.
Counts run_all(const World& world, const std::vector<Flow>& flows, const Options& options,
               bool quick) {
    Counts total;
    std::atomic<std::size_t> next = 0;
    std::mutex mutex;
    const auto work = [&] {
        for (std::size_t i = next++; i < flows.size(); i = next++) {
            Options own = options;
            own.pairs = options.pairs && (!quick || flows[i].repeats);
            const Counts counts = Sweep(world, flows[i], own).run();
            const std::scoped_lock lock(mutex);
            total.add(counts);
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
    return total;
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

void write_json(const std::string& file, const Counts& counts, bool full) {
    std::ofstream out(file);
    out << "{\"suite\": \"powercut\", \"geometry\": \"" << (full ? "full" : "small")
        << "\", \"single\": " << counts.single << ", \"pairs\": " << counts.pairs
        << ", \"repeated\": " << counts.repeated << ", \"planted\": " << counts.planted
        << ", \"boots\": " << counts.boots << ", \"states\": " << counts.states
        << ", \"failures\": " << counts.failures.size() << "}\n";
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
        "bounds: %u erases of a sector in a boot (limit 1), %llu.%llu %% of the operations "
        "a boot may take\n",
        counts.most_erases, static_cast<unsigned long long>(counts.most_operations / 10),
        static_cast<unsigned long long>(counts.most_operations % 10));
    return counts.failures.empty() ? 0 : 1;
}

}  // namespace

int main(int count, char** values) {
    const Arguments arguments = parse(count, values);
    const World world = arguments.full ? full_world() : small_world();
    const auto flows = arguments.full ? full_flows() : small_flows();
    Counts total;
    if (arguments.ids.empty()) {
        Options options;
        if (arguments.full) {
            options = {.pairs = false, .repeats = false, .plants = false, .thorough = false};
        }
        total = run_all(world, flows, options, arguments.quick);
    }
    for (const std::string& id : arguments.ids) {
        total.add(replay(world, flows, id));
    }
    if (!arguments.json.empty()) {
        write_json(arguments.json, total, arguments.full);
    }
    return report(total);
}
