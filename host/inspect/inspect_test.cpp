// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>

#include "host/base/file.h"
#include "host/inspect/application.h"
#include "host/inspect/granted.h"
#include "host/inspect/picture.h"
#include "host/inspect/reach.h"

namespace host::inspect {
namespace {

const Reach kRam{kApplication, "RAM app", 0x2000'0000, 0x4'0000, "rwx"};
const Reach kCode{"echo", "its code", 0x0C04'2020, 0x400, "rx"};
const Reach kSlot{"echo", "its code", 0x0C04'2000, 0x6000, "rx", true};
const Reach kTimer{"echo", "TIM4", 0x5000'0800, 0x400, "rw"};

Table granted() {
    return {{kRam, kSlot, kTimer}, {{"echo", 0xF0A0}}};
}
Table linked() {
    return {{kRam, kCode, kTimer}, {{"echo", 0xF0A0}}};
}

std::string only(const std::vector<std::string>& found) {
    EXPECT_EQ(found.size(), 1u);
    return found.empty() ? "" : found.front();
}

void expect_says(const Table& images, const std::string& part) {
    const std::string text = only(differences(granted(), images));
    EXPECT_NE(text.find(part), std::string::npos) << text;
}

TEST(Reach, EqualTablesHaveNoDifference) {
    EXPECT_TRUE(differences(granted(), linked()).empty());
}

TEST(Reach, AWiderRangeIsADifference) {
    Table images = linked();
    images.reaches[0].size += 0x200;
    expect_says(images, "the images give it");
}

TEST(Reach, ANarrowerRangeIsADifference) {
    Table images = linked();
    images.reaches[2].size -= 32;
    expect_says(images, "the images do not");
}

TEST(Reach, MoreAccessIsADifference) {
    Table images = linked();
    images.reaches[2].access = "rwx";
    expect_says(images, "echo: rwx TIM4");
}

TEST(Reach, LessAccessIsADifference) {
    Table images = linked();
    images.reaches[2].access = "r";
    expect_says(images, "a manifest gives it");
}

TEST(Reach, LessAccessToItsOwnCodeIsADifference) {
    Table images = linked();
    images.reaches[1].access = "r";
    expect_says(images, "echo: rx its code");
}

TEST(Reach, AnothersGrantIsNoGrant) {
    Table images = linked();
    images.reaches.push_back({"crypto", "RAM app", 0x2000'0000, 0x20, "x"});
    EXPECT_FALSE(differences(granted(), images).empty());
}

TEST(Reach, CodeOutsideOfItsSlotIsADifference) {
    Table images = linked();
    images.reaches[1].base = 0x0C04'8000;
    EXPECT_EQ(differences(granted(), images).size(), 2u) << "one too many, one missing";
}

TEST(Reach, ASecondRangeInItsSlotIsNotItsCode) {
    Table images = linked();
    images.reaches.push_back({"echo", "modules", 0x0C04'3000, 0x20, "r"});
    expect_says(images, "the images give it");
}

TEST(Reach, TwoThatReachTheSameBytesAreADifferenceOverAliasesToo) {
    Table both = linked();
    both.reaches.push_back({"crypto", "TIM4", 0x4000'0800, 0x400, "rw"});
    Table grants = granted();
    grants.reaches.push_back(both.reaches.back());
    const std::string text = only(differences(grants, both));
    EXPECT_NE(text.find("crypto reaches it too"), std::string::npos) << text;
}

TEST(Reach, TwoWindowsSideBySideCoverWhatSpansThem) {
    Table grants = granted();
    grants.reaches[0].size = 0x1'0000;
    grants.reaches.push_back({kApplication, "RAM high", 0x2001'0000, 0x3'0000, "rwx"});
    EXPECT_TRUE(differences(grants, linked()).empty());
}

TEST(Reach, WhatTheCoreDoesOnACallIsNoAddress) {
    Table images = linked();
    images.reaches[2].by_call = true;
    EXPECT_EQ(differences(granted(), images).size(), 2u);
}

TEST(Reach, WhatTheApplicationLendsIsSharedAndCompared) {
    Table grants = granted(), images = linked();
    const auto lent = lent_to("echo", images.reaches);
    ASSERT_EQ(lent.size(), 1u);
    EXPECT_EQ(access_text(lent[0]), "rw lent");
    images.reaches.push_back(lent[0]);
    expect_says(images, "echo: rw lent RAM app");
    grants.reaches.push_back(lent[0]);
    EXPECT_TRUE(differences(grants, images).empty());
    images.reaches.back().lent = false;
    EXPECT_FALSE(differences(grants, images).empty());
}

TEST(Reach, FlashOfTheApplicationIsLentToBeRead) {
    const auto lent = lent_to("echo", {{kApplication, "app", 0x0805'E000, 0xD'0000, "rwx"}});
    ASSERT_EQ(lent.size(), 1u);
    EXPECT_EQ(lent[0].access, "r");
}

TEST(Reach, ACallThatNoManifestNamesIsADifference) {
    Table images = linked();
    images.calls.push_back({kApplication, 0xF0A1});
    expect_says(images, "application calls 0x0000F0A1");
}

TEST(Reach, ACallThatTheImagesLackIsADifference) {
    Table images = linked();
    images.calls.clear();
    expect_says(images, "echo calls 0x0000F0A0");
}

TEST(Granted, FollowsFromTheSystemsOwnManifest) {
    const Table table = inspect::granted(gen::load_system(root_folder() / "system.toml"));
    const auto has = [&](const std::string& who, const std::string& what,
                         const std::string& access) {
        return std::ranges::any_of(table.reaches, [&](const Reach& reach) {
            return reach.who == who && reach.what == what && reach.access == access;
        });
    };
    EXPECT_TRUE(has(kApplication, "app", "rwx"));
    EXPECT_TRUE(has(kApplication, "USART1", "rw"));
    EXPECT_FALSE(has(kApplication, "storage", "rwx"));
    EXPECT_TRUE(has("storage", "OBKeys", "r"));
    EXPECT_TRUE(has("echo", "its code", "rx"));
    EXPECT_TRUE(has("echo", "app", "r")) << "lent: it has MM-IOVEC";
    EXPECT_FALSE(has("storage", "app", "r"));
    EXPECT_FALSE(table.calls.empty());
}

CoreTables core_tables() {
    CoreTables core;
    core.sau = {{0x0C01'C800, 0x0C01'CC00, true},
                {0x2000'0000, 0x2000'8000, false},
                {0x4000'0000, 0x5000'0000, false}};
    core.mpcbb = {std::vector<std::uint32_t>(16), std::vector<std::uint32_t>(4),
                  std::vector<std::uint32_t>(20)};
    core.tzsc = {0xFFFF'FFFF, 0xFFFF'FFFF, 0xFFFF'FFFF};
    return core;
}

std::vector<Reach> application(const CoreTables& core) {
    return application_reaches(core, gen::load_system(root_folder() / "system.toml"));
}

TEST(Application, ReachesTheWindowsOfTheSau) {
    const auto reaches = application(core_tables());
    ASSERT_EQ(reaches.size(), 2u);
    EXPECT_EQ(reaches[0].access, "x") << "the veneers' page";
    EXPECT_EQ(reaches[1].base, 0x2000'0000u);
    EXPECT_EQ(reaches[1].size, 0x8000u);
}

TEST(Application, DoesNotReachABlockThatMpcbbKeepsSecure) {
    CoreTables core = core_tables();
    core.mpcbb[0][0] = 1u << 3;
    const auto reaches = application(core);
    ASSERT_EQ(reaches.size(), 3u) << "before the block and behind it";
    EXPECT_EQ(reaches[1].size, 3u * 512);
    EXPECT_EQ(reaches[2].base, 0x2000'0000u + 4 * 512);
}

TEST(Application, ReachesAPeripheralThatTzscLeavesIt) {
    CoreTables core = core_tables();
    core.tzsc[0] &= ~(1u << 1);
    const auto reaches = application(core);
    ASSERT_EQ(reaches.size(), 3u);
    EXPECT_EQ(reaches[2].what, "TIM3");
}

TEST(Picture, HasACellForEachReach) {
    const std::string svg = picture(linked());
    EXPECT_EQ(svg.rfind("<svg", 0), 0u);
    std::size_t cells = 0;
    for (std::size_t at = svg.find("<rect"); at != std::string::npos;
         at = svg.find("<rect", at + 1)) {
        ++cells;
    }
    EXPECT_EQ(cells, 3u);
}

}  // namespace
}  // namespace host::inspect
