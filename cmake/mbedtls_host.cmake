# SPDX-License-Identifier: Apache-2.0
# mbedcrypto_host: the library part of Mbed TLS 3.6 that does cryptography, in its default
# configuration, for the host tool and the unit tests. Firmware configurations are the areas' own.
# Where there is no source yet the target is absent, so that the pure libraries still build.

file(GLOB sm_mbedcrypto_sources ${SM_MBEDTLS}/library/*.c)
if(NOT sm_mbedcrypto_sources)
    message(WARNING "no Mbed TLS in ${SM_MBEDTLS}: run scripts/mbedtls.sh")
    return()
endif()

# x509 and TLS are the other two libraries of the same folder.
list(FILTER sm_mbedcrypto_sources EXCLUDE REGEX
    "/(ssl_|mps_|x509|pkcs7|net_sockets|timing|debug\\.c|mbedtls_config)[^/]*$")
add_library(mbedcrypto_host STATIC ${sm_mbedcrypto_sources})
target_include_directories(mbedcrypto_host SYSTEM PUBLIC ${SM_MBEDTLS}/include)
target_include_directories(mbedcrypto_host PRIVATE ${SM_MBEDTLS}/library)
target_compile_options(mbedcrypto_host PRIVATE -O2 -w)
