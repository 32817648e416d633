// SPDX-License-Identifier: Apache-2.0
// One small use of each service, checked against known answers where there are any.
#include <cstring>

#include "app/examples/hello/demo.h"
#include "psa/crypto.h"
#include "psa/internal_trusted_storage.h"

namespace {

constexpr psa_key_id_t kDeviceKey = 1;
constexpr psa_storage_uid_t kBootCounter = 1;

constexpr std::uint8_t kMessage[] = {'a', 'b', 'c'};
constexpr std::uint8_t kSha256OfAbc[] = {
    0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23,
    0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad};

bool equal(const std::uint8_t* a, const std::uint8_t* b, std::size_t n) {
    return std::memcmp(a, b, n) == 0;
}

// The device key of this board: made at the first start, kept in the chip, never seen outside.
psa_status_t open_device_key(psa_key_id_t* key) {
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    *key = kDeviceKey;
    if (psa_get_key_attributes(kDeviceKey, &attributes) == PSA_SUCCESS) {
        return PSA_SUCCESS;
    }
    psa_set_key_id(&attributes, kDeviceKey);
    psa_set_key_lifetime(&attributes, PSA_KEY_LIFETIME_PERSISTENT);
    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_bits(&attributes, 256);
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_VERIFY_HASH);
    psa_set_key_algorithm(&attributes, PSA_ALG_ECDSA(PSA_ALG_SHA_256));
    return psa_generate_key(&attributes, key);
}

psa_status_t make_key(psa_key_type_t type, std::size_t bits, psa_key_usage_t usage,
                      psa_algorithm_t algorithm, psa_key_id_t* key) {
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&attributes, type);
    psa_set_key_bits(&attributes, bits);
    psa_set_key_usage_flags(&attributes, usage);
    psa_set_key_algorithm(&attributes, algorithm);
    return psa_generate_key(&attributes, key);
}

}  // namespace

void try_hash(Report& report) {
    std::uint8_t digest[32] = {};
    std::size_t length = 0;
    psa_status_t s = psa_hash_compute(PSA_ALG_SHA_256, kMessage, sizeof kMessage, digest,
                                      sizeof digest, &length);
    report.check("SHA-256 of \"abc\" is the known one",
                 s == PSA_SUCCESS && length == 32 && equal(digest, kSha256OfAbc, 32), s);
}

void try_random(Report& report) {
    std::uint8_t a[16] = {};
    std::uint8_t b[16] = {};
    psa_status_t s = psa_generate_random(a, sizeof a);
    psa_status_t t = psa_generate_random(b, sizeof b);
    report.check("two random numbers differ",
                 s == PSA_SUCCESS && t == PSA_SUCCESS && !equal(a, b, sizeof a), s);
}

void try_persistent_key(Report& report) {
    psa_key_id_t key = 0;
    std::uint8_t signature[64] = {};
    std::size_t length = 0;
    psa_status_t s = open_device_key(&key);
    report.check("a persistent device key is there", s == PSA_SUCCESS, s);
    s = psa_sign_hash(key, PSA_ALG_ECDSA(PSA_ALG_SHA_256), kSha256OfAbc, 32, signature,
                      sizeof signature, &length);
    report.check("it signs (ECDSA P-256)", s == PSA_SUCCESS && length == 64, s);
    s = psa_verify_hash(key, PSA_ALG_ECDSA(PSA_ALG_SHA_256), kSha256OfAbc, 32, signature, length);
    report.check("the signature verifies", s == PSA_SUCCESS, s);
    signature[10] ^= 1;
    s = psa_verify_hash(key, PSA_ALG_ECDSA(PSA_ALG_SHA_256), kSha256OfAbc, 32, signature, length);
    report.check("a changed signature does not", s == PSA_ERROR_INVALID_SIGNATURE, s);
    s = psa_export_key(key, signature, sizeof signature, &length);
    report.check("the private key cannot be exported", s == PSA_ERROR_NOT_PERMITTED, s);
}

