// SPDX-License-Identifier: Apache-2.0
// Advisories and bugs of MCUboot and TF-M about images, by their numbers. README.md lists them all.
#include <gtest/gtest.h>

#include "test/forge/court.h"

namespace test::forge {
namespace {

using lib::Error;

Bytes words(std::initializer_list<std::uint32_t> values) {
    Bytes out;
    for (const std::uint32_t value : values) {
        put32(out, value);
    }
    return out;
}

const Mold& mold(const std::string& name) {
    return *std::ranges::find(molds(), name, &Mold::name);
}

// What becomes of an image that its owner sealed as it is.
Sentence sealed(Parts parts, const Mold& of = molds().front()) {
    seal(parts, Seal::kOwner, owner_key(), other_key());
    return sentence(of, parts.bytes(), of.rule, kRoom, true);
}

struct Guarded {
    std::uint16_t type;
    Bytes value;
};
std::vector<Guarded> guarded() {
    return {{0x40, words({3, 1, 0})},
            {0x50, words({9})},
            {0x60, filler(8, 0xA0)},
            {0xA1, words({kOwner, kModule})}};
}

TEST(Mcuboot, CVE_2024_32883_ProtectedTlvIsRefusedInTheUnprotectedArea) {
    for (const Mold& of : molds()) {
        for (const Guarded& tlv : guarded()) {
            // injected behind the signature, which stays good: the attack of the advisory
            Parts parts = of.parts;
            parts.plain.tlvs.push_back({tlv.type, tlv.value});
            const Sentence injected = sentence(of, parts.bytes(), of.rule, kRoom, false);
            EXPECT_EQ(injected.judged, Judged::kRefused) << of.name << " " << tlv.type;
            EXPECT_EQ(injected.error, Error::kTlvUnprotected) << of.name << " " << tlv.type;
            // only there
            std::erase_if(parts.guarded.tlvs, [&](const Tlv& t) { return t.type == tlv.type; });
            EXPECT_EQ(sealed(parts, of).error, Error::kTlvUnprotected) << of.name;
        }
    }
}

TEST(Mcuboot, CVE_2024_32883_EachTlvStandsOnceInItsAreaOnly) {
    const Mold& of = mold("dependent");
    for (const Tlv& tlv : of.parts.plain.tlvs) {
        Parts twice = of.parts;
        twice.plain.tlvs.push_back(tlv);
        EXPECT_EQ(sealed(twice, of).error, Error::kTlvDuplicate) << tlv.type;
        Parts both = of.parts;
        both.guarded.tlvs.push_back(tlv);
        EXPECT_EQ(sealed(both, of).error, Error::kTlvBad) << tlv.type;
    }
    for (const std::uint16_t type : {0x50, 0x60}) {
        Parts twice = of.parts;
        twice.guarded.tlvs.push_back(*twice.guarded.find(type));
        EXPECT_EQ(sealed(twice, of).error, Error::kTlvDuplicate) << type;
    }
}

TEST(Mcuboot, Issue2025_AbsurdImageSizeIsRefusedBeforeAByteIsHashed) {
    for (const std::uint32_t size : {kRoom, 0x6220000u, 0x7FFFFFFFu, 0xFFFFFFE0u, 0xFFFFFFFFu}) {
        Parts parts = molds().front().parts;
        parts.payload_size = size;
        const Sentence refused = sealed(parts);
        EXPECT_EQ(refused.judged, Judged::kRefused) << size;
        EXPECT_EQ(refused.error, Error::kBadSize) << size;
        EXPECT_EQ(refused.hashed, 0u) << size;
    }
}

TEST(Mcuboot, Issue1191_NoSumOfSizesWrapsAround) {
    const Parts& good = molds().front().parts;
    const auto hashed = static_cast<std::uint32_t>(good.hashed().size());
    for (std::uint32_t over = 0; over < 0x20; ++over) {
        Parts parts = good;
        parts.payload_size = 0u - good.header_size + over;
        EXPECT_EQ(sealed(parts).error, Error::kBadSize) << over;
        parts.payload_size = 0u - hashed + over;
        EXPECT_EQ(sealed(parts).error, Error::kBadSize) << over;
    }
}

TEST(Mcuboot, Issue1702_NothingBehindARefusedHeaderIsRead) {
    for (const auto damage :
         {&Parts::magic, &Parts::load_address, &Parts::flags, &Parts::padding}) {
        Parts parts = molds().front().parts;
        parts.*damage ^= 0x10;
        const Sentence refused = sealed(parts);
        EXPECT_EQ(refused.judged, Judged::kRefused);
        EXPECT_EQ(refused.read, 2 * boot::image::kHeaderBytes);  // two evaluations
        EXPECT_EQ(refused.hashed, 0u);
    }
}

TEST(Mcuboot, Issue2659_TlvThatLeavesItsAreaIsRefused) {
    for (const auto area : {&Parts::guarded, &Parts::plain}) {
        const std::size_t count = (molds().front().parts.*area).tlvs.size();
        for (std::size_t i = 0; i < count; ++i) {
            for (const unsigned length : {0x100u, 0x400u, 0x7FFFu, 0xFFFCu, 0xFFFFu}) {
                Parts parts = molds().front().parts;
                (parts.*area).tlvs[i].length = static_cast<std::uint16_t>(length);
                EXPECT_EQ(sealed(parts).error, Error::kTlvBad) << i << " " << length;
            }
        }
    }
}

TEST(Mcuboot, Commit90f4e7c3_EndlessRowOfEmptyTlvsEnds) {
    for (const std::uint16_t type : {0x00, 0x40, 0x60, 0xFFFF}) {
        Parts parts = molds().front().parts;
        parts.plain.tlvs.insert(parts.plain.tlvs.begin(), 200, Tlv{type, {}});
        const Sentence refused = sealed(parts);
        EXPECT_EQ(refused.judged, Judged::kRefused);
        EXPECT_LE(refused.read, 2 * (boot::image::kHeaderBytes + boot::image::kMaxTlvBytes));
    }
}

// TFMV-9: the length of a dependency was not looked at.
TEST(TrustedFirmware, CVE_2025_53022_DependencyOfAnyOtherLengthIsRefused) {
    for (std::size_t size = 0; size < 64; ++size) {
        if (size != boot::image::kDependencyBytes) {
            Parts parts = molds().front().parts;
            parts.guarded.tlvs.push_back({0x40, Bytes(size)});
            EXPECT_EQ(sealed(parts).error, Error::kTlvBad) << size;
        }
    }
}

// TFMV-6: a comparison went over as many bytes as a length has.
TEST(TrustedFirmware, CVE_2023_40271_EachByteOfDigestKeyHashAndEnvelopesTagIsCompared) {
    const Mold& of = mold("aes128");
    const std::pair<std::uint16_t, std::pair<std::size_t, std::size_t>> ranges[] = {
        {0x10, {0, 32}}, {0x01, {0, 32}}, {0x32, {65, 97}}};
    for (const auto& [type, range] : ranges) {
        for (std::size_t at = range.first; at < range.second; ++at) {
            Parts parts = of.parts;
            parts.plain.find(type)->value[at] ^= std::byte{0x01};
            EXPECT_EQ(sentence(of, parts.bytes(), of.rule, kRoom, false).judged, Judged::kRefused)
                << type << " " << at;
        }
    }
}

}  // namespace
}  // namespace test::forge
