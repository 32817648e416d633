/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Wire format of the crypto service (SID 0x80). Shared by its client (crypto_*.c) and the service
 * (modules/crypto): pinned, extend only. C99 and C++.
 *
 * The function is the call's type. Vector 0 in is the request, always whole; fields that a function
 * does not name below are 0. "data" and "data2" are in vectors 1 and 2; "out" is out vector 0, its
 * length is the vector's at return; "u32" is an out vector 0 of exactly 4 bytes.
 */
#ifndef SM_CRYPTO_ABI_H
#define SM_CRYPTO_ABI_H

#include <stdint.h>

#define SM_CRYPTO_HANDLE ((psa_handle_t)0x40000002)

/* Largest input that is worked on as a whole: of sign_message, verify_message, import_key, the peer
 * key and the inputs of a derivation. Those of hash, MAC, cipher and AEAD have no limit. */
#define SM_CRYPTO_MAX_WHOLE 1280

enum sm_crypto_function {
    SM_CRYPTO_RANDOM = 1, /* out */

    SM_CRYPTO_HASH_COMPUTE = 16, /* algorithm, data -> out */
    SM_CRYPTO_HASH_COMPARE = 17, /* algorithm, data, data2 = hash */
    SM_CRYPTO_HASH_SETUP = 18,   /* algorithm -> u32 operation */
    SM_CRYPTO_HASH_UPDATE = 19,  /* operation, data */
    SM_CRYPTO_HASH_FINISH = 20,  /* operation -> out; the operation ends */
    SM_CRYPTO_HASH_VERIFY = 21,  /* operation, data = hash; the operation ends */
    SM_CRYPTO_HASH_CLONE = 22,   /* operation -> u32 operation */

    SM_CRYPTO_MAC_COMPUTE = 32, /* key, algorithm, data -> out */
    SM_CRYPTO_MAC_VERIFY = 33,  /* key, algorithm, data, data2 = mac */

    SM_CRYPTO_CIPHER_ENCRYPT = 48, /* key, algorithm, data -> out = iv and cipher text */
    SM_CRYPTO_CIPHER_DECRYPT = 49, /* key, algorithm, data = iv and cipher text -> out */

    SM_CRYPTO_AEAD_ENCRYPT = 64, /* key, algorithm, nonce, data = text, data2 = additional -> out */
    SM_CRYPTO_AEAD_DECRYPT = 65, /* the same; an error wipes nothing of out: the client does */

    SM_CRYPTO_KEY_IMPORT = 80,   /* attributes, data -> u32 key */
    SM_CRYPTO_KEY_GENERATE = 81, /* attributes -> u32 key */
    SM_CRYPTO_KEY_COPY = 82,     /* key, attributes -> u32 key */
    SM_CRYPTO_KEY_EXPORT = 83,   /* key -> out */
    SM_CRYPTO_KEY_EXPORT_PUBLIC = 84,
    SM_CRYPTO_KEY_DESTROY = 85,    /* key */
    SM_CRYPTO_KEY_PURGE = 86,      /* key */
    SM_CRYPTO_KEY_ATTRIBUTES = 87, /* key -> struct sm_crypto_attributes */

    SM_CRYPTO_SIGN_HASH = 96,      /* key, algorithm, data = hash -> out */
    SM_CRYPTO_VERIFY_HASH = 97,    /* key, algorithm, data = hash, data2 = signature */
    SM_CRYPTO_SIGN_MESSAGE = 98,   /* key, algorithm, data -> out */
    SM_CRYPTO_VERIFY_MESSAGE = 99, /* key, algorithm, data, data2 = signature */
    SM_CRYPTO_KEY_AGREEMENT = 100, /* key, algorithm, data = peer's public key -> out */

    SM_CRYPTO_DERIVE_SETUP = 112,         /* algorithm -> u32 operation */
    SM_CRYPTO_DERIVE_CAPACITY = 113,      /* operation -> u32 bytes */
    SM_CRYPTO_DERIVE_SET_CAPACITY = 114,  /* operation, value = bytes */
    SM_CRYPTO_DERIVE_INPUT_BYTES = 115,   /* operation, step, data */
    SM_CRYPTO_DERIVE_INPUT_INTEGER = 116, /* operation, step, value */
    SM_CRYPTO_DERIVE_INPUT_KEY = 117,     /* operation, step, key */
    SM_CRYPTO_DERIVE_AGREEMENT = 118,     /* operation, step, key, data = peer's public key */
    SM_CRYPTO_DERIVE_OUTPUT_BYTES = 119,  /* operation -> out, filled to its length */
    SM_CRYPTO_DERIVE_OUTPUT_KEY = 120,    /* operation, attributes -> u32 key */

    SM_CRYPTO_ABORT = 127 /* operation of any kind */
};

/* psa_key_attributes_t; the id without its owner. */
struct sm_crypto_attributes {
    uint16_t type;
    uint16_t bits;
    uint32_t lifetime;
    uint32_t id;
    uint32_t usage;
    uint32_t algorithm;
    uint32_t algorithm2;
};

struct sm_crypto_request {
    uint32_t key;
    uint32_t algorithm;
    uint32_t operation;
    uint32_t step;
    uint32_t value_low;
    uint32_t value_high;
    uint32_t nonce_length; /* 0..16 bytes */
    uint8_t nonce[16];
    struct sm_crypto_attributes attributes;
};

#endif
