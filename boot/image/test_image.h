// SPDX-License-Identifier: Apache-2.0
// Images made by hand for tests: every field can be wrong.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "boot/image/image.h"

namespace boot::image::test {

using Bytes = std::vector<std::byte>;

inline void put16(Bytes& to, std::uint32_t value) {
    to.push_back(std::byte(value & 0xFF));
    to.push_back(std::byte((value >> 8) & 0xFF));
}

inline void put32(Bytes& to, std::uint32_t value) {
    put16(to, value & 0xFFFF);
    put16(to, value >> 16);
}

inline void put(Bytes& to, const Bytes& from) {
    to.insert(to.end(), from.begin(), from.end());
}

struct Tlv {
    std::uint16_t type;
    Bytes value;
};

inline Bytes tlv_area(std::uint16_t magic, const std::vector<Tlv>& tlvs) {
    Bytes entries;
    for (const Tlv& tlv : tlvs) {
        put16(entries, tlv.type);
        put16(entries, static_cast<std::uint32_t>(tlv.value.size()));
        put(entries, tlv.value);
    }
    Bytes area;
    put16(area, magic);
    put16(area, static_cast<std::uint32_t>(entries.size() + kTlvHeaderBytes));
    put(area, entries);
    return area;
}

inline Bytes counter_bytes(std::uint32_t counter) {
    Bytes bytes;
    put32(bytes, counter);
    return bytes;
}

inline Bytes identity_bytes(std::uint32_t owner, std::uint32_t module) {
    Bytes bytes;
    put32(bytes, owner);
    put32(bytes, module);
    return bytes;
}

// A well-formed image whose digest, key hash and signature are filler.
struct ImageSpec {
    std::uint32_t magic = kMagic;
    std::uint32_t load_address = 0;
    std::uint32_t flags = 0;
    std::uint32_t padding = 0;
    std::uint16_t header_size = 0x40;
    Bytes payload = Bytes(100, std::byte{0x11});
    std::vector<Tlv> protected_tlvs = {{0x50, counter_bytes(7)}, {0x60, Bytes(5, std::byte{0xA0})}};
    std::vector<Tlv> tlvs = {{0x10, Bytes(32, std::byte{1})},
                             {0x01, Bytes(32, std::byte{2})},
                             {0x22, Bytes(70, std::byte{0x30})}};

    Bytes header(std::uint32_t protected_size) const {
        Bytes out;
        put32(out, magic);
        put32(out, load_address);
        put16(out, header_size);
        put16(out, protected_size);
        put32(out, static_cast<std::uint32_t>(payload.size()));
        put32(out, flags);
        put(out, {std::byte{1}, std::byte{2}});
        put16(out, 3);
        put32(out, 4);
        put32(out, padding);
        out.resize(header_size < out.size() ? out.size() : header_size);
        return out;
    }

    Bytes protected_area() const {
        return protected_tlvs.empty() ? Bytes{} : tlv_area(kProtectedTlvMagic, protected_tlvs);
    }

    // What the SHA-256 covers.
    Bytes hashed() const {
        const Bytes area = protected_area();
        Bytes out = header(static_cast<std::uint32_t>(area.size()));
        put(out, payload);
        put(out, area);
        return out;
    }

    Bytes build() const {
        Bytes out = hashed();
        put(out, tlv_area(kTlvMagic, tlvs));
        return out;
    }
};

}  // namespace boot::image::test
