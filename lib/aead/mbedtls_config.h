// SPDX-License-Identifier: Apache-2.0
// What lib/aead takes from Mbed TLS, and nothing else.
#pragma once

#define MBEDTLS_CHACHA20_C
#define MBEDTLS_POLY1305_C
#define MBEDTLS_CHACHAPOLY_C
