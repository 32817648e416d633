// SPDX-License-Identifier: Apache-2.0
// The bits of the journal (SPEC.md): pure functions between words of flash and what they mean.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "lib/journal/flash.h"

namespace lib::journal {

// Who owns a value (a client id) and which of the owner's values it is.
struct Key {
    std::uint32_t owner = 0;
    std::uint64_t id = 0;

    bool operator==(const Key&) const = default;
};

// A word that says one thing about a sector or a record.
struct Mark {
    std::uint32_t magic;
    std::uint32_t sequence;  // of the sector, or of the record
    std::uint32_t value;     // erase count, victim's sequence, or place of the record
    std::uint32_t check;     // over the three above
};
static_assert(sizeof(Mark) == kWordSize && offsetof(Mark, value) == 8);

inline constexpr std::uint32_t kMarkPlain = 0x31504F4A;     // "JOP1": sector opened for records
inline constexpr std::uint32_t kMarkTarget = 0x31544F4A;    // "JOT1": opened to take a victim's
inline constexpr std::uint32_t kMarkComplete = 0x31434F4A;  // "JOC1": has all of the victim's
inline constexpr std::uint32_t kMarkCommit = 0x31454F4A;    // "JOE1": ends a record
inline constexpr std::uint32_t kMarkDead = 0x31444F4A;      // "JOD1": the record is no more

// The first word of a record. The second is the id and the first 8 bytes of the payload.
struct RecordHead {
    std::uint16_t check;     // over this word, the sector's sequence and the place
    std::uint16_t id_check;  // over the id
    std::uint32_t sequence;  // rises with each record written; the higher one of a key counts
    std::uint16_t size;      // bytes of payload
    std::uint8_t flags;
    std::uint8_t version;  // kRecordVersion
    std::uint32_t owner;
};
static_assert(sizeof(RecordHead) == kWordSize);
static_assert(offsetof(RecordHead, sequence) == 4 && offsetof(RecordHead, size) == 8);
static_assert(offsetof(RecordHead, flags) == 10 && offsetof(RecordHead, owner) == 12);

inline constexpr std::uint8_t kRecordVersion = 0xA1;
inline constexpr std::uint8_t kImmutable = 1u << 0;  // never removed, never overwritten
inline constexpr std::uint8_t kLost = 1u << 7;       // payload was unreadable when it was moved
inline constexpr std::uint8_t kUserFlags = 0x7F;     // bit 0 is kImmutable, 1..6 are the caller's

// Words of a sector before its first record: two copies of the open mark, two of the complete mark.
inline constexpr std::uint32_t kOpenWord = 0;
inline constexpr std::uint32_t kCompleteWord = 2;
inline constexpr std::uint32_t kFirstRecord = 4;
inline constexpr std::uint32_t kHeadBytes = 24;  // head and id; then the payload

// Words of a record of `size` bytes: head, payload, commit mark, room for the dead mark.
constexpr std::uint32_t record_words(std::uint32_t size) {
    return (kHeadBytes + size + kWordSize - 1) / kWordSize + 2;
}

Word mark_word(std::uint32_t magic, std::uint32_t sequence, std::uint32_t value);
std::optional<Mark> mark_parse(const Word& word);

// `place`: number of the record's first word in its sector.
Word head_word(RecordHead head, std::uint64_t id, std::uint32_t sector_sequence,
               std::uint32_t place);
std::optional<RecordHead> head_parse(const Word& word, std::uint32_t sector_sequence,
                                     std::uint32_t place);
bool head_fits_id(const RecordHead& head, std::uint64_t id);

// 16 bits that spread keys over the index.
std::uint16_t key_hash(const Key& key);

}  // namespace lib::journal
