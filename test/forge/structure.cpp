// SPDX-License-Identifier: Apache-2.0
// TLVs missing, doubled, moved, in the wrong area, in another order, of unknown kinds, too many.
#include <algorithm>

#include "test/forge/edits.h"
#include "test/forge/forge.h"

namespace test::forge {
namespace {

using AreaOf = Area Parts::*;
constexpr AreaOf kAreas[] = {&Parts::guarded, &Parts::plain};

Bytes zeros(std::size_t size) {
    return Bytes(size, std::byte{0});
}

// Types of MCUboot that we do not take, of ours, of nobody; with the lengths they would have.
std::vector<Tlv> strange_tlvs() {
    std::vector<Tlv> out;
    for (const unsigned type :
         {0x00u,  0x02u,  0x11u,  0x12u,   0x20u,   0x21u,   0x23u,  0x24u, 0x25u,
          0x30u,  0x31u,  0x33u,  0x34u,   0x35u,   0x41u,   0x51u,  0x61u, 0x70u,
          0x71u,  0x72u,  0x73u,  0x74u,   0x80u,   0xA0u,   0xA6u,  0xFFu, 0x100u,
          0x110u, 0x122u, 0x150u, 0x1022u, 0x5000u, 0xFFFEu, 0xFFFFu}) {
        for (const std::size_t size : {0u, 1u, 4u, 8u, 12u, 32u, 64u}) {
            out.push_back({static_cast<std::uint16_t>(type), zeros(size)});
        }
    }
    return out;
}

// Known types, each with every length near its own.
std::vector<Tlv> known_tlvs() {
    std::vector<Tlv> out;
    for (const unsigned type : {0x01u, 0x10u, 0x22u, 0x32u, 0x40u, 0x50u, 0x60u, 0xA1u}) {
        for (const std::size_t size :
             {0u,  1u,  3u,  4u,  5u,   7u,   8u,   9u,   11u,  12u,  13u,  31u, 32u,
              33u, 70u, 72u, 73u, 112u, 113u, 114u, 128u, 129u, 130u, 512u, 513u}) {
            out.push_back({static_cast<std::uint16_t>(type), zeros(size)});
        }
    }
    return out;
}

void add_drops(std::vector<Edit>& edits, const Parts& parts, AreaOf area) {
    for (std::size_t i = 0; i < (parts.*area).tlvs.size(); ++i) {
        const std::uint16_t type = (parts.*area).tlvs[i].type;
        // without a dependency or boot record it is an image like another
        edits.push_back({[area, i](Parts& to) {
                             auto& tlvs = (to.*area).tlvs;
                             if (i < tlvs.size()) {
                                 tlvs.erase(tlvs.begin() + static_cast<std::ptrdiff_t>(i));
                             }
                         },
                         type != 0x40 && type != 0x60});
    }
}

void add_copies(std::vector<Edit>& edits, const Parts& parts, AreaOf from, AreaOf to) {
    for (const Tlv& tlv : (parts.*from).tlvs) {
        for (const bool front : {true, false}) {
            for (const bool moved : {true, false}) {
                edits.push_back({[=](Parts& parts) {
                                     if (moved) {
                                         std::erase_if((parts.*from).tlvs, [&](const Tlv& one) {
                                             return one.type == tlv.type;
                                         });
                                     }
                                     auto& tlvs = (parts.*to).tlvs;
                                     tlvs.insert(front ? tlvs.begin() : tlvs.end(), tlv);
                                 },
                                 from != to || (!moved && tlv.type != 0x40)});
            }
        }
    }
}

void add_swaps(std::vector<Edit>& edits, const Parts& parts, AreaOf area) {
    const std::size_t count = (parts.*area).tlvs.size();
    for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t j = i + 1; j < count; ++j) {
            edits.push_back({[=](Parts& to) {
                                 auto& tlvs = (to.*area).tlvs;
                                 if (j < tlvs.size()) {
                                     std::swap(tlvs[i], tlvs[j]);
                                 }
                             },
                             false});
            edits.push_back({[=](Parts& to) {
                                 auto& tlvs = (to.*area).tlvs;
                                 if (j < tlvs.size()) {
                                     std::swap(tlvs[i].value, tlvs[j].value);
                                 }
                             },
                             area == &Parts::plain && i == 0 && j == 1});
        }
    }
}

