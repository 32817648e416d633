// SPDX-License-Identifier: Apache-2.0
#include "lib/journal/journal.h"

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <random>
#include <vector>

#include "lib/journal/test_flash.h"

namespace lib::journal {
namespace {

using Bytes = std::vector<std::byte>;

Bytes pattern(std::size_t size, unsigned seed) {
    Bytes bytes(size);
    for (std::size_t i = 0; i < size; ++i) {
        bytes[i] = static_cast<std::byte>(seed * 31 + i * 7 + (i >> 8));
    }
    return bytes;
}

// One power-up: a fresh journal, so that nothing is remembered but the flash.
struct Boot {
    explicit Boot(TestFlash& flash) : journal(flash, slots) { mounted = journal.mount().ok(); }

    std::optional<Bytes> get(const Key& key) {
        const auto info = journal.find(key);
        if (!info.ok()) {
            return std::nullopt;
        }
        Bytes value(info.value().size);
        return journal.read(info.value(), 0, value).ok() ? std::optional(value) : std::nullopt;
    }

    std::array<std::uint32_t, 256> slots{};
    Journal<TestFlash> journal;
    bool mounted = false;
};

TEST(Journal, KeepsValuesOverPowerOff) {
    TestFlash flash(8, 8192);
    {
        Boot boot(flash);
        ASSERT_TRUE(boot.mounted);
        ASSERT_TRUE(boot.journal.write({1, 7}, pattern(16, 1), 0).ok());
        ASSERT_TRUE(boot.journal.write({2, 7}, pattern(4096, 2), 4).ok());
        ASSERT_TRUE(boot.journal.write({1, 8}, {}, 0).ok());
    }
    Boot boot(flash);
    EXPECT_EQ(boot.get({1, 7}), pattern(16, 1));
    EXPECT_EQ(boot.get({2, 7}), pattern(4096, 2));
    EXPECT_EQ(boot.get({1, 8}), Bytes{});
    EXPECT_EQ(boot.journal.find({2, 7}).value().flags, 4);
    EXPECT_EQ(boot.journal.find({3, 7}).error(), Error::kJournalNotFound);
    EXPECT_EQ(flash.programmed_twice, 0u);
}

TEST(Journal, EveryLengthReadsBackAtEveryOffset) {
    TestFlash flash(4, 8192);
    Boot boot(flash);
    for (std::size_t size = 0; size < 80; ++size) {
        const Bytes value = pattern(size, static_cast<unsigned>(size));
        ASSERT_TRUE(boot.journal.write({1, 1}, value, 0).ok());
        const Info info = boot.journal.find({1, 1}).value();
        for (std::uint32_t offset = 0; offset <= size; ++offset) {
            Bytes part(size - offset);
            ASSERT_TRUE(boot.journal.read(info, offset, part).ok());
            EXPECT_TRUE(std::equal(part.begin(), part.end(), value.begin() + offset));
        }
        Bytes more(size + 1);
        EXPECT_FALSE(boot.journal.read(info, 0, more).ok());
    }
}

TEST(Journal, ValuesOfErasedBytesAreValues) {
    TestFlash flash(3, 1024);
    const Bytes ones(100, std::byte{0xFF});
    {
        Boot boot(flash);
        ASSERT_TRUE(boot.journal.write({1, 0xFFFFFFFFFFFFFFFF}, ones, 0).ok());
        ASSERT_TRUE(boot.journal.write({1, 2}, pattern(30, 1), 0).ok());
    }
    Boot boot(flash);
    EXPECT_EQ(boot.get({1, 0xFFFFFFFFFFFFFFFF}), ones);
    EXPECT_EQ(boot.get({1, 2}), pattern(30, 1));
    EXPECT_FALSE(boot.journal.damaged());
}

TEST(Journal, ImmutableValuesAreNeitherOverwrittenNorRemoved) {
    TestFlash flash(3, 1024);
    {
        Boot boot(flash);
        ASSERT_TRUE(boot.journal.write({1, 1}, pattern(16, 1), kImmutable).ok());
        EXPECT_EQ(boot.journal.write({1, 1}, pattern(16, 2), 0).error(), Error::kJournalImmutable);
        EXPECT_EQ(boot.journal.remove({1, 1}).error(), Error::kJournalImmutable);
        for (unsigned i = 0; i < 500; ++i) {  // through several rounds of all sectors
            ASSERT_TRUE(boot.journal.write({1, 2}, pattern(40, i), 0).ok());
        }
    }
    Boot boot(flash);
    EXPECT_EQ(boot.get({1, 1}), pattern(16, 1));
    EXPECT_EQ(boot.journal.remove({1, 1}).error(), Error::kJournalImmutable);
}

TEST(Journal, DroppedWriterLeavesTheOldValue) {
    TestFlash flash(3, 1024);
    Boot boot(flash);
    ASSERT_TRUE(boot.journal.write({1, 1}, pattern(16, 1), 0).ok());
    {
        auto writer = boot.journal.begin({1, 1}, 32, 0);
        ASSERT_TRUE(writer.ok());
        ASSERT_TRUE(writer.value().append(pattern(20, 2)).ok());
        EXPECT_EQ(writer.value().append(pattern(13, 2)).error(), Error::kBadArgument);
        EXPECT_EQ(writer.value().commit().error(), Error::kBadArgument);
    }
    EXPECT_EQ(boot.get({1, 1}), pattern(16, 1));
    Boot again(flash);
    EXPECT_EQ(again.get({1, 1}), pattern(16, 1));
}

TEST(Journal, RefusesWhatDoesNotFitAndKeepsTheRest) {
    TestFlash flash(3, 1024);
    Boot boot(flash);
    EXPECT_EQ(boot.journal.write({1, 1}, pattern(boot.journal.max_size() + 1, 0), 0).error(),
              Error::kJournalTooBig);
    ASSERT_TRUE(boot.journal.write({1, 1}, pattern(boot.journal.max_size(), 0), 0).ok());
    std::uint64_t id = 2;
    while (boot.journal.write({1, id}, pattern(100, 1), 0).ok()) {
        ++id;
    }
    EXPECT_GT(id, 5u);
    EXPECT_EQ(boot.journal.write({1, id}, pattern(100, 1), 0).error(), Error::kJournalFull);
    EXPECT_EQ(boot.get({1, 1}), pattern(boot.journal.max_size(), 0));
    ASSERT_TRUE(boot.journal.remove({1, 2}).ok());
    EXPECT_TRUE(boot.journal.write({1, id}, pattern(100, 1), 0).ok());
}

TEST(Journal, FullIndexIsFullStorage) {
    TestFlash flash(8, 8192);
    Boot boot(flash);
    for (std::uint64_t id = 1; id <= 224; ++id) {
        ASSERT_TRUE(boot.journal.write({1, id}, pattern(4, 1), 0).ok()) << id;
    }
    EXPECT_EQ(boot.journal.write({1, 999}, {}, 0).error(), Error::kJournalFull);
    EXPECT_TRUE(boot.journal.write({1, 5}, pattern(5, 5), 0).ok());
    ASSERT_TRUE(boot.journal.remove({1, 6}).ok());
    EXPECT_TRUE(boot.journal.write({1, 999}, {}, 0).ok());
    Boot again(flash);
    EXPECT_TRUE(again.mounted);
    EXPECT_EQ(again.journal.count(), 224u);
}

// What is free after years of use is what was free at first.
TEST(Journal, FreeSpaceDoesNotLeak) {
    TestFlash flash(4, 1024);
    std::mt19937 random(1);
    std::map<std::uint64_t, Bytes> expected;
    Boot boot(flash);
    for (unsigned i = 0; i < 20000; ++i) {
        const std::uint64_t id = 1 + random() % 12;
        if (random() % 4 == 0) {
            EXPECT_EQ(boot.journal.remove({1, id}).ok(), expected.erase(id) == 1);
            continue;
        }
        const Bytes value = pattern(random() % 80, i);
        ASSERT_TRUE(boot.journal.write({1, id}, value, 0).ok()) << i;
        expected[id] = value;
    }
    std::uint32_t words = 0;
    for (const auto& [id, value] : expected) {
        EXPECT_EQ(boot.get({1, id}), value);
        words += record_words(static_cast<std::uint32_t>(value.size()));
    }
    EXPECT_EQ(boot.journal.live_words(), words);
    Boot again(flash);
    EXPECT_EQ(again.journal.live_words(), words);
    EXPECT_EQ(again.journal.count(), expected.size());
    EXPECT_EQ(flash.programmed_twice, 0u);
}

TEST(Journal, WearsAllSectorsAlikeBesideValuesThatNeverChange) {
    TestFlash flash(8, 1024);
    Boot boot(flash);
    for (std::uint64_t id = 100; id < 130; ++id) {
        ASSERT_TRUE(boot.journal.write({1, id}, pattern(80, 1), 0).ok());
    }
    for (unsigned i = 0; i < 100000; ++i) {
        ASSERT_TRUE(boot.journal.write({1, 1}, pattern(16, i), 0).ok());
    }
    const auto& erases = flash.erases();
    const auto [least, most] = std::minmax_element(erases.begin(), erases.end());
    double mean = 0;
    for (auto count : erases) {
        mean += count / static_cast<double>(erases.size());
    }
    EXPECT_GT(mean, 500);
    EXPECT_LT(*most, mean * 1.2);
    EXPECT_LE(*most - *least, 40u);
}

// One set costs at most two sectors copied, whatever the state: bounded time.
TEST(Journal, OneWriteErasesAtMostTwoSectors) {
    TestFlash flash(8, 1024);
    Boot boot(flash);
    std::mt19937 random(3);
    std::uint64_t before = 0;
    for (unsigned i = 0; i < 20000; ++i) {
        (void)boot.journal.write({1, random() % 40}, pattern(random() % 200, i), 0);
        std::uint64_t now = 0;
        for (auto count : flash.erases()) {
            now += count;
        }
        EXPECT_LE(now - before, 2u);
        before = now;
    }
}

TEST(Journal, MountReadsEachWordAFewTimesAtMost) {
    TestFlash flash(8, 8192);
    Boot boot(flash);
    for (unsigned i = 0; i < 3000; ++i) {
        ASSERT_TRUE(boot.journal.write({1, i % 200}, pattern(16, i), 0).ok());
    }
    flash.reads = 0;
    Boot again(flash);
    EXPECT_LT(flash.reads, 2u * 8 * 512);
}

TEST(Journal, GeometriesItCannotServeAreRefused) {
    TestFlash one(1, 1024);
    EXPECT_FALSE(Boot(one).mounted);
    TestFlash many(17, 1024);
    EXPECT_FALSE(Boot(many).mounted);
    TestFlash tiny(4, 128);
    EXPECT_FALSE(Boot(tiny).mounted);
}

// Each word in turn becomes an ECC error: values are right or an error, never wrong, and what was
// there is never said to be absent unless its own dead mark was hit.
TEST(Journal, BadWordAnywhereIsNeverAWrongValue) {
    for (std::uint32_t word = 0; word < 3 * 64; ++word) {
        TestFlash flash(3, 1024);
        std::map<std::uint64_t, Bytes> expected;
        {
            Boot boot(flash);
            for (unsigned i = 0; i < 40; ++i) {
                const std::uint64_t id = 1 + i % 6;
                expected[id] = pattern(20 + i, i);
                ASSERT_TRUE(boot.journal.write({1, id}, expected[id], 0).ok());
            }
        }
        flash_plant(&flash.model(), word * kWordSize, FLASH_PLANT_DOUBLE);
        Boot boot(flash);
        unsigned absent = 0;
        for (const auto& [id, value] : expected) {
            const auto info = boot.journal.find({1, id});
            if (!info.ok()) {
                absent += info.error() == Error::kJournalNotFound ? 1 : 0;
                continue;
            }
            Bytes found(info.value().size);
            if (boot.journal.read(info.value(), 0, found).ok()) {
                EXPECT_EQ(found, value) << "word " << word;
            }
        }
        EXPECT_LE(absent, 1u) << "word " << word;
        // and the store goes on working
        for (unsigned i = 0; i < 60; ++i) {
            ASSERT_TRUE(boot.journal.write({1, 1 + i % 6}, pattern(30, i), 0).ok());
        }
        EXPECT_EQ(Boot(flash).get({1, 1}), pattern(30, 54));
    }
}

// A value whose words went bad stays an error when its sector is collected: it is not forgotten.
TEST(Journal, DamagedValueIsAnErrorUntilItIsWrittenAnew) {
    TestFlash flash(3, 1024);
    Boot boot(flash);
    ASSERT_TRUE(boot.journal.write({1, 1}, pattern(60, 1), kImmutable).ok());
    ASSERT_TRUE(boot.journal.write({1, 2}, pattern(60, 2), 0).ok());
    for (std::uint64_t id = 1; id <= 2; ++id) {
        const Info info = boot.journal.find({1, id}).value();
        flash_plant(&flash.model(), (info.place + 3) * kWordSize, FLASH_PLANT_DOUBLE);
    }
    for (unsigned i = 0; i < 100; ++i) {
        ASSERT_TRUE(boot.journal.write({1, 3}, pattern(60, i), 0).ok());
    }
    Boot again(flash);
    for (std::uint64_t id = 1; id <= 2; ++id) {
        Bytes out(60);
        const auto info = again.journal.find({1, id});
        ASSERT_TRUE(info.ok());
        EXPECT_EQ(again.journal.read(info.value(), 0, out).error(), Error::kJournalCorrupt);
    }
    EXPECT_EQ(again.journal.write({1, 1}, {}, 0).error(), Error::kJournalImmutable);
    ASSERT_TRUE(again.journal.write({1, 2}, pattern(5, 5), 0).ok());
    EXPECT_EQ(again.get({1, 2}), pattern(5, 5));
}

// Random damage of a real image, and pure noise: mount ends, and what can be read was written.
TEST(Journal, MutatedFlashMountsWithoutHarm) {
    TestFlash base(4, 512);
    {
        Boot boot(base);
        for (unsigned i = 0; i < 300; ++i) {
            (void)boot.journal.write({1, i % 5}, pattern(10 + i % 40, i), i % 64 == 63 ? 1 : 0);
        }
    }
    std::mt19937 random(7);
    TestFlash flash(4, 512);
    for (unsigned round = 0; round < 20000; ++round) {
        flash.bytes() = base.bytes();
        flash.states() = base.states();
        const unsigned changes = 1 + random() % 40;
        for (unsigned i = 0; i < changes; ++i) {
            if (round % 10 == 0) {
                flash.states()[random() % flash.states().size()] =
                    static_cast<std::uint8_t>(random() % 3);
            }
            flash.bytes()[random() % flash.bytes().size()] = static_cast<std::uint8_t>(random());
        }
        if (round % 4 == 0) {  // a sector's copy in place of another
            const std::size_t from = random() % 4;
            const std::size_t to = random() % 4;
            std::copy_n(base.bytes().begin() + static_cast<long>(from * 512), 512,
                        flash.bytes().begin() + static_cast<long>(to * 512));
        }
        Boot boot(flash);
        for (std::uint64_t id = 0; id < 5; ++id) {
            (void)boot.get({1, id});
        }
        for (unsigned i = 0; i < 8; ++i) {
            if (boot.journal.write({1, i % 5}, pattern(20, i), 0).ok()) {
                EXPECT_EQ(boot.get({1, i % 5}), pattern(20, i));
            }
            (void)boot.journal.remove({1, (i + 1) % 5});
        }
    }
}

TEST(Journal, NoiseMountsWithoutHarm) {
    std::mt19937 random(9);
    TestFlash flash(4, 512);
    for (unsigned round = 0; round < 5000; ++round) {
        for (auto& byte : flash.bytes()) {
            byte = static_cast<std::uint8_t>(random());
        }
        for (auto& state : flash.states()) {
            state = static_cast<std::uint8_t>(random() % 3);
        }
        Boot boot(flash);
        EXPECT_TRUE(boot.journal.write({1, 1}, pattern(30, round), 0).ok());
        EXPECT_EQ(Boot(flash).get({1, 1}), pattern(30, round));
    }
}

}  // namespace
}  // namespace lib::journal
