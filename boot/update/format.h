// SPDX-License-Identifier: Apache-2.0
// The bits of the update log (SPEC.md): one request with everything that happened to it fills one
// sector. The iROT reads them too and is never updated: version 1 is for ever.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "boot/update/plan.h"

namespace boot::update {

inline constexpr std::uint32_t kHeadMagic = 0x31485055;    // "UPH1"
inline constexpr std::uint32_t kEntryMagic = 0x31455055;   // "UPE1"
inline constexpr std::uint32_t kCommitMagic = 0x31435055;  // "UPC1"
inline constexpr std::uint32_t kMarkMagic = 0x314D5055;    // "UPM1"

// All that is ever written to the log: a word of its own, bound to its request and its place.
struct Record {
    std::uint32_t magic;
    std::uint32_t first;   // head, commit, mark: sequence of the request; entry: component
    std::uint32_t second;  // head: gap, count, flags; entry: bytes of the image; mark: its value
    std::uint32_t check;   // over the three above, the sequence and the word's number
};
static_assert(sizeof(Record) == kWordSize && offsetof(Record, first) == 4);
static_assert(offsetof(Record, second) == 8 && offsetof(Record, check) == 12);

// `place`: number of the word in its sector.
Word record_word(std::uint32_t magic, std::uint32_t first, std::uint32_t second,
                 std::uint32_t sequence, std::uint32_t place);
// Whether `word` is a record of this kind, request and place. Head: sequence is its own `first`.
bool record_parse(const Word& word, std::uint32_t magic, std::uint32_t sequence,
                  std::uint32_t place, Record& record);

inline constexpr std::uint32_t kMaxEntries = 8;

struct Entry {
    std::uint32_t component;
    std::uint32_t size;  // bytes of the image, header to last TLV
};

constexpr bool names(std::span<const Entry> entries, std::uint32_t component) {
    return std::ranges::find(entries, component, &Entry::component) != entries.end();
}

// Flags of a request. An image that replaces none has nothing to go back to, so that whoever asks
// for it may confirm it in advance: it is installed for good once it was verified in its slot.
inline constexpr std::uint32_t kConfirmedInAdvance = 1u << 0;

// Images lie one behind the other, each from a sector's start, behind one free sector: the gap.
struct Request {
    std::uint32_t sequence = 0;  // the higher one of the two sectors counts
    std::uint32_t gap = 0;       // number of the free sector, in the pool
    std::uint32_t count = 0;     // 1..kMaxEntries
    std::uint32_t flags = 0;
    std::array<Entry, kMaxEntries> entries{};
};

constexpr std::uint32_t head_value(const Request& request) {
    return request.gap | request.count << 16 | request.flags << 24;
}

// Words of a sector. Everything stands there twice, in neighbouring words.
inline constexpr std::uint32_t kHeadPlace = 0;
inline constexpr std::uint32_t kEntryPlace = 2;
inline constexpr std::uint32_t kCommitPlace = kEntryPlace + 2 * kMaxEntries;
inline constexpr std::uint32_t kMarkPlace = kCommitPlace + 2;
static_assert(kCommitPlace == 18 && kMarkPlace == 20);

// Marks, by number. An exchange of n sectors has 2n step marks, a revert one for four sectors.
inline constexpr std::uint32_t kTrial = 0;      // all is exchanged: the new images are tried
inline constexpr std::uint32_t kConfirmed = 1;  // written by what runs on top
inline constexpr std::uint32_t kReverting = 2;  // the old images come back, whatever follows
inline constexpr std::uint32_t kEnd = 3;        // value: 0 installed, else the Error that ended it
inline constexpr std::uint32_t kFirstStep = 4;
inline constexpr std::uint32_t kSaved = 4;  // of the uROT: what was in its slot is in the pool
inline constexpr std::uint32_t kRevertGroup = 4;  // sectors

static_assert(kSaved == kFirstStep, "either vouches for the commit");

constexpr std::uint32_t mark_place(std::uint32_t mark) {
    return kMarkPlace + 2 * mark;
}
constexpr std::uint32_t revert_mark(std::uint32_t sectors, std::uint32_t sector) {
    return kFirstStep + 2 * sectors + sector / kRevertGroup;
}
// Whether the log of an exchange of `sectors` fits a sector of `words` words.
constexpr bool log_holds(std::uint32_t sectors, std::uint32_t words) {
    return sectors != 0 && sectors < words &&
           mark_place(revert_mark(sectors, sectors - 1)) + 2 <= words;
}
static_assert(log_holds(104, 512), "832 KB in one request");

}  // namespace boot::update
