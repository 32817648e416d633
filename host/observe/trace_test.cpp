// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "host/observe/trace.h"
#include "host/test/temporary.h"

namespace host {
namespace {

using test::failure_of;

// Power-on, HDPL raised, iROT, a supervisor call of an unprivileged module, its return.
constexpr const char* kText =
    "D 0 1 1 0 rom\n"
    "E 0 ff80040 -1 0 0 0 0\n"
    "H 50 ff8012e 0 1\n"
    "D 1 1 1 0 irot (ram)\n"
    "E 1120 c001a54 0 1 ff94062 0 1\n"
    "D 2 1 0 0 crypto\n"
    "D 3 1 1 1 manager\n"
    "E 2000 c02bc70 1 2 c001a60 0 3\n"
    "E 2010 c01cd00 2 3 c02bcea b 3\n"
    "C 2011 c01cd10 3\n"
    "W 2012 c01cd12 3 w 2 30040000 beef 3\n"
    "E 2030 c02bcf0 3 2 c01cd30 0 3\n"
    "S 0 1120 1\n"
    "S 1 880 1\n"
    "T 2040 00000000000000ff limit\n";

TEST(Trace, ReadsDomainsEventsAndSums) {
    const Trace trace = parse_trace(kText);
    ASSERT_EQ(trace.domains.size(), 4u);
    EXPECT_EQ(trace.domains[1].place, "irot (ram)");
    EXPECT_TRUE(trace.domains[3].handler);
    EXPECT_EQ(trace.domains[0].instructions, 1120u);
    ASSERT_EQ(trace.events.size(), 8u);
    EXPECT_EQ(trace.events[4].exception, 11u);
    EXPECT_EQ(trace.events[5].hdpl, 3u) << "the level of the line before";
    EXPECT_EQ(trace.events[6].value, 0xBEEFu);
    EXPECT_EQ(trace.instructions, 2040u);
    EXPECT_EQ(trace.hash, 0xFFu);
    EXPECT_EQ(trace.ended_by, "limit");
}

TEST(Trace, NamesWhatBroughtTheCoreThere) {
    const Json data = describe_trace(parse_trace(kText), Names({}));
    std::vector<std::string> events;
    for (const Json& row : data["events"]) {
        events.push_back(row["event"]);
    }
    EXPECT_EQ(events, (std::vector<std::string>{"power-on", "HDPL 1", "goes", "goes", "SVCall",
                                                "call", "write", "return"}));
    EXPECT_EQ(data["events"][4]["domain"], "secure handler");
    EXPECT_EQ(data["events"][4]["from"], "crypto: 0x0C02BCEA");
    EXPECT_EQ(data["events"][6]["value"], "0xBEEF");
    EXPECT_EQ(data["hash"], "00000000000000ff");
}

TEST(Trace, CutInsideALineKeepsWhatIsWhole) {
    const Trace trace = parse_trace("D 0 1 1 0 rom\nE 0 ff80040 -1 0 0 0 0\nE 12 c00");
    EXPECT_EQ(trace.events.size(), 1u);
    EXPECT_EQ(describe_trace(trace, Names({}))["ended_by"], "power-off");
}

TEST(Trace, RefusesLinesThatAreNone) {
    for (const char* line : {"E 1 2\n", "X 1 2 3\n", "E 0 0 -1 7 0 0 0\n", "D 5 1 1 0 rom\n",
                             "S 1 1 1\n", "T x 0 end\n", "\n", "C -1 0 0\n"}) {
        EXPECT_EQ(failure_of([&] { parse_trace(line); }), "TRACE_BAD") << line;
    }
}

TEST(Names, AreWithoutParametersAndUnnamedNamespaces) {
    EXPECT_EQ(short_name("_ZN4boot4irot10stage_mainEv"), "boot::irot::stage_main");
    EXPECT_EQ(short_name("_ZN3rss12_GLOBAL__N_14jumpEmmj"), "rss::jump");
    EXPECT_EQ(short_name("svc_entry"), "svc_entry");
    EXPECT_EQ(short_name("f"), "f") << "a C function, not the type float";
}

TEST(Names, UnknownCodeIsAnAddress) {
    EXPECT_EQ(Names({}).at(0x0C001234), "0x0C001234");
}

TEST(ExceptionName, NamesInterruptsByTheirLine) {
    EXPECT_EQ(exception_name(11), "SVCall");
    EXPECT_EQ(exception_name(77), "interrupt 61");
}

}  // namespace
}  // namespace host
