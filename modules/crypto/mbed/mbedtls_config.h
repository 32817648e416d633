/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mbed TLS 3.6 as the crypto service builds it. Which algorithms is in
 * app/sdk/include/psa/crypto_config.h; here is how. DESIGN.md has the measurements.
 */
#ifndef SM_CRYPTO_MBEDTLS_CONFIG_H
#define SM_CRYPTO_MBEDTLS_CONFIG_H

#define MBEDTLS_PSA_CRYPTO_C
#define MBEDTLS_PSA_CRYPTO_CONFIG
#define MBEDTLS_PSA_CRYPTO_CONFIG_FILE "app/sdk/include/psa/crypto_config.h"

/* Keys belong to clients: ids carry the owner, persistent ones go to the storage service. */
#define MBEDTLS_PSA_CRYPTO_SPM
#define MBEDTLS_PSA_CRYPTO_KEY_ID_ENCODES_OWNER
#define MBEDTLS_PSA_CRYPTO_STORAGE_C
#define MBEDTLS_PSA_KEY_SLOT_COUNT 24

/* All buffers are the service's own copies: Mbed TLS need not copy them once more. */
#define MBEDTLS_PSA_ASSUME_EXCLUSIVE_BUFFERS

/* Random numbers: random.cpp, a CTR_DRBG over the core's generator. */
#define MBEDTLS_PSA_CRYPTO_EXTERNAL_RNG
#define MBEDTLS_CTR_DRBG_C
#define MBEDTLS_NO_PLATFORM_ENTROPY
#define MBEDTLS_AES_C

/* P-256 by p256-m: a fifth of the code of the general curves, and twice as fast; verification by
 * lib/p256 (accelerate.cpp). */
#define MBEDTLS_PSA_P256M_DRIVER_ENABLED

/* lib/sha256 compresses (accelerate.cpp). */
#define MBEDTLS_SHA256_PROCESS_ALT

/* Tables in flash; no mode needs AES backwards. */
#define MBEDTLS_AES_ROM_TABLES
#define MBEDTLS_BLOCK_CIPHER_NO_DECRYPT

/* The heap of heap.h. */
#define MBEDTLS_PLATFORM_C
#define MBEDTLS_PLATFORM_MEMORY
#define MBEDTLS_PLATFORM_CALLOC_MACRO sm_crypto_calloc
#define MBEDTLS_PLATFORM_FREE_MACRO sm_crypto_free

#ifdef __cplusplus
extern "C" {
#endif
void* sm_crypto_calloc(__SIZE_TYPE__ count, __SIZE_TYPE__ size);
void sm_crypto_free(void* memory);
#ifdef __cplusplus
}
#endif

#endif
