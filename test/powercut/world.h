// SPDX-License-Identifier: Apache-2.0
// The places of a small or a full board, and images that can be told apart: a header that names
// component, version and size, a hash, and a payload of that version's own.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "boot/update/plan.h"

namespace test::powercut {

struct Place {
    std::uint32_t component;
    std::uint32_t at;
    std::uint32_t size;
    bool needed;  // the boot does without the others
};

struct World {
    std::uint32_t sector;   // bytes
    std::uint32_t sectors;  // in all
    std::uint32_t log;
    std::uint32_t pool;
    std::uint32_t pool_size;
    std::uint32_t keys;  // two sectors, a copy of the key manifest in each
    std::vector<Place> places;
    std::vector<boot::update::Slot> irot_slots;
    std::vector<boot::update::Slot> urot_slots;

    boot::update::Plan irot_plan() const { return {log, pool, pool_size, irot_slots}; }
    boot::update::Plan urot_plan() const { return {log, pool, pool_size, urot_slots}; }
    const Place& place(std::uint32_t component) const;
    std::size_t index(std::uint32_t component) const;
};

inline constexpr std::uint32_t kUrot = 2;
inline constexpr std::uint32_t kManager = 3;
inline constexpr std::uint32_t kApp = 4;
inline constexpr std::uint32_t kKeys = 5;     // the key manifest
inline constexpr std::uint32_t kData = 0x80;  // a signed data image of the application
inline constexpr std::uint32_t kModule = 0x101;

// Sectors of 1 KB; slots of 2 to 5 sectors, a pool of 9.
World small_world();

using Bytes = std::vector<std::byte>;

struct Image {
    std::uint32_t component;
    std::uint32_t version;
    std::uint32_t size;
    bool forged = false;
    // Application: whose key signed it. Key manifest: whose must have. The rest has one for ever.
    std::uint64_t key = 0;
    // Staged as cipher text; the key is the last byte of the image, as an envelope would be.
    bool encrypted = false;

    Bytes bytes() const;
    Bytes staged() const;
};

// The key stream's byte for an offset of an image: other in each sector and each image.
std::byte stream_byte(std::byte key, std::uint32_t offset);

inline constexpr std::uint32_t kImageHeader = 32;
inline constexpr std::uint32_t kKeysBytes = 208;  // a key manifest, always

struct Header {
    std::uint32_t magic;
    std::uint32_t component;
    std::uint32_t version;
    std::uint32_t size;
    std::uint64_t hash;  // of what follows
    std::uint64_t key;
};
static_assert(sizeof(Header) == kImageHeader);
inline constexpr std::uint32_t kImageMagic = 0x474D4954;
inline constexpr std::uint32_t kSealedMagic = 0x474D4955;  // encrypted, in pool and slot

class Hash {
  public:
    void add(std::span<const std::byte> bytes);
    std::uint64_t value() const { return value_; }

  private:
    std::uint64_t value_ = 0xCBF29CE484222325;
};

}  // namespace test::powercut
