// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "modules/crypto/functions.h"
#include "modules/crypto/operations.h"

namespace modules::crypto {
namespace {

using Kind = Operations::Kind;

// All of an in vector into the hash, a work buffer at a time.
psa_status_t feed(Call& call, unsigned vector, psa_hash_operation_t& operation) {
    for (std::size_t left = call.in_size(vector); left != 0;) {
        const Bytes piece = call.next(vector, std::min(left, Call::kWork));
        if (piece.empty()) {
            return PSA_ERROR_PROGRAMMER_ERROR;
        }
        const psa_status_t status = psa_hash_update(&operation, piece.data(), piece.size());
        if (status != PSA_SUCCESS) {
            return status;
        }
        left -= piece.size();
    }
    return PSA_SUCCESS;
}

psa_status_t compute(Call& call, std::array<std::uint8_t, PSA_HASH_MAX_SIZE>& hash,
                     std::size_t& length) {
    const std::uint32_t algorithm = call.request().algorithm;
    Bytes input;
    if (call.in_size(1) <= Call::kWork) {
        call.take(1, 0, input);
        return psa_hash_compute(algorithm, input.data(), input.size(), hash.data(), hash.size(),
                                &length);
    }
    psa_hash_operation_t operation = PSA_HASH_OPERATION_INIT;
    psa_status_t status = psa_hash_setup(&operation, algorithm);
    if (status == PSA_SUCCESS) {
        status = feed(call, 1, operation);
    }
    if (status == PSA_SUCCESS) {
        status = psa_hash_finish(&operation, hash.data(), hash.size(), &length);
    }
    psa_hash_abort(&operation);
    return status;
}

psa_status_t give_hash(Call& call, std::span<const std::uint8_t> hash) {
    return call.give(hash) ? PSA_SUCCESS : PSA_ERROR_BUFFER_TOO_SMALL;
}

psa_status_t compare(std::span<const std::uint8_t> computed, std::span<const std::uint8_t> given) {
    std::uint8_t difference = 0;
    if (computed.size() != given.size()) {
        return PSA_ERROR_INVALID_SIGNATURE;
    }
    for (std::size_t i = 0; i < computed.size(); ++i) {
        difference |= computed[i] ^ given[i];
    }
    return difference == 0 ? PSA_SUCCESS : PSA_ERROR_INVALID_SIGNATURE;
}

// After an error an operation can only be aborted: it ends here and now.
psa_status_t close_on_error(Operations::Slot& slot, psa_status_t status) {
    if (status != PSA_SUCCESS) {
        operations.close(slot);
    }
    return status;
}

}  // namespace

psa_status_t hash_compute(Call& call) {
    std::array<std::uint8_t, PSA_HASH_MAX_SIZE> hash{};
    std::size_t length = 0;
    const psa_status_t status = compute(call, hash, length);
    return status == PSA_SUCCESS ? give_hash(call, std::span(hash).first(length)) : status;
}

psa_status_t hash_compare(Call& call) {
    std::array<std::uint8_t, PSA_HASH_MAX_SIZE> hash{};
    std::size_t length = 0;
    const psa_status_t status = compute(call, hash, length);
    if (status != PSA_SUCCESS) {
        return status;
    }
    Bytes given;
    if (!call.take(2, 0, given)) {
        return PSA_ERROR_INVALID_SIGNATURE;
    }
    return compare(std::span(hash).first(length), given);
}

psa_status_t hash_setup(Call& call) {
    auto* slot = operations.open(call.client(), Kind::kHash);
    if (slot == nullptr) {
        return PSA_ERROR_INSUFFICIENT_MEMORY;
    }
    const std::uint32_t number = operations.number(*slot);
    psa_status_t status = psa_hash_setup(&slot->state.hash, call.request().algorithm);
    if (status == PSA_SUCCESS) {
        status = call.answer(&number, sizeof number);
    }
    return close_on_error(*slot, status);
}

psa_status_t hash_update(Call& call) {
    auto* slot = operations.find(call.client(), Kind::kHash, call.request().operation);
    if (slot == nullptr) {
        return PSA_ERROR_BAD_STATE;
    }
    return close_on_error(*slot, feed(call, 1, slot->state.hash));
}

psa_status_t hash_finish(Call& call) {
    auto* slot = operations.find(call.client(), Kind::kHash, call.request().operation);
    if (slot == nullptr) {
        return PSA_ERROR_BAD_STATE;
    }
    std::array<std::uint8_t, PSA_HASH_MAX_SIZE> hash{};
    std::size_t length = 0;
    const psa_status_t status =
        psa_hash_finish(&slot->state.hash, hash.data(), hash.size(), &length);
    operations.close(*slot);
    return status == PSA_SUCCESS ? give_hash(call, std::span(hash).first(length)) : status;
}

psa_status_t hash_verify(Call& call) {
    auto* slot = operations.find(call.client(), Kind::kHash, call.request().operation);
    if (slot == nullptr) {
        return PSA_ERROR_BAD_STATE;
    }
    Bytes given;
    psa_status_t status = PSA_ERROR_INVALID_SIGNATURE;
    if (call.take(1, 0, given)) {
        status = psa_hash_verify(&slot->state.hash, given.data(), given.size());
    }
    operations.close(*slot);
    return status;
}

psa_status_t hash_clone(Call& call) {
    auto* source = operations.find(call.client(), Kind::kHash, call.request().operation);
    if (source == nullptr) {
        return PSA_ERROR_BAD_STATE;
    }
    auto* target = operations.open(call.client(), Kind::kHash);
    if (target == nullptr) {
        return PSA_ERROR_INSUFFICIENT_MEMORY;
    }
    const std::uint32_t number = operations.number(*target);
    psa_status_t status = psa_hash_clone(&source->state.hash, &target->state.hash);
    if (status == PSA_SUCCESS) {
        status = call.answer(&number, sizeof number);
    }
    return close_on_error(*target, status);
}

}  // namespace modules::crypto
