// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "host/run/run.h"
#include "host/run/terminal.h"
#include "host/run/watch.h"
#include "host/test/temporary.h"

namespace host {
namespace {

using test::failure_of;
using test::TemporaryFolder;

TEST(EscapeFilter, LeavesOnCtrlAXOnly) {
    EXPECT_EQ(EscapeFilter().filter("abc"), "abc");
    EXPECT_EQ(EscapeFilter().filter("a\001x"), std::nullopt);
    EXPECT_EQ(EscapeFilter().filter("\001\001"), "\001");
    EXPECT_EQ(EscapeFilter().filter("\001b"), "\001b");
    EscapeFilter split;
    EXPECT_EQ(split.filter("\001"), "");
    EXPECT_EQ(split.filter("x"), std::nullopt);
}

TEST(LineWatch, SeesTheEndAcrossPieces) {
    LineWatch watch(true, std::nullopt);
    EXPECT_FALSE(watch.feed("hello: 12 pas"));
    const auto end = watch.feed("sed, 3 failed\r\nmore");
    ASSERT_TRUE(end);
    EXPECT_EQ(end->end, End::kDemo);
    EXPECT_EQ(end->failed, 3u);
}

TEST(LineWatch, SeesAHaltedStageInAnyMode) {
    const auto end = LineWatch(false, std::nullopt).feed("iROT: halted\r\n");
    ASSERT_TRUE(end);
    EXPECT_EQ(end->end, End::kHalted);
    EXPECT_FALSE(
        LineWatch(false, std::nullopt).feed("hello: we halted\nhello: 1 passed, 0 failed\n"));
}

TEST(LineWatch, TakesTheExitCodeOfAnApplicationThatEnds) {
    LineWatch watch(false, std::nullopt);
    EXPECT_FALSE(watch.feed("intruder: 75 passed, 0 failed\r\n"));
    auto end = watch.feed("application: ended with 3\r\n");
    ASSERT_TRUE(end);
    EXPECT_EQ(end->end, End::kApplication);
    EXPECT_EQ(end->failed, 3u);
}

TEST(LineWatch, SeesTheWantedLine) {
    const auto end =
        LineWatch(false, "manager .* ok").feed("x\nuROT: manager 1.0.0 ok, counter 1\n");
    ASSERT_TRUE(end);
    EXPECT_EQ(end->end, End::kUntil);
    EXPECT_EQ(failure_of([] { LineWatch(false, "(["); }), "PATTERN_BAD");
}

// A stand-in for the emulator: a shell script.
class FakeEmulator {
  public:
    explicit FakeEmulator(const std::string& script) {
        write_text(folder_ / "emulator", "#!/bin/sh\n" + script, 0755);
        write_text(folder_ / "rss.bin", "");
    }
    RunRequest request() const {
        RunRequest request;
        request.board = folder_.path();
        request.emulator = folder_ / "emulator";
        request.rom = folder_ / "rss.bin";
        request.console_to_stderr = true;
        request.timeout = std::chrono::seconds(10);
        return request;
    }

