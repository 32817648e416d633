// SPDX-License-Identifier: Apache-2.0
// The side that asks: the update service, or a tool on the host while the board is at rest. No
// stage links this.
#pragma once

#include "boot/update/log.h"

namespace boot::update {

// How far the request that counts has come. Reads only.
enum class Stand : std::uint8_t {
    kNone,       // no request was ever made
    kRequested,  // the next boot looks at it
    kOnTrial,    // installed, not confirmed yet
    kConfirmed,  // the next boot raises the counters
    kReverting,
    kEnded,  // outcome: 0 installed, else an Error
};

struct Standing {
    Stand stand = Stand::kNone;
    Request request;
    std::uint32_t outcome = 0;
};

template <Flash F>
class Requester {
  public:
    // `log`: offset of the two sectors.
    Requester(F& flash, std::uint32_t log) : log_(flash, log) {}

    Standing look() {
        Standing standing;
        if (log_.open()) {
            standing.request = log_.request();
            standing.stand = stand();
            standing.outcome = standing.stand == Stand::kEnded ? log_.value(kEnd) : 0;
        }
        return standing;
    }

    // The images are staged: one behind the other, each from a sector's start, the first right
    // behind sector `gap` of the pool. Success: the next boot sees the request, whatever happens.
    // Errors: UPDATE_BUSY (the last one has not ended), UPDATE_REQUEST_BAD (no or too many
    // images), FLASH_ECC (the log does not take it).
    lib::Result<void> ask(const Request& request) {
        if (request.count == 0 || request.count > kMaxEntries) {
            return lib::Error::kUpdateRequestBad;
        }
        const Stand now = look().stand;
        if (now != Stand::kNone && now != Stand::kEnded) {
            return lib::Error::kUpdateBusy;
        }
        return log_.begin(request) ? lib::kOk : lib::Error::kFlashEcc;
    }

    // The new images do well. Success: they stay. Errors: UPDATE_NOT_ON_TRIAL, FLASH_ECC.
    lib::Result<void> confirm() {
        const Stand now = look().stand;
        if (now != Stand::kOnTrial && now != Stand::kConfirmed) {
            return lib::Error::kUpdateNotOnTrial;
        }
        return log_.write(kConfirmed) ? lib::kOk : lib::Error::kFlashEcc;
    }

    // The new images do not: the next boot brings the old ones back. Errors: as confirm().
    lib::Result<void> reject() {
        if (look().stand != Stand::kOnTrial) {
            return lib::Error::kUpdateNotOnTrial;
        }
        return log_.write(kReverting) ? lib::kOk : lib::Error::kFlashEcc;
    }

  private:
    Stand stand() {
        if (log_.seen(kEnd)) {
            return Stand::kEnded;
        }
        if (log_.seen(kReverting)) {
            return Stand::kReverting;
        }
        if (!log_.seen(kTrial)) {
            return Stand::kRequested;
        }
        const bool advance = (log_.request().flags & kConfirmedInAdvance) != 0;
        return advance || log_.seen(kConfirmed) ? Stand::kConfirmed : Stand::kOnTrial;
    }

    Log<F> log_;
};

}  // namespace boot::update
