// SPDX-License-Identifier: Apache-2.0
// Every byte turned round, every length cut off.
#include <algorithm>

#include "lib/sha256/sha256.h"
#include "test/forge/forge.h"

namespace test::forge {
namespace {

// Where the plain TLVs begin: what lies before them is hashed, so that a changed byte is refused
// by its digest, and reaches the signature only where the digest was made to fit.
std::size_t plain_at(const Mold& mold) {
    return mold.parts.hashed().size();
}

void with_digest(Bench& bench, std::size_t at, unsigned mask) {
    const Mold& mold = bench.mold();
    Bytes image = mold.image;
    image[at] ^= std::byte(mask);
    const auto digest = lib::sha256::sha256(std::span(image).first(plain_at(mold)));
    Parts parts = mold.parts;
    parts.plain.find(0x10)->value.assign(digest.begin(), digest.end());
    const Bytes area = parts.plain.bytes();
    std::ranges::copy(area, image.begin() + static_cast<std::ptrdiff_t>(plain_at(mold)));
    bench.judge(image);
}

}  // namespace

void flipped_bytes(Bench& bench, Scale scale) {
    const Mold& mold = bench.mold();
    for (std::size_t at = 0; at < mold.image.size(); ++at) {
        for (unsigned mask = 1; mask < 256; ++mask) {
            const bool one_bit = (mask & (mask - 1)) == 0 || mask == 0xFF;
            // arithmetic of the curve behind nearly each of the signature's
            if ((scale == Scale::kSample || (scale == Scale::kQuick && at >= plain_at(mold))) &&
                !one_bit) {
                continue;
            }
            Bytes image = mold.image;
            image[at] ^= std::byte(mask);
            bench.judge(image);
        }
    }
    const unsigned step = scale == Scale::kFull ? 1 : scale == Scale::kQuick ? 2 : 16;
    for (std::size_t at = 0; at < plain_at(mold); ++at) {
        with_digest(bench, at, 1u << at % 8);
        at += step - 1;
    }
}

void truncations(Bench& bench, Scale /*scale*/) {
    const Mold& mold = bench.mold();
    for (std::size_t size = 0; size < mold.image.size(); ++size) {
        Bytes image(mold.image.begin(), mold.image.begin() + static_cast<std::ptrdiff_t>(size));
        bench.judge(image);                                              // erased behind
        bench.judge(image, {.room = static_cast<std::uint32_t>(size)});  // the source ends
        image.resize(mold.image.size());
        bench.judge(image);  // zeros behind
        Bytes later(mold.image.begin() + static_cast<std::ptrdiff_t>(size), mold.image.end());
        bench.judge(later);  // the front is missing
        Bytes twice = mold.image;
        twice.insert(twice.begin() + static_cast<std::ptrdiff_t>(size), mold.image[size]);
        bench.judge(twice);  // one byte too many
    }
    // Behind the last TLV the slot is not the image's.
    for (const unsigned value : {0u, 1u, 0x69u}) {
        Bytes image = mold.image;
        image.resize(image.size() + 32, std::byte(value));
        bench.judge(image);
    }
}

}  // namespace test::forge
