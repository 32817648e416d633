// SPDX-License-Identifier: Apache-2.0
// Installing what was staged, so that power may fail at any moment: DESIGN.md has the why, SPEC.md
// the bits. Nothing is kept in RAM between two boots.
#pragma once

#include "boot/update/copy.h"
#include "boot/update/log.h"
#include "boot/update/phase.h"
#include "lib/handover/handover.h"

namespace boot::update {

template <Flash F>
class Engine {
  public:
    Engine(F& flash, const Plan& plan) : flash_(flash), plan_(plan), log_(flash, plan.log) {}

    // What a boot does before it verifies anything in a slot: goes on where power failed, until
    // all images of the request are the new ones, or all the old. At most `n` sectors are
    // exchanged or brought back (SPEC.md, Bounds). Errors: FLASH_ECC (a sector does not take or
    // keep data; the next boot tries again).
    template <Judge J>
    lib::Result<Phase> resume(J& judge) {
        if (!log_.open() || !ours() || log_.reached(kEnd)) {
            return Phase::kIdle;
        }
        if (!log_.fortify()) {
            return lib::Error::kFlashEcc;
        }
        count_sectors();
        if (!valid()) {
            return end(lib::Error::kUpdateRequestBad, Phase::kRejected);
        }
        if (log_.reached(kTrial)) {
            return tried(judge);
        }
        if (!log_.reached(kFirstStep)) {
            if (auto fit = all_fit(judge); !fit.ok()) {
                return end(fit.error(), Phase::kRejected);
            }
        }
        LIB_TRY(exchange(judge));
        return confirmed() ? Phase::kConfirmed : Phase::kTrial;
    }

    // The two that follow look at the flash anew: nothing need be kept since resume().
    //
    // After kTrial or kConfirmed: an image in its slot does not verify. The next boot brings the
    // old ones back.
    void give_up() {
        if (log_.open()) {
            log_.write(kReverting);
        }
    }

    // After kConfirmed: the counters are raised, the old images may go.
    lib::Result<void> conclude() {
        return log_.open() && log_.write(kEnd) ? lib::kOk : lib::Error::kFlashEcc;
    }

    const Request& request() const { return log_.request(); }
    // Why, after kRejected.
    lib::Error refusal() const { return refusal_; }

  private:
    bool ours() const {
        return request().entries[0].component !=
               static_cast<std::uint32_t>(lib::handover::ComponentId::kUrot);
    }

    std::uint32_t sectors_of(const Entry& entry) const {
        return entry.size / flash_.sector_size() + (entry.size % flash_.sector_size() != 0 ? 1 : 0);
    }

    const Slot* slot_of(const Entry& entry) const {
        for (const Slot& slot : plan_.slots) {
            if (slot.component == entry.component) {
                return &slot;
            }
        }
        return nullptr;
    }

    std::uint32_t count() const {
        return request().count < kMaxEntries ? request().count : kMaxEntries;
    }

    void count_sectors() {
        sectors_ = 0;
        for (std::uint32_t i = 0; i < count(); ++i) {
            sectors_ += sectors_of(request().entries[i]);
        }
    }

    // Sizes are of whoever wrote the log, places never are.
    bool valid_entry(std::uint32_t index) const {
        const Entry& entry = request().entries[index];
        const Slot* slot = slot_of(entry);
        for (std::uint32_t i = 0; i < index; ++i) {
            if (request().entries[i].component == entry.component) {
                return false;
            }
        }
        return slot != nullptr && entry.size != 0 && entry.size <= slot->size;
    }

    bool valid() const {
        const std::uint32_t pool = plan_.pool_size / flash_.sector_size();
        bool good = request().count != 0 && request().count <= kMaxEntries &&
                    request().gap < pool && sectors_ < pool - request().gap &&
                    log_holds(sectors_, log_.words());
        for (std::uint32_t i = 0; good && i < count(); ++i) {
            good = valid_entry(i);
        }
        return good;
    }

    std::uint32_t pool_sector(std::uint32_t index) const {
        return plan_.pool + (request().gap + index) * flash_.sector_size();
    }

    // The `index`-th sector of all slots' sectors that take part.
    std::uint32_t slot_sector(std::uint32_t index) const {
        std::uint32_t i = 0;
        for (; index >= sectors_of(request().entries[i]); ++i) {
            index -= sectors_of(request().entries[i]);
        }
        return slot_of(request().entries[i])->at + index * flash_.sector_size();
    }

    template <Judge J>
    lib::Result<void> all_fit(J& judge) {
        std::uint32_t at = 1;
        for (std::uint32_t i = 0; i < count(); ++i) {
            const Entry& entry = request().entries[i];
            LIB_TRY(judge.fits(*slot_of(entry), pool_sector(at), entry.size));
            at += sectors_of(entry);
        }
        return lib::kOk;
    }

    bool confirmed() {
        return (request().flags & kConfirmedInAdvance) != 0 || log_.reached(kConfirmed);
    }

    template <Judge J>
    lib::Result<Phase> tried(J& judge) {
        if (!log_.reached(kReverting)) {
            if (confirmed()) {
                return Phase::kConfirmed;
            }
            if (!log_.write(kReverting)) {
                return lib::Error::kFlashEcc;
            }
        }
        LIB_TRY(revert(judge));
        return end(lib::Error::kUpdateReverted, Phase::kReverted);
    }

