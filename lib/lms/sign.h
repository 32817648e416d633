// SPDX-License-Identifier: Apache-2.0
// The other side of LMS, for the host: keys and signatures of RFC 8554, the private parts derived
// from a seed (its appendix A). Pure: who calls it makes sure that no number signs twice.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "lib/lms/lms.h"

namespace lib::lms {

using Node = std::array<std::byte, kNodeSize>;
using Leaves = std::span<const Node, kSignatures>;

struct PrivateKey {
    std::array<std::byte, 16> id;  // "I" of the RFC: random, public
    Node seed;                     // random, secret
};

// Leaf number `q` (0..1023) of the tree: public, and 8,700 hashes to make.
Node leaf(const PrivateKey& key, std::uint32_t q);

// `leaves`: all of them.
std::array<std::byte, kPublicKeySize> public_key(const PrivateKey& key, Leaves leaves);

// Signature number `q` (0..1023) of `message`. `randomizer`: fresh. The same number for two
// messages gives the key away.
std::array<std::byte, kSignatureSize> sign(const PrivateKey& key, Leaves leaves, std::uint32_t q,
                                           const Node& randomizer,
                                           std::span<const std::byte> message);

}  // namespace lib::lms
