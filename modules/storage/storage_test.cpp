// SPDX-License-Identifier: Apache-2.0
// The whole way of a value on a PC: client functions, core (a fake), service, AEAD, journal, flash
// model; and back after power-off. Claims S1 and S2.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <random>

#include "lib/journal/test_flash.h"
#include "modules/fake_core/fake_core.h"
#include "modules/storage/service.h"

namespace modules::storage {
namespace {

using Bytes = std::vector<std::uint8_t>;
using lib::journal::PowerLost;
using lib::journal::TestFlash;

bool pseudo_random(std::span<std::uint32_t> words) {
    static std::mt19937 generator(5);
    for (auto& word : words) {
        word = static_cast<std::uint32_t>(generator());
    }
    return true;
}

bool no_random(std::span<std::uint32_t>) {
    return false;
}

Bytes pattern(std::size_t size, unsigned seed) {
    Bytes bytes(size);
    for (std::size_t i = 0; i < size; ++i) {
        bytes[i] = static_cast<std::uint8_t>(seed * 17 + i * 3 + (i >> 8));
    }
    return bytes;
}

// One power-up of core and service over a flash that outlives it.
class Board {
  public:
    explicit Board(TestFlash& flash, unsigned chip = 1,
                   Service<TestFlash>::Random random = pseudo_random)
        : service_(std::make_unique<Service<TestFlash>>(flash, slots_, random)) {
        lib::aead::Key root{};
        root.fill(static_cast<std::byte>(chip));
        EXPECT_EQ(service_->init(root), PSA_SUCCESS);
        core.serve(SM_STORAGE_HANDLE, 0x101,
                   [this](const psa_msg_t& message) { return service_->call(message); });
    }

    fake_core::FakeCore core;

