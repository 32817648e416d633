// SPDX-License-Identifier: Apache-2.0
// The whole way on a PC: psa/crypto.h as an application has it, core (a fake), crypto service, Mbed
// TLS, storage service, flash model. Vectors are facts of the standards named.
#include <gtest/gtest.h>
#include <psa/crypto.h>
#include <sm/crypto_abi.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "modules/crypto/test_board.h"

namespace modules::crypto {
namespace {

using Octets = std::vector<std::uint8_t>;
using lib::journal::TestFlash;

Octets hex(std::string_view text) {
    Octets out;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        out.push_back(
            static_cast<std::uint8_t>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16)));
    }
    return out;
}

Octets text(std::string_view value) {
    return {value.begin(), value.end()};
}

Octets pattern(std::size_t size) {
    Octets out(size);
    for (std::size_t i = 0; i < size; ++i) {
        out[i] = static_cast<std::uint8_t>(i * 7 + (i >> 8));
    }
    return out;
}

psa_key_attributes_t attributes(psa_key_type_t type, std::size_t bits, psa_algorithm_t algorithm,
                                psa_key_usage_t usage, psa_key_id_t id = 0) {
    psa_key_attributes_t out = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&out, type);
    psa_set_key_bits(&out, bits);
    psa_set_key_algorithm(&out, algorithm);
    psa_set_key_usage_flags(&out, usage);
    if (id != 0) {
        psa_set_key_id(&out, id);
    }
    return out;
}

psa_key_id_t import(const psa_key_attributes_t& wanted, const Octets& data) {
    psa_key_id_t key = 0;
    EXPECT_EQ(psa_import_key(&wanted, data.data(), data.size(), &key), PSA_SUCCESS);
    return key;
}

constexpr psa_key_type_t kPair = PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1);
constexpr psa_algorithm_t kEcdsa = PSA_ALG_ECDSA(PSA_ALG_SHA_256);
constexpr psa_key_usage_t kSign = PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_VERIFY_HASH;

// RFC 6979, A.2.5
const Octets kPrivate = hex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
const Octets kPublic =
    hex("0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
        "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299");

class Crypto : public ::testing::Test {
  protected:
    void SetUp() override { ASSERT_TRUE(board_->ready); }
    // Nothing that a test's client gave back is still held.
    void TearDown() override { EXPECT_EQ(service_use().operations, 0u); }
    void reboot() {
        board_.reset();
        board_ = std::make_unique<Board>(flash_);
    }

    TestFlash flash_{8, 8192};
    std::unique_ptr<Board> board_ = std::make_unique<Board>(flash_);
};

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

Octets hash(psa_algorithm_t algorithm, const Octets& data) {
    Octets out(PSA_HASH_MAX_SIZE);
    std::size_t length = 0;
    EXPECT_EQ(
        psa_hash_compute(algorithm, data.data(), data.size(), out.data(), out.size(), &length),
        PSA_SUCCESS);
    out.resize(length);
    return out;
}

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

