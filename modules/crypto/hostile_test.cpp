// SPDX-License-Identifier: Apache-2.0
// Keys over power-off, and clients that reach for what is not theirs (claims C1, M4, S2).
#include "modules/crypto/test_client.h"

namespace modules::crypto {
namespace {

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
TEST_F(Crypto, CVE_2021_40327_NoClientReachesAnothersKeys) {
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

// TFMV-3: an abort forgot the operation, whose memory and place were lost. From each state of each
// family; the number is dead and nothing is held.
TEST_F(Crypto, CVE_2021_32032_AbortFromEachStateGivesEverythingBack) {
    const psa_algorithm_t hkdf = PSA_ALG_HKDF(PSA_ALG_SHA_256);
    const psa_key_id_t secret =
        import(attributes(PSA_KEY_TYPE_DERIVE, 0, hkdf, PSA_KEY_USAGE_DERIVE), Octets(22, 11));
    const std::size_t at_rest = service_use().heap_bytes;
    Octets out(64, 5);
    std::size_t length = 0;
    for (int round = 0; round < 12; ++round) {  // more than there are places
        for (int state = 0; state < 3; ++state) {
            psa_hash_operation_t operation = PSA_HASH_OPERATION_INIT;
            ASSERT_EQ(psa_hash_setup(&operation, PSA_ALG_SHA_512), PSA_SUCCESS) << round;
            psa_hash_operation_t kept = operation;
            if (state == 1) {
                EXPECT_EQ(psa_hash_update(&operation, out.data(), 7), PSA_SUCCESS);
            } else if (state == 2) {  // an error state
                EXPECT_NE(psa_hash_verify(&operation, out.data(), 3), PSA_SUCCESS);
            }
            EXPECT_EQ(psa_hash_abort(&operation), PSA_SUCCESS);
            EXPECT_EQ(psa_hash_finish(&kept, out.data(), out.size(), &length), PSA_ERROR_BAD_STATE);
            EXPECT_EQ(service_use().operations, 0u) << state;
            EXPECT_EQ(service_use().heap_bytes, at_rest) << state;
        }
        for (int state = 0; state < 4; ++state) {
            psa_key_derivation_operation_t operation = PSA_KEY_DERIVATION_OPERATION_INIT;
            ASSERT_EQ(psa_key_derivation_setup(&operation, hkdf), PSA_SUCCESS) << round;
            psa_key_derivation_operation_t kept = operation;
            if (state >= 1) {
                EXPECT_EQ(psa_key_derivation_input_bytes(&operation, PSA_KEY_DERIVATION_INPUT_SALT,
                                                         out.data(), 13),
                          PSA_SUCCESS);
            }
            if (state >= 2) {
                EXPECT_EQ(psa_key_derivation_input_key(&operation, PSA_KEY_DERIVATION_INPUT_SECRET,
                                                       secret),
                          PSA_SUCCESS);
            }
            if (state == 3) {
                EXPECT_EQ(psa_key_derivation_input_bytes(&operation, PSA_KEY_DERIVATION_INPUT_INFO,
                                                         out.data(), 4),
                          PSA_SUCCESS);
                EXPECT_EQ(psa_key_derivation_output_bytes(&operation, out.data(), 5), PSA_SUCCESS);
            }
            EXPECT_EQ(psa_key_derivation_abort(&operation), PSA_SUCCESS);
            EXPECT_NE(psa_key_derivation_output_bytes(&kept, out.data(), 5), PSA_SUCCESS);
            EXPECT_EQ(service_use().operations, 0u) << state;
            EXPECT_EQ(service_use().heap_bytes, at_rest) << state;
        }
    }
    EXPECT_EQ(psa_destroy_key(secret), PSA_SUCCESS);
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
