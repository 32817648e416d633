// SPDX-License-Identifier: Apache-2.0
// How the iROT installs the uROT: whole copies between its slot and the pool, each done again from
// its start where power failed, as nothing is read that the copy writes. The engine of the uROT
// needs less of the pool, but this is frozen for ever, so it is what is simplest to prove: the slot
// is only ever written with an image that was judged good where it lies, in the same boot.
//
//      pool    [gap][ candidate, n sectors ][ what was in the slot, all its sectors ]
//
// DESIGN.md has the why, SPEC.md the bits.
#pragma once

#include "boot/update/copy.h"
#include "boot/update/log.h"
#include "boot/update/phase.h"

namespace boot::update {

template <Flash F>
class Replacer {
  public:
    // The first of the plan's slots is the one that is written.
    Replacer(F& flash, const Plan& plan)
        : flash_(flash), plan_(plan), slot_(plan.slots.front()), log_(flash, plan.log) {}

    // As Engine::resume. At most one copy of the slot is made and one is written to it.
    template <Judge J>
    lib::Result<Phase> resume(J& judge) {
        if (!log_.open() || !ours() || log_.reached(kEnd)) {
            return Phase::kIdle;
        }
        if (!log_.fortify()) {
            return lib::Error::kFlashEcc;
        }
        if (!valid()) {
            return end(lib::Error::kUpdateRequestBad, Phase::kRejected);
        }
        if (log_.reached(kReverting)) {
            return revert(judge);
        }
        if (log_.reached(kTrial)) {
            return confirmed() ? lib::Result<Phase>(Phase::kConfirmed) : revert(judge);
        }
        if (auto fit = judge.fits(slot_, candidate(), size()); !fit.ok()) {
            // Where it was good before, the slot may be half written.
            return log_.reached(kSaved) ? revert(judge) : end(fit.error(), Phase::kRejected);
        }
        return install();
    }

    // After kTrial or kConfirmed: the image does not verify in its slot. The next boot brings the
    // old one back.
    void give_up() { log_.write(kReverting); }

    // After kConfirmed: the counter is raised, the old image may go.
    lib::Result<void> conclude() { return log_.write(kEnd) ? lib::kOk : lib::Error::kFlashEcc; }

    // Why, after kRejected.
    const Request& request() const { return log_.request(); }
    lib::Error refusal() const { return refusal_; }

  private:
    bool ours() const { return log_.request().entries[0].component == slot_.component; }
    std::uint32_t size() const { return log_.request().entries[0].size; }
    std::uint32_t sectors() const {
        return size() / flash_.sector_size() + (size() % flash_.sector_size() != 0 ? 1 : 0);
    }
    std::uint32_t slot_sectors() const { return slot_.size / flash_.sector_size(); }
    std::uint32_t candidate() const {
        return plan_.pool + (log_.request().gap + 1) * flash_.sector_size();
    }
    std::uint32_t saved() const { return candidate() + sectors() * flash_.sector_size(); }

    // Size and gap are of whoever wrote the log. The gap has 16 bits: nothing wraps.
    bool valid() const {
        return log_.request().count == 1 && size() != 0 && size() <= slot_.size &&
               log_.request().gap + 1 + sectors() + slot_sectors() <=
                   plan_.pool_size / flash_.sector_size();
    }

    bool confirmed() {
        return (log_.request().flags & kConfirmedInAdvance) != 0 || log_.reached(kConfirmed);
    }

    lib::Result<void> copy(std::uint32_t from, std::uint32_t to, std::uint32_t sectors) {
        for (std::uint32_t at = 0; at < sectors * flash_.sector_size();
             at += flash_.sector_size()) {
            LIB_TRY(copy_sector(flash_, from + at, to + at));
        }
        return lib::kOk;
    }

    lib::Result<void> mark(std::uint32_t number, std::uint32_t value = 0) {
        return log_.write(number, value) ? lib::kOk : lib::Error::kFlashEcc;
    }

    lib::Result<Phase> install() {
        if (!log_.reached(kSaved)) {
            LIB_TRY(copy(slot_.at, saved(), slot_sectors()));
            LIB_TRY(mark(kSaved));
        }
        LIB_TRY(copy(candidate(), slot_.at, sectors()));
        LIB_TRY(mark(kTrial));
        return confirmed() ? Phase::kConfirmed : Phase::kTrial;
    }

    // What was in the slot comes back if it can run: an image that replaced none stays.
    template <Judge J>
    lib::Result<Phase> revert(J& judge) {
        LIB_TRY(mark(kReverting));
        if (auto fit = judge.fits(slot_, saved(), slot_.size); !fit.ok()) {
            return end(fit.error(), Phase::kRejected);
        }
        LIB_TRY(copy(saved(), slot_.at, slot_sectors()));
        return end(lib::Error::kUpdateReverted, Phase::kReverted);
    }

    lib::Result<Phase> end(lib::Error why, Phase phase) {
        refusal_ = why;
        LIB_TRY(mark(kEnd, static_cast<std::uint32_t>(why)));
        return phase;
    }

    F& flash_;
    const Plan& plan_;
    const Slot& slot_;
    Log<F> log_;
    lib::Error refusal_ = lib::Error::kUpdateRequestBad;
};

}  // namespace boot::update
