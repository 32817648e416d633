// SPDX-License-Identifier: Apache-2.0
#include "host/keys/lms_key.h"

#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "host/base/text.h"
#include "host/test/temporary.h"

namespace host {
namespace {

using test::failure_of;
using test::TemporaryFolder;
namespace lms = lib::lms;

// As lms_create leaves it, but with one true leaf, which takes no seconds.
class LmsKey : public testing::Test {
  protected:
    static constexpr std::uint32_t kNumber = 9;
    LmsKey() {
        key_.id.fill(std::byte{3});
        key_.seed.fill(std::byte{4});
        std::vector<lms::Node> leaves(lms::kSignatures, key_.seed);
        leaves[kNumber] = lms::leaf(key_, kNumber);
        open_ = lms::public_key(key_, lms::Leaves(leaves));
        Bytes bytes;
        for (const char letter : {'S', 'M', 'L', 'M', 'S', '1', '\0', '\0'}) {
            bytes.push_back(std::byte(letter));
        }
        const auto add = [&](ByteView more) {
            bytes.insert(bytes.end(), more.begin(), more.end());
        };
        add(key_.id);
        add(key_.seed);
        add(std::as_bytes(std::span(leaves)));
        write_file(file, bytes, 0600);
        write_file(folder / "a.lms.pub", open_);
        set_next(kNumber);
    }
    void set_next(std::uint32_t next) const {
        write_text(state, hex(key_.id) + " " + std::to_string(next) + "\n");
    }
    bool good(const Bytes& signature) const {
        return lib::hardened::is_true(lms::verify(open_, std::as_bytes(std::span(digest)),
                                                  std::span(signature).first<1452>()));
    }

    TemporaryFolder folder;
    Path file = folder / "a.lms";
    Path state = folder / "a.lms.state";
    Digest digest{7};
    lms::PrivateKey key_;
    LmsPublicKey open_;
};

TEST_F(LmsKey, SignsWithTheNumberOfItsState) {
    const Bytes signature = lms_sign(file, digest);
    EXPECT_TRUE(good(signature));
    EXPECT_EQ(signature[3], std::byte{kNumber});
    EXPECT_EQ(lms_public(file), open_);
}

TEST_F(LmsKey, NoNumberSignsTwice) {
    std::vector<std::byte> numbers;
    for (int i = 0; i < 3; ++i) {
        numbers.push_back(lms_sign(file, digest)[3]);
    }
    EXPECT_EQ(numbers, (Bytes{std::byte{9}, std::byte{10}, std::byte{11}}));
    EXPECT_EQ(lms_left(file), 1024u - 12u);
}

TEST_F(LmsKey, TwoAtOnceGetNumbersOfTheirOwn) {
    Bytes first;
    Bytes second;
    std::thread other([&] { first = lms_sign(file, digest); });
    second = lms_sign(file, digest);
    other.join();
    EXPECT_NE(first[3], second[3]);
}

TEST_F(LmsKey, ExhaustedKeyIsRefused) {
    set_next(1023);
    EXPECT_EQ(lms_sign(file, digest).size(), 1452u);
    EXPECT_EQ(failure_of([&] { lms_sign(file, digest); }), "LMS_EXHAUSTED");
    EXPECT_EQ(failure_of([&] { lms_sign(file, digest); }), "LMS_EXHAUSTED");
    EXPECT_EQ(lms_left(file), 0u);
}

TEST_F(LmsKey, MissingSpoiledOrForeignStateIsNotBegunAnew) {
    write_text(state, hex(key_.id));
    EXPECT_EQ(failure_of([&] { lms_sign(file, digest); }), "LMS_STATE_BAD");
    write_text(state, "00112233445566778899aabbccddeeff 3\n");
    EXPECT_EQ(failure_of([&] { lms_sign(file, digest); }), "LMS_STATE_BAD");
    std::filesystem::remove(state);
    EXPECT_EQ(failure_of([&] { lms_sign(file, digest); }), "LMS_STATE_BAD");
    EXPECT_FALSE(std::filesystem::exists(state));
}

TEST_F(LmsKey, StateThatCannotBeKeptSignsNothing) {
    std::filesystem::create_directory(folder / "a.lms.state.new");
    EXPECT_EQ(failure_of([&] { lms_sign(file, digest); }), "FILE_UNWRITABLE");
}

TEST_F(LmsKey, KeyThatIsThereIsNotReplaced) {
    EXPECT_EQ(failure_of([&] { lms_create(file); }), "KEYS_EXIST");
    std::filesystem::remove(file);
    EXPECT_EQ(failure_of([&] { lms_create(file); }), "KEYS_EXIST");
}

}  // namespace
}  // namespace host
