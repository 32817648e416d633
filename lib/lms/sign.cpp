// SPDX-License-Identifier: Apache-2.0
#include "lib/lms/sign.h"

#include <algorithm>
#include <vector>

#include "lib/sha256/sha256.h"

namespace lib::lms {
namespace {

constexpr std::uint32_t kPublic = 0x8080;   // D_PBLC
constexpr std::uint32_t kMessage = 0x8181;  // D_MESG
constexpr std::uint32_t kLeaf = 0x8282;     // D_LEAF
constexpr std::uint32_t kInner = 0x8383;    // D_INTR
constexpr std::uint32_t kSecret = 0xFF;     // of appendix A
constexpr unsigned kLongest = 255;          // steps of a chain

// A big-endian number of `kBytes`.
template <std::size_t kBytes>
std::array<std::byte, kBytes> number(std::uint32_t value) {
    std::array<std::byte, kBytes> bytes;
    for (std::size_t i = 0; i < kBytes; ++i) {
        bytes[i] = std::byte(value >> 8 * (kBytes - 1 - i) & 0xFF);
    }
    return bytes;
}

template <typename... Parts>
Node hash(const Parts&... parts) {
    sha256::Sha256 state;
    (state.update(std::as_bytes(std::span(parts))), ...);
    return state.finish();
}

// The chain number `i` of leaf `q` from its secret start.
Node chain(const PrivateKey& key, std::uint32_t q, std::uint32_t i, unsigned steps) {
    const auto name = number<4>(q);
    const auto place = number<2>(i);
    Node value = hash(key.id, name, place, number<1>(kSecret), key.seed);
    for (unsigned step = 0; step < steps; ++step) {
        value = hash(key.id, name, place, number<1>(step), value);
    }
    return value;
}

// The 32 digits of the message's hash, and the checksum that keeps them from being counted up.
std::array<unsigned, kChains> digits(const Node& digest) {
    std::array<unsigned, kChains> all{};
    unsigned sum = 0;
    for (std::size_t i = 0; i < digest.size(); ++i) {
        all[i] = std::to_integer<unsigned>(digest[i]);
        sum += kLongest - all[i];
    }
    all[32] = sum >> 8;
    all[33] = sum & 0xFF;
    return all;
}

// All nodes by the RFC's numbers: the root is 1, leaf q is 1024 + q.
std::vector<Node> tree(const PrivateKey& key, Leaves leaves) {
    std::vector<Node> nodes(2 * kSignatures);
    std::ranges::copy(leaves, nodes.begin() + kSignatures);
    for (std::uint32_t r = kSignatures - 1; r > 0; --r) {
        nodes[r] = hash(key.id, number<4>(r), number<2>(kInner), nodes[2 * r], nodes[2 * r + 1]);
    }
    return nodes;
}

template <std::size_t kSize>
class Writer {
  public:
    void put(std::span<const std::byte> bytes) {
        std::ranges::copy(bytes, out_.begin() + static_cast<std::ptrdiff_t>(at_));
        at_ += bytes.size();
    }
    const std::array<std::byte, kSize>& done() const { return out_; }

  private:
    std::array<std::byte, kSize> out_{};
    std::size_t at_ = 0;
};

}  // namespace

Node leaf(const PrivateKey& key, std::uint32_t q) {
    sha256::Sha256 ends;
    ends.update(key.id);
    ends.update(number<4>(q));
    ends.update(number<2>(kPublic));
    for (std::uint32_t i = 0; i < kChains; ++i) {
        ends.update(chain(key, q, i, kLongest));
    }
    return hash(key.id, number<4>(kSignatures + q), number<2>(kLeaf), ends.finish());
}

std::array<std::byte, kPublicKeySize> public_key(const PrivateKey& key, Leaves leaves) {
    Writer<kPublicKeySize> out;
    out.put(number<4>(kType));
    out.put(number<4>(kOtsType));
    out.put(key.id);
    out.put(tree(key, leaves)[1]);
    return out.done();
}

std::array<std::byte, kSignatureSize> sign(const PrivateKey& key, Leaves leaves, std::uint32_t q,
                                           const Node& randomizer,
                                           std::span<const std::byte> message) {
    const Node digest = hash(key.id, number<4>(q), number<2>(kMessage), randomizer, message);
    const auto steps = digits(digest);
    const auto nodes = tree(key, leaves);
    Writer<kSignatureSize> out;
    out.put(number<4>(q));
    out.put(number<4>(kOtsType));
    out.put(randomizer);
    for (std::uint32_t i = 0; i < kChains; ++i) {
        out.put(chain(key, q, i, steps[i]));
    }
    out.put(number<4>(kType));
    for (std::size_t node = kSignatures + q; node > 1; node /= 2) {
        out.put(nodes[node ^ 1]);
    }
    return out.done();
}

}  // namespace lib::lms
