// SPDX-License-Identifier: Apache-2.0
// The generators of malformed images. Each is pure: the same cases in the same order every time,
// so that MOLD/GROUP/NUMBER names one.
#pragma once

#include <span>

#include "test/forge/court.h"

namespace test::forge {

// How much of the endless: kSample fits a run under sanitizers, kQuick every run of the tests.
enum class Scale : std::uint8_t { kSample, kQuick, kFull };

struct Generator {
    const char* group;
    void (*run)(Bench& bench, Scale scale);
};

void flipped_bytes(Bench& bench, Scale scale);
void truncations(Bench& bench, Scale scale);
void header_fields(Bench& bench, Scale scale);
void area_heads(Bench& bench, Scale scale);
void tlv_heads(Bench& bench, Scale scale);
void structures(Bench& bench, Scale scale);
void signatures(Bench& bench, Scale scale);
void owners_and_rules(Bench& bench, Scale scale);
void payloads(Bench& bench, Scale scale);
void envelopes(Bench& bench, Scale scale);
void pairs(Bench& bench, Scale scale);

}  // namespace test::forge
