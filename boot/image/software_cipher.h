// SPDX-License-Identifier: Apache-2.0
// AES-CTR by Mbed TLS, for the host tool and tests: a stage has the AES block.
#pragma once

#include <mbedtls/aes.h>

#include "boot/image/envelope.h"

namespace boot::image {

class SoftwareCounter {
  public:
    explicit SoftwareCounter(std::span<const std::byte> key) {
        mbedtls_aes_init(&context_);
        mbedtls_aes_setkey_enc(&context_, reinterpret_cast<const unsigned char*>(key.data()),
                               static_cast<unsigned>(8 * key.size()));
    }
    SoftwareCounter(const SoftwareCounter&) = delete;
    SoftwareCounter& operator=(const SoftwareCounter&) = delete;
    ~SoftwareCounter() { mbedtls_aes_free(&context_); }

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
static_assert(CounterCipher<SoftwareCounter>);

}  // namespace boot::image
