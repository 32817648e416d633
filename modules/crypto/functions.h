// SPDX-License-Identifier: Apache-2.0
// What the service does, one file for each family; service.cpp says which function is which.
#pragma once

#include "modules/crypto/call.h"

namespace modules::crypto {

psa_status_t random_bytes(Call& call);

psa_status_t hash_compute(Call& call);
psa_status_t hash_compare(Call& call);
psa_status_t hash_setup(Call& call);
psa_status_t hash_update(Call& call);
psa_status_t hash_finish(Call& call);
psa_status_t hash_verify(Call& call);
psa_status_t hash_clone(Call& call);

psa_status_t mac_compute(Call& call);
psa_status_t mac_verify(Call& call);

psa_status_t cipher_encrypt(Call& call);
psa_status_t cipher_decrypt(Call& call);

psa_status_t aead_encrypt(Call& call);
psa_status_t aead_decrypt(Call& call);

psa_status_t key_import(Call& call);
psa_status_t key_generate(Call& call);
psa_status_t key_copy(Call& call);
psa_status_t key_export(Call& call);
psa_status_t key_export_public(Call& call);
psa_status_t key_destroy(Call& call);
psa_status_t key_purge(Call& call);
psa_status_t key_attributes(Call& call);

psa_status_t sign_hash(Call& call);
psa_status_t verify_hash(Call& call);
psa_status_t sign_message(Call& call);
psa_status_t verify_message(Call& call);
psa_status_t key_agreement(Call& call);

psa_status_t derive_setup(Call& call);
psa_status_t derive_capacity(Call& call);
psa_status_t derive_set_capacity(Call& call);
psa_status_t derive_input_bytes(Call& call);
psa_status_t derive_input_integer(Call& call);
psa_status_t derive_input_key(Call& call);
psa_status_t derive_agreement(Call& call);
psa_status_t derive_output_bytes(Call& call);
psa_status_t derive_output_key(Call& call);

psa_status_t operation_abort(Call& call);

}  // namespace modules::crypto
