// SPDX-License-Identifier: Apache-2.0
// A module is bound to no address: the same payload serves from its own slot and from inside the
// manager's image, where no linker put it.
#include <gtest/gtest.h>

#include "test/system/tool.h"

namespace test {
namespace {

TEST(Modules, OnePayloadRunsAtTwoAddresses) {
    TestBoard board;
    Outcome in_slot = board.demo({"--app", "bench"});
    ASSERT_EQ(in_slot.exit_code, 0) << in_slot.output;

    TestFile payload("manager.payload");
    TestFile image("manager.bin");
    const Path modules = root() / "build/chip/modules";
    Outcome packed =
        sm({"image", "pack", "--core", (modules / "core.raw").string(), "--module",
            (modules / "storage/sm_storage.payload").string(), "--module",
            (modules / "crypto/sm_crypto.payload").string(), "--module",
            (modules / "examples/echo/echo.payload").string(), payload.path().string()});
    ASSERT_EQ(packed.exit_code, 0) << packed.output;
    Outcome made = sm({"image", "sign", "--component", "manager", "--key",
                       (keys() / "manager.pem").string(), "--version", "1.0.0", "--counter", "1",
                       payload.path().string(), image.path().string()});
    ASSERT_EQ(made.exit_code, 0) << made.output;
    ASSERT_EQ(board.install("manager", image.path()).exit_code, 0);
    ASSERT_EQ(sm({"board", "erase", "echo", "--dir", board.folder().string()}).exit_code, 0);
    Outcome in_container = board.demo({"--app", "bench"});
    EXPECT_EQ(in_container.exit_code, 0) << in_container.output;
    EXPECT_TRUE(in_container.says("module 0x201 absent")) << in_container.output;
}

}  // namespace
}  // namespace test
