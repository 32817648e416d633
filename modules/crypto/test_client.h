// SPDX-License-Identifier: Apache-2.0
// What the tests of the crypto service share: an application's view of psa/crypto.h, and a board.
#pragma once

#include <gtest/gtest.h>
#include <psa/crypto.h>
#include <sm/crypto_abi.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "modules/crypto/test_board.h"

namespace modules::crypto {
using Octets = std::vector<std::uint8_t>;
using lib::journal::TestFlash;

inline Octets hex(std::string_view text) {
    Octets out;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        out.push_back(
            static_cast<std::uint8_t>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16)));
    }
    return out;
}

inline Octets text(std::string_view value) {
    return {value.begin(), value.end()};
}

inline Octets pattern(std::size_t size) {
    Octets out(size);
    for (std::size_t i = 0; i < size; ++i) {
        out[i] = static_cast<std::uint8_t>(i * 7 + (i >> 8));
    }
    return out;
}

inline psa_key_attributes_t attributes(psa_key_type_t type, std::size_t bits,
                                       psa_algorithm_t algorithm, psa_key_usage_t usage,
                                       psa_key_id_t id = 0) {
    psa_key_attributes_t out = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&out, type);
    psa_set_key_bits(&out, bits);
    psa_set_key_algorithm(&out, algorithm);
    psa_set_key_usage_flags(&out, usage);
    if (id != 0) {
        psa_set_key_id(&out, id);
    }
    return out;
}

inline psa_key_id_t import(const psa_key_attributes_t& wanted, const Octets& data) {
    psa_key_id_t key = 0;
    EXPECT_EQ(psa_import_key(&wanted, data.data(), data.size(), &key), PSA_SUCCESS);
    return key;
}

inline constexpr psa_key_type_t kPair = PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1);
inline constexpr psa_algorithm_t kEcdsa = PSA_ALG_ECDSA(PSA_ALG_SHA_256);
inline constexpr psa_key_usage_t kSign = PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_VERIFY_HASH;

// RFC 6979, A.2.5
inline const Octets kPrivate =
    hex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
inline const Octets kPublic =
    hex("0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
        "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299");

inline Octets hash(psa_algorithm_t algorithm, const Octets& data) {
    Octets out(PSA_HASH_MAX_SIZE);
    std::size_t length = 0;
    EXPECT_EQ(
        psa_hash_compute(algorithm, data.data(), data.size(), out.data(), out.size(), &length),
        PSA_SUCCESS);
    out.resize(length);
    return out;
}

class Crypto : public ::testing::Test {
  protected:
    void SetUp() override { ASSERT_TRUE(board_->ready); }
    // Nothing that a test's client gave back is still held.
    void TearDown() override { EXPECT_EQ(service_use().operations, 0u); }
    void reboot() {
        board_.reset();
        board_ = std::make_unique<Board>(flash_);
    }

    TestFlash flash_{8, 8192};
    std::unique_ptr<Board> board_ = std::make_unique<Board>(flash_);
};

}  // namespace modules::crypto
