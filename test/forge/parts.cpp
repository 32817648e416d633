// SPDX-License-Identifier: Apache-2.0
#include "test/forge/parts.h"

#include <algorithm>

#include "lib/p256/secret.h"
#include "lib/sha256/sha256.h"

namespace test::forge {

void put16(Bytes& to, std::uint32_t value) {
    to.push_back(std::byte(value & 0xFF));
    to.push_back(std::byte(value >> 8 & 0xFF));
}

void put32(Bytes& to, std::uint32_t value) {
    put16(to, value & 0xFFFF);
    put16(to, value >> 16);
}

void put(Bytes& to, std::span<const std::byte> from) {
    to.insert(to.end(), from.begin(), from.end());
}

Bytes filler(std::size_t size, std::uint8_t first) {
    Bytes out(size);
    std::ranges::generate(out, [&first] { return std::byte(first++); });
    return out;
}

Bytes Area::bytes() const {
    if (tlvs.empty() && tail.empty() && !size && magic == boot::image::kProtectedTlvMagic) {
        return {};
    }
    Bytes entries;
    for (const Tlv& tlv : tlvs) {
        put16(entries, tlv.type);
        put16(entries, tlv.length.value_or(static_cast<std::uint16_t>(tlv.value.size())));
        put(entries, tlv.value);
    }
    put(entries, tail);
    Bytes out;
    put16(out, magic);
    put16(out, size.value_or(static_cast<std::uint16_t>(entries.size() + 4)));
    put(out, entries);
    return out;
}

Tlv* Area::find(std::uint16_t type) {
    const auto found = std::ranges::find(tlvs, type, &Tlv::type);
    return found == tlvs.end() ? nullptr : &*found;
}

Bytes Parts::hashed() const {
    const Bytes area = guarded.bytes();
    Bytes out;
    put32(out, magic);
    put32(out, load_address);
    put16(out, header_size);
    put16(out, protected_size.value_or(static_cast<std::uint16_t>(area.size())));
    put32(out, payload_size.value_or(static_cast<std::uint32_t>(payload.size())));
    put32(out, flags);
    put(out, std::as_bytes(std::span(version)));
    put32(out, padding);
    out.resize(std::max(out.size(), header_room));
    put(out, payload);
    put(out, area);
    return out;
}

Bytes Parts::bytes() const {
    Bytes out = hashed();
    put(out, plain.bytes());
    return out;
}

Key::Key(std::uint8_t number) {
    secret_.fill(std::byte{number});
    static_cast<void>(lib::p256::public_key(public_, secret_));
}

Bytes Key::name() const {
    const auto digest = lib::sha256::sha256(boot::image::public_key_info(public_));
    return Bytes(digest.begin(), digest.end());
}

// The nonce is made of secret and digest; nothing here is worth guarding.
std::array<std::byte, 64> Key::sign(const boot::image::Digest& of) const {
    lib::sha256::Sha256 hash;
    hash.update(secret_);
    hash.update(of);
    const auto nonce = hash.finish();
    std::array<std::byte, 64> out{};
    static_cast<void>(lib::p256::sign(out, secret_, of, nonce));
    return out;
}

namespace {

Bytes der_integer(std::span<const std::byte> number) {
    while (number.size() > 1 && number[0] == std::byte{0}) {
        number = number.subspan(1);
    }
    const bool padded = (number[0] & std::byte{0x80}) != std::byte{0};
    Bytes out = {std::byte{0x02}, std::byte(number.size() + (padded ? 1 : 0))};
    if (padded) {
        out.push_back(std::byte{0});
    }
    put(out, number);
    return out;
}

// What a verifier will hash of these bytes, if that is all before the plain area.
boot::image::Digest digest_of(const Parts& parts) {
    const Bytes hashed = parts.hashed();
    const std::uint64_t said =
        std::uint64_t{parts.header_size} + parts.payload_size.value_or(parts.payload.size()) +
        parts.protected_size.value_or(static_cast<std::uint16_t>(parts.guarded.bytes().size()));
    const auto size = std::min<std::uint64_t>(said, hashed.size());
    return lib::sha256::sha256(std::span(hashed).first(size));
}

void set(Area& area, std::uint16_t type, const Bytes& value) {
    if (Tlv* tlv = area.find(type)) {
        tlv->value = value;
    }
}

}  // namespace

Bytes der(std::span<const std::byte, 64> signature) {
    const Bytes r = der_integer(signature.first<32>());
    const Bytes s = der_integer(signature.last<32>());
    Bytes out = {std::byte{0x30}, std::byte(r.size() + s.size())};
    put(out, r);
    put(out, s);
    return out;
}

void seal(Parts& parts, Seal how, const Key& owner, const Key& other) {
    if (how == Seal::kNone) {
        return;
    }
    const auto digest = digest_of(parts);
    set(parts.plain, 0x10, Bytes(digest.begin(), digest.end()));
    if (how == Seal::kDigest) {
        return;
    }
    const Key& signer = how == Seal::kOwner ? owner : other;
    set(parts.plain, 0x01, how == Seal::kStranger ? other.name() : owner.name());
    set(parts.plain, 0x22, der(signer.sign(digest)));
}

}  // namespace test::forge