  private:
    TemporaryFolder folder_;
};

TEST(Run, DemoEndsWithItsResult) {
    for (const char* failed : {"0", "2"}) {
        const FakeEmulator fake(std::string("echo 'hello: 5 passed, ") + failed +
                                " failed'\nexec sleep 60\n");
        RunRequest request = fake.request();
        request.demo = true;
        const RunResult result = run_board(request);
        EXPECT_EQ(result.ended_by, "demo");
        EXPECT_EQ(result.exit_code, failed[0] == '0' ? 0 : 1);
    }
}

TEST(Run, HaltedStageIsAFailure) {
    const FakeEmulator fake("echo 'uROT: halted'\nexec sleep 60\n");
    EXPECT_EQ(failure_of([&] { run_board(fake.request()); }), "BOARD_HALTED");
}

TEST(Run, BoardThatStopsWithoutAWordIsAFailure) {
    const FakeEmulator fake("echo 'uROT: manager 1.0.0 ok'\nexec sleep 60\n");
    RunRequest request = fake.request();
    request.stopped = [] { return "manager refused application: ADDRESS_BAD"; };
    EXPECT_EQ(failure_of([&] { run_board(request); }), "BOARD_HALTED");
}

TEST(Run, TimeoutIsAFailure) {
    const FakeEmulator fake("exec sleep 60\n");
    RunRequest request = fake.request();
    request.timeout = std::chrono::seconds(1);
    EXPECT_EQ(failure_of([&] { run_board(request); }), "RUN_TIMEOUT");
}

TEST(Run, EmulatorThatFailsIsNamed) {
    const FakeEmulator fake("exit 3\n");
    EXPECT_EQ(failure_of([&] { run_board(fake.request()); }), "EMULATOR_FAILED");
    RunRequest missing = fake.request();
    missing.emulator = "/nonexistent";
    EXPECT_EQ(failure_of([&] { run_board(missing); }), "EMULATOR_MISSING");
}

TEST(Run, DemoThatEndsEarlyFails) {
    const FakeEmulator fake("echo starting\n");
    RunRequest request = fake.request();
    request.demo = true;
    EXPECT_EQ(run_board(request).exit_code, 1);
}

TEST(Run, GivesTheMachineBoardRomAndSeed) {
    const FakeEmulator fake("echo \"$@\"\n");
    RunRequest request = fake.request();
    request.seed = 7;
    request.until = "stm32h573i-dk,board=.*,rom=.*rss.bin,seed=7";
    EXPECT_EQ(run_board(request).ended_by, "until");
}

TEST(Run, SeedFixesTheTimeToo) {
    const FakeEmulator fake("echo \"$@\"\n");
    RunRequest request = fake.request();
    request.until = "-icount shift=2,sleep=off .*clock=vm";
    EXPECT_EQ(run_board(request).exit_code, 1);
    request.seed = 7;
    EXPECT_EQ(run_board(request).ended_by, "until");
}

TEST(Run, DebuggerIsAwaitedOnTheLoopbackOnly) {
    const FakeEmulator fake("echo \"$@\"\n");
    RunRequest request = fake.request();
    request.gdb = 4321;
    request.until = "-S -gdb tcp:127.0.0.1:4321";
    EXPECT_EQ(run_board(request).ended_by, "until");
}

TEST(Run, LetsAnEmulatorFinishWhereAsked) {
    const TemporaryFolder folder;
    const std::string mark = (folder / "mark").string();
    const FakeEmulator fake("trap 'echo sums >" + mark +
                            "; exit 0' TERM\necho 'hello: 1 passed, 0 failed'\n"
                            "while :; do sleep 0.01; done\n");
    RunRequest request = fake.request();
    request.demo = true;
    run_board(request);
    EXPECT_FALSE(std::filesystem::exists(mark));
    request.let_finish = true;
    run_board(request);
    EXPECT_TRUE(std::filesystem::exists(mark));
}

TEST(Run, EmulatorThatDoesNotFinishIsKilled) {
    const FakeEmulator fake("trap '' TERM\necho 'hello: 1 passed, 0 failed'\nexec sleep 60\n");
    RunRequest request = fake.request();
    request.demo = true;
    request.let_finish = true;
    EXPECT_EQ(run_board(request).ended_by, "demo");
}

TEST(Run, CallsItsWatcherWhileTheBoardIsSilent) {
    const FakeEmulator fake("exec sleep 60\n");
    RunRequest request = fake.request();
    int calls = 0;
    request.watched = [&calls] { ++calls; };
    request.timeout = std::chrono::seconds(2);
    EXPECT_EQ(failure_of([&] { run_board(request); }), "RUN_TIMEOUT");
    EXPECT_GE(calls, 2);
}

}  // namespace
}  // namespace host