TEST_F(Crypto, AeadRoundTripsAtAnyLengthAndNoticesEachTagByte) {
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

TEST_F(Crypto, PersistentKeysSurviveAndVolatileOnesDoNot) {
    const auto wanted = attributes(kPair, 256, kEcdsa, kSign, 42);
    psa_key_id_t key = 0;
    ASSERT_EQ(psa_generate_key(&wanted, &key), PSA_SUCCESS);
    EXPECT_EQ(key, 42u);
    EXPECT_EQ(psa_generate_key(&wanted, &key), PSA_ERROR_ALREADY_EXISTS);
    Octets public_key(65);
    std::size_t length = 0;
    ASSERT_EQ(psa_export_public_key(42, public_key.data(), 65, &length), PSA_SUCCESS);
    psa_key_id_t lost = import(attributes(kPair, 256, kEcdsa, kSign), kPrivate);
    reboot();
    Octets again(65);
    ASSERT_EQ(psa_export_public_key(42, again.data(), 65, &length), PSA_SUCCESS);
    EXPECT_EQ(again, public_key);
    psa_key_attributes_t found = PSA_KEY_ATTRIBUTES_INIT;
    ASSERT_EQ(psa_get_key_attributes(42, &found), PSA_SUCCESS);
    EXPECT_EQ(psa_get_key_id(&found), 42u);
    EXPECT_EQ(psa_get_key_type(&found), kPair);
    EXPECT_EQ(psa_get_key_bits(&found), 256u);
    EXPECT_EQ(psa_get_key_lifetime(&found), PSA_KEY_LIFETIME_PERSISTENT);
    EXPECT_EQ(psa_get_key_usage_flags(&found) & kSign, kSign);
    EXPECT_EQ(psa_export_key(42, again.data(), 65, &length), PSA_ERROR_NOT_PERMITTED);
    EXPECT_EQ(psa_get_key_attributes(lost, &found), PSA_ERROR_INVALID_HANDLE);
    EXPECT_EQ(psa_purge_key(42), PSA_SUCCESS);
    EXPECT_EQ(psa_destroy_key(42), PSA_SUCCESS);
    reboot();
    EXPECT_EQ(psa_get_key_attributes(42, &found), PSA_ERROR_INVALID_HANDLE);
}

TEST_F(Crypto, KeysDoNotLieInFlashInClear) {
    const auto wanted = attributes(kPair, 256, kEcdsa, kSign, 1);
    import(wanted, kPrivate);
    EXPECT_EQ(std::search(flash_.bytes().begin(), flash_.bytes().end(), kPrivate.begin(),
                          kPrivate.begin() + 8),
              flash_.bytes().end());
}

// Claim C1: every client against every other's keys, volatile and persistent, by every function.
TEST_F(Crypto, NoClientReachesAnothersKeys) {
    const std::int32_t clients[] = {-1, -2, 0x103, 0x201};
    const psa_key_usage_t all = kSign | PSA_KEY_USAGE_EXPORT | PSA_KEY_USAGE_COPY;
    for (std::int32_t owner : clients) {
        board_->core.set_client(owner);
        const psa_key_id_t own_volatile = import(attributes(kPair, 256, kEcdsa, all), kPrivate);
        const psa_key_id_t own_persistent =
            import(attributes(kPair, 256, kEcdsa, all, 7), kPrivate);
        for (std::int32_t thief : clients) {
            if (thief == owner) {
                continue;
            }
            board_->core.set_client(thief);
            for (psa_key_id_t key : {own_volatile, own_persistent}) {
                Octets out(100);
                std::size_t length = 0;
                psa_key_attributes_t found = PSA_KEY_ATTRIBUTES_INIT;
                psa_key_id_t copy = 0;
                const auto wanted = attributes(0, 0, kEcdsa, all);
                EXPECT_EQ(psa_get_key_attributes(key, &found), PSA_ERROR_INVALID_HANDLE);
                EXPECT_EQ(psa_export_key(key, out.data(), 100, &length), PSA_ERROR_INVALID_HANDLE);
                EXPECT_EQ(psa_export_public_key(key, out.data(), 100, &length),
                          PSA_ERROR_INVALID_HANDLE);
                EXPECT_EQ(psa_sign_hash(key, kEcdsa, out.data(), 32, out.data(), 100, &length),
                          PSA_ERROR_INVALID_HANDLE);
                EXPECT_EQ(psa_verify_hash(key, kEcdsa, out.data(), 32, out.data(), 64),
                          PSA_ERROR_INVALID_HANDLE);
                EXPECT_EQ(psa_raw_key_agreement(PSA_ALG_ECDH, key, kPublic.data(), 65, out.data(),
                                                100, &length),
                          PSA_ERROR_INVALID_HANDLE);
                EXPECT_EQ(psa_copy_key(key, &wanted, &copy), PSA_ERROR_INVALID_HANDLE);
                EXPECT_EQ(psa_mac_compute(key, PSA_ALG_HMAC(PSA_ALG_SHA_256), out.data(), 1,
                                          out.data(), 100, &length),
                          PSA_ERROR_INVALID_HANDLE);
                EXPECT_EQ(psa_aead_encrypt(key, PSA_ALG_GCM, out.data(), 12, nullptr, 0, nullptr, 0,
                                           out.data(), 100, &length),
                          PSA_ERROR_INVALID_HANDLE);
                EXPECT_EQ(psa_purge_key(key), PSA_ERROR_INVALID_HANDLE);
                EXPECT_EQ(psa_destroy_key(key), PSA_ERROR_INVALID_HANDLE);
            }
        }
        board_->core.set_client(owner);
        Octets out(65);
        std::size_t length = 0;
        EXPECT_EQ(psa_export_public_key(own_volatile, out.data(), 65, &length), PSA_SUCCESS);
        EXPECT_EQ(psa_export_public_key(own_persistent, out.data(), 65, &length), PSA_SUCCESS);
        EXPECT_EQ(psa_destroy_key(own_volatile), PSA_SUCCESS);
        EXPECT_EQ(psa_destroy_key(own_persistent), PSA_SUCCESS);
    }
}

TEST_F(Crypto, SameIdOfTwoClientsIsTwoKeys) {
    const auto wanted = attributes(PSA_KEY_TYPE_RAW_DATA, 0, PSA_ALG_NONE, PSA_KEY_USAGE_EXPORT, 5);
    for (std::int32_t client : {-1, 0x201}) {
        board_->core.set_client(client);
        import(wanted, Octets(16, static_cast<std::uint8_t>(client)));
    }
    reboot();
    for (std::int32_t client : {-1, 0x201}) {
        board_->core.set_client(client);
        Octets out(16);
        std::size_t length = 0;
        EXPECT_EQ(psa_export_key(5, out.data(), 16, &length), PSA_SUCCESS);
        EXPECT_EQ(out, Octets(16, static_cast<std::uint8_t>(client)));
    }
}

TEST_F(Crypto, OperationsOfOthersAreOutOfReach) {
    psa_hash_operation_t mine = PSA_HASH_OPERATION_INIT;
    ASSERT_EQ(psa_hash_setup(&mine, PSA_ALG_SHA_256), PSA_SUCCESS);
    psa_hash_operation_t forged = mine;
    board_->core.set_client(0x201);
    Octets out(32);
    std::size_t length = 0;
    EXPECT_EQ(psa_hash_update(&forged, out.data(), 1), PSA_ERROR_BAD_STATE);
    forged = mine;
    EXPECT_EQ(psa_hash_finish(&forged, out.data(), 32, &length), PSA_ERROR_BAD_STATE);
    forged = mine;
    EXPECT_EQ(psa_hash_abort(&forged), PSA_SUCCESS);
    board_->core.set_client(-1);
    EXPECT_EQ(psa_hash_finish(&mine, out.data(), 32, &length), PSA_SUCCESS);
    forged = mine;
    EXPECT_EQ(psa_hash_update(&forged, out.data(), 1), PSA_ERROR_BAD_STATE);
    EXPECT_EQ(out, hash(PSA_ALG_SHA_256, {}));
}

// Claim M4: nobody locks others out by taking all there is.
TEST_F(Crypto, GreedyClientLeavesRoomForOthers) {
    const auto raw = attributes(PSA_KEY_TYPE_RAW_DATA, 0, PSA_ALG_NONE, PSA_KEY_USAGE_EXPORT);
    std::vector<psa_key_id_t> keys;
    psa_key_id_t key = 0;
    const Octets big(1200, 1);
    while (psa_import_key(&raw, big.data(), big.size(), &key) == PSA_SUCCESS) {
        keys.push_back(key);
    }
    while (psa_import_key(&raw, big.data(), 16, &key) == PSA_SUCCESS) {
        keys.push_back(key);
    }
    EXPECT_EQ(psa_import_key(&raw, big.data(), 16, &key), PSA_ERROR_INSUFFICIENT_MEMORY);
    std::vector<psa_hash_operation_t> held;
    for (psa_hash_operation_t one = PSA_HASH_OPERATION_INIT;
         psa_hash_setup(&one, PSA_ALG_SHA_512) == PSA_SUCCESS; one = PSA_HASH_OPERATION_INIT) {
        held.push_back(one);
    }
    EXPECT_EQ(held.size(), 4u);
    board_->core.set_client(0x201);
    const psa_key_id_t other = import(attributes(kPair, 256, kEcdsa, kSign), kPrivate);
    const psa_key_id_t stored = import(attributes(kPair, 256, kEcdsa, kSign, 9), kPrivate);
    psa_hash_operation_t one = PSA_HASH_OPERATION_INIT;
    EXPECT_EQ(psa_hash_setup(&one, PSA_ALG_SHA_512), PSA_SUCCESS);
    EXPECT_EQ(psa_hash_abort(&one), PSA_SUCCESS);
    EXPECT_EQ(psa_destroy_key(other), PSA_SUCCESS);
    EXPECT_EQ(psa_destroy_key(stored), PSA_SUCCESS);
    board_->core.set_client(-1);
    for (psa_key_id_t id : keys) {
        EXPECT_EQ(psa_destroy_key(id), PSA_SUCCESS);
    }
    for (auto& operation : held) {
        EXPECT_EQ(psa_hash_abort(&operation), PSA_SUCCESS);
    }
    EXPECT_EQ(service_use().heap_bytes, 0u);
}

// What comes over the wire is the attacker's: lengths, functions, fields.
TEST_F(Crypto, HostileRequestsAreAnswered) {
    std::mt19937 random(3);
    const psa_key_id_t key = import(attributes(kPair, 256, kEcdsa, kSign), kPrivate);
    import(attributes(PSA_KEY_TYPE_AES, 128, PSA_ALG_GCM, PSA_KEY_USAGE_ENCRYPT, 3), Octets(16, 1));
    const psa_algorithm_t algorithms[] = {PSA_ALG_SHA_256,
                                          PSA_ALG_GCM,
                                          PSA_ALG_CCM,
                                          PSA_ALG_CTR,
                                          kEcdsa,
                                          PSA_ALG_ECDH,
                                          PSA_ALG_HKDF(PSA_ALG_SHA_256),
                                          PSA_ALG_HMAC(PSA_ALG_SHA_256),
                                          PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_GCM, 4),
                                          0xFFFFFFFF,
                                          0};
    Octets in(3000);
    Octets out(3000);
    for (int round = 0; round < 30000; ++round) {
        sm_crypto_request request{};
        auto* raw = reinterpret_cast<std::uint8_t*>(&request);
        if (round % 3 == 0) {
            std::generate_n(raw, sizeof request,
                            [&] { return static_cast<std::uint8_t>(random()); });
        }
        request.key = random() % 2 != 0 ? key : 3;
        request.algorithm = algorithms[random() % std::size(algorithms)];
        request.nonce_length = static_cast<std::uint32_t>(random() % 18);
        request.operation = 1 + random() % 9 + (random() % 40) * 256;
        request.step = static_cast<std::uint32_t>(0x100 + random() % 4);
        if (random() % 2 != 0) {
            request.attributes = {static_cast<std::uint16_t>(random() % 2 != 0 ? kPair : 0x2400),
                                  256,
                                  static_cast<std::uint32_t>(random() % 2),
                                  static_cast<std::uint32_t>(random() % 3),
                                  0xFFFF,
                                  request.algorithm,
                                  0};
        }
        const std::size_t request_size =
            random() % 10 == 0 ? random() % sizeof request : sizeof request;
        const psa_invec vectors[] = {{&request, request_size},
                                     {in.data(), random() % in.size()},
                                     {in.data(), random() % 1500}};
        psa_outvec out_vectors[] = {{out.data(), random() % 4 == 0 ? 4 : random() % out.size()}};
        const std::size_t in_count = random() % 4;
        const auto type = static_cast<std::int32_t>(random() % 130);
        (void)psa_call(static_cast<psa_handle_t>(0x40000002), type, vectors, in_count, out_vectors,
                       random() % 2);
        EXPECT_LE(out_vectors[0].len, out.size());
    }
    reboot();
}