bool may_stand(const Parts& parts, const Tlv& tlv, AreaOf area) {
    if (area != &Parts::guarded) {
        return false;
    }
    const bool has_record =
        std::ranges::any_of(parts.guarded.tlvs, [](const Tlv& one) { return one.type == 0x60; });
    const std::size_t size = tlv.value.size();
    return (tlv.type == 0x40 && size == 12) ||
           (tlv.type == 0x60 && !has_record && size >= 1 && size <= 512);
}

void add_strangers(std::vector<Edit>& edits, const Parts& parts, AreaOf area) {
    auto all = strange_tlvs();
    std::ranges::copy(known_tlvs(), std::back_inserter(all));
    for (const Tlv& tlv : all) {
        for (const bool front : {true, false}) {
            edits.push_back({[=](Parts& to) {
                                 auto& tlvs = (to.*area).tlvs;
                                 tlvs.insert(front ? tlvs.begin() : tlvs.end(), tlv);
                             },
                             !may_stand(parts, tlv, area)});
        }
    }
}

void add_tails(std::vector<Edit>& edits, AreaOf area) {
    for (const std::uint8_t first : {0x00, 0x22, 0xFF}) {
        for (const std::size_t size : {1u, 2u, 3u, 4u, 5u, 8u, 12u, 60u, 1024u, 2000u}) {
            edits.push_back(
                {[=](Parts& to) { (to.*area).tail = Bytes(size, std::byte{first}); }, true});
        }
    }
    for (const std::size_t count : {2u, 5u, 100u, 200u, 255u, 256u, 400u}) {
        edits.push_back({[=](Parts& to) {
                             (to.*area).tlvs.insert((to.*area).tlvs.end(), count, Tlv{0x60, {}});
                         },
                         true});
    }
    edits.push_back({[=](Parts& to) { (to.*area).tlvs.clear(); }, true});
    edits.push_back({[=](Parts& to) {
                         const Tlv need{0x40, zeros(12)};
                         auto& tlvs = (to.*area).tlvs;
                         tlvs.insert(tlvs.end(), 5, need);
                     },
                     true});
}

}  // namespace

std::vector<Edit> structural_edits(const Parts& parts) {
    std::vector<Edit> edits;
    for (const AreaOf area : kAreas) {
        add_drops(edits, parts, area);
        add_copies(edits, parts, area, area);
        add_swaps(edits, parts, area);
        add_tails(edits, area);
    }
    add_copies(edits, parts, &Parts::guarded, &Parts::plain);
    add_copies(edits, parts, &Parts::plain, &Parts::guarded);
    edits.push_back({[](Parts& to) { std::swap(to.guarded, to.plain); }, true});
    edits.push_back({[](Parts& to) { to.guarded.magic = to.plain.magic; }, true});
    edits.push_back({[](Parts& to) { std::swap(to.guarded.tlvs, to.plain.tlvs); }, true});
    edits.push_back({[](Parts& to) { to.payload.clear(); }, true});
    edits.push_back({[](Parts& to) {
                         to.header_room = 0x20;
                         to.payload.clear();
                     },
                     true});
    return edits;
}

std::vector<Edit> strange_edits(const Parts& parts) {
    std::vector<Edit> edits;
    for (const AreaOf area : kAreas) {
        add_strangers(edits, parts, area);
    }
    return edits;
}

void structures(Bench& bench, Scale scale) {
    const Parts& good = bench.mold().parts;
    std::vector<Edit> edits = structural_edits(good);
    std::ranges::copy(strange_edits(good), std::back_inserter(edits));
    unsigned count = 0;
    const unsigned every = scale == Scale::kFull ? 1 : scale == Scale::kQuick ? 3 : 9;
    for (const Edit& edit : edits) {
        Parts parts = good;
        edit.apply(parts);
        bench.judge(parts, Seal::kNone);
        if (edit.wrong) {
            bench.judge(parts, Seal::kOwner);
        }
        if (count++ % every == 0) {
            for (const Seal seal : {Seal::kDigest, Seal::kStranger, Seal::kThief}) {
                bench.judge(parts, seal);
            }
        }
    }
}

}  // namespace test::forge
