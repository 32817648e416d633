// SPDX-License-Identifier: Apache-2.0
#include "boot/image/image.h"

#include <gtest/gtest.h>

#include <random>

#include "boot/image/test_image.h"

namespace boot::image::test {
namespace {

using lib::Error;

Error load_error(const Bytes& bytes) {
    MemorySource source(bytes);
    ImageBuffer buffer;
    auto view = load_image(source, buffer);
    return view.ok() ? Error{} : view.error();
}

Bytes with_byte(Bytes bytes, std::size_t at, std::uint8_t value) {
    bytes[at] = std::byte{value};
    return bytes;
}

Bytes with_word(Bytes bytes, std::size_t at, std::uint32_t value) {
    for (int i = 0; i < 4; ++i) {
        bytes[at + i] = std::byte(value >> (8 * i));
    }
    return bytes;
}

Bytes with_half(Bytes bytes, std::size_t at, std::uint32_t value) {
    bytes = with_byte(std::move(bytes), at, value & 0xFF);
    return with_byte(std::move(bytes), at + 1, value >> 8);
}

TEST(ImageLoad, ReadsEveryField) {
    ImageSpec spec;
    spec.protected_tlvs.push_back({0xA1, identity_bytes(0xA001, 0x201)});
    const Bytes bytes = spec.build();
    MemorySource source(bytes);
    ImageBuffer buffer;
    auto view = load_image(source, buffer);
    ASSERT_TRUE(view.ok());
    const ImageView& image = view.value();
    EXPECT_EQ(image.header.header_size, 0x40);
    EXPECT_EQ(image.header.payload_size, 100u);
    EXPECT_EQ(image.header.version.major, 1);
    EXPECT_EQ(image.header.version.minor, 2);
    EXPECT_EQ(image.header.version.revision, 3);
    EXPECT_EQ(image.header.version.build, 4u);
    EXPECT_EQ(image.tlvs.security_counter, 7u);
    EXPECT_EQ(image.tlvs.digest.size(), 32u);
    EXPECT_EQ(image.tlvs.signature.size(), 70u);
    EXPECT_EQ(image.tlvs.boot_record.size(), 5u);
    EXPECT_TRUE(image.tlvs.has_identity);
    EXPECT_EQ(image.tlvs.identity.owner, 0xA001u);
    EXPECT_EQ(image.tlvs.identity.module, 0x201u);
    EXPECT_EQ(image.header.hashed_size(), spec.hashed().size());
    EXPECT_EQ(image.total_size, bytes.size());
}

TEST(ImageLoad, IgnoresWhatLiesBehindTheImage) {
    Bytes bytes = ImageSpec{}.build();
    bytes.resize(bytes.size() + 4096, std::byte{0x5A});
    EXPECT_EQ(load_error(bytes), Error{});
}

TEST(ImageLoad, RefusesEveryTruncation) {
    const Bytes whole = ImageSpec{}.build();
    for (std::size_t size = 0; size < whole.size(); ++size) {
        EXPECT_NE(load_error(Bytes(whole.begin(), whole.begin() + size)), Error{}) << size;
    }
}

TEST(ImageLoad, SurvivesEveryFlippedByteWithinBounds) {
    const Bytes whole = ImageSpec{}.build();
    for (std::size_t at = 0; at < whole.size(); ++at) {
        for (int bit = 0; bit < 8; ++bit) {
            Bytes bytes = whole;
            bytes[at] ^= std::byte(1u << bit);
            load_error(bytes);  // ASan and UBSan judge
        }
    }
}

TEST(ImageLoad, SurvivesRandomBytesBehindAGoodMagic) {
    std::mt19937 random(1);
    for (int i = 0; i < 20000; ++i) {
        Bytes bytes(random() % 300);
        for (std::byte& byte : bytes) {
            byte = std::byte(random() % 4 == 0 ? random() : 0);
        }
        if (bytes.size() >= 4) {
            bytes = with_word(bytes, 0, kMagic);
        }
        load_error(bytes);
    }
}

TEST(ImageHeader, NamesAnEmptySlot) {
    EXPECT_EQ(load_error(Bytes(4096, std::byte{0xFF})), Error::kNoImage);
}

TEST(ImageHeader, RefusesAnyOtherMagic) {
    const Bytes whole = ImageSpec{}.build();
    for (const std::uint32_t magic : {0u, kMagic - 1, kMagic + 1, ~0u}) {
        EXPECT_EQ(load_error(with_word(whole, 0, magic)), Error::kBadMagic);
    }
}

TEST(ImageHeader, RefusesLoadAddressFlagsAndPadding) {
    const Bytes whole = ImageSpec{}.build();
    EXPECT_EQ(load_error(with_word(whole, 4, 1)), Error::kBadHeader);
    EXPECT_EQ(load_error(with_word(whole, 28, 0x80000000)), Error::kBadHeader);
    for (int bit = 0; bit < 32; ++bit) {
        const bool encrypted = bit == 2 || bit == 3;
        EXPECT_EQ(load_error(with_word(whole, 16, 1u << bit)),
                  encrypted ? Error::kTlvMissing : Error::kBadHeader);
    }
    EXPECT_EQ(load_error(with_word(whole, 16, kFlagEncryptedAes128 | kFlagEncryptedAes256)),
              Error::kBadHeader);
}

TEST(ImageHeader, RefusesHeaderSizeOutsideItsRange) {
    const Bytes whole = ImageSpec{}.build();
    for (const std::uint32_t size : {0u, 1u, 31u, 33u, 0x41u, 0x1001u, 0x1004u, 0xFFFFu}) {
        EXPECT_EQ(load_error(with_half(whole, 8, size)), Error::kBadHeader) << size;
    }
    EXPECT_EQ(load_error(with_half(whole, 8, 0x1000)), Error::kBadSize);
}

TEST(ImageHeader, RefusesProtectedSizeOutsideItsRange) {
    const Bytes whole = ImageSpec{}.build();
    for (const std::uint32_t size : {1u, 3u, 1021u, 0xFFFFu}) {
        EXPECT_EQ(load_error(with_half(whole, 10, size)), Error::kBadHeader) << size;
    }
}

TEST(ImageHeader, RefusesSizeThatWraps) {
    const Bytes whole = ImageSpec{}.build();
    const auto room = static_cast<std::uint32_t>(whole.size());
    EXPECT_EQ(load_error(with_word(whole, 12, 0)), Error::kBadHeader);
    for (const std::uint32_t size : {room, room - 0x40, room - 0x40 - 3, 0x7FFFFFFFu, 0x80000000u,
                                     0xFFFFFFBFu, 0xFFFFFFC0u, 0xFFFFFFC1u, 0xFFFFFFFFu}) {
        EXPECT_EQ(load_error(with_word(whole, 12, size)), Error::kBadSize) << size;
    }
}

TEST(ImageHeader, AcceptsTheLargestPayloadThatFitsAndNoLarger) {
    ImageSpec spec;
    const Bytes whole = spec.build();
    const auto size = static_cast<std::uint32_t>(whole.size());
    EXPECT_TRUE(parse_header(std::span(whole).first<kHeaderBytes>(), size).ok());
    const auto tight = static_cast<std::uint32_t>(spec.hashed().size() + kTlvHeaderBytes);
    EXPECT_TRUE(parse_header(std::span(whole).first<kHeaderBytes>(), tight).ok());
    EXPECT_EQ(parse_header(std::span(whole).first<kHeaderBytes>(), tight - 1).error(),
              Error::kBadSize);
}

TEST(ImageTlv, RefusesEachOneMissing) {
    for (std::size_t missing = 0; missing < 3; ++missing) {
        ImageSpec spec;
        spec.tlvs.erase(spec.tlvs.begin() + missing);
        EXPECT_EQ(load_error(spec.build()), Error::kTlvMissing);
    }
    ImageSpec spec;
    spec.protected_tlvs.erase(spec.protected_tlvs.begin());
    EXPECT_EQ(load_error(spec.build()), Error::kTlvMissing);
    spec.protected_tlvs.clear();
    EXPECT_EQ(load_error(spec.build()), Error::kTlvMissing);
}

TEST(ImageTlv, BootRecordIsOptional) {
    ImageSpec spec;
    spec.protected_tlvs.pop_back();
    EXPECT_EQ(load_error(spec.build()), Error{});
}

TEST(ImageTlv, RefusesEachOneTwice) {
    for (std::size_t twice = 0; twice < 3; ++twice) {
        ImageSpec spec;
        spec.tlvs.push_back(spec.tlvs[twice]);
        EXPECT_EQ(load_error(spec.build()), Error::kTlvDuplicate);
    }
    for (std::size_t twice = 0; twice < 2; ++twice) {
        ImageSpec spec;
        spec.protected_tlvs.push_back(spec.protected_tlvs[twice]);
        EXPECT_EQ(load_error(spec.build()), Error::kTlvDuplicate);
    }
}

// Named after CVE-2024-32883: protected TLVs taken from the unprotected area.
TEST(ImageTlv, Cve2024_32883_RefusesProtectedOnesInTheOtherArea) {
    const std::vector<Tlv> signed_ones = {{0x50, counter_bytes(9)},
                                          {0x60, Bytes(4)},
                                          {0x40, Bytes(12)},
                                          {0xA1, identity_bytes(1, 0x201)}};
    for (const Tlv& tlv : signed_ones) {
        ImageSpec beside;
        beside.tlvs.push_back(tlv);
        EXPECT_EQ(load_error(beside.build()), Error::kTlvUnprotected);
        ImageSpec instead;
        instead.protected_tlvs.clear();
        instead.tlvs.insert(instead.tlvs.begin(), tlv);
        EXPECT_EQ(load_error(instead.build()), Error::kTlvUnprotected);
    }
}

TEST(ImageTlv, RefusesUnprotectedOnesInTheProtectedArea) {
    for (const Tlv& tlv : ImageSpec{}.tlvs) {
        ImageSpec spec;
        spec.protected_tlvs.push_back(tlv);
        EXPECT_EQ(load_error(spec.build()), Error::kTlvBad);
    }
}

TEST(ImageTlv, RefusesEveryOtherType) {
    for (std::uint32_t type = 0; type <= 0xFFFF; ++type) {
        const bool known = type == 0x01 || type == 0x10 || type == 0x22 || type == 0x50 ||
                           type == 0x60 || type == 0xA1 || type == 0x32 || type == 0x40;
        const bool other_envelope = type >= 0x30 && type <= 0x34;
        if (!known) {
            ImageSpec spec;
            spec.tlvs.push_back({static_cast<std::uint16_t>(type), Bytes(4)});
            ASSERT_EQ(load_error(spec.build()),
                      other_envelope ? Error::kEncryptedUnsupported : Error::kTlvBad)
                << type;
        }
    }
}

TEST(ImageTlv, TakesAnEnvelopeOnlyWhereTheHeaderSaysEncrypted) {
    for (const std::uint32_t flags : {0u, kFlagEncryptedAes128, kFlagEncryptedAes256}) {
        for (const std::size_t size : {0u, 96u, 97u, 112u, 113u, 114u, 128u, 129u, 130u}) {
            ImageSpec spec;
            spec.flags = flags;
            spec.tlvs.push_back({0x32, Bytes(size)});
            const bool fits = size == (flags == kFlagEncryptedAes128   ? 113u
                                       : flags == kFlagEncryptedAes256 ? 129u
                                                                       : ~0u);
            EXPECT_EQ(load_error(spec.build()), fits ? Error{} : Error::kTlvBad) << flags << size;
        }
    }
    ImageSpec twice;
    twice.flags = kFlagEncryptedAes128;
    twice.tlvs.push_back({0x32, Bytes(113)});
    twice.tlvs.push_back({0x32, Bytes(113)});
    EXPECT_EQ(load_error(twice.build()), Error::kTlvDuplicate);
}

Bytes dependency_bytes(std::uint32_t image) {
    Bytes bytes;
    put32(bytes, image);
    put(bytes, {std::byte{1}, std::byte{2}});
    put16(bytes, 3);
    put32(bytes, 4);
    return bytes;
}

TEST(ImageTlv, ReadsUpToFourDependencies) {
    ImageSpec spec;
    for (std::uint32_t count = 1; count <= kMaxDependencies; ++count) {
        spec.protected_tlvs.push_back({0x40, dependency_bytes(count)});
        const Bytes bytes = spec.build();
        MemorySource source(bytes);
        ImageBuffer buffer;
        auto view = load_image(source, buffer);
        ASSERT_TRUE(view.ok());
        const auto dependencies = view.value().tlvs.dependencies.view();
        ASSERT_EQ(dependencies.size(), count);
        EXPECT_EQ(dependencies.back().image, count);
        EXPECT_EQ(dependencies.back().min_version.minor, 2);
        EXPECT_EQ(dependencies.back().min_version.revision, 3);
        EXPECT_EQ(dependencies.back().min_version.build, 4u);
    }
    spec.protected_tlvs.push_back({0x40, dependency_bytes(5)});
    EXPECT_EQ(load_error(spec.build()), Error::kTlvBad);
}

TEST(ImageTlv, RefusesMalformedDependencies) {
    for (const std::size_t size : {0, 11, 13, 16}) {
        ImageSpec spec;
        spec.protected_tlvs.push_back({0x40, Bytes(size)});
        EXPECT_EQ(load_error(spec.build()), Error::kTlvBad) << size;
    }
    for (const std::uint32_t image : {0x100u, 0x10000u, 0x01000000u}) {
        ImageSpec spec;
        spec.protected_tlvs.push_back({0x40, dependency_bytes(image)});
        EXPECT_EQ(load_error(spec.build()), Error::kTlvBad) << image;
    }
}

TEST(ImageTlv, RefusesWrongLengths) {
    for (const std::size_t size : {0, 7, 73}) {
        ImageSpec spec;
        spec.tlvs[2].value.resize(size);
        EXPECT_EQ(load_error(spec.build()), Error::kTlvBad);
    }
    for (const std::size_t size : {0, 31, 33}) {
        for (const std::size_t which : {0, 1}) {
            ImageSpec spec;
            spec.tlvs[which].value.resize(size);
            EXPECT_EQ(load_error(spec.build()), Error::kTlvBad);
        }
    }
    for (const std::size_t size : {0, 3, 5, 8}) {
        ImageSpec spec;
        spec.protected_tlvs[0].value.resize(size);
        EXPECT_EQ(load_error(spec.build()), Error::kTlvBad);
    }
    for (const std::size_t size : {0, 4, 7, 9}) {
        ImageSpec spec;
        spec.protected_tlvs.push_back({0xA1, Bytes(size)});
        EXPECT_EQ(load_error(spec.build()), Error::kTlvBad);
    }
}

TEST(ImageTlv, RefusesAreaHeadsThatLie) {
    ImageSpec spec;
    const Bytes whole = spec.build();
    const std::size_t protected_at = spec.header_size + spec.payload.size();
    const std::size_t area_at = spec.hashed().size();
    for (const std::size_t at : {protected_at, area_at}) {
        const auto size = static_cast<std::uint32_t>(whole[at + 2]) |
                          static_cast<std::uint32_t>(whole[at + 3]) << 8;
        for (const std::uint32_t lie : {0u, 3u, 4u, size - 1, size + 1, 0xFFFFu}) {
            EXPECT_NE(load_error(with_half(whole, at + 2, lie)), Error{}) << at << " " << lie;
        }
        EXPECT_EQ(load_error(with_half(whole, at, 0x6906)), Error::kTlvBad);
    }
    EXPECT_EQ(load_error(with_half(whole, area_at, kProtectedTlvMagic)), Error::kTlvBad);
}

TEST(ImageTlv, RefusesEntriesThatLeaveTheirArea) {
    ImageSpec spec;
    const Bytes whole = spec.build();
    const std::size_t first = spec.hashed().size() + kTlvHeaderBytes;
    for (const std::uint32_t size : {31u, 33u, 200u, 0x7FFFu, 0xFFFFu}) {
        EXPECT_EQ(load_error(with_half(whole, first + 2, size)), Error::kTlvBad);
    }
}

TEST(ImageTlv, RefusesMoreThanTheBufferHolds) {
    ImageSpec spec;
    spec.protected_tlvs[1].value.resize(512);
    EXPECT_EQ(load_error(spec.build()), Error{});
    spec.protected_tlvs[1].value.resize(513);
    EXPECT_EQ(load_error(spec.build()), Error::kTlvBad);
    spec.protected_tlvs[1].value.resize(900);
    EXPECT_EQ(load_error(spec.build()), Error::kBadSize);
}

}  // namespace
}  // namespace boot::image::test
