// SPDX-License-Identifier: Apache-2.0
// The update log: which of its two sectors counts, what it asks for, how far that has come.
//
// A mark counts when neither of its two words is erased, whatever they read: the first was begun
// when everything it vouches for was done, the second when the first was acknowledged. Of a mark
// with the first word only, that word is believed where it is whole, and the second written.
#pragma once

#include "boot/update/format.h"

namespace boot::update {

template <Flash F>
class Log {
  public:
    Log(F& flash, std::uint32_t at) : flash_(flash), at_(at) {}

    // Finds the request that counts; false where there is none.
    bool open() {
        sector_ = kNone;
        for (std::uint32_t sector = 0; sector < 2; ++sector) {
            consider(sector);
        }
        return sector_ != kNone && load_entries();
    }

    const Request& request() const { return request_; }
    std::uint32_t words() const { return flash_.sector_size() / kWordSize; }

    // The request was whole when its commit was begun. The commit may be a weak word that nobody
    // acknowledged, so that its second is written before anything is done about it.
    bool fortify() {
        return program_pair(kCommitPlace, kCommitMagic, request_.sequence, request_.count) ==
               Pair::kBoth;
    }

    bool reached(std::uint32_t mark) {
        const std::uint32_t place = mark_place(mark);
        Record record;
        if (examine(place, kMarkMagic, record) == Pair::kFirst) {
            program(place + 1, record_word(kMarkMagic, record.first, record.second,
                                           request_.sequence, place + 1));
        }
        return examine(place, kMarkMagic, record) == Pair::kBoth;
    }

    // The same, without writing.
    bool seen(std::uint32_t mark) {
        Record record;
        return examine(mark_place(mark), kMarkMagic, record) != Pair::kNeither;
    }

    // False: the flash did not take it.
    bool write(std::uint32_t mark, std::uint32_t value = 0) {
        return program_pair(mark_place(mark), kMarkMagic, request_.sequence, value) == Pair::kBoth;
    }

    // 0 where it is not readable.
    std::uint32_t value(std::uint32_t mark) {
        Record record;
        return find(sector_, mark_place(mark), kMarkMagic, request_.sequence, record)
                   ? record.second
                   : 0;
    }

    // A new request in the sector that does not count. Everything but the commit is in flash and
    // acknowledged when that is begun. `request.sequence` is chosen here. False: flash.
    bool begin(Request request) {
        const std::uint32_t sector = open() ? sector_ ^ 1 : 0;
        request.sequence = sector_ == kNone ? 1 : request_.sequence + 1;
        sector_ = sector;
        request_ = request;
        if (!flash_.erase(offset(0)) || !blank() ||
            !write_twice(kHeadPlace, kHeadMagic, request.sequence, head_value(request))) {
            return false;
        }
        for (std::uint32_t i = 0; i < request.count; ++i) {
            const Entry& entry = request.entries[i];
            if (!write_twice(kEntryPlace + 2 * i, kEntryMagic, entry.component, entry.size)) {
                return false;
            }
        }
        return write_twice(kCommitPlace, kCommitMagic, request.sequence, request.count);
    }

  private:
    static constexpr std::uint32_t kNone = 2;
    enum class Pair : std::uint8_t { kNeither, kFirst, kBoth };

    std::uint32_t offset(std::uint32_t place) const {
        return at_ + sector_ * flash_.sector_size() + place * kWordSize;
    }

    ReadStatus read(std::uint32_t place, Word& word) { return flash_.read(offset(place), word); }

    // Not read back: what became of it is seen when it is examined.
    void program(std::uint32_t place, const Word& word) {
        if (sector_ != kNone) {
            flash_.program16(offset(place), word);
        }
    }

    // Either copy of a record.
    bool find(std::uint32_t sector, std::uint32_t place, std::uint32_t magic,
              std::uint32_t sequence, Record& record) {
        alignas(4) Word word;
        for (std::uint32_t copy = place; copy < place + 2; ++copy) {
            const std::uint32_t at = at_ + sector * flash_.sector_size() + copy * kWordSize;
            if (flash_.read(at, word) == ReadStatus::kOk &&
                record_parse(word, magic, sequence, copy, record)) {
                return true;
            }
        }
        return false;
    }

    // A sector counts by its commit, or by the first step, where one can be read: an erase that was
    // cut leaves old words, erased ones and broken ones, but makes no whole ones, and a sector with
    // a whole commit is only erased when a later request counts. Both, because the two words of a
    // commit may have been torn one after the other.
    bool committed(std::uint32_t sector, std::uint32_t sequence) {
        Record record;
        return find(sector, kCommitPlace, kCommitMagic, sequence, record) ||
               find(sector, mark_place(kFirstStep), kMarkMagic, sequence, record);
    }

    void consider(std::uint32_t sector) {
        Record head;
        if (!find(sector, kHeadPlace, kHeadMagic, 0, head) ||
            (sector_ != kNone && head.first < request_.sequence) ||
            !committed(sector, head.first)) {
            return;
        }
        sector_ = sector;
        request_.sequence = head.first;
        request_.gap = head.second & 0xFFFF;
        request_.count = head.second >> 16 & 0xFF;
        request_.flags = head.second >> 24;
    }

    // An entry that cannot be read asks for nothing, which no installer accepts.
    bool load_entries() {
        for (std::uint32_t i = 0; i < kMaxEntries; ++i) {
            Record record;
            request_.entries[i] = {};
            if (i < request_.count &&
                find(sector_, kEntryPlace + 2 * i, kEntryMagic, request_.sequence, record)) {
                request_.entries[i] = {record.first, record.second};
            }
        }
        return true;
    }

    Pair examine(std::uint32_t place, std::uint32_t magic, Record& record) {
        alignas(4) Word first;
        alignas(4) Word second;
        const ReadStatus status = read(place, first);
        const bool last = read(place + 1, second) != ReadStatus::kErased;
        if (status != ReadStatus::kErased && last) {
            return Pair::kBoth;
        }
        const bool whole = status == ReadStatus::kOk &&
                           record_parse(first, magic, request_.sequence, place, record);
        return whole && !last ? Pair::kFirst : Pair::kNeither;
    }

    // Each word that is still erased, the first first.
    Pair program_pair(std::uint32_t place, std::uint32_t magic, std::uint32_t first,
                      std::uint32_t second) {
        alignas(4) Word word;
        for (std::uint32_t copy = place; copy < place + 2; ++copy) {
            if (read(copy, word) == ReadStatus::kErased) {
                program(copy, record_word(magic, first, second, request_.sequence, copy));
            }
        }
        Record record;
        return examine(place, magic, record);
    }

    bool write_twice(std::uint32_t place, std::uint32_t magic, std::uint32_t first,
                     std::uint32_t second) {
        alignas(4) Word back;
        for (std::uint32_t copy = place; copy < place + 2; ++copy) {
            const Word word = record_word(magic, first, second, request_.sequence, copy);
            program(copy, word);
            if (read(copy, back) != ReadStatus::kOk || back != word) {
                return false;
            }
        }
        return true;
    }

    bool blank() {
        alignas(4) Word word;
        for (std::uint32_t place = 0; place < words(); ++place) {
            if (read(place, word) != ReadStatus::kErased) {
                return false;
            }
        }
        return true;
    }

    F& flash_;
    std::uint32_t at_;
    std::uint32_t sector_ = kNone;
    Request request_;
};

}  // namespace boot::update
