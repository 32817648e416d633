// SPDX-License-Identifier: Apache-2.0
#include "test/powercut/world.h"

#include <cstring>

namespace test::powercut {
namespace {

World make(std::uint32_t sector, const std::vector<Place>& sizes, std::uint32_t pool_sectors) {
    World world{.sector = sector,
                .sectors = 0,
                .log = 0,
                .pool = 0,
                .pool_size = pool_sectors * sector,
                .keys = 0,
                .places = {},
                .irot_slots = {},
                .urot_slots = {}};
    std::uint32_t at = 2 * sector;
    for (Place place : sizes) {
        place.at = at;
        place.size *= sector;
        at += place.size;
        world.places.push_back(place);
        auto& slots = place.component == kUrot ? world.irot_slots : world.urot_slots;
        slots.push_back({place.component, place.at, place.size});
    }
    world.keys = at;
    world.places.push_back({kKeys, at, sector, false});
    world.urot_slots.push_back({kKeys, at, sector});
    at += 2 * sector;
    world.pool = at;
    world.sectors = at / sector + pool_sectors;
    return world;
}

}  // namespace

World small_world() {
    return make(1024,
                {{kUrot, 0, 3, true},
                 {kManager, 0, 4, true},
                 {kModule, 0, 2, false},
                 {kApp, 0, 5, true},
                 {kData, 0, 2, false}},
                9);
}

std::size_t World::index(std::uint32_t component) const {
    std::size_t i = 0;
    while (places[i].component != component) {
        ++i;
    }
    return i;
}

const Place& World::place(std::uint32_t component) const {
    return places[index(component)];
}

void Hash::add(std::span<const std::byte> bytes) {
    for (std::size_t at = 0; at < bytes.size(); at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + at, bytes.size() - at < 8 ? bytes.size() - at : 8);
        value_ = (value_ ^ word) * 0x9E3779B97F4A7C15;
        value_ ^= value_ >> 29;
    }
}

Bytes Image::bytes() const {
    Bytes image(size);
    std::uint64_t state = component * 1000003ull + version;
    for (std::size_t at = kImageHeader; at < size; ++at) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        image[at] = static_cast<std::byte>(state >> 56);
    }
    Hash hash;
    hash.add(std::as_bytes(std::span(&key, 1)));
    hash.add(std::span(image).subspan(kImageHeader));
    const Header header{encrypted ? kSealedMagic : kImageMagic, component, version, size,
                        hash.value() ^ (forged ? 1 : 0),        key};
    std::memcpy(image.data(), &header, sizeof header);
    return image;
}

std::byte stream_byte(std::byte key, std::uint32_t offset) {
    const std::uint32_t mixed = (offset + 1) * 0x9E3779B1u ^ std::to_integer<std::uint32_t>(key);
    return static_cast<std::byte>(mixed * 0x85EBCA6Bu >> 24);
}

// Header and key travel as they are.
Bytes Image::staged() const {
    Bytes image = bytes();
    for (std::uint32_t at = kImageHeader; encrypted && at < size - 1; ++at) {
        image[at] ^= stream_byte(image.back(), at);
    }
    return image;
}

}  // namespace test::powercut
