// SPDX-License-Identifier: Apache-2.0
// Key derivation. An operation lives until the client aborts it, or until an error that the
// specification lets nothing follow but abort.
#include <algorithm>

#include "modules/crypto/functions.h"
#include "modules/crypto/keys.h"
#include "modules/crypto/operations.h"

namespace modules::crypto {
namespace {

using Kind = Operations::Kind;

template <typename Use>
psa_status_t with_operation(Call& call, Use use) {
    auto* slot = operations.find(call.client(), Kind::kDerivation, call.request().operation);
    if (slot == nullptr) {
        return PSA_ERROR_BAD_STATE;
    }
    return use(slot->state.derivation);
}

psa_key_derivation_step_t step(const Call& call) {
    return static_cast<psa_key_derivation_step_t>(call.request().step);
}

}  // namespace

psa_status_t derive_setup(Call& call) {
    auto* slot = operations.open(call.client(), Kind::kDerivation);
    if (slot == nullptr) {
        return PSA_ERROR_INSUFFICIENT_MEMORY;
    }
    const std::uint32_t number = operations.number(*slot);
    psa_status_t status =
        psa_key_derivation_setup(&slot->state.derivation, call.request().algorithm);
    if (status == PSA_SUCCESS) {
        status = call.answer(&number, sizeof number);
    }
    if (status != PSA_SUCCESS) {
        operations.close(*slot);
    }
    return status;
}

psa_status_t derive_capacity(Call& call) {
    return with_operation(call, [&](psa_key_derivation_operation_t& operation) {
        std::size_t capacity = 0;
        const psa_status_t status = psa_key_derivation_get_capacity(&operation, &capacity);
        const auto value = static_cast<std::uint32_t>(capacity);
        return status == PSA_SUCCESS ? call.answer(&value, sizeof value) : status;
    });
}

psa_status_t derive_set_capacity(Call& call) {
    return with_operation(call, [&](psa_key_derivation_operation_t& operation) {
        return psa_key_derivation_set_capacity(&operation, call.request().value_low);
    });
}

psa_status_t derive_input_bytes(Call& call) {
    return with_operation(call, [&](psa_key_derivation_operation_t& operation) {
        Bytes data;
        if (!call.take(1, 0, data)) {
            return PSA_ERROR_INSUFFICIENT_MEMORY;
        }
        return psa_key_derivation_input_bytes(&operation, step(call), data.data(), data.size());
    });
}

psa_status_t derive_input_integer(Call& call) {
    return with_operation(call, [&](psa_key_derivation_operation_t& operation) {
        const std::uint64_t value = call.request().value_low |
                                    (static_cast<std::uint64_t>(call.request().value_high) << 32);
        return psa_key_derivation_input_integer(&operation, step(call), value);
    });
}

psa_status_t derive_input_key(Call& call) {
    return with_operation(call, [&](psa_key_derivation_operation_t& operation) {
        return psa_key_derivation_input_key(&operation, step(call), call.key());
    });
}

psa_status_t derive_agreement(Call& call) {
    return with_operation(call, [&](psa_key_derivation_operation_t& operation) {
        Bytes peer;
        if (!call.take(1, 0, peer)) {
            return PSA_ERROR_INVALID_ARGUMENT;
        }
        return psa_key_derivation_key_agreement(&operation, step(call), call.key(), peer.data(),
                                                peer.size());
    });
}

psa_status_t derive_output_bytes(Call& call) {
    return with_operation(call, [&](psa_key_derivation_operation_t& operation) {
        std::size_t capacity = 0;
        psa_status_t status = psa_key_derivation_get_capacity(&operation, &capacity);
        if (status == PSA_SUCCESS && capacity < call.out_size()) {
            // As specified: what is left is gone, and so is the wish.
            psa_key_derivation_set_capacity(&operation, 0);
            return PSA_ERROR_INSUFFICIENT_DATA;
        }
        for (std::size_t left = call.out_size(); left != 0 && status == PSA_SUCCESS;) {
            const Bytes piece = call.work().first(std::min<std::size_t>(left, Call::kWork));
            status = psa_key_derivation_output_bytes(&operation, piece.data(), piece.size());
            if (status == PSA_SUCCESS) {
                call.give(piece);
            }
            left -= piece.size();
        }
        return status;
    });
}

psa_status_t derive_output_key(Call& call) {
    return with_operation(call, [&](psa_key_derivation_operation_t& operation) {
        psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
        mbedtls_svc_key_id_t key = MBEDTLS_SVC_KEY_ID_INIT;
        psa_status_t status = wanted_attributes(call, attributes);
        if (status == PSA_SUCCESS) {
            status = psa_key_derivation_output_key(&attributes, &operation, &key);
        }
        return status == PSA_SUCCESS ? answer_key(call, key) : status;
    });
}

}  // namespace modules::crypto
