// SPDX-License-Identifier: Apache-2.0
#include "boot/update/format.h"

#include <bit>
#include <cstring>

namespace boot::update {
namespace {

// Murmur3's 32-bit mixer over five words: it finds accidents, signatures find attackers.
std::uint32_t mix(const Record& record, std::uint32_t sequence, std::uint32_t place) {
    std::uint32_t hash = 0x31445055;
    for (std::uint32_t word : {record.magic, record.first, record.second, sequence, place}) {
        word *= 0xCC9E2D51;
        hash ^= std::rotl(word, 15) * 0x1B873593;
        hash = std::rotl(hash, 13) * 5 + 0xE6546B64;
    }
    hash = (hash ^ hash >> 16) * 0x85EBCA6B;
    hash = (hash ^ hash >> 13) * 0xC2B2AE35;
    return hash ^ hash >> 16;
}

}  // namespace

Word record_word(std::uint32_t magic, std::uint32_t first, std::uint32_t second,
                 std::uint32_t sequence, std::uint32_t place) {
    Record record{magic, first, second, 0};
    record.check = mix(record, sequence, place);
    return std::bit_cast<Word>(record);
}

bool record_parse(const Word& word, std::uint32_t magic, std::uint32_t sequence,
                  std::uint32_t place, Record& record) {
    std::memcpy(&record, word.data(), sizeof record);
    return record.magic == magic &&
           record.check == mix(record, magic == kHeadMagic ? record.first : sequence, place);
}

}  // namespace boot::update
