// SPDX-License-Identifier: Apache-2.0
// A key/value store on flash that survives power cuts: `commit` and `remove` are atomic and, once
// they returned success, durable; one that is cut leaves the old value or the new, never neither.
// Immutable values stay for ever. DESIGN.md has the why, SPEC.md the bits.
//
// Errors: kJournalNotFound; kJournalCorrupt (the value, or the record that would tell whether it
// exists, cannot be read); kJournalFull; kJournalTooBig; kJournalImmutable; kJournalFlash (the
// flash refused: the old value stays); kBadArgument.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>

#include "lib/journal/flash.h"
#include "lib/journal/format.h"
#include "lib/journal/index.h"
#include "lib/journal/sectors.h"
#include "lib/result/result.h"

namespace lib::journal {

struct Info {
    std::uint16_t size = 0;      // bytes
    std::uint8_t flags = 0;      // as given to begin(); kLost where the payload is gone
    std::uint16_t place = 0;     // sector * words + word; valid until the next begin()
    std::uint32_t sequence = 0;  // of this writing of the value
};

template <Flash F>
class Journal {
  public:
    // `slots`: memory of the index, a power of two of entries; 7/8 of them can be used.
    Journal(F& flash, std::span<std::uint32_t> slots) : sectors_(flash), index_(slots) {}

    // Reads the whole area once. kJournalCorrupt: more values than the index holds;
    // kBadArgument: a geometry it does not serve.
    Result<void> mount();

    Result<Info> find(const Key& key);
    // Bytes [offset, offset + out.size()) of the value that find() told of.
    Result<void> read(const Info& info, std::uint32_t offset, std::span<std::byte> out);
    Result<void> remove(const Key& key);

    // Takes `size` bytes of a new value in pieces, then commit(). Dropped before that: the old
    // value stays. Nothing else may be asked of the journal in between.
    class Writer;
    Result<Writer> begin(const Key& key, std::uint32_t size, std::uint8_t flags);
    Result<void> write(const Key& key, std::span<const std::byte> value, std::uint8_t flags);

    std::uint32_t max_size() const {
        return std::min<std::uint32_t>(
            (sectors_.words() - kFirstRecord - 3) * kWordSize - kHeadBytes, 0xFFFF);
    }
    std::size_t count() const { return index_.count(); }
    // A record was lost to damaged flash: what is not found may have been there.
    bool damaged() const;
    std::uint32_t live_words() const;
    const Sectors<F>& sectors() const { return sectors_; }

  private:
    static constexpr std::uint32_t kWearSpread = 32;  // erases between most and least worn sector
    static constexpr int kProgramAttempts = 4;

    struct Record {
        RecordHead head;
        Key key;
        Word body;  // id and first payload bytes
    };
    struct Hit {
        std::size_t slot;
        Record record;
    };

    std::uint32_t sector_of(std::uint16_t place) const { return place / sectors_.words(); }
    std::uint32_t word_of(std::uint16_t place) const { return place % sectors_.words(); }
    std::uint16_t place_of(std::uint32_t sector, std::uint32_t word) const {
        return static_cast<std::uint16_t>(sector * sectors_.words() + word);
    }

    std::optional<Record> load(std::uint16_t place);
    bool read_ahead(std::uint16_t place);
    Result<Hit> lookup(const Key& key);

    void scan(std::uint32_t sector);
    void scan_record(std::uint16_t place, const RecordHead& head);
    void add(std::uint16_t place, const Record& record);
    bool dead(std::uint16_t place, const RecordHead& head);
    bool kill(std::uint16_t place, const RecordHead& head);

    std::optional<std::uint16_t> room(std::uint32_t words) const;
    std::optional<std::uint16_t> reserve(std::uint32_t words);
    bool collect(std::uint32_t words);
    bool level_wear();
    std::optional<std::uint32_t> worst_sector(std::uint32_t words) const;
    bool compact(std::uint32_t victim);
    bool copy_all(std::uint32_t victim, std::uint32_t target);
    bool copy(std::uint16_t from, std::uint16_t to, const Record& record);
    bool payload_readable(std::uint16_t place, std::uint32_t size);
    void adopt(std::uint32_t victim, std::uint32_t target);
    Result<std::uint16_t> start(RecordHead& head, std::uint64_t id);

    Sectors<F> sectors_;
    Index index_;
    std::uint32_t next_sequence_ = 1;
    bool overflow_ = false;

    // The first words of the record loaded last: a short value is in them, and one read of flash
    // (a call of the manager) does for head and payload.
    static constexpr std::uint32_t kAhead = 6 * kWordSize;
    alignas(4) std::array<std::byte, kAhead> ahead_{};
    std::uint32_t ahead_size_ = 0;
    std::uint32_t ahead_changes_ = 0;
    std::uint16_t ahead_place_ = Index::kNowhere;
};

template <Flash F>
class Journal<F>::Writer {
  public:
    // kBadArgument: more bytes than begin() was told.
    Result<void> append(std::span<const std::byte> bytes);
    // kBadArgument: fewer bytes than begin() was told.
    Result<void> commit();

  private:
    friend class Journal;
    Writer(Journal& journal, const Key& key, std::uint16_t place, const RecordHead& head,
           std::optional<Hit> old)
        : journal_(&journal), key_(key), head_(head), old_(old), place_(place) {
        std::memcpy(word_.data(), &key.id, sizeof key.id);
    }

    bool flush();

    Journal* journal_;
    Key key_;
    RecordHead head_;
    std::optional<Hit> old_;
    Word word_{};
    std::uint32_t taken_ = 0;  // bytes of payload
    std::uint32_t fill_ = sizeof(Key::id);
    std::uint32_t next_ = 1;  // word of the record to program
    std::uint16_t place_;
    bool failed_ = false;
};

}  // namespace lib::journal

#include "lib/journal/journal_gc.h"
#include "lib/journal/journal_mount.h"
#include "lib/journal/journal_use.h"
