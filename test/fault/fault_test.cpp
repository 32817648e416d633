// SPDX-License-Identifier: Apache-2.0
// Claim B4 under fault campaigns: a named sample of each, small enough for every run of the tests.
// All cases of a file: sm fault run --full.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "test/system/tool.h"

namespace test {
namespace {

Outcome campaign(const std::string& name, const std::vector<std::string>& options = {}) {
    std::vector<std::string> words{"fault", "run",
                                   (root() / "test/fault" / (name + ".toml")).string()};
    words.insert(words.end(), options.begin(), options.end());
    return sm(words, 280);
}

std::string contents(const Path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

class B4 : public testing::TestWithParam<const char*> {};

TEST_P(B4, TheIrotStandsOneFault) {
    const Outcome run = campaign(GetParam());
    EXPECT_EQ(run.exit_code, 0) << run.output;
    EXPECT_TRUE(run.says("successes in all  0")) << run.output;
    EXPECT_TRUE(run.says("bricks            0")) << run.output;
}

INSTANTIATE_TEST_SUITE_P(Forgeries, B4,
                         testing::Values("irot_payload", "irot_digest", "irot_key",
                                         "irot_downgrade"),
                         [](const auto& campaign) { return std::string(campaign.param); });

TEST(B4, WithoutHardeningItFallsAndTheCampaignSaysWhere) {
    TestFile result("soft.json");
    const Outcome run = campaign("soft_digest", {"-o", result.path().string()});
    EXPECT_EQ(run.exit_code, 0) << run.output;
    EXPECT_TRUE(run.says("as expected       yes")) << run.output;
    EXPECT_TRUE(run.says("boot/image/verify.cpp:")) << run.output;
    const std::string json = contents(result.path());
    EXPECT_NE(json.find("\"function\": \"boot::image::judge\""), std::string::npos);
    EXPECT_NE(json.find("\"outcome\": \"success\""), std::string::npos);
}

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
