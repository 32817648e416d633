// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <cstring>

#include "host/observe/coverage.h"
#include "host/test/temporary.h"

namespace host {
namespace {

using test::failure_of;

Bytes table(std::uint64_t count, const std::vector<CoverBlock>& blocks) {
    std::string text = "SMCOVER1";
    const auto add = [&text](const auto& value) {
        text.append(reinterpret_cast<const char*>(&value), sizeof value);
    };
    add(count);
    for (const CoverBlock& block : blocks) {
        add(block.pc);
        add(block.size);
        add(block.runs);
    }
    const ByteView bytes = view(text);
    return {bytes.begin(), bytes.end()};
}

TEST(Coverage, ReadsThePluginsTable) {
    const auto blocks = parse_blocks(table(2, {{0x0C000000, 6, 3}, {0x0C000006, 2, 1}}));
    ASSERT_EQ(blocks.size(), 2u);
    EXPECT_EQ(blocks[0].pc, 0x0C000000u);
    EXPECT_EQ(blocks[0].runs, 3u);
}

TEST(Coverage, RefusesATableThatIsNone) {
    EXPECT_EQ(failure_of([] { parse_blocks(table(3, {{0, 2, 1}})); }), "COVERAGE_BAD");
    EXPECT_EQ(failure_of([] { parse_blocks(view("SMCOVER2--------")); }), "COVERAGE_BAD");
    EXPECT_EQ(failure_of([] { parse_blocks({}); }), "COVERAGE_BAD");
}

TEST(Coverage, AddsTheCountsOfRuns) {
    Coverage total{{"a.cpp", {{1, 2}, {2, 0}}}};
    add_coverage(total, {{"a.cpp", {{2, 5}, {3, 0}}}, {"b.cpp", {{9, 1}}}});
    EXPECT_EQ(total, (Coverage{{"a.cpp", {{1, 2}, {2, 5}, {3, 0}}}, {"b.cpp", {{9, 1}}}}));
}

TEST(Coverage, SurvivesLcovsFormat) {
    const Coverage coverage{{"boot/a.cpp", {{1, 2}, {7, 0}}}, {"/usr/x.h", {{3, 1}}}};
    const std::string text = to_lcov(coverage, "/root");
    EXPECT_NE(text.find("SF:/root/boot/a.cpp\nDA:1,2\nDA:7,0\nLF:2\nLH:1\nend_of_record\n"),
              std::string::npos)
        << text;
    EXPECT_EQ(from_lcov(text, "/root"), coverage);
}

TEST(Coverage, RefusesWhatIsNotLcov) {
    for (const char* text : {"hello", "DA:1,2\n", "SF:/a\nDA:1\n", "SF:/a\nDA:x,1\n"}) {
        EXPECT_EQ(failure_of([&] { from_lcov(text, "/root"); }), "COVERAGE_BAD") << text;
    }
}

TEST(Coverage, LeavesOutWhatIsNotOurs) {
    const Coverage all{{"boot/a.cpp", {}}, {"build/deps/x.c", {}}, {"/usr/include/y.h", {}}};
    EXPECT_EQ(own_files(all), (Coverage{{"boot/a.cpp", {}}}));
}

TEST(Coverage, SaysWhichLinesNeverRan) {
    const Coverage coverage{{"a.cpp", {{1, 1}, {3, 0}, {4, 0}, {5, 0}, {9, 0}, {10, 2}}}};
    const Json data = describe_coverage(coverage, true);
    EXPECT_EQ(data["files"][0]["never_ran"], "3-5, 9");
    EXPECT_EQ(data["executed"], 2u);
    EXPECT_EQ(data["percent"], "33.3 %");
    EXPECT_FALSE(describe_coverage(coverage, false)["files"][0].contains("never_ran"));
}

}  // namespace
}  // namespace host
