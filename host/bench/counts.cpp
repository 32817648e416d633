// SPDX-License-Identifier: Apache-2.0
#include "host/bench/counts.h"

#include <fmt/format.h>

#include "host/base/failure.h"
#include "host/bench/elf.h"
#include "host/bench/padded.h"
#include "host/bench/runs.h"

namespace host::bench {
namespace {

constexpr std::string_view kBegin = "bench_begin_";

Path counts_file() {
    return bench_folder() / "counts.json";
}

std::uint32_t address(const Image& image, const std::string& symbol) {
    auto found = image.symbols.find(symbol);
    if (found == image.symbols.end()) {
        throw Failure("SYMBOL_MISSING", "the bench application has no " + symbol,
                      "build again: ./sm build");
    }
    return found->second;
}

// The instruction counter's arguments: a pair for each bench_begin_X / bench_end_X.
std::string plugin_arguments(const Image& app) {
    std::string text =
        fmt::format("{},out={},once=boot:{:x}", (deps_build() / "plugin/icnt.so").string(),
                    counts_file().string(), address(app, "main"));
    for (const auto& [symbol, begin] : app.symbols) {
        if (symbol.starts_with(kBegin)) {
            std::string name = symbol.substr(kBegin.size());
            text +=
                fmt::format(",mark={}:{:x}:{:x}", name, begin, address(app, "bench_end_" + name));
        }
    }
    return text + fmt::format(",exit={:x}:r0", address(app, "bench_finished"));
}

Json collect(const Json& marks) {
    std::uint64_t empty = marks.at("empty").at("min").get<std::uint64_t>();
    Json figures = Json::object();
    figures["boot_to_app_sw"] = marks.at("boot").at("total");
    for (const auto& [name, mark] : marks.items()) {
        auto count = mark.at("count").get<std::uint64_t>();
        if (name != "boot" && name != "empty" && count != 0) {
            figures[name] = mark.at("total").get<std::uint64_t>() / count - empty;
        }
    }
    return figures;
}

}  // namespace

Counts measure_counts() {
    Image app = read_elf(chip_build() / "test/bench/bench.elf");
    RunRequest request = bench_request(make_bench_board("bench", make_padded_images("bench")));
    request.emulator_arguments = {"-plugin", plugin_arguments(app)};
    run_bench(request);
    try {
        const Json counted = Json::parse(read_text(counts_file()));
        return {collect(counted.at("marks")), counted.at("executed").get<std::uint64_t>()};
    } catch (const Json::exception& e) {
        throw Failure("BENCH_FAILED", std::string("the counter's result is not whole: ") + e.what(),
                      "run ./sm bench again; tell us if it happens twice");
    }
}

}  // namespace host::bench
