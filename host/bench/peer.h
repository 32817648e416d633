// SPDX-License-Identifier: Apache-2.0
// TF-M 2.2.2, profile_large, level 3, "tuned2" build (best flags), QEMU mps2-an521, exact
// instruction counts; sizes: MinSizeRel. The row names are ours.
#pragma once

#include <cstdint>
#include <string_view>

namespace host::bench {

struct Peer {
    std::string_view name;
    std::uint64_t value;
};

inline constexpr Peer kPeer[] = {
    {"boot_to_app_sw", 58'111'155}, {"framework_version", 133},   {"call_null_sfn", 2'960},
    {"call_echo16", 4'499},         {"call_echo256", 5'354},      {"call_echo1024", 8'042},
    {"connect_close", 5'230},       {"its_get16", 5'540},         {"its_set16", 22'873},
    {"random16", 45'309},           {"sha256_64", 11'903},        {"sha256_1024", 61'853},
    {"gcm_1024_sw", 123'152},       {"p256_sign_sw", 14'560'541}, {"p256_verify_sw", 28'815'772},
    {"ecdh_sw", 13'287'187},        {"manager_flash", 121'067},   {"secure_ram", 48'076},
    {"urot_flash", 19'996},
};

}  // namespace host::bench
