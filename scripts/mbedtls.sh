#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Mbed TLS 3.6's source in build/deps/mbedtls; the builds compile what they need of it.
# SM_MBEDTLS_SOURCE names a tree of your own; it is copied, never changed.
. "$(dirname "$0")/lib.sh"

fetch() {
    rm -rf "$deps/mbedtls"
    if [[ -n ${SM_MBEDTLS_SOURCE:-} ]]; then
        cp -a "$SM_MBEDTLS_SOURCE" "$deps/mbedtls"
    else
        "$SM_ROOT/scripts/source.sh" source mbedtls
        mv "$deps/mbedtls-src" "$deps/mbedtls"
    fi
    grep -q 'MBEDTLS_VERSION_STRING  *"3\.6\.' "$deps/mbedtls/include/mbedtls/build_info.h" ||
        fail "no Mbed TLS 3.6 in $deps/mbedtls"
    stamp "$deps/mbedtls.origin" "${SM_MBEDTLS_SOURCE:-debian}"
}

stamped "$deps/mbedtls.origin" "${SM_MBEDTLS_SOURCE:-debian}" ||
    step "fetching Mbed TLS" mbedtls-source fetch
