// SPDX-License-Identifier: Apache-2.0
#include "host/bench/counts.h"

#include <fmt/format.h>

#include "host/base/failure.h"
#include "host/bench/elf.h"
#include "host/board/make.h"
#include "host/keys/keyring.h"
#include "host/run/run.h"

namespace host::bench {
namespace {

constexpr unsigned kTimeoutSeconds = 300;
constexpr std::string_view kBegin = "bench_begin_";

struct Files {
    Path folder = root_folder() / "build/bench";
    Path board = folder / "board";
    Path counts = folder / "counts.json";
    Path chip = root_folder() / "build/chip";
    Path deps = root_folder() / "build/deps";
};

void make_bench_board(const Files& files) {
    std::filesystem::remove_all(files.folder);
    make_folder(files.folder);
    BoardRequest request;
    request.folder = files.board;
    request.images = files.chip / "images";
    request.application = "bench";
    request.provision.keys = Keyring(Keyring::default_folder());
    make_board(request, load_plan());
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
std::string plugin_arguments(const Files& files, const Image& app) {
    std::string text =
        fmt::format("{},out={},once=boot:{:x}", (files.deps / "plugin/icnt.so").string(),
                    files.counts.string(), address(app, "main"));
    for (const auto& [symbol, begin] : app.symbols) {
        if (symbol.starts_with(kBegin)) {
            std::string name = symbol.substr(kBegin.size());
            text +=
                fmt::format(",mark={}:{:x}:{:x}", name, begin, address(app, "bench_end_" + name));
        }
    }
    return text + fmt::format(",exit={:x}:r0", address(app, "bench_finished"));
}

void run_bench(const Files& files, const Image& app) {
    RunRequest request;
    request.board = files.board;
    request.emulator = files.deps / "qemu/qemu-system-arm";
    request.rom = files.chip / "emulator/rss/rss.bin";
    request.timeout = std::chrono::seconds(kTimeoutSeconds);
    request.seed = 1;
    request.console_to_stderr = true;
    request.emulator_arguments = {"-plugin", plugin_arguments(files, app)};
    RunResult result = run_board(request);
    if (result.exit_code != 0) {
        throw Failure("BENCH_FAILED",
                      fmt::format("the bench application ended with {}", result.exit_code),
                      fmt::format("look at `./sm board show --dir {}`", shown(files.board)));
    }
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

Json measure_counts() {
    Files files;
    Image app = read_elf(files.chip / "test/bench/bench.elf");
    make_bench_board(files);
    run_bench(files, app);
    try {
        return collect(Json::parse(read_text(files.counts)).at("marks"));
    } catch (const Json::exception& e) {
        throw Failure("BENCH_FAILED", std::string("the counter's result is not whole: ") + e.what(),
                      "run ./sm bench again; tell us if it happens twice");
    }
}

}  // namespace host::bench
