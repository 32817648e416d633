// SPDX-License-Identifier: Apache-2.0
// chip/hash and chip/pka against lib/sha256 and lib/p256: the same answers to the same questions.
#include <algorithm>
#include <array>

#include "chip/hash.h"
#include "chip/pka.h"
#include "chip/rcc.h"
#include "lib/p256/known_answers.h"
#include "lib/p256/p256.h"
#include "lib/sha256/sha256.h"
#include "test/chip/suite.h"

namespace chip_test {

const std::string_view kSuite = "drivers";

namespace {

using lib::hardened::is_true;
using lib::p256::KnownAnswer;

std::array<std::byte, 300> message() {
    std::array<std::byte, 300> out;
    std::uint32_t state = 1;
    std::ranges::generate(out, [&state] {
        state = state * 1664525 + 1013904223;
        return static_cast<std::byte>(state >> 24);
    });
    return out;
}

// Every length around the block's borders, at every alignment, in one piece and in two.
bool digests_agree() {
    const auto all = message();
    bool same = true;
    for (std::size_t size = 0; size < 140; ++size) {
        const auto data = std::span(all).subspan(size % 4, size);
        chip::hash::Sha256 hash;
        hash.update(data);
        same = hash.finish() == lib::sha256::sha256(data) && !hash.timed_out() && same;
        hash.update(data.first(size / 3));
        hash.update(data.subspan(size / 3));
        same = hash.finish() == lib::sha256::sha256(data) && !hash.timed_out() && same;
    }
    return same;
}

bool valid(const KnownAnswer& row) {
    const auto answer = chip::pka::verify(row.key, row.digest, row.signature);
    return answer.ok() && is_true(answer.value());
}

// Both judge alike.
bool refused(const KnownAnswer& row) {
    const auto answer = chip::pka::verify(row.key, row.digest, row.signature);
    return answer.ok() && !is_true(answer.value()) &&
           !is_true(lib::p256::verify(row.key, row.digest, row.signature));
}

void signatures() {
    bool good = true, content = true, first = true, second = true, key = true, zero = true;
    for (const KnownAnswer& row : lib::p256::kKnownAnswers) {
        good = valid(row) && good;
        KnownAnswer bad = row;
        bad.digest[7] ^= std::byte{1};
        content = refused(bad) && content;
        bad = row;
        bad.signature[31] ^= std::byte{1};
        first = refused(bad) && first;
        bad = row;
        bad.signature[63] ^= std::byte{1};
        second = refused(bad) && second;
        bad = row;
        bad.key[63] ^= std::byte{1};
        key = refused(bad) && key;
        bad = row;
        std::fill_n(bad.signature.begin() + 32, 32, std::byte{0});
        zero = refused(bad) && zero;
    }
    check("the PKA's driver accepts the signatures of others", good);
    check("not over another digest", content);
    check("not with another r", first);
    check("not with another s", second);
    check("not by a key off the curve", key);
    check("not with s = 0", zero);
}

}  // namespace

void run() {
    check("the HASH's driver agrees with lib/sha256", digests_agree());
    chip::rcc::Ahb2Enable::clear(chip::rcc::kHashClock);
    chip::hash::Sha256 stopped;
    chip::rcc::Ahb2Enable::clear(chip::rcc::kHashClock);
    const auto digest = stopped.finish();
    check("a HASH without a clock is a timeout",
          stopped.timed_out() && digest == std::array<std::byte, 32>{});

    const KnownAnswer& any = lib::p256::kKnownAnswers[0];
    check_equal(
        "a PKA that was not started is PKA_FAULT",
        static_cast<std::uint32_t>(chip::pka::verify(any.key, any.digest, any.signature).error()),
        static_cast<std::uint32_t>(lib::Error::kPkaFault));
    check("the PKA starts", chip::pka::start().ok());
    signatures();
    chip::pka::stop();
    check_equal(
        "nor does it answer once it is stopped",
        static_cast<std::uint32_t>(chip::pka::verify(any.key, any.digest, any.signature).error()),
        static_cast<std::uint32_t>(lib::Error::kPkaFault));
}

}  // namespace chip_test
