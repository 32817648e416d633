// SPDX-License-Identifier: Apache-2.0
// What lib/lms takes from Mbed TLS: verification of LMS. Its names get a prefix, so that a program
// may link all of Mbed TLS beside it. What stands below the line is what check_config.h wants of
// a build with LMS; none of it is compiled here.
#pragma once

#define MBEDTLS_LMS_C

#define mbedtls_lms_public_init lib_lms_public_init
#define mbedtls_lms_public_free lib_lms_public_free
#define mbedtls_lms_import_public_key lib_lms_import_public_key
#define mbedtls_lms_export_public_key lib_lms_export_public_key
#define mbedtls_lms_verify lib_lms_mbedtls_verify
#define mbedtls_lms_error_from_psa lib_lms_error_from_psa
#define mbedtls_lmots_public_init lib_lms_ots_public_init
#define mbedtls_lmots_public_free lib_lms_ots_public_free
#define mbedtls_lmots_import_public_key lib_lms_ots_import_public_key
#define mbedtls_lmots_export_public_key lib_lms_ots_export_public_key
#define mbedtls_lmots_calculate_public_key_candidate lib_lms_ots_candidate
#define mbedtls_lmots_verify lib_lms_ots_verify
#define mbedtls_platform_zeroize lib_lms_zeroize
#define psa_hash_setup lib_lms_hash_setup
#define psa_hash_update lib_lms_hash_update
#define psa_hash_finish lib_lms_hash_finish
#define psa_hash_abort lib_lms_hash_abort
#define psa_status_to_mbedtls lib_lms_status
#define psa_generic_status_to_mbedtls lib_lms_generic_status
#define psa_to_lms_errors lib_lms_errors

// ---
#define MBEDTLS_PSA_CRYPTO_C
#define MBEDTLS_PSA_CRYPTO_CONFIG
#define MBEDTLS_SHA256_C
#define MBEDTLS_CIPHER_C
#define MBEDTLS_CTR_DRBG_C
#define MBEDTLS_ENTROPY_C
#define MBEDTLS_AES_C
#define MBEDTLS_NO_PLATFORM_ENTROPY
