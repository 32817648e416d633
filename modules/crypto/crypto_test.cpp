// SPDX-License-Identifier: Apache-2.0
// The whole way on a PC: psa/crypto.h as an application has it, core (a fake), crypto service, Mbed
// TLS, storage service, flash model. Vectors are facts of the standards named.
#include "modules/crypto/test_client.h"

namespace modules::crypto {
namespace {

TEST_F(Crypto, RandomBytesDifferAndFillAnyLength) {
    EXPECT_EQ(psa_crypto_init(), PSA_SUCCESS);
    Octets first(5000);
    Octets second(5000);
    EXPECT_EQ(psa_generate_random(first.data(), first.size()), PSA_SUCCESS);
    EXPECT_EQ(psa_generate_random(second.data(), second.size()), PSA_SUCCESS);
    EXPECT_NE(first, second);
    EXPECT_LT(std::count(first.begin(), first.end(), 0), 60);
    EXPECT_EQ(psa_generate_random(first.data(), 0), PSA_SUCCESS);
}

struct HashCase {
    psa_algorithm_t algorithm;
    const char* abc;
};
// FIPS 180-4 examples
const HashCase kHashes[] = {
    {PSA_ALG_SHA_224, "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"},
    {PSA_ALG_SHA_256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {PSA_ALG_SHA_384,
     "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c8"
     "25a7"},
    {PSA_ALG_SHA_512,
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3fe"
     "ebbd454d4423643ce80e2a9ac94fa54ca49f"},
};

TEST_F(Crypto, HashesAsFips180) {
    for (const auto& item : kHashes) {
        EXPECT_EQ(hash(item.algorithm, text("abc")), hex(item.abc));
        const Octets wanted = hex(item.abc);
        EXPECT_EQ(
            psa_hash_compare(item.algorithm, text("abc").data(), 3, wanted.data(), wanted.size()),
            PSA_SUCCESS);
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            Octets wrong = wanted;
            wrong[i] ^= 1;
            EXPECT_EQ(
                psa_hash_compare(item.algorithm, text("abc").data(), 3, wrong.data(), wrong.size()),
                PSA_ERROR_INVALID_SIGNATURE);
        }
        EXPECT_EQ(psa_hash_compare(item.algorithm, text("abc").data(), 3, wanted.data(),
                                   wanted.size() - 1),
                  PSA_ERROR_INVALID_SIGNATURE);
    }
    Octets small(31);
    std::size_t length = 0;
    EXPECT_EQ(psa_hash_compute(PSA_ALG_SHA_256, nullptr, 0, small.data(), small.size(), &length),
              PSA_ERROR_BUFFER_TOO_SMALL);
    EXPECT_EQ(psa_hash_compute(PSA_ALG_MD5, nullptr, 0, small.data(), small.size(), &length),
              PSA_ERROR_NOT_SUPPORTED);
}

TEST_F(Crypto, HashOfPiecesAndOfLongInputsIsTheSame) {
    const Octets data = pattern(10000);
    for (std::size_t size : {0u, 64u, 1280u, 1281u, 1296u, 1297u, 10000u}) {
        const Octets input(data.begin(), data.begin() + static_cast<long>(size));
        psa_hash_operation_t operation = PSA_HASH_OPERATION_INIT;
        ASSERT_EQ(psa_hash_setup(&operation, PSA_ALG_SHA_256), PSA_SUCCESS);
        for (std::size_t at = 0; at < size; at += 777) {
            ASSERT_EQ(psa_hash_update(&operation, input.data() + at,
                                      std::min<std::size_t>(777, size - at)),
                      PSA_SUCCESS);
        }
        psa_hash_operation_t clone = PSA_HASH_OPERATION_INIT;
        ASSERT_EQ(psa_hash_clone(&operation, &clone), PSA_SUCCESS);
        Octets out(32);
        std::size_t length = 0;
        ASSERT_EQ(psa_hash_finish(&operation, out.data(), out.size(), &length), PSA_SUCCESS);
        EXPECT_EQ(out, hash(PSA_ALG_SHA_256, input));
        EXPECT_EQ(psa_hash_verify(&clone, out.data(), out.size()), PSA_SUCCESS);
        EXPECT_EQ(psa_hash_update(&operation, out.data(), 1), PSA_ERROR_BAD_STATE);
    }
}

TEST_F(Crypto, HmacAsRfc4231) {
    const auto wanted = attributes(PSA_KEY_TYPE_HMAC, 0, PSA_ALG_HMAC(PSA_ALG_SHA_256),
                                   PSA_KEY_USAGE_SIGN_MESSAGE | PSA_KEY_USAGE_VERIFY_MESSAGE);
    const psa_key_id_t key = import(wanted, text("Jefe"));
    const Octets input = text("what do ya want for nothing?");
    const Octets expected = hex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    Octets mac(64);
    std::size_t length = 0;
    ASSERT_EQ(psa_mac_compute(key, PSA_ALG_HMAC(PSA_ALG_SHA_256), input.data(), input.size(),
                              mac.data(), mac.size(), &length),
              PSA_SUCCESS);
    mac.resize(length);
    EXPECT_EQ(mac, expected);
    EXPECT_EQ(psa_mac_verify(key, PSA_ALG_HMAC(PSA_ALG_SHA_256), input.data(), input.size(),
                             mac.data(), mac.size()),
              PSA_SUCCESS);
    for (std::size_t i = 0; i < mac.size(); ++i) {
        Octets wrong = mac;
        wrong[i] ^= 0x80;
        EXPECT_EQ(psa_mac_verify(key, PSA_ALG_HMAC(PSA_ALG_SHA_256), input.data(), input.size(),
                                 wrong.data(), wrong.size()),
                  PSA_ERROR_INVALID_SIGNATURE);
    }
    for (std::size_t size : {1280u, 1300u, 9000u}) {  // whole and in pieces
        const Octets data = pattern(size);
        ASSERT_EQ(psa_mac_compute(key, PSA_ALG_HMAC(PSA_ALG_SHA_256), data.data(), data.size(),
                                  mac.data(), mac.size(), &length),
                  PSA_SUCCESS);
        EXPECT_EQ(psa_mac_verify(key, PSA_ALG_HMAC(PSA_ALG_SHA_256), data.data(), data.size(),
                                 mac.data(), length),
                  PSA_SUCCESS);
    }
    EXPECT_EQ(psa_destroy_key(key), PSA_SUCCESS);
}

// McGrew and Viega, "The Galois/Counter Mode of Operation", test case 4
TEST_F(Crypto, GcmAsItsSpecification) {
    const auto wanted = attributes(PSA_KEY_TYPE_AES, 128, PSA_ALG_GCM,
                                   PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_DECRYPT);
    const psa_key_id_t key = import(wanted, hex("feffe9928665731c6d6a8f9467308308"));
    const Octets nonce = hex("cafebabefacedbaddecaf888");
    const Octets additional = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
    const Octets plain = hex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e24"
        "49a6b525b16aedf5aa0de657ba637b39");
    const Octets expected = hex(
        "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5a"
        "ac84aa051ba30b396a0aac973d58e0915bc94fbc3221a5db94fae95ae7121a47");
    Octets out(plain.size() + 16);
    std::size_t length = 0;
    ASSERT_EQ(psa_aead_encrypt(key, PSA_ALG_GCM, nonce.data(), nonce.size(), additional.data(),
                               additional.size(), plain.data(), plain.size(), out.data(),
                               out.size(), &length),
              PSA_SUCCESS);
    EXPECT_EQ(out, expected);
    EXPECT_EQ(psa_destroy_key(key), PSA_SUCCESS);
}

TEST_F(Crypto, CVE_2023_40271_AeadRoundTripsAtAnyLengthAndNoticesEachTagByte) {
    for (psa_algorithm_t algorithm : {psa_algorithm_t{PSA_ALG_GCM}, psa_algorithm_t{PSA_ALG_CCM}}) {
        const auto wanted = attributes(PSA_KEY_TYPE_AES, 256, algorithm,
                                       PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_DECRYPT);
        psa_key_id_t key = 0;
        ASSERT_EQ(psa_generate_key(&wanted, &key), PSA_SUCCESS);
        const Octets nonce(12, 9);
        for (std::size_t size : {0u, 1u, 16u, 1024u, 1263u, 1280u, 1281u, 2048u, 5001u}) {
            const Octets plain = pattern(size);
            const Octets additional = pattern(size % 40);
            Octets sealed(size + 16);
            Octets opened(size + 1);
            std::size_t length = 0;
            ASSERT_EQ(psa_aead_encrypt(key, algorithm, nonce.data(), nonce.size(),
                                       additional.data(), additional.size(), plain.data(), size,
                                       sealed.data(), sealed.size(), &length),
                      PSA_SUCCESS)
                << size;
            ASSERT_EQ(length, size + 16);
            auto open = [&](const Octets& from) {
                return psa_aead_decrypt(key, algorithm, nonce.data(), nonce.size(),
                                        additional.data(), additional.size(), from.data(),
                                        from.size(), opened.data(), opened.size(), &length);
            };
            ASSERT_EQ(open(sealed), PSA_SUCCESS) << size;
            ASSERT_EQ(length, size);
            opened.resize(size);
            EXPECT_EQ(opened, plain);
            for (std::size_t i = 0; i < 16; ++i) {
                Octets wrong = sealed;
                wrong[size + i] ^= 4;
                opened.assign(size + 1, 0xEE);
                EXPECT_EQ(open(wrong), PSA_ERROR_INVALID_SIGNATURE);
                EXPECT_EQ(opened, Octets(size + 1, 0)) << "plain text left behind";
            }
            std::size_t small = 0;
            EXPECT_EQ(psa_aead_encrypt(key, algorithm, nonce.data(), nonce.size(), nullptr, 0,
                                       plain.data(), size, sealed.data(), size + 15, &small),
                      PSA_ERROR_BUFFER_TOO_SMALL);
        }
        EXPECT_EQ(psa_destroy_key(key), PSA_SUCCESS);
    }
}

TEST_F(Crypto, CtrRoundTrips) {
    const auto wanted = attributes(PSA_KEY_TYPE_AES, 128, PSA_ALG_CTR,
                                   PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_DECRYPT);
    psa_key_id_t key = 0;
    ASSERT_EQ(psa_generate_key(&wanted, &key), PSA_SUCCESS);
    for (std::size_t size : {0u, 5u, 1024u, 3001u}) {
        const Octets plain = pattern(size);
        Octets sealed(size + 16);
        Octets opened(size + 16);
        std::size_t length = 0;
        ASSERT_EQ(psa_cipher_encrypt(key, PSA_ALG_CTR, plain.data(), size, sealed.data(),
                                     sealed.size(), &length),
                  PSA_SUCCESS);
        ASSERT_EQ(length, size + 16);
        ASSERT_EQ(psa_cipher_decrypt(key, PSA_ALG_CTR, sealed.data(), sealed.size(), opened.data(),
                                     opened.size(), &length),
                  PSA_SUCCESS);
        opened.resize(length);
        EXPECT_EQ(opened, plain);
    }
    Octets few(7);
    std::size_t length = 0;
    EXPECT_EQ(psa_cipher_decrypt(key, PSA_ALG_CTR, few.data(), few.size(), few.data(), few.size(),
                                 &length),
              PSA_ERROR_INVALID_ARGUMENT);
    EXPECT_EQ(psa_destroy_key(key), PSA_SUCCESS);
}

TEST_F(Crypto, EcdsaAsRfc6979) {
    const psa_key_id_t key =
        import(attributes(kPair, 256, kEcdsa, kSign | PSA_KEY_USAGE_EXPORT), kPrivate);
    Octets exported(65);
    std::size_t length = 0;
    ASSERT_EQ(psa_export_public_key(key, exported.data(), exported.size(), &length), PSA_SUCCESS);
    EXPECT_EQ(exported, kPublic);
    const Octets digest = hash(PSA_ALG_SHA_256, text("sample"));
    const Octets known =
        hex("efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
            "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");
    EXPECT_EQ(
        psa_verify_hash(key, kEcdsa, digest.data(), digest.size(), known.data(), known.size()),
        PSA_SUCCESS);
    for (std::size_t i = 0; i < known.size(); ++i) {
        Octets wrong = known;
        wrong[i] ^= 1;
        EXPECT_EQ(
            psa_verify_hash(key, kEcdsa, digest.data(), digest.size(), wrong.data(), wrong.size()),
            PSA_ERROR_INVALID_SIGNATURE);
    }
    Octets signature(64);
    ASSERT_EQ(psa_sign_hash(key, kEcdsa, digest.data(), digest.size(), signature.data(),
                            signature.size(), &length),
              PSA_SUCCESS);
    EXPECT_EQ(psa_verify_hash(key, kEcdsa, digest.data(), digest.size(), signature.data(), length),
              PSA_SUCCESS);
    const Octets message = text("sample");
    ASSERT_EQ(psa_sign_message(key, kEcdsa, message.data(), message.size(), signature.data(),
                               signature.size(), &length),
              PSA_SUCCESS);
    EXPECT_EQ(
        psa_verify_message(key, kEcdsa, message.data(), message.size(), signature.data(), length),
        PSA_SUCCESS);
    EXPECT_EQ(
        psa_sign_hash(key, kEcdsa, digest.data(), digest.size(), signature.data(), 63, &length),
        PSA_ERROR_BUFFER_TOO_SMALL);
    EXPECT_EQ(psa_destroy_key(key), PSA_SUCCESS);
}

// RFC 5903, 8.1
TEST_F(Crypto, EcdhAsRfc5903) {
    const psa_key_id_t key =
        import(attributes(kPair, 256, PSA_ALG_ECDH, PSA_KEY_USAGE_DERIVE),
               hex("c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433"));
    const Octets peer = hex(
        "04d12dfb5289c8d4f81208b70270398c342296970a0bccb74c736fc7554494bf6356fbf3ca366cc23e8157854c"
        "13c58d6aac23f046ada30f8353e74f33039872ab");
    Octets secret(32);
    std::size_t length = 0;
    ASSERT_EQ(psa_raw_key_agreement(PSA_ALG_ECDH, key, peer.data(), peer.size(), secret.data(),
                                    secret.size(), &length),
              PSA_SUCCESS);
    EXPECT_EQ(secret, hex("d6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de"));
    Octets off_curve = peer;
    off_curve[64] ^= 1;
    EXPECT_EQ(psa_raw_key_agreement(PSA_ALG_ECDH, key, off_curve.data(), off_curve.size(),
                                    secret.data(), secret.size(), &length),
              PSA_ERROR_INVALID_ARGUMENT);
    EXPECT_EQ(psa_destroy_key(key), PSA_SUCCESS);
}

// RFC 5869, A.1
TEST_F(Crypto, HkdfAsRfc5869) {
    const psa_algorithm_t algorithm = PSA_ALG_HKDF(PSA_ALG_SHA_256);
    const psa_key_id_t secret =
        import(attributes(PSA_KEY_TYPE_DERIVE, 0, algorithm, PSA_KEY_USAGE_DERIVE), Octets(22, 11));
    const Octets salt = hex("000102030405060708090a0b0c");
    const Octets info = hex("f0f1f2f3f4f5f6f7f8f9");
    psa_key_derivation_operation_t operation = PSA_KEY_DERIVATION_OPERATION_INIT;
    ASSERT_EQ(psa_key_derivation_setup(&operation, algorithm), PSA_SUCCESS);
    ASSERT_EQ(psa_key_derivation_input_bytes(&operation, PSA_KEY_DERIVATION_INPUT_SALT, salt.data(),
                                             salt.size()),
              PSA_SUCCESS);
    ASSERT_EQ(psa_key_derivation_input_key(&operation, PSA_KEY_DERIVATION_INPUT_SECRET, secret),
              PSA_SUCCESS);
    ASSERT_EQ(psa_key_derivation_input_bytes(&operation, PSA_KEY_DERIVATION_INPUT_INFO, info.data(),
                                             info.size()),
              PSA_SUCCESS);
    ASSERT_EQ(psa_key_derivation_set_capacity(&operation, 58), PSA_SUCCESS);
    Octets out(42);
    ASSERT_EQ(psa_key_derivation_output_bytes(&operation, out.data(), out.size()), PSA_SUCCESS);
    EXPECT_EQ(out,
              hex("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b8"
                  "87185865"));
    psa_key_id_t derived = 0;
    const auto wanted = attributes(PSA_KEY_TYPE_AES, 128, PSA_ALG_GCM, PSA_KEY_USAGE_ENCRYPT);
    EXPECT_EQ(psa_key_derivation_output_key(&wanted, &operation, &derived), PSA_SUCCESS);
    std::size_t capacity = 99;
    EXPECT_EQ(psa_key_derivation_get_capacity(&operation, &capacity), PSA_SUCCESS);
    EXPECT_EQ(capacity, 0u);
    EXPECT_EQ(psa_key_derivation_output_bytes(&operation, out.data(), 1),
              PSA_ERROR_INSUFFICIENT_DATA);
    EXPECT_EQ(psa_key_derivation_abort(&operation), PSA_SUCCESS);
    EXPECT_EQ(psa_key_derivation_abort(&operation), PSA_SUCCESS);
    EXPECT_EQ(psa_destroy_key(derived), PSA_SUCCESS);
    EXPECT_EQ(psa_destroy_key(secret), PSA_SUCCESS);
    EXPECT_EQ(service_use().heap_bytes, 0u);
}

}  // namespace
}  // namespace modules::crypto
