// SPDX-License-Identifier: Apache-2.0
#include "modules/crypto/call.h"

#include <mbedtls/platform_util.h>

#include <algorithm>

namespace modules::crypto {
namespace {

// The wire format (app/sdk/include/sm/crypto_abi.h) as this service was built for it.
static_assert(sizeof(sm_crypto_attributes) == 24);
static_assert(offsetof(sm_crypto_request, nonce_length) == 24);
static_assert(offsetof(sm_crypto_request, nonce) == 28);
static_assert(offsetof(sm_crypto_request, attributes) == 44);
static_assert(sizeof(sm_crypto_request) == 68);

alignas(8) std::array<std::uint8_t, Call::kWork> work_buffer;

}  // namespace

Call::~Call() {
    mbedtls_platform_zeroize(work_buffer.data(), used_);
    mbedtls_platform_zeroize(&request_, sizeof request_);
}

bool Call::read_request() {
    return message_.in_size[0] == sizeof request_ &&
           psa_read(message_.handle, 0, &request_, sizeof request_) == sizeof request_ &&
           request_.nonce_length <= sizeof request_.nonce;
}

Bytes Call::work(std::size_t offset) {
    used_ = work_buffer.size();
    return Bytes(work_buffer).subspan(offset);
}

bool Call::take(unsigned vector, std::size_t offset, Bytes& out) {
    const std::size_t size = message_.in_size[vector];
    if (offset > work_buffer.size() || size > work_buffer.size() - offset) {
        return false;
    }
    out = next(vector, size, offset);
    return out.size() == size;
}

Bytes Call::next(unsigned vector, std::size_t size, std::size_t offset) {
    const Bytes room = Bytes(work_buffer).subspan(offset);
    const std::size_t step = std::min(size, room.size());
    used_ = std::max(used_, offset + step);
    return room.first(step != 0 ? psa_read(message_.handle, vector, room.data(), step) : 0);
}

bool Call::give(std::span<const std::uint8_t> bytes) {
    if (bytes.size() > message_.out_size[0] - given_) {
        return false;
    }
    if (!bytes.empty()) {
        psa_write(message_.handle, 0, bytes.data(), bytes.size());
    }
    given_ += bytes.size();
    return true;
}

psa_status_t Call::answer(const void* value, std::size_t size) {
    if (message_.out_size[0] != size) {
        return PSA_ERROR_PROGRAMMER_ERROR;
    }
    psa_write(message_.handle, 0, value, size);
    return PSA_SUCCESS;
}

}  // namespace modules::crypto
