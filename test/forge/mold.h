// SPDX-License-Identifier: Apache-2.0
// The good images that all malformed ones are made from, one of each kind.
#pragma once

#include <string>
#include <vector>

#include "test/forge/parts.h"

namespace test::forge {

inline constexpr std::uint32_t kRoom = 2048;     // bytes of a slot
inline constexpr std::uint32_t kOwner = 0xA001;  // of the module
inline constexpr std::uint32_t kModule = 0x201;
inline constexpr std::uint32_t kMinCounter = 5;    // stored
inline constexpr std::uint32_t kAt = 0x0C05'E000;  // of the slot
inline constexpr boot::image::Span kRam = {0x3000'0000, 0x4'0000};

struct Mold {
    std::string name;
    Parts parts;             // sealed by the owner
    Bytes image;             // as bytes
    boot::image::Rule rule;  // it is accepted by
    bool started = true;     // its payload begins with two vectors
};

const Key& owner_key();
const Key& other_key();
// What envelopes are made for.
std::span<const std::byte, 32> decryption_key();

const std::vector<Mold>& molds();
// A uROT for the virtual chip, whose iROT is given owner_key().
const Mold& chip_mold();

}  // namespace test::forge
