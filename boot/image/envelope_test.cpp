// SPDX-License-Identifier: Apache-2.0
#include "boot/image/envelope.h"

#include <gtest/gtest.h>

#include <vector>

#include "boot/image/software_cipher.h"
#include "lib/p256/known_answers.h"

namespace boot::image::test {
namespace {

using lib::Error;
using lib::p256::from_hex;

// Made by imgtool 2.4.0 (sign --encrypt, --encrypt-keylen) of bytes 0, 1, 2 ...
constexpr auto kKey = from_hex("851d08b18bf3c96ceb64425075f4539165e160e3b4dbe2cded4b6d6f82c81dba");
constexpr auto kEnvelope128 = from_hex(
    "04ea49427fe4761ea7bc5fe78b1143671b0d8c9db6a6e794028b9ebf94fb71fc5b6bcdd5275e2f33"
    "349fad1d0c3cb9aa09710f575e6f9e8e750b5418fc0b2cfe13ede9167e8ff704b25a786ec4a9f03c"
    "15ed8d548e2e5ee040b906abb86a2d3a777c5803459f5fcb2284c40428a0ff42b2");
constexpr auto kPayload128 =
    from_hex("491eb3d44f33ecd714ef7f5877e3170ab5a8ee1e80e379bbaf17d06f3d0883d3");
constexpr auto kEnvelope256 = from_hex(
    "0417e4f887c52eb658baae98ac30b6f8edf867eed3a66984578384b37903f31e3673cea4cb7568e4"
    "3cd54a561713b9ab81e8f5fcf3c5f37753cb8550a371721f0bde33c0154b7b06d2645c65fa298dfd"
    "dc0a67ec90fd2559796d40d352f4a294d0ae1466a3195354c758e0c9874bc9cb85d19b0a1bfdc1f9"
    "ffd7b413b8a8353f8b");
constexpr auto kPayload256 =
    from_hex("829048eb0ccf5ba747778ff764fb8a44a87dc8d4132e288f9953be5423cd9542");
constexpr std::uint32_t kFirstBlock = 1;  // the payload pieces above are bytes 16..47

struct Made {
    std::size_t key_size;
    lib::bytes::ByteView envelope;
    lib::bytes::ByteView payload;
};

class Envelope : public testing::TestWithParam<Made> {
  protected:
    lib::Result<void> open(lib::bytes::ByteView envelope) {
        return open_envelope<SoftwareCounter>(content, envelope, GetParam().key_size, kKey);
    }
    Error error_of(lib::bytes::ByteView envelope) {
        auto opened = open(envelope);
        return opened.ok() ? Error{} : opened.error();
    }

    ContentKey content;
    std::vector<std::byte> bytes{GetParam().envelope.begin(), GetParam().envelope.end()};
};

TEST_P(Envelope, OpensWhatImgtoolSealed) {
    ASSERT_TRUE(open(bytes).ok());
    std::vector<std::byte> payload(GetParam().payload.begin(), GetParam().payload.end());
    ASSERT_TRUE(SoftwareCounter(content.view()).apply(kFirstBlock, payload).ok());
    for (std::size_t i = 0; i < payload.size(); ++i) {
        EXPECT_EQ(payload[i], std::byte(i + kFirstBlock * kCipherBlock)) << i;
    }
}

TEST_P(Envelope, RefusesEveryChangedByte) {
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        bytes[at] ^= std::byte(1u << (at % 8));
        EXPECT_EQ(error_of(bytes), at == 0 ? Error::kTlvBad : Error::kDecryptionKey) << at;
        bytes[at] ^= std::byte(1u << (at % 8));
    }
}

TEST_P(Envelope, RefusesAnotherKey) {
    auto other = kKey;
    other[31] ^= std::byte{1};
    auto opened = open_envelope<SoftwareCounter>(content, bytes, GetParam().key_size, other);
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error(), Error::kDecryptionKey);
}

TEST_P(Envelope, RefusesOtherSizes) {
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        EXPECT_EQ(error_of(std::span(bytes).first(size)), Error::kTlvBad) << size;
    }
    bytes.push_back(std::byte{});
    EXPECT_EQ(error_of(bytes), Error::kTlvBad);
}

TEST_P(Envelope, RefusesAnEmptyDecryptionKey) {
    const std::array<std::byte, 32> none{};
    auto opened = open_envelope<SoftwareCounter>(content, bytes, GetParam().key_size, none);
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error(), Error::kDecryptionKey);
}

INSTANTIATE_TEST_SUITE_P(Aes, Envelope,
                         testing::Values(Made{16, kEnvelope128, kPayload128},
                                         Made{32, kEnvelope256, kPayload256}),
                         [](const auto& made) { return std::to_string(8 * made.param.key_size); });

}  // namespace
}  // namespace boot::image::test
