// SPDX-License-Identifier: Apache-2.0
// An image in pieces, each of which can be wrong, and who seals the whole.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "boot/image/verify.h"

namespace test::forge {

using Bytes = std::vector<std::byte>;

void put16(Bytes& to, std::uint32_t value);
void put32(Bytes& to, std::uint32_t value);
void put(Bytes& to, std::span<const std::byte> from);
Bytes filler(std::size_t size, std::uint8_t first);

struct Tlv {
    std::uint16_t type;
    Bytes value;
    std::optional<std::uint16_t> length = {};  // said instead of the true one
};

struct Area {
    std::uint16_t magic;
    std::vector<Tlv> tlvs;
    std::optional<std::uint16_t> size = {};  // said instead of the true one
    Bytes tail = {};                         // behind the last entry, within the area

    Bytes bytes() const;
    Tlv* find(std::uint16_t type);
};

struct Parts {
    std::uint32_t magic = boot::image::kMagic;
    std::uint32_t load_address = 0;
    std::uint16_t header_size = 0x20;
    std::optional<std::uint16_t> protected_size = {};
    std::optional<std::uint32_t> payload_size = {};
    std::uint32_t flags = 0;
    std::array<std::uint8_t, 8> version = {1, 2, 3, 0, 4, 0, 0, 0};
    std::uint32_t padding = 0;
    std::size_t header_room = 0x20;  // bytes of the header there really are
    Bytes payload;
    Area guarded{boot::image::kProtectedTlvMagic, {}};
    Area plain{boot::image::kTlvMagic, {}};

    Bytes hashed() const;  // all that stands before the plain area
    Bytes bytes() const;
};

// A P-256 key of the tests: always the same for one number.
class Key {
  public:
    explicit Key(std::uint8_t number);
    const std::array<std::byte, 64>& public_key() const { return public_; }
    Bytes name() const;                                                   // the key hash
    std::array<std::byte, 64> sign(const boot::image::Digest& of) const;  // r || s

  private:
    std::array<std::byte, 32> secret_;
    std::array<std::byte, 64> public_;
};

// r || s in the one DER encoding.
Bytes der(std::span<const std::byte, 64> signature);

enum class Seal {
    kNone,      // digest and signature as they were
    kDigest,    // the digest made to fit, as anybody can
    kOwner,     // by the right key: only for images that are wrong in themselves
    kStranger,  // by another key, named as such
    kThief,     // by another key under the right one's name
};
inline constexpr std::array kSeals = {Seal::kNone, Seal::kDigest, Seal::kOwner, Seal::kStranger,
                                      Seal::kThief};

// Fills the first digest, key hash and signature of `parts`, where there are such.
void seal(Parts& parts, Seal how, const Key& owner, const Key& other);

}  // namespace test::forge
