// SPDX-License-Identifier: Apache-2.0
// AES-CTR by Mbed TLS, for tests.
#pragma once

#include <mbedtls/aes.h>

#include "boot/image/envelope.h"

namespace boot::image::test {

class MbedCounter {
  public:
    explicit MbedCounter(std::span<const std::byte> key) {
        mbedtls_aes_init(&context_);
        mbedtls_aes_setkey_enc(&context_, reinterpret_cast<const unsigned char*>(key.data()),
                               static_cast<unsigned>(8 * key.size()));
    }
    MbedCounter(const MbedCounter&) = delete;
    MbedCounter& operator=(const MbedCounter&) = delete;
    ~MbedCounter() { mbedtls_aes_free(&context_); }

    lib::Result<void> apply(std::uint32_t block, lib::bytes::ByteSpan data) {
        std::array<unsigned char, kCipherBlock> counter{};
        std::array<unsigned char, kCipherBlock> stream;
        std::size_t used = 0;
        lib::bytes::store_be<std::uint32_t>(std::as_writable_bytes(std::span(counter)).last<4>(),
                                            block);
        auto* bytes = reinterpret_cast<unsigned char*>(data.data());
        mbedtls_aes_crypt_ctr(&context_, data.size(), &used, counter.data(), stream.data(), bytes,
                              bytes);
        return lib::kOk;
    }

  private:
    mbedtls_aes_context context_;
};
static_assert(CounterCipher<MbedCounter>);

}  // namespace boot::image::test
