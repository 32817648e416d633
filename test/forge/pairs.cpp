// SPDX-License-Identifier: Apache-2.0
// Two changes at a time: of structure, each with each; of bytes, by lot with a fixed seed.
#include <random>

#include "test/forge/edits.h"
#include "test/forge/forge.h"

namespace test::forge {
namespace {

// Both change pieces, so that they may undo each other or meet in a good image: an owner's seal is
// not put on it, and what is accepted must be the good image in other bytes.
void of_structure(Bench& bench, Scale scale) {
    const Parts& good = bench.mold().parts;
    const auto edits = structural_edits(good);
    const std::size_t step = scale == Scale::kSample ? 5 : 1;
    std::size_t count = 0;
    for (std::size_t i = 0; i < edits.size(); i += step) {
        for (std::size_t j = 0; j < edits.size(); j += step) {
            Parts parts = good;
            edits[i].apply(parts);
            edits[j].apply(parts);
            const bool sealed = count++ % (scale == Scale::kFull ? 8 : 128) == 0;
            bench.judge(parts, sealed ? Seal::kDigest : Seal::kNone);
        }
    }
}

void of_structure_and_byte(Bench& bench, Scale scale, std::mt19937& random) {
    const Parts& good = bench.mold().parts;
    const auto edits = structural_edits(good);
    const int turns = scale == Scale::kSample ? 1 : scale == Scale::kQuick ? 20 : 200;
    for (const Edit& edit : edits) {
        Parts parts = good;
        edit.apply(parts);
        const Bytes image = parts.bytes();
        for (int turn = 0; turn < turns; ++turn) {
            Bytes changed = image;
            changed[random() % changed.size()] ^= std::byte(1 + random() % 255);
            bench.judge(changed);
        }
    }
}

void of_bytes(Bench& bench, Scale scale, std::mt19937& random) {
    const int count = scale == Scale::kSample ? 1000 : scale == Scale::kQuick ? 20000 : 400000;
    for (int i = 0; i < count; ++i) {
        Bytes image = bench.mold().image;
        image[random() % image.size()] ^= std::byte(1 + random() % 255);
        image[random() % image.size()] ^= std::byte(1 + random() % 255);
        bench.judge(image);
    }
}

}  // namespace

void pairs(Bench& bench, Scale scale) {
    std::mt19937 random(20);  // NOLINT: the same cases every time
    of_structure(bench, scale);
    of_structure_and_byte(bench, scale, random);
    of_bytes(bench, scale, random);
}

}  // namespace test::forge
