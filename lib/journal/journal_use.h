// SPDX-License-Identifier: Apache-2.0
// Finding, reading, writing and removing of values.
#pragma once

#include "lib/journal/journal.h"

namespace lib::journal {

// Words behind the record may be another's, and unreadable: then only its own first two.
template <Flash F>
bool Journal<F>::read_ahead(std::uint16_t place) {
    const std::uint32_t left = (sectors_.words() - word_of(place)) * kWordSize;
    ahead_place_ = place;
    ahead_changes_ = sectors_.changes();
    for (const std::uint32_t size : {std::min<std::uint32_t>(kAhead, left), 2 * kWordSize}) {
        ahead_size_ = size;
        if (sectors_.read(sector_of(place), word_of(place), std::span(ahead_).first(size)) ==
            ReadStatus::kOk) {
            return true;
        }
    }
    ahead_place_ = Index::kNowhere;
    return false;
}

template <Flash F>
auto Journal<F>::load(std::uint16_t place) -> std::optional<Record> {
    if (!read_ahead(place)) {
        return std::nullopt;
    }
    Word first{};
    Record record{};
    std::memcpy(first.data(), ahead_.data(), kWordSize);
    std::memcpy(record.body.data(), ahead_.data() + kWordSize, kWordSize);
    const auto head = head_parse(first, sectors_[sector_of(place)].sequence, word_of(place));
    if (!head) {
        return std::nullopt;
    }
    record.head = *head;
    record.key.owner = head->owner;
    std::memcpy(&record.key.id, record.body.data(), sizeof record.key.id);
    return head_fits_id(*head, record.key.id) ? std::optional(record) : std::nullopt;
}

template <Flash F>
auto Journal<F>::lookup(const Key& key) -> Result<Hit> {
    const std::uint16_t hash = key_hash(key);
    bool unreadable = false;
    for (std::size_t slot = index_.home(hash); !index_.free(slot); slot = index_.next(slot)) {
        if (!index_.matches(slot, hash)) {
            continue;
        }
        const std::uint16_t place = index_.place(slot);
        const auto record = place != Index::kNowhere ? load(place) : std::nullopt;
        if (record && record->key == key) {
            return Hit{slot, *record};
        }
        unreadable |= !record;
    }
    return unreadable || damaged() ? Error::kJournalCorrupt : Error::kJournalNotFound;
}

template <Flash F>
Result<Info> Journal<F>::find(const Key& key) {
    const auto hit = lookup(key);
    if (!hit.ok()) {
        return hit.error();
    }
    const RecordHead& head = hit.value().record.head;
    return Info{head.size, head.flags, index_.place(hit.value().slot), head.sequence};
}

template <Flash F>
Result<void> Journal<F>::read(const Info& info, std::uint32_t offset, std::span<std::byte> out) {
    if (offset > info.size || out.size() > info.size - offset) {
        return Error::kBadArgument;
    }
    if ((info.flags & kLost) != 0) {
        return Error::kJournalCorrupt;
    }
    const std::uint32_t sector = sector_of(info.place);
    std::uint32_t at = kHeadBytes + offset;
    if (!out.empty() && info.place == ahead_place_ && sectors_.changes() == ahead_changes_ &&
        at + out.size() <= ahead_size_) {
        std::memcpy(out.data(), ahead_.data() + at, out.size());
        return kOk;
    }
    while (!out.empty()) {
        const std::uint32_t word = word_of(info.place) + at / kWordSize;
        const std::uint32_t skip = at % kWordSize;
        std::size_t step = out.size() & ~std::size_t{kWordSize - 1};
        if (skip == 0 && step != 0) {
            if (sectors_.read(sector, word, out.first(step)) == ReadStatus::kEccBad) {
                return Error::kJournalCorrupt;
            }
        } else {
            Word bytes{};
            step = std::min<std::size_t>(kWordSize - skip, out.size());
            if (sectors_.read(sector, word, bytes) == ReadStatus::kEccBad) {
                return Error::kJournalCorrupt;
            }
            std::memcpy(out.data(), bytes.data() + skip, step);
        }
        out = out.subspan(step);
        at += static_cast<std::uint32_t>(step);
    }
    return kOk;
}

template <Flash F>
Result<void> Journal<F>::remove(const Key& key) {
    const auto hit = lookup(key);
    if (!hit.ok()) {
        return hit.error();
    }
    const RecordHead& head = hit.value().record.head;
    const std::uint16_t place = index_.place(hit.value().slot);
    if ((head.flags & kImmutable) != 0) {
        return Error::kJournalImmutable;
    }
    if (!kill(place, head)) {
        return Error::kJournalFlash;
    }
    sectors_[sector_of(place)].live -= static_cast<std::uint16_t>(record_words(head.size));
    index_.erase(hit.value().slot);
    return kOk;
}

template <Flash F>
auto Journal<F>::begin(const Key& key, std::uint32_t size, std::uint8_t flags) -> Result<Writer> {
    if (size > max_size()) {
        return Error::kJournalTooBig;
    }
    auto old = lookup(key);
    if (old.ok() && (old.value().record.head.flags & kImmutable) != 0) {
        return Error::kJournalImmutable;
    }
    if (!old.ok() && index_.full()) {
        return Error::kJournalFull;
    }
    RecordHead head{.check = 0,
                    .id_check = 0,
                    .sequence = next_sequence_,
                    .size = static_cast<std::uint16_t>(size),
                    .flags = static_cast<std::uint8_t>(flags & kUserFlags),
                    .version = kRecordVersion,
                    .owner = key.owner};
    const auto place = start(head, key.id);
    if (!place.ok()) {
        return place.error();
    }
    return Writer(*this, key, place.value(), head,
                  old.ok() ? std::optional(old.value()) : std::nullopt);
}

// Programs the head. A word that does not take it is left behind.
template <Flash F>
Result<std::uint16_t> Journal<F>::start(RecordHead& head, std::uint64_t id) {
    if (head.sequence == 0xFFFFFFFF) {
        return Error::kJournalFull;
    }
    next_sequence_ = head.sequence + 1;
    const std::uint32_t words = record_words(head.size);
    for (int attempt = 0; attempt < kProgramAttempts; ++attempt) {
        const auto place = reserve(words);
        if (!place) {
            return Error::kJournalFull;
        }
        Sector& sector = sectors_[sector_of(*place)];
        const std::uint32_t word = word_of(*place);
        sector.touched = true;
        sector.used = static_cast<std::uint16_t>(word + 1);
        if (sectors_.program(sector_of(*place), word, head_word(head, id, sector.sequence, word))) {
            sector.used = static_cast<std::uint16_t>(word + words);
            return *place;
        }
    }
    return Error::kJournalFlash;
}

template <Flash F>
Result<void> Journal<F>::write(const Key& key, std::span<const std::byte> value,
                               std::uint8_t flags) {
    auto writer =
        begin(key, static_cast<std::uint32_t>(std::min<std::size_t>(value.size(), 65536)), flags);
    if (!writer.ok()) {
        return writer.error();
    }
    LIB_TRY(writer.value().append(value));
    return writer.value().commit();
}

template <Flash F>
bool Journal<F>::Writer::flush() {
    const std::uint32_t word = journal_->word_of(place_) + next_;
    failed_ |= !journal_->sectors_.program(journal_->sector_of(place_), word, word_);
    word_ = {};
    fill_ = 0;
    ++next_;
    return !failed_;
}

template <Flash F>
Result<void> Journal<F>::Writer::append(std::span<const std::byte> bytes) {
    if (bytes.size() > head_.size - taken_) {
        return Error::kBadArgument;
    }
    taken_ += static_cast<std::uint32_t>(bytes.size());
    while (!bytes.empty() && !failed_) {
        const std::size_t step = std::min<std::size_t>(kWordSize - fill_, bytes.size());
        std::memcpy(word_.data() + fill_, bytes.data(), step);
        fill_ += static_cast<std::uint32_t>(step);
        bytes = bytes.subspan(step);
        if (fill_ == kWordSize) {
            flush();
        }
    }
    return failed_ ? Result<void>(Error::kJournalFlash) : kOk;
}

// Old and new both lie in flash between the commit mark and the dead mark; the mount knows what
// to do with the two.
template <Flash F>
Result<void> Journal<F>::Writer::commit() {
    if (taken_ != head_.size) {
        return Error::kBadArgument;
    }
    if (failed_ || (fill_ != 0 && !flush())) {
        return Error::kJournalFlash;
    }
    const std::uint32_t sector = journal_->sector_of(place_);
    const std::uint32_t words = record_words(head_.size);
    if (!journal_->sectors_.program(sector, journal_->word_of(place_) + words - 2,
                                    mark_word(kMarkCommit, head_.sequence, place_))) {
        journal_->kill(place_, head_);
        failed_ = true;
        return Error::kJournalFlash;
    }
    journal_->sectors_[sector].live += static_cast<std::uint16_t>(words);
    if (!old_) {
        journal_->index_.insert(key_hash(key_), place_);
        return kOk;
    }
    const std::uint16_t old_place = journal_->index_.place(old_->slot);
    const RecordHead& old_head = old_->record.head;
    journal_->index_.move(old_->slot, place_);
    if (old_place == Index::kNowhere) {
        return kOk;
    }
    journal_->sectors_[journal_->sector_of(old_place)].live -=
        static_cast<std::uint16_t>(record_words(old_head.size));
    return journal_->kill(old_place, old_head) ? kOk : Result<void>(Error::kJournalFlash);
}

}  // namespace lib::journal
