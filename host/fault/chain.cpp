// SPDX-License-Identifier: Apache-2.0
#include "host/fault/chain.h"

#include <algorithm>

#include "boot/image/image.h"
#include "host/base/failure.h"
#include "lib/bytes/bytes.h"

namespace host::fault {
namespace {

namespace image = boot::image;

constexpr std::size_t kRecord = 512;  // bytes, the most that a boot record may have
constexpr std::size_t kNumber = 32;   // bytes of r, and of s

Bytes repeated(Chain chain, std::size_t bytes) {
    Bytes out(bytes);
    for (std::size_t at = 0; at < bytes; at += 4) {
        lib::bytes::store_le<std::uint32_t>(std::span(out).subspan(at).first<4>(),
                                            chain[at / 4 % chain.size()]);
    }
    return out;
}

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

Bytes der_of(Chain chain) {
    Bytes s = repeated(chain, kNumber);
    std::ranges::reverse(s);
    Bytes numbers;
    append_integer(numbers, repeated(chain, kNumber));
    append_integer(numbers, s);
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

Bytes chain_record(Chain chain) {
    Bytes record = repeated(chain, kRecord / 2);
    const Bytes again = repeated(chain, kRecord / 2);
    record.insert(record.end(), again.begin(), again.end());
    for (auto word = record.begin() + kRecord / 2; word != record.end(); word += 4) {
        std::reverse(word, word + 4);
    }
    return record;
}

void put_chain_in_signature(Bytes& bytes, Chain chain) {
    const auto header =
        image::parse_header(std::span<const std::byte>(bytes).first<image::kHeaderBytes>(),
                            static_cast<std::uint32_t>(bytes.size()));
    const std::size_t area = header.value().hashed_size();
    std::size_t last = area + image::kTlvHeaderBytes;
    while (half_at(bytes, last) != static_cast<std::uint16_t>(image::TlvType::kEcdsaP256)) {
        last += image::kTlvHeaderBytes + half_at(bytes, last + 2);
    }
    const Bytes der = der_of(chain);
    bytes.resize(last + image::kTlvHeaderBytes);
    put_half(bytes, last + 2, der.size());
    bytes.insert(bytes.end(), der.begin(), der.end());
    put_half(bytes, area + 2, bytes.size() - area);
}

}  // namespace host::fault