void try_encryption(Report& report) {
    psa_key_id_t key = 0;
    std::uint8_t nonce[12] = {};
    std::uint8_t sealed[sizeof kMessage + 16] = {};
    std::uint8_t opened[sizeof kMessage] = {};
    std::size_t length = 0;
    std::size_t back = 0;
    psa_status_t s = make_key(PSA_KEY_TYPE_AES, 128, PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_DECRYPT,
                              PSA_ALG_GCM, &key);
    if (s == PSA_SUCCESS) {
        s = psa_generate_random(nonce, sizeof nonce);
    }
    if (s == PSA_SUCCESS) {
        s = psa_aead_encrypt(key, PSA_ALG_GCM, nonce, sizeof nonce, nullptr, 0, kMessage,
                             sizeof kMessage, sealed, sizeof sealed, &length);
    }
    report.check("AES-GCM encrypts", s == PSA_SUCCESS && length == sizeof sealed, s);
    s = psa_aead_decrypt(key, PSA_ALG_GCM, nonce, sizeof nonce, nullptr, 0, sealed, length, opened,
                         sizeof opened, &back);
    report.check("and decrypts to the same",
                 s == PSA_SUCCESS && back == sizeof kMessage && equal(opened, kMessage, back), s);
    sealed[0] ^= 1;
    s = psa_aead_decrypt(key, PSA_ALG_GCM, nonce, sizeof nonce, nullptr, 0, sealed, length, opened,
                         sizeof opened, &back);
    report.check("a changed byte is refused", s == PSA_ERROR_INVALID_SIGNATURE, s);
    psa_destroy_key(key);
}

void try_agreement(Report& report) {
    psa_key_id_t ours = 0;
    psa_key_id_t theirs = 0;
    std::uint8_t our_point[65] = {};
    std::uint8_t their_point[65] = {};
    std::uint8_t our_secret[32] = {};
    std::uint8_t their_secret[32] = {};
    std::size_t n = 0;
    constexpr psa_key_type_t kPair = PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1);
    psa_status_t s = make_key(kPair, 256, PSA_KEY_USAGE_DERIVE, PSA_ALG_ECDH, &ours);
    s = s != PSA_SUCCESS ? s : make_key(kPair, 256, PSA_KEY_USAGE_DERIVE, PSA_ALG_ECDH, &theirs);
    s = s != PSA_SUCCESS ? s : psa_export_public_key(ours, our_point, sizeof our_point, &n);
    s = s != PSA_SUCCESS ? s : psa_export_public_key(theirs, their_point, sizeof their_point, &n);
    s = s != PSA_SUCCESS ? s
                         : psa_raw_key_agreement(PSA_ALG_ECDH, ours, their_point,
                                                 sizeof their_point, our_secret, 32, &n);
    s = s != PSA_SUCCESS ? s
                         : psa_raw_key_agreement(PSA_ALG_ECDH, theirs, our_point, sizeof our_point,
                                                 their_secret, 32, &n);
    report.check("ECDH gives both sides one secret",
                 s == PSA_SUCCESS && equal(our_secret, their_secret, 32), s);
    psa_destroy_key(ours);
    psa_destroy_key(theirs);
}

void count_boots(Report& report) {
    std::uint32_t boots = 0;
    std::size_t length = 0;
    psa_status_t s = psa_its_get(kBootCounter, 0, sizeof boots, &boots, &length);
    report.check("the boot counter is readable",
                 (s == PSA_SUCCESS && length == sizeof boots) || s == PSA_ERROR_DOES_NOT_EXIST, s);
    ++boots;
    s = psa_its_set(kBootCounter, sizeof boots, &boots, PSA_STORAGE_FLAG_NONE);
    report.check("and moves on", s == PSA_SUCCESS, s);
    sm_console_text("boot counter: ");
    sm_console_decimal(boots);
    sm_console_text("\r\n");
}
