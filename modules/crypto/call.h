// SPDX-License-Identifier: Apache-2.0
// One call of a client: its request (read once), its vectors, and the service's one work buffer.
#pragma once

#include <psa/crypto.h>
#include <psa/service.h>
#include <sm/crypto_abi.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace modules::crypto {

using Bytes = std::span<std::uint8_t>;

class Call {
  public:
    static constexpr std::size_t kTagRoom = 16;
    static constexpr std::size_t kWork = SM_CRYPTO_MAX_WHOLE + kTagRoom;

    explicit Call(const psa_msg_t& message) : message_(message) {}
    ~Call();  // wipes what was used of the work buffer
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

    // False: the request has another size than it must have.
    bool read_request();

    const sm_crypto_request& request() const { return request_; }
    std::int32_t client() const { return message_.client_id; }
    std::int32_t function() const { return message_.type; }
    std::size_t in_size(unsigned vector) const { return message_.in_size[vector]; }
    std::size_t out_size() const { return message_.out_size[0]; }

    // The key that the request names, as its owner: a client cannot name another's.
    mbedtls_svc_key_id_t key() const {
        return mbedtls_svc_key_id_make(message_.client_id, request_.key);
    }
    Bytes nonce() { return Bytes(request_.nonce).first(request_.nonce_length); }

    // The work buffer, from `offset` on.
    Bytes work(std::size_t offset = 0);
    // A whole in vector at `offset` of the work buffer; an empty optional where it does not fit.
    // Each vector is read once.
    bool take(unsigned vector, std::size_t offset, Bytes& out);
    // The next at most `size` bytes of an in vector, at `offset` of the work buffer.
    Bytes next(unsigned vector, std::size_t size, std::size_t offset = 0);
    // Appends to the out vector; never more than the client has room for.
    bool give(std::span<const std::uint8_t> bytes);
    // Answers with one value: the out vector must have exactly its size.
    psa_status_t answer(const void* value, std::size_t size);

  private:
    const psa_msg_t& message_;
    sm_crypto_request request_{};
    std::size_t used_ = 0;
    std::size_t given_ = 0;
};

}  // namespace modules::crypto
