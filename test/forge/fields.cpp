// SPDX-License-Identifier: Apache-2.0
// Each field of header, areas and entries at its boundaries; the short ones at every value.
#include <functional>
#include <set>

#include "test/forge/forge.h"

namespace test::forge {
namespace {

using Set = std::function<void(Parts&, std::uint32_t)>;

// Near everything that could matter to a 32-bit field.
std::set<std::uint32_t> boundaries(const Mold& mold, unsigned bits) {
    std::set<std::uint64_t> near = {0,
                                    4,
                                    0x20,
                                    0x100,
                                    0x3FC,
                                    0x400,
                                    kMinCounter,
                                    1020,
                                    1024,
                                    0x1000,
                                    0x7FFF,
                                    0x8000,
                                    0xFFFF,
                                    0x10000,
                                    kRoom,
                                    mold.image.size(),
                                    mold.parts.payload.size(),
                                    mold.parts.hashed().size(),
                                    0x7FFFFFFF,
                                    0x80000000,
                                    0xFFFFFFFF,
                                    0x6220000,
                                    boot::image::kMagic};
    near.insert(0x100000000 - mold.parts.header_size);
    near.insert(0x100000000 - mold.parts.hashed().size());
    near.insert(kRoom - mold.parts.header_size);
    near.insert(kRoom - mold.parts.hashed().size());
    for (unsigned bit = 0; bit < bits; ++bit) {
        near.insert(1ull << bit);
    }
    std::set<std::uint32_t> out;
    const std::uint64_t most = (1ull << bits) - 1;
    for (const std::uint64_t value : near) {
        for (std::uint64_t by = 0; by <= 40; ++by) {
            out.insert(static_cast<std::uint32_t>((value + by) & most));
            out.insert(static_cast<std::uint32_t>((value - by) & most));
        }
    }
    return out;
}

// `wrong`: an image with another value is wrong in itself, whoever seals it.
void try_all(Bench& bench, const Set& set, const std::set<std::uint32_t>& values,
             std::uint32_t right, bool wrong, unsigned every) {
    unsigned count = 0;
    for (const std::uint32_t value : values) {
        if (value == right) {
            continue;
        }
        Parts parts = bench.mold().parts;
        set(parts, value);
        bench.judge(parts, Seal::kNone);
        if (count++ % every == 0) {
            bench.judge(parts, Seal::kDigest);
            bench.judge(parts, Seal::kThief);
            if (wrong) {
                bench.judge(parts, Seal::kOwner);
            }
        }
    }
}

void every_half(Bench& bench, const Set& set) {
    for (std::uint32_t value = 0; value <= 0xFFFF; ++value) {
        Parts parts = bench.mold().parts;
        set(parts, value);
        bench.judge(parts.bytes());
    }
}

struct Field {
    Set set;
    unsigned bits;
    std::uint32_t right;
    bool wrong;  // unless it has the right value
};

std::vector<Field> fields_of(const Mold& mold) {
    const Parts& parts = mold.parts;
    const auto half = [](std::uint32_t value) { return static_cast<std::uint16_t>(value); };
    const auto size = static_cast<std::uint32_t>(parts.payload.size());
    const auto guarded = static_cast<std::uint32_t>(parts.guarded.bytes().size());
    return {
        {[](Parts& to, std::uint32_t value) { to.magic = value; }, 32, parts.magic, true},
        {[](Parts& to, std::uint32_t value) { to.load_address = value; }, 32, 0, true},
        {[half](Parts& to, std::uint32_t value) { to.header_size = half(value); }, 16,
         parts.header_size, true},
        {[half](Parts& to, std::uint32_t value) { to.protected_size = half(value); }, 16, guarded,
         true},
        {[](Parts& to, std::uint32_t value) { to.payload_size = value; }, 32, size, true},
        {[](Parts& to, std::uint32_t value) { to.flags = value; }, 32, parts.flags, true},
        {[](Parts& to, std::uint32_t value) { to.version[0] = value & 0xFF; }, 8, 1, false},
        {[](Parts& to, std::uint32_t value) { to.version[4] = value & 0xFF; }, 8, 4, false},
        {[](Parts& to, std::uint32_t value) { to.padding = value; }, 32, 0, true},
    };
}

}  // namespace

void header_fields(Bench& bench, Scale scale) {
    const bool all = scale == Scale::kFull || &bench.mold() == &molds().front();
    const unsigned every = scale == Scale::kFull ? 1 : scale == Scale::kQuick ? 12 : 60;
    for (const Field& field : fields_of(bench.mold())) {
        try_all(bench, field.set, boundaries(bench.mold(), field.bits), field.right, field.wrong,
                every);
        if (field.bits == 16 && all && scale != Scale::kSample) {
            every_half(bench, field.set);
        }
    }
}

void area_heads(Bench& bench, Scale scale) {
    const bool all = scale == Scale::kFull || &bench.mold() == &molds().front();
    const auto half = [](std::uint32_t value) { return static_cast<std::uint16_t>(value); };
    const unsigned every = scale == Scale::kFull ? 1 : scale == Scale::kQuick ? 12 : 60;
    for (const auto area : {&Parts::guarded, &Parts::plain}) {
        const Set magic = [area, half](Parts& to, std::uint32_t value) {
            (to.*area).magic = half(value);
        };
        const Set size = [area, half](Parts& to, std::uint32_t value) {
            (to.*area).size = half(value);
        };
        const Area& good = bench.mold().parts.*area;
        const auto values = boundaries(bench.mold(), 16);
        try_all(bench, magic, values, good.magic, true, every);
        try_all(bench, size, values, static_cast<std::uint32_t>(good.bytes().size()), true, every);
        if (all && scale != Scale::kSample) {
            every_half(bench, magic);
            every_half(bench, size);
        }
    }
}

void tlv_heads(Bench& bench, Scale scale) {
    const auto half = [](std::uint32_t value) { return static_cast<std::uint16_t>(value); };
    const bool all = scale == Scale::kFull || &bench.mold() == &molds().front();
    const unsigned every = scale == Scale::kFull ? 4 : scale == Scale::kQuick ? 60 : 200;
    for (const auto area : {&Parts::guarded, &Parts::plain}) {
        const auto& tlvs = (bench.mold().parts.*area).tlvs;
        for (std::size_t i = 0; i < tlvs.size(); ++i) {
            const Set type = [area, half, i](Parts& to, std::uint32_t value) {
                (to.*area).tlvs[i].type = half(value);
            };
            const Set length = [area, half, i](Parts& to, std::uint32_t value) {
                (to.*area).tlvs[i].length = half(value);
            };
            // a boot record says nothing, so that one renamed or gone is an image of its own
            const bool wrong = tlvs[i].type != 0x60 && tlvs[i].type != 0x40;
            const auto values = boundaries(bench.mold(), 16);
            try_all(bench, type, values, tlvs[i].type, wrong, every);
            try_all(bench, length, values, static_cast<std::uint32_t>(tlvs[i].value.size()), true,
                    every);
            if (all && scale != Scale::kSample) {
                every_half(bench, type);
                every_half(bench, length);
            }
        }
    }
}

}  // namespace test::forge
