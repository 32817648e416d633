// SPDX-License-Identifier: Apache-2.0
// Inputs as the peers were measured with: RFC 6979 A.2.5 key, AES key 2b7e..., uid 7, 16 bytes.
#include "test/bench/operations.h"

#include <cstdint>
#include <cstring>

#include "psa/client.h"
#include "psa/crypto.h"
#include "psa/internal_trusted_storage.h"
#include "psa_manifest/sid.h"
#include "test/bench/marks.h"

BENCH_MARK(empty)
BENCH_MARK(framework_version)
BENCH_MARK(call_null_sfn)
BENCH_MARK(call_echo16)
BENCH_MARK(call_echo256)
BENCH_MARK(call_echo1024)
BENCH_MARK(iovec_64k)
BENCH_MARK(connect_close)
BENCH_MARK(its_get16)
BENCH_MARK(its_set16)
BENCH_MARK(random16)
BENCH_MARK(sha256_64)
BENCH_MARK(sha256_1024)
BENCH_MARK(gcm_1024_sw)
BENCH_MARK(p256_sign_sw)
BENCH_MARK(p256_verify_sw)
BENCH_MARK(ecdh_sw)

unsigned bench_failures;

namespace {

constexpr unsigned kMany = 100;
constexpr unsigned kSome = 20;
constexpr unsigned kFew = 3;

constexpr std::uint8_t kPrivateKey[32] = {
    0xC9, 0xAF, 0xA9, 0xD8, 0x45, 0xBA, 0x75, 0x16, 0x6B, 0x5C, 0x21, 0x57, 0x67, 0xB1, 0xD6, 0x93,
    0x4E, 0x50, 0xC3, 0xDB, 0x36, 0xE8, 0x9B, 0x12, 0x7B, 0x8A, 0x62, 0x2B, 0x12, 0x0F, 0x67, 0x21};
constexpr std::uint8_t kAesKey[16] = {0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae, 0xd2, 0xa6,
                                      0xab, 0xf7, 0x15, 0x88, 0x09, 0xcf, 0x4f, 0x3c};
constexpr std::uint8_t kNonce[12] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
constexpr psa_storage_uid_t kUid = 7;

std::uint8_t plain[1024];
std::uint8_t output[1024 + 16];
constexpr std::size_t kLarge = 64 * 1024;
alignas(32) std::uint8_t large_in[kLarge];
alignas(32) std::uint8_t large_out[kLarge];
std::uint8_t hash[32];
std::uint8_t signature[64];

void expect(psa_status_t status) {
    bench_failures += status != PSA_SUCCESS;
}

void echo(std::size_t size) {
    psa_invec in{plain, size};
    psa_outvec out{output, size};
    expect(psa_call(ECHO_HANDLE, 1, &in, 1, &out, 1));
}

// 64 KB in, 64 KB out, by MM-IOVEC: the service touches both ends of each.
void map_large() {
    psa_invec in{large_in, sizeof large_in};
    psa_outvec out{large_out, sizeof large_out};
    large_in[0] = ++large_in[kLarge - 1];
    expect(psa_call(ECHO_MAPPED_HANDLE, 0, &in, 1, &out, 1));
    bench_failures +=
        out.len != kLarge || large_out[0] != large_in[0] || large_out[kLarge - 1] != large_in[0];
}

psa_key_id_t import_key(psa_key_type_t type, psa_algorithm_t algorithm, psa_key_usage_t usage,
                        const std::uint8_t* data, std::size_t size) {
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key = 0;
    psa_set_key_type(&attributes, type);
    psa_set_key_algorithm(&attributes, algorithm);
    psa_set_key_usage_flags(&attributes, usage);
    expect(psa_import_key(&attributes, data, size, &key));
    return key;
}

void bench_hash() {
    std::size_t n = 0;
    BENCH(sha256_64, kSome,
          expect(psa_hash_compute(PSA_ALG_SHA_256, plain, 64, hash, sizeof hash, &n)));
    BENCH(sha256_1024, kSome,
          expect(psa_hash_compute(PSA_ALG_SHA_256, plain, 1024, hash, sizeof hash, &n)));
}

void bench_gcm() {
    std::size_t n = 0;
    psa_key_id_t key =
        import_key(PSA_KEY_TYPE_AES, PSA_ALG_GCM, PSA_KEY_USAGE_ENCRYPT, kAesKey, sizeof kAesKey);
    BENCH(gcm_1024_sw, kSome,
          expect(psa_aead_encrypt(key, PSA_ALG_GCM, kNonce, sizeof kNonce, nullptr, 0, plain, 1024,
                                  output, sizeof output, &n)));
    psa_destroy_key(key);
}

void bench_signature() {
    std::size_t n = 0;
    constexpr psa_algorithm_t kEcdsa = PSA_ALG_ECDSA(PSA_ALG_SHA_256);
    psa_key_id_t key = import_key(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), kEcdsa,
                                  PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_VERIFY_HASH, kPrivateKey,
                                  sizeof kPrivateKey);
    BENCH(p256_sign_sw, kFew,
          expect(psa_sign_hash(key, kEcdsa, hash, 32, signature, sizeof signature, &n)));
    // By the public key alone, as in the baseline: from a key pair it would first be computed.
    std::uint8_t point[65];
    expect(psa_export_public_key(key, point, sizeof point, &n));
    psa_destroy_key(key);
    key = import_key(PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1), kEcdsa,
                     PSA_KEY_USAGE_VERIFY_HASH, point, sizeof point);
    BENCH(p256_verify_sw, kFew, expect(psa_verify_hash(key, kEcdsa, hash, 32, signature, 64)));
    psa_destroy_key(key);
}

void bench_ecdh() {
    std::size_t n = 0;
    std::uint8_t point[65];
    psa_key_id_t key = import_key(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), PSA_ALG_ECDH,
                                  PSA_KEY_USAGE_DERIVE, kPrivateKey, sizeof kPrivateKey);
    expect(psa_export_public_key(key, point, sizeof point, &n));
    BENCH(ecdh_sw, kFew,
          expect(psa_raw_key_agreement(PSA_ALG_ECDH, key, point, sizeof point, output, 32, &n)));
    psa_destroy_key(key);
}

}  // namespace

void bench_empty() {
    BENCH(empty, kMany, );
}

void bench_calls() {
    BENCH(framework_version, kMany, psa_framework_version());
    BENCH(call_null_sfn, kMany, expect(psa_call(ECHO_HANDLE, 0, nullptr, 0, nullptr, 0)));
    BENCH(call_echo16, kMany, echo(16));
    BENCH(call_echo256, kMany, echo(256));
    BENCH(call_echo1024, kMany, echo(1024));
    BENCH(iovec_64k, kMany, map_large());
    BENCH(connect_close, kMany, psa_handle_t h = psa_connect(ECHO_CONN_SID, ECHO_CONN_VERSION);
          bench_failures += h <= 0; psa_close(h));
}

void bench_storage() {
    std::size_t n = 0;
    BENCH(its_set16, kSome, expect(psa_its_set(kUid, 16, plain, PSA_STORAGE_FLAG_NONE)));
    BENCH(its_get16, kMany, expect(psa_its_get(kUid, 0, 16, output, &n)));
}

void bench_crypto() {
    BENCH(random16, kSome, expect(psa_generate_random(output, 16)));
    bench_hash();
    bench_gcm();
    bench_signature();
    bench_ecdh();
}
