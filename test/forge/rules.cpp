// SPDX-License-Identifier: Apache-2.0
// Good images in the wrong place: another owner's, another component's, an older one; payloads that
// would not start; images that need what is not there; envelopes.
#include <algorithm>

#include "test/forge/forge.h"

namespace test::forge {
namespace {

using boot::image::Rule;

void judge_by(Bench& bench, const Parts& parts, const Rule& rule) {
    bench.judge(parts.bytes(), {.rule = &rule});
}

Bytes words(std::initializer_list<std::uint32_t> values) {
    Bytes out;
    for (const std::uint32_t value : values) {
        put32(out, value);
    }
    return out;
}

Rule with(const Rule& rule, std::uint32_t component, std::uint32_t owner, std::uint32_t header,
          std::uint32_t counter) {
    return {component, owner, header, counter, rule.key};
}

}  // namespace

void owners_and_rules(Bench& bench, Scale /*scale*/) {
    const Mold& mold = bench.mold();
    const Rule& good = mold.rule;
    const bool module = good.component >= 0x100;
    for (const Seal how : {Seal::kStranger, Seal::kThief, Seal::kDigest}) {
        Parts parts = mold.parts;
        parts.version[0] = 2;
        bench.judge(parts, how);
    }
    for (const std::uint32_t counter : {8u, 9u, 0x100u, 0x7FFFFFFFu, 0x80000000u, 0xFFFFFFFFu}) {
        judge_by(bench, mold.parts,
                 with(good, good.component, good.owner, good.header_size, counter));
    }
    for (std::uint32_t counter = 0; counter < kMinCounter; ++counter) {
        Parts parts = mold.parts;
        parts.guarded.find(0x50)->value = words({counter});
        bench.judge(parts, Seal::kOwner);
    }
    for (const std::uint32_t header : {0u, 4u, 0x1Cu, 0x24u, 0x80u, 0x200u, 0x400u, 0x10020u}) {
        judge_by(bench, mold.parts, with(good, good.component, good.owner, header, kMinCounter));
    }
    for (const std::uint32_t component : {0x100u, 0x200u, 0x202u, 0x10201u, 0xFFFFFFFFu}) {
        judge_by(bench, mold.parts, with(good, component, kOwner, good.header_size, kMinCounter));
    }
    if (module) {
        for (const std::uint32_t component : {1u, 2u, 3u, 4u, 0xFFu}) {
            judge_by(bench, mold.parts,
                     with(good, component, good.owner, good.header_size, kMinCounter));
        }
        for (const std::uint32_t owner : {0u, 1u, kOwner - 1, kOwner + 1, 0x1A001u, ~kOwner}) {
            judge_by(bench, mold.parts,
                     with(good, good.component, owner, good.header_size, kMinCounter));
        }
    }
    // identities that are not of this slot, or of no slot's business
    for (const auto& identity : {words({kOwner, kModule + 1}), words({kOwner + 1, kModule}),
                                 words({kModule, kOwner}), words({0, 0})}) {
        Parts parts = mold.parts;
        std::erase_if(parts.guarded.tlvs, [](const Tlv& tlv) { return tlv.type == 0xA1; });
        parts.guarded.tlvs.push_back({0xA1, identity});
        bench.judge(parts, Seal::kOwner);
    }
}

void payloads(Bench& bench, Scale /*scale*/) {
    const Mold& mold = bench.mold();
    const std::uint32_t first = kAt + mold.parts.header_size;
    const auto last = static_cast<std::uint32_t>(first + mold.parts.payload.size());
    const std::uint32_t top = kRam.base + kRam.size;
    const std::initializer_list<std::pair<std::uint32_t, std::uint32_t>> starts = {
        {0, first + 9},
        {kRam.base - 8, first + 9},
        {top + 8, first + 9},
        {top - 4, first + 9},
        {~0u, first + 9},
        {~7u, first + 9},
        {top, 0},
        {top, ~0u},
        {top, first + 8},
        {top, last + 1},
        {top, first - 1},
        {top, kRam.base + 1},
        {top, first + 9 + (1u << 31)}};
    if (mold.started) {
        for (const auto& [stack, entry] : starts) {
            Parts parts = mold.parts;
            parts.payload = words({stack, entry});
            parts.payload.resize(64);
            bench.judge(parts, Seal::kOwner);
        }
    }
    for (std::size_t size = mold.started ? 0 : 1; mold.started && size < 8; ++size) {
        Parts parts = mold.parts;
        parts.payload.resize(size);
        bench.judge(parts, Seal::kOwner);
    }
    // filling its slot, over its end, with room for less than its TLVs
    const std::size_t rest = kRoom - mold.image.size() + mold.parts.payload.size();
    for (const int by : {8, 9, 10, 11, 16, 100, 1000}) {
        Parts parts = mold.parts;
        parts.payload.resize(rest + static_cast<std::size_t>(by), std::byte{7});
        bench.judge(parts, Seal::kOwner);
    }
    for (const std::uint32_t number : {0u, 1u, 2u, 4u, 17u, 255u}) {  // nothing runs there
        Parts parts = mold.parts;
        parts.guarded.tlvs.push_back({0x40, words({number, 0, 0})});
        bench.judge(parts, Seal::kOwner);
    }
    for (const std::uint32_t version : {0x0006'0001u, 0x0000'0101u, 0x0000'0002u, ~0u}) {
        Parts parts = mold.parts;
        parts.guarded.tlvs.push_back({0x40, words({3, version, 0})});
        bench.judge(parts, Seal::kOwner);
    }
    for (const std::uint32_t number : {256u, 259u, 0x300u, 0x0100'0003u, ~0u}) {
        Parts parts = mold.parts;
        parts.guarded.tlvs.push_back({0x40, words({number, 0, 0})});
        bench.judge(parts, Seal::kOwner);
    }
}

// In the pool, where nothing of the payload can be trusted before its content key was found.
void envelopes(Bench& bench, Scale scale) {
    const Mold& mold = bench.mold();
    for (const std::uint16_t type : {0x30, 0x31, 0x32, 0x33, 0x34}) {
        for (const std::size_t size : {0u, 16u, 24u, 40u, 80u, 112u, 113u, 114u, 129u, 256u}) {
            for (const std::uint32_t flags : {0u, 4u, 8u, 12u}) {
                Parts parts = mold.parts;
                std::erase_if(parts.plain.tlvs, [](const Tlv& tlv) { return tlv.type == 0x32; });
                parts.flags = flags;
                parts.plain.tlvs.push_back({type, filler(size, 4)});
                bench.judge(parts, Seal::kNone);
                bench.judge(parts, Seal::kOwner);
            }
        }
    }
    if (mold.parts.flags == 0) {
        return;
    }
    for (const std::uint32_t flags : {0u, 4u, 8u, 12u, 0x10u, 0x20u, 0x104u, 0x80000004u}) {
        Parts parts = mold.parts;
        if (flags != parts.flags) {
            parts.flags = flags;
            bench.judge(parts, Seal::kOwner);
        }
    }
    Parts parts = mold.parts;
    const std::size_t size = parts.plain.find(0x32)->value.size();
    const unsigned step = scale == Scale::kFull ? 1 : 8;
    for (std::size_t at = 0; at < size; ++at) {
        for (unsigned bit = at % step; bit < 8; bit += step) {
            parts = mold.parts;
            parts.plain.find(0x32)->value[at] ^= std::byte(1u << bit);
            bench.judge(parts.bytes());
        }
    }
}

}  // namespace test::forge
