// SPDX-License-Identifier: Apache-2.0
// In the iROT's place: hashes two messages made for one instruction left out of sha256_compress.
// The first had its say where the schedule was popped as it was used: the rounds left early, its
// words are the state's address, the count and the return address. The second is all return
// addresses, for a frame that is given up in the wrong place.
#include <array>
#include <bit>
#include <cstddef>
#include <span>

#include "lib/bytes/bytes.h"
#include "lib/sha256/compress.h"
#include "test/chip/suite.h"

// What the attacker wants run.
extern "C" [[gnu::noipa]] void forged_code() {
    for (;;) {
        asm volatile("");
    }
}

namespace chip_test {

const std::string_view kSuite = "hash_steered";

namespace {

using Block = std::array<std::uint32_t, 16>;  // w[0] .. w[15]

std::array<std::uint32_t, 8> state;
alignas(4) std::array<std::byte, 64> message;

void hash(const Block& words) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        lib::bytes::store_be<std::uint32_t>(std::span(message).subspan(4 * i).first<4>(), words[i]);
    }
    sha256_compress(state.data(), message.data(), 1);
}

constexpr std::uint32_t sigma0(std::uint32_t w) {
    return std::rotr(w, 7) ^ std::rotr(w, 18) ^ w >> 3;
}
constexpr std::uint32_t sigma1(std::uint32_t w) {
    return std::rotr(w, 17) ^ std::rotr(w, 19) ^ w >> 10;
}

std::uint32_t address(const void* of) {
    return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(of));
}

// Where the rounds end after one turn, w[8..10] stand for state, blocks and count, w[19] for the
// return address.
Block words;  // off the stack, where only the compression puts any of it

void for_early_end(std::uint32_t target) {
    Block& w = words;
    w[8] = address(state.data());
    w[9] = address(message.data());
    w[10] = 1;
    const std::uint32_t w17 = w[1] + sigma0(w[2]) + w[10] + sigma1(w[15]);
    w[3] = target - sigma1(w17) - w[12] - sigma0(w[4]);
}

}  // namespace

void run() {
    const std::uint32_t target = address(reinterpret_cast<const void*>(&forged_code));
    for_early_end(target);
    hash(words);
    words.fill(target);
    hash(words);
    check("nothing of it ran", true);
}

}  // namespace chip_test
