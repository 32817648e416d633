// SPDX-License-Identifier: Apache-2.0
// The TLV areas alone, and the decision about dependencies: the input is a list of entries that is
// written as areas, so that most inputs are well formed and differ in what stands where. A second,
// simpler reading of the rules of SPEC.md has to agree on what is accepted.
#include "boot/image/dependency.h"
#include "test/fuzz/fuzz.h"

namespace {

using namespace boot::image;
using test::fuzz::Input;
using test::fuzz::require;
using Bytes = std::vector<std::byte>;

struct Entry {
    std::uint16_t type;
    std::uint16_t size;
};

struct Area {
    Bytes bytes;
    std::vector<Entry> entries;
    bool whole = true;  // no length lies
};

void put16(Bytes& to, std::size_t value) {
    to.push_back(std::byte(value & 0xFF));
    to.push_back(std::byte(value >> 8 & 0xFF));
}

constexpr std::array<std::uint16_t, 12> kTypes = {0x01, 0x10, 0x22, 0x32, 0x40, 0x50,
                                                  0x60, 0xA1, 0x30, 0x34, 0x00, 0xFFFF};
constexpr std::array<std::uint16_t, 12> kSizes = {32, 32, 70, 113, 12, 4, 5, 8, 0, 1, 129, 513};

Area take_area(Input& input, std::uint16_t magic) {
    Area area;
    put16(area.bytes, magic);
    put16(area.bytes, 0);
    const unsigned count = input.take<std::uint8_t>() % 12;
    for (unsigned i = 0; i < count; ++i) {
        const auto choice = input.take<std::uint8_t>();
        const std::uint16_t type = kTypes[choice % kTypes.size()];
        const auto odd = input.take<std::uint8_t>();
        const std::uint16_t size =
            odd == 0 ? kSizes[choice % kTypes.size()] : static_cast<std::uint16_t>(odd % 140);
        area.entries.push_back({type, size});
        const bool lies = input.take<std::uint8_t>() == 1;
        area.whole &= !lies;
        put16(area.bytes, type);
        put16(area.bytes, lies ? input.take<std::uint16_t>() : size);
        Bytes value(size, std::byte{0});
        const auto first = input.take<std::uint32_t>();
        const auto bytes = std::as_bytes(std::span(&first, 1));
        std::ranges::copy(bytes.first(std::min<std::size_t>(4, size)), value.begin());
        area.bytes.insert(area.bytes.end(), value.begin(), value.end());
    }
    area.bytes[2] = std::byte(area.bytes.size() & 0xFF);
    area.bytes[3] = std::byte(area.bytes.size() >> 8);
    return area;
}

unsigned how_many(const Area& area, std::uint16_t type) {
    return static_cast<unsigned>(std::ranges::count(area.entries, type, &Entry::type));
}

bool lengths_right(const Area& area) {
    return std::ranges::all_of(area.entries, [](const Entry& entry) {
        switch (entry.type) {
            case 0x01:
            case 0x10:
                return entry.size == 32;
            case 0x22:
                return entry.size >= 8 && entry.size <= 72;
            case 0x32:
                return entry.size == 113 || entry.size == 129;
            case 0x40:
                return entry.size == 12;
            case 0x50:
                return entry.size == 4;
            case 0x60:
                return entry.size >= 1 && entry.size <= 512;
            case 0xA1:
                return entry.size == 8;
            default:
                return false;
        }
    });
}

// SPEC.md's table once more. Necessary, and but for the dependencies' numbers sufficient.
bool acceptable(const Area& guarded, const Area& plain, std::uint32_t key_size) {
    const auto only = [](const Area& area, std::initializer_list<std::uint16_t> types) {
        return std::ranges::all_of(area.entries, [&](const Entry& entry) {
            return std::ranges::find(types, entry.type) != types.end();
        });
    };
    const bool places =
        only(guarded, {0x40, 0x50, 0x60, 0xA1}) && only(plain, {0x01, 0x10, 0x22, 0x32});
    const bool counts = how_many(plain, 0x01) == 1 && how_many(plain, 0x10) == 1 &&
                        how_many(plain, 0x22) == 1 && how_many(guarded, 0x50) == 1 &&
                        how_many(guarded, 0x60) <= 1 && how_many(guarded, 0xA1) <= 1 &&
                        how_many(guarded, 0x40) <= kMaxDependencies &&
                        how_many(plain, 0x32) == (key_size == 0 ? 0u : 1u);
    const bool envelope = std::ranges::all_of(plain.entries, [&](const Entry& entry) {
        return entry.type != 0x32 || entry.size == 97 + key_size;
    });
    return places && counts && envelope && lengths_right(guarded) && lengths_right(plain);
}

void decide(const Dependencies& needs, Input& input) {
    const auto which = input.take<std::uint32_t>();
    const lib::handover::Version version = {1, 2, 3, 4};
    bool all = true;
    for (const Dependency& need : needs.view()) {
        const auto& least = need.min_version;
        all &=
            need.image < 32 && (which >> need.image & 1u) != 0 &&
            (least.major < 1 ||
             (least.major == 1 && (least.minor < 2 || (least.minor == 2 && least.revision <= 3))));
    }
    const auto met = dependencies_met(needs, [&](std::uint32_t number) {
        return number < 32 && (which >> number & 1u) != 0 ? &version : nullptr;
    });
    require(met.ok() == all);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Input input(data, size);
    const std::uint32_t key_size = input.take<std::uint8_t>() % 3 * 16;
    const Area guarded = take_area(input, kProtectedTlvMagic);
    const Area plain = take_area(input, kTlvMagic);
    if (guarded.bytes.size() + plain.bytes.size() > kMaxTlvBytes) {
        return 0;
    }
    const auto tlvs = parse_tlvs(guarded.bytes, plain.bytes, key_size);
    if (guarded.whole && plain.whole) {
        const bool expected = acceptable(guarded, plain, key_size);
        require(expected || !tlvs.ok());
        // the number of a dependency is the only value the parser judges
        require(!expected || tlvs.ok() || how_many(guarded, 0x40) != 0);
    }
    if (tlvs.ok()) {
        decide(tlvs.value().dependencies, input);
    }
    // as they come, too
    const auto raw = std::as_bytes(std::span(data, size));
    const std::size_t cut = raw.empty() ? 0 : std::to_integer<std::size_t>(raw[0]) % raw.size();
    static_cast<void>(parse_tlvs(raw.first(cut), raw.subspan(cut), key_size));
    return 0;
}
