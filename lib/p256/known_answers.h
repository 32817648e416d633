// SPDX-License-Identifier: Apache-2.0
// Signatures of others with known outcome, for the tests on the host and on the chip.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace lib::p256 {

template <size_t size>
consteval auto from_hex(const char (&text)[size]) {
    auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    std::array<std::byte, size / 2> out{};
    for (size_t i = 0; i < out.size(); ++i) {
        out[i] = static_cast<std::byte>(digit(text[2 * i]) * 16 + digit(text[2 * i + 1]));
    }
    return out;
}

struct KnownAnswer {
    std::string_view source;
    std::array<std::byte, 64> key;
    std::array<std::byte, 32> digest;
    std::array<std::byte, 64> signature;
};

// All of them are valid.
inline constexpr KnownAnswer kKnownAnswers[] = {
    {"RFC 6979 A.2.5, SHA-256, message sample",
     from_hex("60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
              "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"),
     from_hex("af2bdbe1aa9b6ec1e2ade1d694f41fc71a831d0268e9891562113d8a62add1bf"),
     from_hex("efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
              "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8")},
    {"RFC 6979 A.2.5, SHA-256, message test",
     from_hex("60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
              "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"),
     from_hex("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
     from_hex("f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
              "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083")},
    {"NIST CAVP 186-4 SigGen, P-256, SHA-256, first",
     from_hex("1ccbe91c075fc7f4f033bfa248db8fccd3565de94bbfb12f3c59ff46c271bf83"
              "ce4014c68811f9a21a1fdb2c0e6113e06db7ca93b7404e78dc7ccd5ca89a4ca9"),
     from_hex("44acf6b7e36c1342c2c5897204fe09504e1e2efb1a900377dbc4e7a6a133ec56"),
     from_hex("f3ac8061b514795b8843e3d6629527ed2afd6b1f6a555a7acabb5e6f79c8c2ac"
              "8bf77819ca05a6b2786c76262bf7371cef97b218e96f175a3ccdda2acc058903")},
};

}  // namespace lib::p256
