// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "host/base/print.h"
#include "host/base/text.h"
#include "host/test/temporary.h"

namespace host {
namespace {

using test::failure_of;
using test::TemporaryFolder;

TEST(Numbers, TakeDecimalHexAndUnits) {
    EXPECT_EQ(parse_number("1024"), 1024u);
    EXPECT_EQ(parse_number("0x400"), 1024u);
    EXPECT_EQ(parse_number("48K"), 49152u);
    EXPECT_EQ(parse_number("2M"), 2097152u);
    EXPECT_EQ(parse_number("4294967295"), 4294967295u);
}

TEST(Numbers, RefuseWhatIsNone) {
    for (const char* text : {"", "K", "0x", "-1", "1.5", "12 ", "4294967296", "4194304K", "0xg"}) {
        EXPECT_FALSE(parse_number(text)) << text;
    }
}

TEST(Versions, TakeWhatImgtoolTakes) {
    EXPECT_EQ(version_text(*parse_version("1.2.3+4")), "1.2.3+4");
    EXPECT_EQ(version_text(*parse_version("255.255.65535+4294967295")), "255.255.65535+4294967295");
    EXPECT_EQ(version_text(*parse_version("7")), "7.0.0");
}

TEST(Versions, RefuseFieldsThatDoNotFit) {
    for (const char* text : {"", "1.256.0", "256.0.0", "1.2.65536", "1.2.3.4", "1..2", "1.2.3+",
                             "1.2.3+4294967296", "a", "-1.0.0"}) {
        EXPECT_FALSE(parse_version(text)) << text;
    }
}

TEST(Hex, ReadsBackWhatItWrites) {
    EXPECT_EQ(hex(*parse_hex("00ff7A")), "00ff7a");
    EXPECT_FALSE(parse_hex("abc"));
    EXPECT_FALSE(parse_hex("zz"));
}

TEST(Files, MissingOneIsNamed) {
    EXPECT_EQ(failure_of([] { read_file("/nonexistent/file"); }), "FILE_UNREADABLE");
    EXPECT_EQ(failure_of([] { read_file("/tmp"); }), "FILE_UNREADABLE");
    EXPECT_EQ(failure_of([] { write_text("/nonexistent/file", "x"); }), "FILE_UNWRITABLE");
}

TEST(Files, SecretsAreForTheirOwnerOnly) {
    const TemporaryFolder folder;
    write_text(folder / "secret", "x", 0600);
    const auto mode = std::filesystem::status(folder / "secret").permissions();
    EXPECT_EQ(static_cast<unsigned>(mode) & 0777, 0600u);
    EXPECT_EQ(read_text(folder / "secret"), "x");
}

TEST(Printing, AlignsObjectsAndTables) {
    const Json data = {{"a_name", "x"},
                       {"flag", true},
                       {"rows", Json::array({{{"n", 1}, {"long_name", "y"}}, {{"n", 22}}})}};
    EXPECT_EQ(human(data), "a name  x\nflag    yes\nrows:\n  n   long name\n  1   y\n  22\n");
}

TEST(Printing, FailureSaysNameWhatAndAdvice) {
    EXPECT_EQ(human(Failure("NAME", "it broke", "mend it")), "sm: NAME: it broke; mend it\n");
    const Failure from_code(lib::Error::kHashMismatch, "a.bin");
    EXPECT_EQ(from_code.name(), "HASH_MISMATCH");
    EXPECT_FALSE(from_code.advice().empty());
}

}  // namespace
}  // namespace host
