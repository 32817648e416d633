// SPDX-License-Identifier: Apache-2.0
#include "host/fault/signature.h"

#include <algorithm>

#include "boot/image/image.h"
#include "host/base/failure.h"
#include "host/keys/key.h"
#include "lib/bytes/bytes.h"
#include "lib/p256/secret.h"

namespace host::fault {
namespace {

namespace image = boot::image;

void append_integer(Bytes& der, Bytes number) {
    const auto significant =
        std::ranges::find_if(number, [](std::byte b) { return b != std::byte{0}; });
    number.erase(number.begin(), significant);
    if (number.empty() || (number.front() & std::byte{0x80}) != std::byte{0}) {
        number.insert(number.begin(), std::byte{0});
    }
    der.push_back(std::byte{0x02});
    der.push_back(static_cast<std::byte>(number.size()));
    der.insert(der.end(), number.begin(), number.end());
}

Bytes der_of(const Signature& signature) {
    Bytes numbers;
    append_integer(numbers, signature.r);
    append_integer(numbers, signature.s);
    Bytes der{std::byte{0x30}, static_cast<std::byte>(numbers.size())};
    der.insert(der.end(), numbers.begin(), numbers.end());
    return der;
}

std::uint16_t half_at(const Bytes& bytes, std::size_t at) {
    return lib::bytes::read_le<std::uint16_t>(bytes, at).value();
}

void put_half(Bytes& bytes, std::size_t at, std::size_t value) {
    lib::bytes::store_le<std::uint16_t>(std::span(bytes).subspan(at).first<2>(),
                                        static_cast<std::uint16_t>(value));
}

}  // namespace

Signature signature_without_key(ByteView hashed) {
    const Digest digest = sha256(hashed);
    std::array<std::byte, lib::p256::kPublicKeySize> point{};
    if (!lib::p256::public_key(point, std::as_bytes(std::span(digest)))) {
        throw Failure("UNEXPECTED", "the digest is no number of 1 to n - 1", "report it");
    }
    Signature signature{Bytes(point.begin(), point.begin() + kNumberBytes), Bytes(kNumberBytes)};
    signature.s.back() = std::byte{1};
    return signature;
}

void put_signature(Bytes& bytes, const Signature& signature) {
    const auto header =
        image::parse_header(std::span<const std::byte>(bytes).first<image::kHeaderBytes>(),
                            static_cast<std::uint32_t>(bytes.size()));
    const std::size_t area = header.value().hashed_size();
    std::size_t last = area + image::kTlvHeaderBytes;
    while (half_at(bytes, last) != static_cast<std::uint16_t>(image::TlvType::kEcdsaP256)) {
        last += image::kTlvHeaderBytes + half_at(bytes, last + 2);
    }
    const Bytes der = der_of(signature);
    bytes.resize(last + image::kTlvHeaderBytes);
    put_half(bytes, last + 2, der.size());
    bytes.insert(bytes.end(), der.begin(), der.end());
    put_half(bytes, area + 2, bytes.size() - area);
}

}  // namespace host::fault
