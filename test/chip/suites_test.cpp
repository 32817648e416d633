// SPDX-License-Identifier: Apache-2.0
// Each behaviour suite on a board of its own, in product state Open.
#include <gtest/gtest.h>

#include <iterator>
#include <sstream>

#include "test/system/tool.h"

namespace test {
namespace {

std::vector<std::string> suite_names() {
    std::istringstream words(CHIP_SUITES);
    return {std::istream_iterator<std::string>(words), {}};
}

class Behaviour : public testing::TestWithParam<std::string> {};

TEST_P(Behaviour, HoldsOnTheChip) {
    TestBoard board({"--state", "open"});
    const Path program = root() / "build/chip/test/chip" / (GetParam() + ".bin");
    const Outcome flashed = board.install("irot", program);
    ASSERT_EQ(flashed.exit_code, 0) << flashed.output;
    const Outcome run = board.demo();
    EXPECT_EQ(run.exit_code, 0) << run.output;
    EXPECT_TRUE(run.says(GetParam() + ": ")) << run.output;
}

INSTANTIATE_TEST_SUITE_P(Suites, Behaviour, testing::ValuesIn(suite_names()),
                         [](const auto& suite) { return suite.param; });

}  // namespace
}  // namespace test