    // A new image while its sectors move: those before the one at hand are in the slot already, the
    // others are where they were staged.
    class Arriving {
      public:
        explicit Arriving(Engine& engine) : engine_(engine) {}

        std::uint32_t size() const { return entry().size; }

        // Offsets of the image, which may lie in several sectors. Error: FLASH_ECC.
        lib::Result<void> read(std::uint32_t offset, std::span<std::byte> out) {
            const std::uint32_t sector_size = engine_.flash_.sector_size();
            while (!out.empty()) {
                const std::size_t in_sector = sector_size - offset % sector_size;
                const auto part = out.first(out.size() < in_sector ? out.size() : in_sector);
                const std::uint32_t sector = place(first_ + offset / sector_size);
                if (engine_.flash_.read(sector + offset % sector_size, part) ==
                    ReadStatus::kEccBad) {
                    return lib::Error::kFlashEcc;
                }
                offset += static_cast<std::uint32_t>(part.size());
                out = out.subspan(part.size());
            }
            return lib::kOk;
        }

      private:
        friend class Engine;

        const Entry& entry() const { return engine_.request().entries[entry_]; }

        std::uint32_t place(std::uint32_t sector) const {
            return sector < sector_ ? engine_.slot_sector(sector) : engine_.pool_sector(sector + 1);
        }

        void advance() {
            if (++sector_ - first_ == engine_.sectors_of(entry())) {
                first_ = sector_;
                ++entry_;
                announced_ = false;
            }
        }

        // Of the word at `at` in the sector at hand.
        template <typename J>
        lib::Result<void> reveal(J& judge, std::uint32_t at, Word& word) {
            if (!announced_) {
                judge.arrive(*this);
                announced_ = true;
            }
            return judge.reveal((sector_ - first_) * engine_.flash_.sector_size() + at, word);
        }

        Engine& engine_;
        std::uint32_t entry_ = 0;
        std::uint32_t first_ = 0;   // sector of that entry
        std::uint32_t sector_ = 0;  // at hand
        bool announced_ = false;
    };

    // The free sector takes the old contents of a slot's sector, that one takes the new, and what
    // held the new is the next free one.
    template <Judge J>
    lib::Result<void> exchange(J& judge) {
        Arriving image(*this);
        for (std::uint32_t i = 0; i < sectors_; ++i, image.advance()) {
            LIB_TRY(step(judge, kFirstStep + 2 * i, slot_sector(i), pool_sector(i), nullptr));
            LIB_TRY(
                step(judge, kFirstStep + 2 * i + 1, pool_sector(i + 1), slot_sector(i), &image));
        }
        return log_.write(kTrial) ? lib::kOk : lib::Error::kFlashEcc;
    }

    template <Judge J>
    lib::Result<void> step(J& judge, std::uint32_t mark, std::uint32_t from, std::uint32_t to,
                           Arriving* image) {
        if (log_.reached(mark)) {
            return lib::kOk;
        }
        LIB_TRY(copy(judge, from, to, image));
        return log_.write(mark) ? lib::kOk : lib::Error::kFlashEcc;
    }

    // The pool keeps the old contents until the request has ended, so that any part of this may be
    // done again. It has them where the exchange said so: a fault that only claims a trial would
    // put into the slots what is no old image.
    template <Judge J>
    lib::Result<void> revert(J& judge) {
        for (std::uint32_t first = 0; first < sectors_; first += kRevertGroup) {
            const std::uint32_t mark = revert_mark(sectors_, first);
            if (log_.reached(mark)) {
                continue;
            }
            for (std::uint32_t i = first; i < first + kRevertGroup && i < sectors_; ++i) {
                if (!log_.reached(kFirstStep + 2 * i)) {
                    return lib::Error::kHardenedMismatch;
                }
                LIB_TRY(copy(judge, pool_sector(i), slot_sector(i), nullptr));
            }
            if (!log_.write(mark)) {
                return lib::Error::kFlashEcc;
            }
        }
        return lib::kOk;
    }

    lib::Result<Phase> end(lib::Error why, Phase phase) {
        refusal_ = why;
        return log_.write(kEnd, static_cast<std::uint32_t>(why))
                   ? lib::Result<Phase>(phase)
                   : lib::Result<Phase>(lib::Error::kFlashEcc);
    }

    // `image`: the one whose sector this is, nullptr: as it is.
    template <Judge J>
    lib::Result<void> copy(J& judge, std::uint32_t from, std::uint32_t to, Arriving* image) {
        return copy_sector(
            flash_, from, to,
            [&](std::uint32_t at, ReadStatus& status, Word& word) -> lib::Result<void> {
                if constexpr (Opener<J, Arriving>) {
                    if (status != ReadStatus::kEccBad && image != nullptr) {
                        const auto known = image->reveal(judge, at, word);
                        status = all_ones(word) ? ReadStatus::kErased : ReadStatus::kOk;
                        return known;
                    }
                }
                return lib::kOk;
            });
    }

    static bool all_ones(const Word& word) {
        for (const std::byte byte : word) {
            if (byte != std::byte{0xFF}) {
                return false;
            }
        }
        return true;
    }

    F& flash_;
    const Plan& plan_;
    Log<F> log_;
    std::uint32_t sectors_ = 0;
    lib::Error refusal_ = lib::Error::kUpdateRequestBad;
};

}  // namespace boot::update
