// SPDX-License-Identifier: Apache-2.0
// What a figure may be at most: `sm bench` fails where one is more. Bytes and instructions.
#pragma once

#include <cstdint>
#include <string_view>

namespace host::bench {

struct Limit {
    std::string_view name;
    std::uint64_t most;
};

inline constexpr Limit kLimits[] = {
    {"framework_version", 60},    {"call_null_sfn", 400},        {"call_null_ipc", 800},
    {"call_echo16", 600},         {"call_echo1024", 1'500},      {"call_echo1024_ipc", 1'500},
    {"connect_close", 700},       {"irot_flash", 24 * 1024},     {"urot_flash", 40 * 1024},
    {"manager_flash", 121'067},   {"secure_ram", 48'076},        {"boot_to_app_sw", 20'000'000},
    {"iovec_64k", 2'000},         {"p256_verify_sw", 2'000'000}, {"core_runtime_flash", 13'000},
    {"core_driver_flash", 1'600}, {"core_startup_flash", 7'400}, {"core_table_ram", 4'900},
};

}  // namespace host::bench
