// SPDX-License-Identifier: Apache-2.0
#include "host/bench/counts.h"

#include <fmt/format.h>

#include <utility>

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

Image bench_application() {
    return read_elf(chip_build() / "test/bench/bench.elf");
}

// The instruction counter's arguments that count the boot.
std::string boot_arguments(const Image& app) {
    return fmt::format("{},out={},once=boot:{:x}", (deps_build() / "plugin/icnt.so").string(),
                       counts_file().string(), address(app, "main"));
}

// And a pair for each bench_begin_X / bench_end_X.
std::string plugin_arguments(const Image& app) {
    std::string text = boot_arguments(app);
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

// What the counter wrote in a run of the bench application with the images in `images`.
template <typename Result>
Result counted(const Path& images, const std::string& arguments, Result (*read)(const Json&)) {
    RunRequest request = bench_request(make_bench_board("bench", images));
    request.emulator_arguments = {"-plugin", arguments};
    run_bench(request);
    try {
        return read(Json::parse(read_text(counts_file())));
    } catch (const Json::exception& e) {
        throw Failure("BENCH_FAILED", std::string("the counter's result is not whole: ") + e.what(),
                      "run ./sm bench again; tell us if it happens twice");
    }
}

Counts read_counts(const Json& counted) {
    return {collect(counted.at("marks")), counted.at("executed").get<std::uint64_t>()};
}

Json read_blocks(const Json& counted) {
    const Json& marks = counted.at("marks");
    return {{"boot_to_app_hw", marks.at("boot").at("total")},
            {"boot_to_app_hw_hash", marks.at("boot.hash_busy").at("total")},
            {"boot_to_app_hw_pka", marks.at("boot.pka_busy").at("total")}};
}

// The calls that echo's slot answers, once more with the module of the IPC model in it.
constexpr std::pair<std::string_view, std::string_view> kIpcRows[] = {
    {"call_null_sfn", "call_null_ipc"},     {"call_echo16", "call_echo16_ipc"},
    {"call_echo256", "call_echo256_ipc"},   {"call_echo1024", "call_echo1024_ipc"},
    {"connect_close", "connect_close_ipc"},
};

Counts counts_with(const std::string& echo) {
    return counted(make_padded_images("bench", echo), plugin_arguments(bench_application()),
                   read_counts);
}

}  // namespace

Json measure_blocks() {
    const Image app = bench_application();
    const Path images = make_padded_images("bench", "echo");
    for (const char* stage : {"irot", "urot"}) {
        write_file(images / (std::string(stage) + ".bin"),
                   read_file(chip_build() / "images" / (std::string(stage) + "_blocks.bin")));
    }
    return counted(images,
                   boot_arguments(app) +
                       fmt::format(",view=hash_busy,view=pka_busy,exit={:x}", address(app, "main")),
                   read_blocks);
}

Counts measure_counts() {
    Counts counts = counts_with("echo");
    const Json ipc = counts_with("waiter").figures;
    for (const auto& [row, ipc_row] : kIpcRows) {
        counts.figures[std::string(ipc_row)] = ipc.at(std::string(row));
    }
    return counts;
}

}  // namespace host::bench
