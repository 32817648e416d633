// SPDX-License-Identifier: Apache-2.0
// A refusal has one name, wherever it is met: on the console, in `sm board show` (last error and
// boot log) and in `sm explain`, with one code.
#include <gtest/gtest.h>

#include <functional>

#include "test/system/tool.h"

namespace test {
namespace {

constexpr std::uint32_t kUrot = 0x8000, kKeys = 0x1'4000, kManager = 0x1'C000, kApp = 0x5'E000;
constexpr std::uint32_t kSector = 0x2000;

struct Refusal {
    const char* claim;
    std::vector<std::string> options;  // of `sm board new`
    std::function<void(const TestBoard&)> provoke;
    std::vector<std::string> run;  // of `sm board run`
    const char* stage;
    const char* what;  // "refused manager" or "stopped"
    const char* error;
};

auto flips(std::uint32_t offset) {
    return [offset](const TestBoard& board) { board.flip(offset); };
}

auto erases(const char* slot) {
    return [slot](const TestBoard& board) {
        sm({"board", "erase", slot, "--dir", board.folder().string()});
    };
}

void nothing(const TestBoard& /*board*/) {}

void spoil_keys(const TestBoard& board) {
    board.flip(kKeys + 20);
    board.flip(kKeys + kSector + 20);
}

const std::vector<Refusal> kRefusals = {
    {"erased uROT", {}, erases("urot"), {}, "iROT", "refused uROT", "NO_IMAGE"},
    {"uROT's magic", {}, flips(kUrot), {}, "iROT", "refused uROT", "BAD_MAGIC"},
    {"uROT's load address", {}, flips(kUrot + 4), {}, "iROT", "refused uROT", "BAD_HEADER"},
    {"uROT's payload size", {}, flips(kUrot + 15), {}, "iROT", "refused uROT", "BAD_SIZE"},
    {"uROT's code", {}, flips(kUrot + 0x500), {}, "iROT", "refused uROT", "HASH_MISMATCH"},
    {"old uROT", {"--counters", "urot=2"}, nothing, {}, "iROT", "refused uROT", "COUNTER_ROLLBACK"},
    {"key manifest", {}, spoil_keys, {}, "uROT", "stopped", "KEY_MANIFEST_BAD"},
    {"manager's magic", {}, flips(kManager), {}, "uROT", "refused manager", "BAD_MAGIC"},
    {"manager's ECC",
     {},
     nothing,
     {"--qemu-arg=-machine", "--qemu-arg=plant-ecc=0x0C01D000"},
     "uROT",
     "refused manager",
     "FLASH_ECC"},
    {"application's code",
     {},
     flips(kApp + 0x500),
     {},
     "uROT",
     "refused application",
     "HASH_MISMATCH"},
    {"erased application", {}, erases("app"), {}, "uROT", "refused application", "NO_IMAGE"},
};

// The code behind the name on the console: "NAME (0x...)".
std::string code_of(const Outcome& run, const std::string& line) {
    const auto at = run.output.find(line + " (");
    return at == std::string::npos ? "" : run.output.substr(at + line.size() + 2, 10);
}

TEST(ClearEnds, ConsoleBoardShowAndExplainAgree) {
    for (const Refusal& refusal : kRefusals) {
        SCOPED_TRACE(refusal.claim);
        TestBoard board(refusal.options);
        refusal.provoke(board);
        const Outcome run = board.demo(refusal.run);
        const std::string line =
            std::string(refusal.stage) + ": " + refusal.what + ": " + refusal.error;
        EXPECT_NE(run.exit_code, 0);
        EXPECT_TRUE(run.says(line)) << run.output;
        EXPECT_TRUE(run.says(std::string("see: sm explain ") + refusal.error)) << run.output;
        EXPECT_TRUE(run.says(std::string(refusal.stage) + ": halted")) << run.output;
        const Outcome show = sm({"board", "show", "--json", "--dir", board.folder().string()});
        const std::string name = std::string("\"") + refusal.error + "\"";
        const auto last = show.output.find("\"error\": " + name);
        EXPECT_NE(last, std::string::npos) << show.output;
        EXPECT_NE(show.output.find("\"error\": " + name, last + 1), std::string::npos)
            << "not in the log: " << show.output;
        const Outcome explain = sm({"explain", refusal.error});
        const std::string code = code_of(run, line);
        ASSERT_EQ(code.size(), 10u) << run.output;
        const Outcome by_code = sm({"explain", code});
        EXPECT_EQ(explain.exit_code, 0);
        EXPECT_EQ(by_code.output, explain.output);
    }
}

// A warm reset keeps the log, and each entry says which boot it is of.
TEST(ClearEnds, LogSurvivesAWarmResetAndNamesTheBoot) {
    TestBoard board;
    erases("app")(board);
    const Outcome done =
        sm({"recover", "--dir", board.folder().string(), (images() / "hello.bin").string()});
    ASSERT_EQ(done.exit_code, 0) << done.output;
    const Outcome show = sm({"board", "show", "--json", "--dir", board.folder().string()});
    EXPECT_TRUE(show.says("\"boots_since_power_on\": 2")) << show.output;
    const auto log = show.output.find("\"log\"");
    ASSERT_NE(log, std::string::npos);
    const auto entry = show.output.find("\"component\": \"application\"", log);
    ASSERT_NE(entry, std::string::npos) << show.output;
    const auto boot = show.output.rfind("\"boot\": ", entry);
    ASSERT_NE(boot, std::string::npos);
    EXPECT_EQ(show.output.substr(boot, 9), "\"boot\": 1") << show.output;
}

}  // namespace
}  // namespace test
