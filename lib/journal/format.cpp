// SPDX-License-Identifier: Apache-2.0
#include "lib/journal/format.h"

#include <bit>
#include <initializer_list>

namespace lib::journal {
namespace {

static_assert(std::endian::native == std::endian::little, "marks are stored little endian");

// Murmur3's mixer: finds accidents in a few instructions. It keeps no attacker out: whoever can
// write the flash can compute it, and meets the authenticated encryption of the values.
std::uint32_t mix(std::initializer_list<std::uint32_t> values) {
    std::uint32_t hash = 0x4C4E524A;
    for (std::uint32_t value : values) {
        hash ^= std::rotl(value * 0xCC9E2D51u, 15) * 0x1B873593u;
        hash = std::rotl(hash, 13) * 5u + 0xE6546B64u;
    }
    hash = (hash ^ (hash >> 16)) * 0x85EBCA6Bu;
    hash = (hash ^ (hash >> 13)) * 0xC2B2AE35u;
    return hash ^ (hash >> 16);
}

std::uint16_t id_check(std::uint32_t owner, std::uint64_t id) {
    return static_cast<std::uint16_t>(
        mix({owner, static_cast<std::uint32_t>(id), static_cast<std::uint32_t>(id >> 32)}));
}

std::uint16_t head_check(const RecordHead& head, std::uint32_t sector_sequence,
                         std::uint32_t place) {
    const std::uint32_t shape = head.size | (static_cast<std::uint32_t>(head.flags) << 16) |
                                (static_cast<std::uint32_t>(head.version) << 24);
    return static_cast<std::uint16_t>(
        mix({head.id_check, head.sequence, shape, head.owner, sector_sequence, place}));
}

}  // namespace

Word mark_word(std::uint32_t magic, std::uint32_t sequence, std::uint32_t value) {
    return std::bit_cast<Word>(Mark{magic, sequence, value, mix({magic, sequence, value})});
}

std::optional<Mark> mark_parse(const Word& word) {
    const auto mark = std::bit_cast<Mark>(word);
    if (mark.check != mix({mark.magic, mark.sequence, mark.value})) {
        return std::nullopt;
    }
    return mark;
}

Word head_word(RecordHead head, std::uint64_t id, std::uint32_t sector_sequence,
               std::uint32_t place) {
    head.version = kRecordVersion;
    head.id_check = id_check(head.owner, id);
    head.check = head_check(head, sector_sequence, place);
    return std::bit_cast<Word>(head);
}

std::optional<RecordHead> head_parse(const Word& word, std::uint32_t sector_sequence,
                                     std::uint32_t place) {
    const auto head = std::bit_cast<RecordHead>(word);
    if (head.version != kRecordVersion || head.check != head_check(head, sector_sequence, place)) {
        return std::nullopt;
    }
    return head;
}

bool head_fits_id(const RecordHead& head, std::uint64_t id) {
    return head.id_check == id_check(head.owner, id);
}

std::uint16_t key_hash(const Key& key) {
    return static_cast<std::uint16_t>(mix({static_cast<std::uint32_t>(key.id), key.owner,
                                           static_cast<std::uint32_t>(key.id >> 32)}) >>
                                      16);
}

}  // namespace lib::journal
