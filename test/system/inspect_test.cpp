// SPDX-License-Identifier: Apache-2.0
// What the build says about who can reach what, and that it refuses images that say otherwise.
#include <gtest/gtest.h>

#include "test/system/tool.h"

namespace test {
namespace {

// The build's manager and, as the installed module, another one.
class Folder {
  public:
    explicit Folder(const std::string& module) : file_("inspect") {
        std::filesystem::create_directories(file_.path());
        for (const auto& [from, to] :
             {std::pair{std::string("manager"), "manager.bin"}, std::pair{module, "echo.bin"}}) {
            std::filesystem::copy_file(images() / (from + ".bin"), file_.path() / to);
        }
    }
    [[nodiscard]] std::string path() const { return file_.path().string(); }

  private:
    TestFile file_;
};

TEST(Inspect, TheImagesOfTheBuildAreWhatTheManifestsGrant) {
    const TestFile picture("reach.svg");
    const Outcome run = sm({"inspect", "--svg", picture.path().string()});
    EXPECT_EQ(run.exit_code, 0) << run.output;
    for (const char* part :
         {"veneers", "USART1", "its RAM", "rw by call", "rw lent", "0x0000F0A0"}) {
        EXPECT_TRUE(run.says(part)) << part << "\n" << run.output;
    }
    EXPECT_GT(std::filesystem::file_size(picture.path()), 1000u);
    EXPECT_TRUE(sm({"inspect", "--json"}).says("\"differences\": []"));
}

TEST(Inspect, AModuleWithOtherServicesThanItsManifestIsADifference) {
    const Folder folder("prober");
    const Outcome run = sm({"inspect", "--images", folder.path()});
    EXPECT_EQ(run.exit_code, 1);
    EXPECT_TRUE(run.says("application calls 0x0000F0B0: the images allow it, no manifest does"))
        << run.output;
    EXPECT_TRUE(run.says("application calls 0x0000F0A0: a manifest allows it, the images do not"));
    const TestFile tables("reach.json");  // as the build asks
    const Outcome build =
        sm({"inspect", "--images", folder.path(), "--out", tables.path().string()});
    EXPECT_EQ(build.exit_code, 1) << build.output;
    EXPECT_TRUE(std::filesystem::exists(tables.path()));
}

TEST(Inspect, ACoreThatTheManagerIsNotMadeOfIsNamed) {
    const Path other = root() / "build/chip/test/weak/core_witness.elf";
    const Outcome run = sm({"inspect", "--core", other.string()});
    EXPECT_EQ(run.exit_code, 1);
    EXPECT_TRUE(run.says("CORE_DIFFERS")) << run.output;
}

TEST(Inspect, WhatIsNoImageAndWhatIsNotThereIsNamed) {
    const Folder application("hello");
    EXPECT_TRUE(sm({"inspect", "--images", application.path()}).says("MODULE_HEADER_BAD"));
    const Outcome nothing = sm({"inspect", "--images", "nowhere"});
    EXPECT_EQ(nothing.exit_code, 1);
    EXPECT_TRUE(nothing.says("FILE_UNREADABLE")) << nothing.output;
}

}  // namespace
}  // namespace test
