// SPDX-License-Identifier: Apache-2.0
// A sample of the campaign's cuts on the virtual chip: a board that lost power (or was reset) in
// operation N must hold, to the last byte, what the C model holds after the same N operations.
// SM_FULL=1 takes a large sample.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <random>

#include "test/cuts/host_board.h"
#include "test/system/tool.h"

namespace cuts {
namespace {

constexpr std::uint64_t kSeed = 20261123;

bool full() {
    return std::getenv("SM_FULL") != nullptr;
}

class Chip : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        board_ = std::make_unique<test::TestBoard>(std::vector<std::string>{"--state", "open"});
        const auto program = test::root() / "build/chip/test/chip/cuts.bin";
        const auto done = board_->install("irot", program);
        ASSERT_EQ(done.exit_code, 0) << done.output;
    }
    static void TearDownTestSuite() { board_.reset(); }

    static Path folder(const char* name) {
        return std::filesystem::temp_directory_path() /
               fmt::format("sm-cuts-{}-{}", name, ::getpid());
    }

    // The load on a copy of the board, which is cut.
    static test::Outcome run(const Path& on, const Cut& cut, const char* by) {
        std::filesystem::remove_all(on);
        std::filesystem::copy(board_->folder(), on);
        return test::sm({"board", "run", "--dir", on.string(), "--demo", "--timeout", "60",
                         "--seed", std::to_string(cut.seed), "--qemu-arg=-machine",
                         fmt::format("--qemu-arg=cut-at={},cut-policy=T{},cut-by={}", cut.at,
                                     static_cast<unsigned>(cut.policy), by)});
    }

    static void expect_as_the_model(const Path& chip, const Cut& cut) {
        HostBoard model(folder("model"), board_->folder());
        model.replay(cut);
        EXPECT_EQ(difference(chip, model.folder()), "")
            << fmt::format("SM_CUT={}:T{}:{}", cut.at, static_cast<unsigned>(cut.policy), cut.seed);
    }

    static std::unique_ptr<test::TestBoard> board_;
};

std::unique_ptr<test::TestBoard> Chip::board_;

// For each kind of operation `each` steps of the load, spread over it.
std::vector<std::uint32_t> sample(unsigned each) {
    std::vector<std::uint32_t> steps;
    std::mt19937 random(kSeed);
    for (unsigned kind = 0; kind < kKinds; ++kind) {
        std::vector<std::uint32_t> all;
        for (std::uint32_t number = 1; number <= kSteps; ++number) {
            if (step(number).kind == static_cast<Kind>(kind)) {
                all.push_back(number);
            }
        }
        std::ranges::sample(all, std::back_inserter(steps), each, random);
    }
    return steps;
}

TEST_F(Chip, BoardThatLostPowerIsTheModels) {
    const Path chip = folder("chip");
    unsigned cuts = 0;
    for (const std::uint32_t at : sample(full() ? 30 : 1)) {
        for (unsigned policy = 0; policy < FLASH_CUTS && !HasFailure(); ++policy) {
            const Cut cut{at, static_cast<flash_cut>(policy), kSeed + at};
            if (!fits(step(at).kind, cut.policy)) {
                continue;
            }
            const auto outcome = run(chip, cut, "power");
            ASSERT_TRUE(outcome.says(fmt::format("power cut in flash operation {}", at)))
                << outcome.output;
            expect_as_the_model(chip, cut);
            ++cuts;
        }
    }
    std::filesystem::remove_all(chip);
    fmt::print("cuts: {} on the virtual chip, each board as the model's\n", cuts);
}

// OPSR as fact sheet 2.2 has it.
std::uint32_t expected_opsr(const Step& step) {
    constexpr std::uint32_t kWrite = 1u << 29;
    constexpr std::uint32_t kKeysOrOtp = 1u << 24;
    constexpr std::uint32_t kHighCycle = 1u << 21;
    switch (step.kind) {
        case Kind::kOptions:
            return 6u << 29;
        case Kind::kErase:
        case Kind::kEraseEdata:
            return 3u << 29 | step.at * kSector;
        case Kind::kProgram:
            return kWrite | step.at;
        case Kind::kHalfWord:
        case Kind::kTwoHalves:
            return kWrite | kHighCycle | step.at;
        case Kind::kOtp:
        case Kind::kKey:
            return kWrite | kKeysOrOtp | step.at;
        case Kind::kEraseKeys:
            return 2u << 29 | kKeysOrOtp;
        default:
            return 7u << 29 | kKeysOrOtp;
    }
}

TEST_F(Chip, OpsrTellsWhatAResetInterrupted) {
    const Path chip = folder("chip");
    for (const std::uint32_t at : sample(full() ? 10 : 1)) {
        const Step last = step(at);
        const flash_cut torn = is_write(last.kind)   ? FLASH_CUT_BITS
                               : is_erase(last.kind) ? FLASH_CUT_ERASE_MIX
                                                     : FLASH_CUT_NOTHING;
        const Cut cut{at, torn, kSeed + at};
        const auto outcome = run(chip, cut, "reset");
        EXPECT_TRUE(outcome.says(fmt::format("0x{:08x} instead of", expected_opsr(last))))
            << at << ": " << outcome.output;
        expect_as_the_model(chip, cut);
    }
    std::filesystem::remove_all(chip);
}

}  // namespace
}  // namespace cuts
