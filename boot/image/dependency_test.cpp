// SPDX-License-Identifier: Apache-2.0
#include "boot/image/dependency.h"

#include <gtest/gtest.h>

namespace boot::image {
namespace {

using lib::handover::Version;

constexpr Version kWanted{2, 3, 400, 7};

TEST(Dependency, OrdersByMajorMinorRevision) {
    for (const Version& enough :
         {Version{2, 3, 400, 7}, {2, 3, 400, 0}, {2, 3, 401, 0}, {2, 4, 0, 0}, {3, 0, 0, 0}}) {
        EXPECT_TRUE(version_satisfies(enough, kWanted));
    }
    for (const Version& less : {Version{2, 3, 399, 9}, {2, 2, 999, 9}, {1, 255, 999, 9}}) {
        EXPECT_FALSE(version_satisfies(less, kWanted));
    }
}

TEST(Dependency, NeedsEveryOne) {
    const Version version{2, 3, 400, 0};
    const auto only_3 = [&version](std::uint32_t image) { return image == 3 ? &version : nullptr; };
    Dependencies wanted{};
    EXPECT_TRUE(dependencies_met(wanted, only_3).ok());
    wanted.entries[wanted.count++] = {3, kWanted};
    EXPECT_TRUE(dependencies_met(wanted, only_3).ok());
    wanted.entries[wanted.count++] = {4, Version{}};
    EXPECT_EQ(dependencies_met(wanted, only_3).error(), lib::Error::kDependencyUnmet);
    wanted = {};
    wanted.entries[wanted.count++] = {3, {2, 3, 401, 0}};
    EXPECT_EQ(dependencies_met(wanted, only_3).error(), lib::Error::kDependencyUnmet);
}

}  // namespace
}  // namespace boot::image
