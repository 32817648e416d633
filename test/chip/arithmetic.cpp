// SPDX-License-Identifier: Apache-2.0
// The assembly of lib/sha256 and lib/p256 against the portable sources of the same functions, which
// the unit tests hold against Mbed TLS: here they are compiled a second time under other names.
#include <algorithm>
#include <array>

#include "lib/p256/field.h"
#include "lib/p256/known_answers.h"
#include "lib/p256/order.h"
#include "lib/p256/p256.h"
#include "lib/sha256/compress.h"
#include "test/chip/suite.h"

extern "C" {
void portable_compress(std::uint32_t* state, const std::byte* blocks, std::size_t count);
void portable_field_multiply(std::uint32_t*, const std::uint32_t*, const std::uint32_t*);
void portable_field_add(std::uint32_t*, const std::uint32_t*, const std::uint32_t*);
void portable_field_subtract(std::uint32_t*, const std::uint32_t*, const std::uint32_t*);
void portable_field_half(std::uint32_t*, const std::uint32_t*);
void portable_order_multiply(std::uint32_t*, const std::uint32_t*, const std::uint32_t*);
std::uint32_t portable_words_add(std::uint32_t*, const std::uint32_t*, const std::uint32_t*);
std::uint32_t portable_words_subtract(std::uint32_t*, const std::uint32_t*, const std::uint32_t*);
void portable_words_halve(std::uint32_t*, std::uint32_t);
}

namespace chip_test {

const std::string_view kSuite = "arithmetic";

namespace {

using lib::p256::Words;

constexpr unsigned kRounds = 3000;

std::uint32_t state;

std::uint32_t random() {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
}

// Words at which carries go wrong, mixed with any.
std::uint32_t random_word() {
    constexpr std::uint32_t kExtreme[] = {0, 1, ~0u, ~0u - 1, 1u << 31, ~0u >> 1};
    const std::uint32_t choice = random() % 12;
    return choice < std::size(kExtreme) ? kExtreme[choice] : random();
}

Words number_below(const Words& modulus) {
    Words out;
    if (random() % 8 == 0) {
        lib::p256::subtract_borrow(out, modulus, Words{random() % 4 + 1});
        return out;
    }
    std::ranges::generate(out, random_word);
    while (!lib::p256::less(out, modulus)) {
        lib::p256::subtract_borrow(out, out, modulus);
    }
    return out;
}

using Binary = void(std::uint32_t*, const std::uint32_t*, const std::uint32_t*);

// Also where the result takes the place of an operand.
bool agree(Binary fast, Binary portable, const Words& modulus) {
    bool same = true;
    for (unsigned i = 0; i < kRounds; ++i) {
        const Words a = number_below(modulus), b = number_below(modulus);
        Words expected, got, square = a;
        portable(expected.data(), a.data(), b.data());
        fast(got.data(), a.data(), b.data());
        same = got == expected && same;
        portable(expected.data(), a.data(), a.data());
        fast(square.data(), square.data(), square.data());
        same = square == expected && same;
    }
    return same;
}

bool halves_agree() {
    bool same = true;
    for (unsigned i = 0; i < kRounds; ++i) {
        Words a = number_below(lib::p256::kFieldModulus.value), expected;
        portable_field_half(expected.data(), a.data());
        lib::p256::p256_field_half(a.data(), a.data());
        same = a == expected && same;
        portable_words_halve(a.data(), i % 2);
        lib::p256::p256_words_halve(expected.data(), i % 2);
        same = a == expected && same;
    }
    return same;
}

bool words_agree() {
    bool same = true;
    for (unsigned i = 0; i < kRounds; ++i) {
        Words a, b, one, two;
        std::ranges::generate(a, random_word);
        std::ranges::generate(b, random_word);
        same = lib::p256::p256_words_add(one.data(), a.data(), b.data()) ==
                   portable_words_add(two.data(), a.data(), b.data()) &&
               one == two && same;
        same = lib::p256::p256_words_subtract(one.data(), a.data(), b.data()) ==
                   portable_words_subtract(two.data(), a.data(), b.data()) &&
               one == two && same;
    }
    return same;
}

bool compressions_agree() {
    alignas(4) static std::array<std::byte, 4 * 64 + 3> message;
    bool same = true;
    for (unsigned i = 0; i < 100; ++i) {
        std::ranges::generate(message, [] { return static_cast<std::byte>(random()); });
        std::array<std::uint32_t, 8> one;
        std::ranges::generate(one, random_word);
        auto two = one;
        sha256_compress(one.data(), message.data() + i % 4, i % 5);
        portable_compress(two.data(), message.data() + i % 4, i % 5);
        same = one == two && same;
    }
    return same;
}

bool known_answers_hold() {
    using lib::hardened::is_true;
    bool good = true;
    for (const lib::p256::KnownAnswer& row : lib::p256::kKnownAnswers) {
        auto altered = row.digest;
        altered[7] ^= std::byte{1};
        good = is_true(lib::p256::verify(row.key, row.digest, row.signature)) &&
               !is_true(lib::p256::verify(row.key, altered, row.signature)) && good;
    }
    return good;
}

}  // namespace

void run() {
    state = 0x9E37'79B9;
    const Words& p = lib::p256::kFieldModulus.value;
    const Words& n = lib::p256::kOrder.value;
    check("SHA-256's compression is the portable one", compressions_agree());
    check("the product modulo p is the portable one",
          agree(lib::p256::p256_field_multiply, portable_field_multiply, p));
    check("the sum modulo p is the portable one",
          agree(lib::p256::p256_field_add, portable_field_add, p));
    check("the difference modulo p is the portable one",
          agree(lib::p256::p256_field_subtract, portable_field_subtract, p));
    check("the product modulo n is the portable one",
          agree(p256_order_multiply, portable_order_multiply, n));
    check("halves are the portable ones", halves_agree());
    check("sums and differences of words are the portable ones", words_agree());
    check("signatures of others are judged as on the host", known_answers_hold());
}

}  // namespace chip_test
