// SPDX-License-Identifier: Apache-2.0
// Claim B4 under fault campaigns: a sample of each, small enough for every run of the tests. With
// SM_FULL=1 (./sm test fault --full) all cases, whose counts go to test/results/.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "test/system/tool.h"

namespace test {
namespace {

constexpr unsigned kSeconds = 280;
constexpr unsigned kSecondsOfAll = 24 * 3600;

bool full() {
    return std::getenv("SM_FULL") != nullptr;
}

Outcome campaign(const std::string& name, const std::vector<std::string>& options = {}) {
    std::vector<std::string> words{"fault", "run",
                                   (root() / "test/fault" / (name + ".toml")).string()};
    words.insert(words.end(), options.begin(), options.end());
    return sm(words, full() ? kSecondsOfAll : kSeconds);
}

std::vector<std::string> how_much(const std::string& name) {
    if (!full()) {
        return {};
    }
    return {"--full", "--counts", (root() / "test/results" / ("fault_" + name + ".json")).string()};
}

// The counts, for who reads the log.
void print_line(const Outcome& run) {
    const auto at = run.output.find("fault ", run.output.find("in a line"));
    if (at != std::string::npos) {
        std::printf("%s\n", run.output.substr(at, run.output.find('\n', at) - at).c_str());
    }
}

std::string contents(const Path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

class B4 : public testing::TestWithParam<const char*> {};

TEST_P(B4, OneFaultLetsNothingInAndBreaksNothing) {
    const Outcome run = campaign(GetParam(), how_much(GetParam()));
    print_line(run);
    EXPECT_EQ(run.exit_code, 0) << run.output;
    EXPECT_TRUE(run.says("successes in all  0")) << run.output;
    EXPECT_TRUE(run.says("bricks            0")) << run.output;
}

const auto name_of = [](const auto& campaign) { return std::string(campaign.param); };

INSTANTIATE_TEST_SUITE_P(Irot, B4,
                         testing::Values("irot_payload", "irot_digest", "irot_key",
                                         "irot_stolen_name", "irot_downgrade", "irot_component",
                                         "irot_foreseen", "irot_chain", "irot_confirm"),
                         name_of);
INSTANTIATE_TEST_SUITE_P(UrotManager, B4,
                         testing::Values("urot_manager_payload", "urot_manager_digest",
                                         "urot_manager_key", "urot_manager_downgrade",
                                         "urot_manager_component", "urot_staged"),
                         name_of);
INSTANTIATE_TEST_SUITE_P(UrotApplication, B4,
                         testing::Values("urot_app_payload", "urot_app_digest", "urot_app_key",
                                         "urot_app_downgrade", "urot_app_component"),
                         name_of);
INSTANTIATE_TEST_SUITE_P(UrotModule, B4,
                         testing::Values("urot_module_payload", "urot_module_digest",
                                         "urot_module_key", "urot_module_downgrade",
                                         "urot_module_component"),
                         name_of);

// lib/sha256 alone, which every stage hashes hostile bytes with.
INSTANTIATE_TEST_SUITE_P(Hash, B4, testing::Values("hash_steered"), name_of);

class WithoutHardening : public testing::TestWithParam<const char*> {};

TEST_P(WithoutHardening, AStageFallsAndTheCampaignSaysWhere) {
    TestFile result("soft.json");
    const Outcome run = campaign(GetParam(), {"-o", result.path().string()});
    print_line(run);
    EXPECT_EQ(run.exit_code, 0) << run.output;
    EXPECT_TRUE(run.says("as expected       yes")) << run.output;
    EXPECT_TRUE(run.says("boot/image/verify.cpp:")) << run.output;
    const std::string json = contents(result.path());
    EXPECT_NE(json.find("\"function\": \"boot::image::judge\""), std::string::npos);
    EXPECT_NE(json.find("\"outcome\": \"success\""), std::string::npos);
}

// A case whose end is known before it comes (emulator/fault/README.md) is told as if it had come.
class Shortcuts : public testing::TestWithParam<const char*> {};

TEST_P(Shortcuts, EachCaseEndsAsWhenItIsRunToItsEnd) {
    TestFile brief("brief.json");
    TestFile whole("whole.json");
    const auto run = [](const TestFile& out, std::vector<std::string> more) {
        more.insert(more.end(), {"--sample", "250", "--seed", "7", "-o", out.path().string()});
        const Outcome run = campaign(GetParam(), more);
        EXPECT_EQ(run.exit_code, 0) << run.output;
    };
    run(brief, {});
    run(whole, {"--whole"});
    EXPECT_FALSE(contents(brief.path()).empty());
    EXPECT_EQ(contents(brief.path()), contents(whole.path()));
}

TEST(WithOneEvaluation, WhoForeseesTheFaultGetsIn) {
    const Outcome run = campaign("single_foreseen");
    print_line(run);
    EXPECT_EQ(run.exit_code, 0) << run.output;
    EXPECT_FALSE(run.says("successes in all  0")) << run.output;
}

INSTANTIATE_TEST_SUITE_P(Fault, Shortcuts,
                         testing::Values("irot_digest", "urot_app_key", "soft_digest"), name_of);
INSTANTIATE_TEST_SUITE_P(Soft, WithoutHardening, testing::Values("soft_digest", "soft_manager"),
                         name_of);

TEST(FaultEngine, OneSeedOneResultHoweverManyMachines) {
    TestFile first("first.json");
    TestFile second("second.json");
    TestFile other("other.json");
    const auto run = [](const TestFile& out, const std::string& jobs, const std::string& seed) {
        const Outcome run = campaign("irot_key", {"--sample", "200", "--seed", seed, "--jobs", jobs,
                                                  "-o", out.path().string()});
        EXPECT_EQ(run.exit_code, 0) << run.output;
    };
    run(first, "1", "5");
    run(second, "2", "5");
    run(other, "1", "6");
    EXPECT_FALSE(contents(first.path()).empty());
    EXPECT_EQ(contents(first.path()), contents(second.path()));
    EXPECT_NE(contents(first.path()), contents(other.path()));
}

}  // namespace
}  // namespace test
