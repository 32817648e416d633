// SPDX-License-Identifier: Apache-2.0
#include "host/bench/stack.h"

#include <gtest/gtest.h>

namespace host::bench {
namespace {

Path graph_folder(const std::string& text) {
    Path folder = Path(testing::TempDir()) / "stack_test";
    std::filesystem::remove_all(folder);
    make_folder(folder);
    write_text(folder / "a.ci", text);
    return folder;
}

std::string node(const std::string& name, int bytes) {
    return "node: { title: \"" + name + "\" label: \"int " + name + "()\\na.c:1:1\\n" +
           std::to_string(bytes) + " bytes (static)\" }\n";
}

std::string edge(const std::string& from, const std::string& to) {
    return "edge: { sourcename: \"" + from + "\" targetname: \"" + to + "\" label: \"a.c:2:2\" }\n";
}

TEST(WorstStack, IsTheDeepestPathOfCalls) {
    Path folder = graph_folder(node("main", 16) + node("a.c:deep", 100) + node("wide", 50) +
                               edge("main", "wide") + edge("main", "a.c:deep"));
    StackUse use = worst_stack({folder}, {"main", "deep", "wide"});
    EXPECT_EQ(use.bytes, 116u);
    EXPECT_EQ(use.path, (std::vector<std::string>{"main", "deep"}));
    EXPECT_FALSE(use.recursive);
}

TEST(WorstStack, LeavesOutWhatIsNotLinked) {
    Path folder = graph_folder(node("main", 16) + node("unused", 900) + edge("main", "unused"));
    EXPECT_EQ(worst_stack({folder}, {"main"}).bytes, 16u);
}

TEST(WorstStack, ReportsRecursionInsteadOfHanging) {
    Path folder = graph_folder(node("a", 8) + node("b", 8) + edge("a", "b") + edge("b", "a"));
    EXPECT_TRUE(worst_stack({folder}, {"a", "b"}).recursive);
}

TEST(WorstStack, AddsTheDeepestFunctionBehindAPointer) {
    Path folder =
        graph_folder(node("main", 16) + node("handler", 200) + edge("main", "__indirect_call"));
    EXPECT_EQ(worst_stack({folder}, {"main", "handler"}).bytes, 216u);
}

}  // namespace
}  // namespace host::bench
