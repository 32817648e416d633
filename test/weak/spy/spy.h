// SPDX-License-Identifier: Apache-2.0
// Claim B2 from where it hurts most: the next stage itself, rightly signed, is the attacker. It
// looks for everything the stages before it should have hidden.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace test {

struct Secret {
    std::string_view name;
    std::uint32_t address;
    std::uint32_t size;  // bytes; hidden: each word reads 0 or faults
};

// By who it is: after_irot.cpp in the uROT's place, after_urot.cpp in the manager's.
extern const std::span<const Secret> kSecrets;
// What it may see, so that it is known to see at all.
extern const std::span<const Secret> kVisible;

}  // namespace test
