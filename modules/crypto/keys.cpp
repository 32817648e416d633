// SPDX-License-Identifier: Apache-2.0
#include "modules/crypto/keys.h"

#include <algorithm>

#include "modules/crypto/functions.h"

namespace modules::crypto {

constinit Shares shares;

bool Shares::may_add(std::int32_t client) const {
    bool free = false;
    for (const Share& share : shares_) {
        if (share.count != 0 && share.client == client) {
            return share.count < kEach;
        }
        free |= share.count == 0;
    }
    return free;
}

void Shares::add(std::int32_t client) {
    Share* found = nullptr;
    for (Share& share : shares_) {
        if (share.count != 0 && share.client == client) {
            ++share.count;
            return;
        }
        found = share.count == 0 ? &share : found;
    }
    *found = {client, 1};
}

void Shares::remove(std::int32_t client) {
    for (Share& share : shares_) {
        if (share.count != 0 && share.client == client) {
            --share.count;
            return;
        }
    }
}

psa_status_t wanted_attributes(const Call& call, psa_key_attributes_t& attributes) {
    const sm_crypto_attributes& wanted = call.request().attributes;
    psa_set_key_type(&attributes, wanted.type);
    psa_set_key_bits(&attributes, wanted.bits);
    psa_set_key_usage_flags(&attributes, wanted.usage);
    psa_set_key_algorithm(&attributes, wanted.algorithm);
    psa_set_key_enrollment_algorithm(&attributes, wanted.algorithm2);
    psa_set_key_lifetime(&attributes, wanted.lifetime);
    if (!PSA_KEY_LIFETIME_IS_VOLATILE(wanted.lifetime)) {
        psa_set_key_id(&attributes, mbedtls_svc_key_id_make(call.client(), wanted.id));
        psa_set_key_lifetime(&attributes, wanted.lifetime);
        return PSA_SUCCESS;
    }
    mbedtls_set_key_owner_id(&attributes, call.client());
    if (wanted.id != 0) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    return shares.may_add(call.client()) ? PSA_SUCCESS : PSA_ERROR_INSUFFICIENT_MEMORY;
}

psa_status_t answer_key(Call& call, mbedtls_svc_key_id_t key) {
    const std::uint32_t id = MBEDTLS_SVC_KEY_ID_GET_KEY_ID(key);
    const psa_status_t status = call.answer(&id, sizeof id);
    if (status != PSA_SUCCESS) {
        psa_destroy_key(key);
    } else if (PSA_KEY_LIFETIME_IS_VOLATILE(call.request().attributes.lifetime)) {
        shares.add(call.client());
    }
    return status;
}

namespace {

template <typename Make>
psa_status_t make_key(Call& call, Make make) {
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    mbedtls_svc_key_id_t key = MBEDTLS_SVC_KEY_ID_INIT;
    psa_status_t status = wanted_attributes(call, attributes);
    if (status == PSA_SUCCESS) {
        status = make(attributes, key);
    }
    return status == PSA_SUCCESS ? answer_key(call, key) : status;
}

template <typename Export>
psa_status_t export_with(Call& call, Export function) {
    const Bytes out = call.work();
    std::size_t length = 0;
    const psa_status_t status =
        function(call.key(), out.data(), std::min(out.size(), call.out_size()), &length);
    if (status != PSA_SUCCESS) {
        return status;
    }
    return call.give(out.first(length)) ? PSA_SUCCESS : PSA_ERROR_BUFFER_TOO_SMALL;
}

}  // namespace

psa_status_t key_import(Call& call) {
    Bytes data;
    if (!call.take(1, 0, data)) {
        return PSA_ERROR_INSUFFICIENT_MEMORY;
    }
    return make_key(call, [&](const psa_key_attributes_t& attributes, mbedtls_svc_key_id_t& key) {
        return psa_import_key(&attributes, data.data(), data.size(), &key);
    });
}

psa_status_t key_generate(Call& call) {
    return make_key(call, [](const psa_key_attributes_t& attributes, mbedtls_svc_key_id_t& key) {
        return psa_generate_key(&attributes, &key);
    });
}

psa_status_t key_copy(Call& call) {
    return make_key(call, [&](const psa_key_attributes_t& attributes, mbedtls_svc_key_id_t& key) {
        return psa_copy_key(call.key(), &attributes, &key);
    });
}

psa_status_t key_export(Call& call) {
    return export_with(call, psa_export_key);
}

psa_status_t key_export_public(Call& call) {
    return export_with(call, psa_export_public_key);
}

psa_status_t key_destroy(Call& call) {
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    const bool known = psa_get_key_attributes(call.key(), &attributes) == PSA_SUCCESS;
    const psa_key_lifetime_t lifetime = psa_get_key_lifetime(&attributes);
    psa_reset_key_attributes(&attributes);
    const psa_status_t status = psa_destroy_key(call.key());
    if (status == PSA_SUCCESS && known && PSA_KEY_LIFETIME_IS_VOLATILE(lifetime)) {
        shares.remove(call.client());
    }
    return status;
}

psa_status_t key_purge(Call& call) {
    // Mbed TLS says DOES_NOT_EXIST; the specification, INVALID_HANDLE.
    const psa_status_t status = psa_purge_key(call.key());
    return status == PSA_ERROR_DOES_NOT_EXIST ? PSA_ERROR_INVALID_HANDLE : status;
}

psa_status_t key_attributes(Call& call) {
    psa_key_attributes_t found = PSA_KEY_ATTRIBUTES_INIT;
    psa_status_t status = psa_get_key_attributes(call.key(), &found);
    if (status == PSA_SUCCESS) {
        const sm_crypto_attributes out = {
            .type = psa_get_key_type(&found),
            .bits = static_cast<std::uint16_t>(psa_get_key_bits(&found)),
            .lifetime = psa_get_key_lifetime(&found),
            .id = MBEDTLS_SVC_KEY_ID_GET_KEY_ID(psa_get_key_id(&found)),
            .usage = psa_get_key_usage_flags(&found),
            .algorithm = psa_get_key_algorithm(&found),
            .algorithm2 = psa_get_key_enrollment_algorithm(&found),
        };
        status = call.answer(&out, sizeof out);
    }
    psa_reset_key_attributes(&found);
    return status;
}

}  // namespace modules::crypto
