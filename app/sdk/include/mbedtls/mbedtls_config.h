/* SPDX-License-Identifier: Apache-2.0 */
/*
 * psa/crypto.h as an application sees it: the public headers of Mbed TLS 3.6, the functions of
 * which are calls of the crypto service. An application that has a Mbed TLS of its own for other
 * things sets MBEDTLS_PSA_CRYPTO_CLIENT there and not MBEDTLS_PSA_CRYPTO_C.
 */
#ifndef MBEDTLS_CONFIG_H
#define MBEDTLS_CONFIG_H

#define MBEDTLS_PSA_CRYPTO_CLIENT
#define MBEDTLS_PSA_CRYPTO_CONFIG

#endif