// A key is there as a whole or not at all, and no other one suffers: power fails at every flash
// operation of making and destroying one.
TEST_F(Crypto, PowerCutLeavesWholeKeysOrNone) {
    for (int policy = FLASH_CUT_NOTHING; policy < FLASH_CUTS; ++policy) {
        bool finished = false;
        for (std::uint64_t at = 1; !finished; ++at) {
            TestFlash flash(3, 1024);
            board_.reset();
            flash.cut_after(at, static_cast<flash_cut>(policy), at);
            bool first_made = false;
            try {
                Board board(flash);
                import(attributes(kPair, 256, kEcdsa, kSign, 1), kPrivate);
                first_made = true;
                import(attributes(PSA_KEY_TYPE_AES, 128, PSA_ALG_GCM, PSA_KEY_USAGE_ENCRYPT, 2),
                       Octets(16, 7));
                EXPECT_EQ(psa_destroy_key(2), PSA_SUCCESS);
                finished = true;
            } catch (const lib::journal::PowerLost&) {
                flash.power_on();
            }
            Board board(flash);
            ASSERT_TRUE(board.ready);
            Octets out(65);
            std::size_t length = 0;
            const auto first = psa_export_public_key(1, out.data(), out.size(), &length);
            EXPECT_TRUE(first == PSA_SUCCESS ? out == kPublic
                                             : !first_made && first == PSA_ERROR_INVALID_HANDLE);
            psa_key_attributes_t found = PSA_KEY_ATTRIBUTES_INIT;
            const auto second = psa_get_key_attributes(2, &found);
            EXPECT_TRUE(second == PSA_ERROR_INVALID_HANDLE ||
                        (second == PSA_SUCCESS && psa_get_key_bits(&found) == 128));
            EXPECT_TRUE(!finished || second == PSA_ERROR_INVALID_HANDLE);
        }
    }
    board_ = std::make_unique<Board>(flash_);
}

}  // namespace
}  // namespace modules::crypto
