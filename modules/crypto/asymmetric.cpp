// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "modules/crypto/functions.h"

namespace modules::crypto {
namespace {

using Sign = psa_status_t (*)(mbedtls_svc_key_id_t, psa_algorithm_t, const uint8_t*, size_t,
                              uint8_t*, size_t, size_t*);
using Verify = psa_status_t (*)(mbedtls_svc_key_id_t, psa_algorithm_t, const uint8_t*, size_t,
                                const uint8_t*, size_t);

// Signatures and shared secrets: one input, one short output.
template <std::size_t kRoom>
psa_status_t transform(Call& call, auto function) {
    std::array<std::uint8_t, kRoom> out{};
    Bytes input;
    if (!call.take(1, 0, input)) {
        return PSA_ERROR_INSUFFICIENT_MEMORY;
    }
    std::size_t length = 0;
    const psa_status_t status =
        function(input, Bytes(out).first(std::min(kRoom, call.out_size())), length);
    if (status != PSA_SUCCESS) {
        return status;
    }
    return call.give(std::span(out).first(length)) ? PSA_SUCCESS : PSA_ERROR_BUFFER_TOO_SMALL;
}

psa_status_t sign(Call& call, Sign function) {
    return transform<PSA_SIGNATURE_MAX_SIZE>(call, [&](Bytes in, Bytes out, std::size_t& length) {
        return function(call.key(), call.request().algorithm, in.data(), in.size(), out.data(),
                        out.size(), &length);
    });
}

psa_status_t verify(Call& call, Verify function) {
    Bytes input;
    Bytes signature;
    if (!call.take(1, 0, input) || !call.take(2, input.size(), signature)) {
        return PSA_ERROR_INSUFFICIENT_MEMORY;
    }
    return function(call.key(), call.request().algorithm, input.data(), input.size(),
                    signature.data(), signature.size());
}

}  // namespace

psa_status_t sign_hash(Call& call) {
    return sign(call, psa_sign_hash);
}

psa_status_t sign_message(Call& call) {
    return sign(call, psa_sign_message);
}

psa_status_t verify_hash(Call& call) {
    return verify(call, psa_verify_hash);
}

psa_status_t verify_message(Call& call) {
    return verify(call, psa_verify_message);
}

psa_status_t key_agreement(Call& call) {
    return transform<PSA_RAW_KEY_AGREEMENT_OUTPUT_MAX_SIZE>(
        call, [&](Bytes peer, Bytes out, std::size_t& length) {
            return psa_raw_key_agreement(call.request().algorithm, call.key(), peer.data(),
                                         peer.size(), out.data(), out.size(), &length);
        });
}

}  // namespace modules::crypto
