// SPDX-License-Identifier: Apache-2.0
#include "host/bench/runs.h"

#include <fmt/format.h>

#include "host/base/failure.h"
#include "host/board/make.h"
#include "host/keys/keyring.h"

namespace host::bench {
namespace {

constexpr unsigned kTimeoutSeconds = 300;

}  // namespace

Path bench_folder() {
    return root_folder() / "build/bench";
}

Path chip_build() {
    return root_folder() / "build/chip";
}

Path deps_build() {
    return root_folder() / "build/deps";
}

Path make_bench_board(const std::string& application, const Path& images) {
    BoardRequest request;
    request.folder = bench_folder() / application;
    request.images = images;
    request.application = application;
    request.provision.keys = Keyring(Keyring::default_folder());
    make_folder(bench_folder());
    std::filesystem::remove_all(request.folder);
    make_board(request, load_plan());
    return request.folder;
}

RunRequest bench_request(const Path& board) {
    RunRequest request;
    request.board = board;
    request.emulator = deps_build() / "qemu/qemu-system-arm";
    request.rom = chip_build() / "emulator/rss/rss.bin";
    request.timeout = std::chrono::seconds(kTimeoutSeconds);
    request.seed = 1;
    request.console_to_stderr = true;
    return request;
}

void run_bench(const RunRequest& request) {
    const RunResult result = run_board(request);
    if (result.exit_code != 0) {
        throw Failure("BENCH_FAILED",
                      fmt::format("the bench application ended with {}", result.exit_code),
                      fmt::format("look at `./sm board show --dir {}`", shown(request.board)));
    }
}

}  // namespace host::bench
