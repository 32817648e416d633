// SPDX-License-Identifier: Apache-2.0
// The bench runs to its end, and the names of its figures stay.
#include <gtest/gtest.h>

#include "test/system/tool.h"

namespace test {
namespace {

TEST(Bench, EveryFigureIsThereByItsName) {
    Outcome run = sm({"bench", "--json"}, 300);
    ASSERT_EQ(run.exit_code, 0) << run.output;
    for (const char* name :
         {"call_null_ipc",  "core_runtime_flash",  "core_startup_flash", "core_table_ram",
          "irot_flash",     "urot_flash",          "core_flash",         "manager_flash",
          "secure_ram",     "app_flash_room",      "boot_to_app_sw",     "framework_version",
          "boot_to_app_hw", "boot_to_app_hw_hash", "boot_to_app_hw_pka", "irot_hw_flash",
          "call_null_sfn",  "call_echo16",         "call_echo1024",      "connect_close",
          "its_get16",      "its_set16",           "random16",           "sha256_64",
          "gcm_1024_sw",    "iovec_64k",           "p256_sign_sw",       "p256_verify_sw",
          "emulator_mips",  "boots_per_second"}) {
        EXPECT_TRUE(run.says("\"" + std::string(name) + "\": ")) << name;
    }
}

}  // namespace
}  // namespace test