  private:
    std::array<std::uint32_t, 64> slots_{};
    std::unique_ptr<Service<TestFlash>> service_;
};

psa_status_t set(psa_storage_uid_t uid, const Bytes& value, psa_storage_create_flags_t flags = 0) {
    return psa_its_set(uid, value.size(), value.data(), flags);
}

struct Got {
    psa_status_t status;
    Bytes value;
};

Got get(psa_storage_uid_t uid, std::size_t size = 5000, std::size_t offset = 0) {
    Bytes value(size);
    std::size_t length = 99999;
    const auto status = psa_its_get(uid, offset, size, value.data(), &length);
    value.resize(status == PSA_SUCCESS ? length : 0);
    return {status, value};
}

TEST(Storage, ReturnsWhatWasSetAfterPowerOff) {
    TestFlash flash(8, 8192);
    const std::size_t sizes[] = {0, 1, 15, 16, 17, 63, 511, 512, 513, 1024, 1025, 4095, 4096};
    {
        Board board(flash);
        for (std::size_t size : sizes) {
            ASSERT_EQ(set(1000 + size, pattern(size, 1)), PSA_SUCCESS) << size;
        }
    }
    Board board(flash);
    for (std::size_t size : sizes) {
        EXPECT_EQ(get(1000 + size).value, pattern(size, 1)) << size;
        psa_storage_info_t info{};
        EXPECT_EQ(psa_its_get_info(1000 + size, &info), PSA_SUCCESS);
        EXPECT_EQ(info.size, size);
        EXPECT_EQ(info.capacity, size);
    }
}

TEST(Storage, ReadsAnyPartOfAValue) {
    TestFlash flash(8, 8192);
    Board board(flash);
    for (std::size_t size : {40u, 1500u}) {
        const Bytes value = pattern(size, 3);
        ASSERT_EQ(set(1, value), PSA_SUCCESS);
        for (std::size_t from = 0; from <= size; from += 1 + from / 7) {
            for (std::size_t want : {0u, 1u, 16u, 513u, 2000u}) {
                const std::size_t count = std::min<std::size_t>(want, size - from);
                const auto part = get(1, want, from);
                ASSERT_EQ(part.status, PSA_SUCCESS);
                ASSERT_EQ(part.value.size(), count);
                EXPECT_TRUE(std::equal(part.value.begin(), part.value.end(),
                                       value.begin() + static_cast<long>(from)));
            }
        }
        EXPECT_EQ(get(1, 16, size + 1).status, PSA_ERROR_INVALID_ARGUMENT);
    }
}

TEST(Storage, AnswersWithTheErrorsOfTheSpecification) {
    TestFlash flash(4, 1024);
    Board board(flash);
    psa_storage_info_t info{};
    EXPECT_EQ(set(0, {1}), PSA_ERROR_INVALID_ARGUMENT);
    EXPECT_EQ(get(0).status, PSA_ERROR_INVALID_ARGUMENT);
    EXPECT_EQ(psa_its_get_info(0, &info), PSA_ERROR_INVALID_ARGUMENT);
    EXPECT_EQ(psa_its_remove(0), PSA_ERROR_INVALID_ARGUMENT);
    EXPECT_EQ(get(1).status, PSA_ERROR_DOES_NOT_EXIST);
    EXPECT_EQ(psa_its_get_info(1, &info), PSA_ERROR_DOES_NOT_EXIST);
    EXPECT_EQ(psa_its_remove(1), PSA_ERROR_DOES_NOT_EXIST);
    EXPECT_EQ(set(1, {1}, 8), PSA_ERROR_NOT_SUPPORTED);
    EXPECT_EQ(set(1, {1}, 0x80000000), PSA_ERROR_NOT_SUPPORTED);
    EXPECT_EQ(psa_its_set(1, 1, nullptr, 0), PSA_ERROR_INVALID_ARGUMENT);
    EXPECT_EQ(psa_its_set(1, 0, nullptr, 0), PSA_SUCCESS);
    EXPECT_EQ(set(2, pattern(4097, 1)), PSA_ERROR_INVALID_ARGUMENT);
    EXPECT_EQ(psa_its_get_info(1, nullptr), PSA_ERROR_INVALID_ARGUMENT);
    EXPECT_EQ(psa_its_get(1, 0, 1, nullptr, nullptr), PSA_ERROR_INVALID_ARGUMENT);
    EXPECT_EQ(psa_its_remove(1), PSA_SUCCESS);
    EXPECT_EQ(psa_its_remove(1), PSA_ERROR_DOES_NOT_EXIST);
}

TEST(Storage, WriteOnceIsForEver) {
    TestFlash flash(4, 1024);
    for (int boot = 0; boot < 3; ++boot) {
        Board board(flash);
        EXPECT_EQ(set(1, pattern(9, 1), PSA_STORAGE_FLAG_WRITE_ONCE),
                  boot == 0 ? PSA_SUCCESS : PSA_ERROR_NOT_PERMITTED);
        EXPECT_EQ(set(1, pattern(9, 2)), PSA_ERROR_NOT_PERMITTED);
        EXPECT_EQ(psa_its_remove(1), PSA_ERROR_NOT_PERMITTED);
        EXPECT_EQ(get(1).value, pattern(9, 1));
        psa_storage_info_t info{};
        EXPECT_EQ(psa_its_get_info(1, &info), PSA_SUCCESS);
        EXPECT_EQ(info.flags, PSA_STORAGE_FLAG_WRITE_ONCE);
    }
}

TEST(Storage, FullStorageKeepsWhatItHas) {
    TestFlash flash(4, 1024);
    Board board(flash);
    psa_storage_uid_t uid = 1;
    while (set(uid, pattern(200, static_cast<unsigned>(uid))) == PSA_SUCCESS) {
        ++uid;
    }
    EXPECT_GE(uid, 9u);
    EXPECT_EQ(set(uid, pattern(200, 0)), PSA_ERROR_INSUFFICIENT_STORAGE);
    EXPECT_EQ(set(1, pattern(700, 0)), PSA_ERROR_INSUFFICIENT_STORAGE);
    for (psa_storage_uid_t i = 1; i < uid; ++i) {
        EXPECT_EQ(get(i).value, pattern(200, static_cast<unsigned>(i)));
    }
}

TEST(Storage, ClientsDoNotSeeEachOther) {
    TestFlash flash(8, 1024);
    Board board(flash);
    for (std::int32_t client : {-1, -2, 0x102, 0x201}) {
        board.core.set_client(client);
        EXPECT_EQ(get(7).status, PSA_ERROR_DOES_NOT_EXIST);
        EXPECT_EQ(psa_its_remove(7), PSA_ERROR_DOES_NOT_EXIST);
        EXPECT_EQ(set(7, pattern(20, static_cast<unsigned>(client))), PSA_SUCCESS);
    }
    for (std::int32_t client : {-1, -2, 0x102, 0x201}) {
        board.core.set_client(client);
        EXPECT_EQ(get(7).value, pattern(20, static_cast<unsigned>(client)));
    }
}

TEST(Storage, FlashHoldsNoPlainText) {
    TestFlash flash(4, 8192);
    Board board(flash);
    const Bytes secret = pattern(64, 9);
    ASSERT_EQ(set(1, secret, PSA_STORAGE_FLAG_NO_CONFIDENTIALITY), PSA_SUCCESS);
    for (std::size_t at = 0; at + 8 <= secret.size(); ++at) {
        const auto* start = secret.data() + at;
        EXPECT_EQ(std::search(flash.bytes().begin(), flash.bytes().end(), start, start + 8),
                  flash.bytes().end());
    }
}

TEST(Storage, ValuesAreBoundToTheChip) {
    TestFlash flash(4, 8192);
    {
        Board board(flash, 1);
        ASSERT_EQ(set(1, pattern(64, 9)), PSA_SUCCESS);
        ASSERT_EQ(set(2, pattern(2000, 9)), PSA_SUCCESS);
    }
    Board other(flash, 2);
    psa_storage_info_t info{};
    EXPECT_EQ(get(1).status, PSA_ERROR_INVALID_SIGNATURE);
    EXPECT_EQ(get(2).status, PSA_ERROR_INVALID_SIGNATURE);
    EXPECT_EQ(psa_its_get_info(1, &info), PSA_ERROR_INVALID_SIGNATURE);
}

TEST(Storage, NoRandomNoValue) {
    TestFlash flash(4, 8192);
    Board board(flash, 1, no_random);
    EXPECT_EQ(set(1, pattern(4, 1)), PSA_ERROR_STORAGE_FAILURE);
    EXPECT_EQ(get(1).status, PSA_ERROR_DOES_NOT_EXIST);
}

// Claim S1: every byte of the area in turn, changed with a sound ECC and with a broken one.
TEST(Storage, AnyAlteredByteIsAnErrorNeverAWrongValue) {
    TestFlash base(3, 1024);
    std::map<psa_storage_uid_t, Bytes> expected;
    {
        Board board(base);
        for (unsigned i = 0; i < 9; ++i) {
            expected[1 + i % 3] = pattern(20 + i * 5, i);
            ASSERT_EQ(set(1 + i % 3, expected[1 + i % 3]), PSA_SUCCESS);
        }
    }
    unsigned errors = 0;
    for (std::size_t byte = 0; byte < base.bytes().size(); ++byte) {
        for (bool broken : {false, true}) {
            TestFlash flash(3, 1024);
            flash.bytes() = base.bytes();
            flash.states() = base.states();
            flash.bytes()[byte] ^= static_cast<std::uint8_t>(1u << (byte % 8));
            flash.states()[byte / 16] = broken ? FLASH_STATE_BAD : FLASH_STATE_PROGRAMMED;
            Board board(flash);
            for (const auto& [uid, value] : expected) {
                const auto found = get(uid);
                errors += found.status != PSA_SUCCESS ? 1 : 0;
                if (found.status == PSA_SUCCESS) {
                    ASSERT_EQ(found.value, value) << "byte " << byte << " uid " << uid;
                }
            }
        }
    }
    EXPECT_GT(errors, 500u);
}

TEST(Storage, HostileRequestsAreRefused) {
    TestFlash flash(4, 1024);
    Board board(flash);
    ASSERT_EQ(set(1, pattern(20, 1)), PSA_SUCCESS);
    sm_storage_request request{1, 0, 0};
    Bytes big(5000);
    auto call = [&](std::int32_t type, std::size_t request_size, std::size_t in_size,
                    std::size_t out_size) {
        const psa_invec in[] = {{&request, request_size}, {big.data(), in_size}};
        psa_outvec out[] = {{big.data(), out_size}};
        return psa_call(SM_STORAGE_HANDLE, type, in, 2, out, 1);
    };
    for (std::int32_t type = -1; type < 40; ++type) {
        for (std::size_t size = 0; size < sizeof request; ++size) {
            EXPECT_LT(call(type, size, 0, 16), 0);
        }
        if (type < SM_ITS_SET || type > SM_ITS_REMOVE) {
            EXPECT_LT(call(type, sizeof request, 16, 16), 0);
        }
    }
    EXPECT_EQ(call(SM_ITS_GET_INFO, sizeof request, 0, 3), PSA_ERROR_PROGRAMMER_ERROR);
    EXPECT_EQ(call(SM_ITS_GET_INFO, sizeof request, 0, 0), PSA_ERROR_PROGRAMMER_ERROR);
    request.offset = 0xFFFFFFFF;
    EXPECT_EQ(call(SM_ITS_GET, sizeof request, 0, 16), PSA_ERROR_INVALID_ARGUMENT);
    EXPECT_EQ(psa_call(SM_STORAGE_HANDLE, SM_ITS_GET, nullptr, 0, nullptr, 0),
              PSA_ERROR_PROGRAMMER_ERROR);
    EXPECT_EQ(get(1).value, pattern(20, 1));
}

// Claim S2, through the service: power fails at every flash operation of sets and removes.
TEST(Storage, PowerCutLeavesOldOrNew) {
    for (int policy = FLASH_CUT_NOTHING; policy < FLASH_CUTS; ++policy) {
        bool finished = false;
        for (std::uint64_t at = 1; !finished; ++at) {
            TestFlash flash(3, 1024);
            std::map<psa_storage_uid_t, std::optional<Bytes>> before;
            std::map<psa_storage_uid_t, std::optional<Bytes>> after;
            flash.cut_after(at, static_cast<flash_cut>(policy), at);
            try {
                Board board(flash);
                for (unsigned i = 0; i < 14; ++i) {
                    const psa_storage_uid_t uid = 1 + i % 3;
                    before = after;
                    after[uid] = i % 4 == 3 ? std::optional<Bytes>() : pattern(i * 40 % 210, i);
                    if (after[uid]) {
                        EXPECT_EQ(set(uid, *after[uid]), PSA_SUCCESS);
                    } else {
                        EXPECT_EQ(psa_its_remove(uid), PSA_SUCCESS);
                    }
                }
                finished = true;
                before = after;
            } catch (const PowerLost&) {
                flash.power_on();
            }
            Board board(flash);
            for (psa_storage_uid_t uid = 1; uid <= 3; ++uid) {
                const auto found = get(uid);
                const auto value = found.status == PSA_SUCCESS ? std::optional(found.value)
                                                               : std::optional<Bytes>();
                EXPECT_TRUE(value || found.status == PSA_ERROR_DOES_NOT_EXIST);
                EXPECT_TRUE(value == before[uid] || value == after[uid]) << "cut " << at;
            }
        }
    }
}

}  // namespace
}  // namespace modules::storage
