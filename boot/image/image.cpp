// SPDX-License-Identifier: Apache-2.0
#include "boot/image/image.h"

#include <algorithm>

#include "lib/bytes/bytes.h"

namespace boot::image {
namespace {

using lib::Error;
using lib::Result;
using lib::bytes::ByteView;

constexpr std::uint16_t half(std::span<const std::byte, 2> bytes) {
    return lib::bytes::load_le<std::uint16_t>(bytes);
}

constexpr std::uint32_t word(std::span<const std::byte, 4> bytes) {
    return lib::bytes::load_le<std::uint32_t>(bytes);
}

constexpr bool all_erased(ByteView bytes) {
    return std::ranges::all_of(bytes, [](std::byte byte) { return byte == std::byte{0xFF}; });
}

constexpr std::size_t kEnvelopeFixed = 65 + 32;  // point and tag, before the hidden content key

// Every comparison subtracts from what is known to be larger, so none can wrap.
constexpr bool fits(const Header& header, std::uint32_t room) {
    if (header.header_size > room || header.payload_size > room - header.header_size) {
        return false;
    }
    const std::uint32_t left = room - header.payload_end();
    return header.protected_size <= left && kTlvHeaderBytes <= left - header.protected_size;
}

constexpr bool header_size_valid(std::uint16_t size) {
    return size >= kHeaderBytes && size <= kMaxHeader && size % 4 == 0;
}

constexpr bool protected_size_valid(std::uint16_t size) {
    return size == 0 || (size >= kTlvHeaderBytes && size <= kMaxTlvBytes - kTlvHeaderBytes);
}

constexpr bool flags_valid(std::uint32_t flags) {
    return flags == 0 || flags == kFlagEncryptedAes128 || flags == kFlagEncryptedAes256;
}

constexpr std::uint32_t content_key_size(std::uint32_t flags) {
    return flags == 0 ? 0 : flags == kFlagEncryptedAes128 ? 16 : 32;
}

// What may stand where, once, and how long it may be.
struct TlvRule {
    TlvType type;
    bool is_protected;
    std::uint16_t min_size;
    std::uint16_t max_size;
};

constexpr auto kRules = std::to_array<TlvRule>({
    {TlvType::kKeyHash, false, kDigestBytes, kDigestBytes},
    {TlvType::kSha256, false, kDigestBytes, kDigestBytes},
    {TlvType::kEcdsaP256, false, kMinSignature, kMaxSignature},
    {TlvType::kEnvelope, false, kEnvelopeFixed + 16, kEnvelopeFixed + 32},
    {TlvType::kDependency, true, kDependencyBytes, kDependencyBytes},
    {TlvType::kSecurityCounter, true, 4, 4},
    {TlvType::kBootRecord, true, 1, 512},
    {TlvType::kModuleIdentity, true, 8, 8},
    {TlvType::kCipherSignature, false, kMinSignature, kMaxSignature},
});

// By rule; of dependencies the last one stands here and all of them in a row.
struct Found {
    std::array<ByteView, kRules.size()> value;
    std::array<ByteView, kMaxDependencies> dependencies;
    std::size_t dependency_count;
};

// Envelopes of other kinds: RSA-OAEP, AES key wrap, X25519.
constexpr bool is_other_envelope(TlvType type) {
    const auto number = static_cast<std::uint16_t>(type);
    return number >= 0x30 && number <= 0x34 && type != TlvType::kEnvelope;
}

constexpr std::size_t rule_index(TlvType type) {
    std::size_t index = 0;
    while (index < kRules.size() && kRules[index].type != type) {
        ++index;
    }
    return index;
}

Result<void> dependency_place(ByteView value, Found& found) {
    if (found.dependency_count == found.dependencies.size()) {
        return Error::kTlvBad;
    }
    found.dependencies[found.dependency_count++] = value;
    return lib::kOk;
}

Result<void> tlv_place(TlvType type, ByteView value, bool is_protected, Found& found) {
    const std::size_t index = rule_index(type);
    if (index == kRules.size()) {
        return is_other_envelope(type) ? Error::kEncryptedUnsupported : Error::kTlvBad;
    }
    const TlvRule& rule = kRules[index];
    if (rule.is_protected != is_protected) {
        return rule.is_protected ? Error::kTlvUnprotected : Error::kTlvBad;
    }
    if (value.size() < rule.min_size || value.size() > rule.max_size) {
        return Error::kTlvBad;
    }
    if (type == TlvType::kDependency) {
        return dependency_place(value, found);
    }
    if (!found.value[index].empty()) {
        return Error::kTlvDuplicate;
    }
    found.value[index] = value;
    return lib::kOk;
}

// Entries without gaps to the last byte; each turn takes at least 4 bytes, so it ends.
Result<void> tlv_walk(ByteView entries, bool is_protected, Found& found) {
    while (!entries.empty()) {
        if (entries.size() < kTlvHeaderBytes) {
            return Error::kTlvBad;
        }
        const auto type = static_cast<TlvType>(half(entries.first<2>()));
        const std::size_t size = half(entries.subspan<2, 2>());
        entries = entries.subspan(kTlvHeaderBytes);
        if (size > entries.size()) {
            return Error::kTlvBad;
        }
        LIB_TRY(tlv_place(type, entries.first(size), is_protected, found));
        entries = entries.subspan(size);
    }
    return lib::kOk;
}

Result<void> area_walk(ByteView area, std::uint16_t magic, Found& found) {
    if (area.size() < kTlvHeaderBytes) {
        return Error::kTlvBad;
    }
    auto size = tlv_area_size(area.first<kTlvHeaderBytes>(), magic);
    if (!size.ok() || size.value() != area.size()) {
        return Error::kTlvBad;
    }
    return tlv_walk(area.subspan(kTlvHeaderBytes), magic == kProtectedTlvMagic, found);
}

lib::handover::Version version_from(std::span<const std::byte, 8> bytes) {
    return {std::to_integer<std::uint8_t>(bytes[0]), std::to_integer<std::uint8_t>(bytes[1]),
            half(bytes.subspan<2, 2>()), word(bytes.subspan<4, 4>())};
}

// image number, three zeros, version
Result<void> dependencies_read(const Found& found, Tlvs& tlvs) {
    for (const ByteView bytes : std::span(found.dependencies).first(found.dependency_count)) {
        const std::uint32_t image = word(bytes.first<4>());
        if (image > UINT8_MAX) {
            return Error::kTlvBad;
        }
        Dependencies& read = tlvs.dependencies;
        read.entries[read.count++] = {image, version_from(bytes.subspan<4, 8>())};
    }
    return lib::kOk;
}

// An envelope where the header says encrypted and nowhere else, of the size its key asks.
Result<void> envelope_check(ByteView envelope, std::uint32_t content_key_size) {
    if (content_key_size != 0 && envelope.empty()) {
        return Error::kTlvMissing;
    }
    const std::size_t wanted = content_key_size == 0 ? 0 : kEnvelopeFixed + content_key_size;
    return envelope.size() == wanted ? lib::kOk : Result<void>(Error::kTlvBad);
}

Result<Tlvs> tlvs_from(const Found& found, std::uint32_t content_key_size) {
    const auto value = [&found](TlvType type) { return found.value[rule_index(type)]; };
    for (const TlvType needed :
         {TlvType::kSha256, TlvType::kKeyHash, TlvType::kEcdsaP256, TlvType::kSecurityCounter}) {
        if (value(needed).empty()) {
            return Error::kTlvMissing;
        }
    }
    Tlvs tlvs{.digest = value(TlvType::kSha256),
              .key_hash = value(TlvType::kKeyHash),
              .signature = value(TlvType::kEcdsaP256),
              .security_counter = word(value(TlvType::kSecurityCounter).first<4>()),
              .boot_record = value(TlvType::kBootRecord)};
    if (const ByteView identity = value(TlvType::kModuleIdentity); !identity.empty()) {
        tlvs.has_identity = true;
        tlvs.identity = {word(identity.first<4>()), word(identity.subspan<4, 4>())};
    }
    tlvs.envelope = value(TlvType::kEnvelope);
    tlvs.cipher_signature = value(TlvType::kCipherSignature);
    LIB_TRY(envelope_check(tlvs.envelope, content_key_size));
    if (tlvs.envelope.empty() && !tlvs.cipher_signature.empty()) {
        return Error::kTlvBad;
    }
    LIB_TRY(dependencies_read(found, tlvs));
    return tlvs;
}

}  // namespace

Result<Header> parse_header(std::span<const std::byte, kHeaderBytes> bytes, std::uint32_t room) {
    if (all_erased(bytes)) {
        return Error::kNoImage;
    }
    if (word(bytes.subspan<0, 4>()) != kMagic) {
        return Error::kBadMagic;
    }
    const std::uint32_t load_address = word(bytes.subspan<4, 4>());
    const std::uint32_t flags = word(bytes.subspan<16, 4>());
    const std::uint32_t padding = word(bytes.subspan<28, 4>());
    const Header header{
        .header_size = half(bytes.subspan<8, 2>()),
        .protected_size = half(bytes.subspan<10, 2>()),
        .payload_size = word(bytes.subspan<12, 4>()),
        .version = version_from(bytes.subspan<20, 8>()),
        .content_key_size = content_key_size(flags),
    };
    if (!flags_valid(flags) || load_address != 0 || padding != 0 || header.payload_size == 0 ||
        !header_size_valid(header.header_size) || !protected_size_valid(header.protected_size)) {
        return Error::kBadHeader;
    }
    if (!fits(header, room)) {
        return Error::kBadSize;
    }
    return header;
}

Result<std::uint32_t> tlv_area_size(std::span<const std::byte, kTlvHeaderBytes> head,
                                    std::uint16_t magic) {
    const std::uint32_t size = half(head.subspan<2, 2>());
    if (half(head.first<2>()) != magic || size < kTlvHeaderBytes ||
        size > kMaxTlvBytes + kLmsTlvBytes) {
        return Error::kTlvBad;
    }
    return size;
}

Result<Tlvs> parse_tlvs(ByteView protected_area, ByteView area, std::uint32_t content_key_size) {
    Found found{};
    if (!protected_area.empty()) {
        LIB_TRY(area_walk(protected_area, kProtectedTlvMagic, found));
    }
    LIB_TRY(area_walk(area, kTlvMagic, found));
    return tlvs_from(found, content_key_size);
}

void drop_second(std::span<std::byte, kTlvHeaderBytes> area) {
    const auto size = area.subspan<2, 2>();
    lib::bytes::store_le<std::uint16_t>(size,
                                        static_cast<std::uint16_t>(half(size) - kLmsTlvBytes));
}

bool take_second(std::span<const std::byte, kTlvHeaderBytes> head,
                 std::span<std::byte, kTlvHeaderBytes> area) {
    if (static_cast<TlvType>(half(head.first<2>())) != TlvType::kLmsSignature ||
        half(head.subspan<2, 2>()) != kLmsSignatureBytes) {
        return false;
    }
    drop_second(area);
    return true;
}

std::uint32_t MemorySource::size() const {
    return static_cast<std::uint32_t>(std::min<std::size_t>(bytes_.size(), UINT32_MAX));
}

Result<void> MemorySource::read(std::uint32_t offset, lib::bytes::ByteSpan out) const {
    auto bytes = lib::bytes::slice(bytes_, offset, out.size());
    if (!bytes.ok()) {
        return bytes.error();
    }
    std::ranges::copy(bytes.value(), out.begin());
    return lib::kOk;
}

Result<ByteView> MemorySource::map(std::uint32_t offset, std::uint32_t size) const {
    return lib::bytes::slice(bytes_, offset, size);
}

}  // namespace boot::image
