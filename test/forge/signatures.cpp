// SPDX-License-Identifier: Apache-2.0
// Signatures in odd encodings, with numbers out of range, by other keys, of other images; keys that
// are no points of the curve.
#include <algorithm>

#include "lib/p256/der.h"
#include "lib/sha256/sha256.h"
#include "test/forge/forge.h"

namespace test::forge {
namespace {

using Number = std::array<std::byte, 32>;

Number number(const char* hex) {
    Number out{};
    const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'A' + 10; };
    for (std::size_t i = 0; i < 32; ++i) {
        out[i] = std::byte(digit(hex[2 * i]) * 16 + digit(hex[2 * i + 1]));
    }
    return out;
}

Number small(std::uint8_t value) {
    Number out{};
    out[31] = std::byte{value};
    return out;
}

// a + b or a - b modulo 2^256.
Number sum(const Number& a, const Number& b, bool minus = false) {
    Number out;
    int carry = 0;
    for (std::size_t i = 32; i-- > 0;) {
        const int second = std::to_integer<int>(b[i]);
        const int value = std::to_integer<int>(a[i]) + (minus ? -second : second) + carry;
        out[i] = std::byte(value & 0xFF);
        carry = value < 0 ? -1 : value >> 8;
    }
    return out;
}

const Number kOrder = number("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");
const Number kPrime = number("FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF");

Bytes raw_integer(std::span<const std::byte> content, std::uint8_t tag = 2) {
    Bytes out = {std::byte{tag}, std::byte(content.size())};
    put(out, content);
    return out;
}

Bytes sequence(const Bytes& r, const Bytes& s, const Bytes& behind = {}, std::uint8_t tag = 0x30) {
    Bytes out = {std::byte{tag}, std::byte(r.size() + s.size() + behind.size())};
    put(out, r);
    put(out, s);
    put(out, behind);
    return out;
}

Bytes padded(const Number& value, std::size_t zeros) {
    Bytes out(zeros);
    put(out, value);
    return out;
}

std::pair<Number, Number> good_signature(const Mold& mold) {
    Parts parts = mold.parts;
    const auto both = lib::p256::signature_from_der(parts.plain.find(0x22)->value);
    Number r;
    Number s;
    std::ranges::copy(std::span(both.value()).first<32>(), r.begin());
    std::ranges::copy(std::span(both.value()).last<32>(), s.begin());
    return {r, s};
}

Bytes der_of(const Number& r, const Number& s) {
    std::array<std::byte, 64> both;
    std::ranges::copy(r, both.begin());
    std::ranges::copy(s, both.begin() + 32);
    return der(both);
}

void judge_signature(Bench& bench, const Bytes& signature) {
    Parts parts = bench.mold().parts;
    parts.plain.find(0x22)->value = signature;
    bench.judge(parts.bytes());
}

void numbers_out_of_range(Bench& bench) {
    const auto [r, s] = good_signature(bench.mold());
    std::vector<Number> odd = {small(0),
                               small(1),
                               small(2),
                               kOrder,
                               kPrime,
                               r,
                               s,
                               sum(kOrder, small(1)),
                               sum(kOrder, small(1), true),
                               sum(kPrime, small(1)),
                               sum(kPrime, small(1), true),
                               sum(Number{}, small(1), true),
                               sum(kOrder, r, true),
                               sum(kOrder, s, true),
                               sum(r, kOrder),
                               sum(s, kOrder),
                               sum(r, small(1)),
                               sum(s, small(1)),
                               sum(r, r),
                               sum(s, s)};
    for (const Number& one : odd) {
        for (const Number& two : odd) {
            judge_signature(bench, der_of(one, two));
        }
    }
}

// Of the right numbers: all but the one encoding.
void odd_encodings(Bench& bench) {
    const auto [r, s] = good_signature(bench.mold());
    const Bytes good = der_of(r, s);
    const bool high_r = r[0] >= std::byte{0x80};
    const bool high_s = s[0] >= std::byte{0x80};
    for (std::size_t a = 0; a < 4; ++a) {
        for (std::size_t b = 0; b < 4; ++b) {
            if (a != (high_r ? 1u : 0u) || b != (high_s ? 1u : 0u)) {
                judge_signature(bench,
                                sequence(raw_integer(padded(r, a)), raw_integer(padded(s, b))));
            }
        }
    }
    const Bytes one = raw_integer(padded(r, high_r ? 1 : 0));
    const Bytes two = raw_integer(padded(s, high_s ? 1 : 0));
    for (unsigned tag = 0; tag < 256; ++tag) {
        if (tag != 0x30) {
            judge_signature(bench, sequence(one, two, {}, static_cast<std::uint8_t>(tag)));
        }
        if (tag != 0x02) {
            const auto odd = static_cast<std::uint8_t>(tag);
            judge_signature(bench, sequence(raw_integer(padded(r, high_r ? 1 : 0), odd), two));
            judge_signature(bench, sequence(one, raw_integer(padded(s, high_s ? 1 : 0), odd)));
        }
    }
    for (const Bytes& behind :
         {Bytes{std::byte{0}}, Bytes{std::byte{5}, std::byte{0}}, raw_integer(small(1)), Bytes{}}) {
        judge_signature(bench, sequence(one, Bytes{}, behind));
        judge_signature(bench, sequence(Bytes{}, two, behind));
        if (!behind.empty()) {
            judge_signature(bench, sequence(one, two, behind));
            Bytes after = good;
            put(after, behind);
            judge_signature(bench, after);
        }
    }
    // long, indefinite and wrong lengths
    for (std::size_t at : {std::size_t{1}, std::size_t{3}, 3 + one.size()}) {
        for (unsigned length = 0; length < 256; ++length) {
            if (std::byte(length) != good[at]) {
                Bytes odd = good;
                odd[at] = std::byte(length);
                judge_signature(bench, odd);
            }
        }
        for (const unsigned form : {0x81u, 0x82u, 0x80u}) {
            Bytes odd = good;
            odd.insert(odd.begin() + static_cast<std::ptrdiff_t>(at), std::byte(form));
            if (at != 1) {
                odd[1] = std::byte(std::to_integer<unsigned>(odd[1]) + 1);
            }
            judge_signature(bench, odd);
        }
    }
}

// Signatures that are good, but of something else.
void of_something_else(Bench& bench) {
    const Mold& mold = bench.mold();
    for (const Mold& other : molds()) {
        if (&other != &mold) {
            Parts from = other.parts;
            for (const std::uint16_t type : {0x10, 0x22}) {
                Parts parts = mold.parts;
                parts.plain.find(type)->value = from.plain.find(type)->value;
                bench.judge(parts.bytes());
            }
            Parts parts = mold.parts;
            parts.plain.find(0x10)->value = from.plain.find(0x10)->value;
            parts.plain.find(0x22)->value = from.plain.find(0x22)->value;
            bench.judge(parts.bytes());
        }
    }
    // of the digest's digest, of the image without its protected area, of all of it
    const Bytes whole = mold.image;
    const auto digests = {lib::sha256::sha256(mold.parts.plain.tlvs[0].value),
                          lib::sha256::sha256(whole),
                          lib::sha256::sha256(std::span(whole).first(mold.parts.header_size)),
                          lib::sha256::sha256(std::span(whole).subspan(mold.parts.header_size)),
                          lib::sha256::sha256({})};
    for (const auto& digest : digests) {
        judge_signature(bench, der(owner_key().sign(digest)));
        Parts parts = mold.parts;
        parts.plain.find(0x10)->value.assign(digest.begin(), digest.end());
        parts.plain.find(0x22)->value = der(owner_key().sign(digest));
        bench.judge(parts.bytes());
    }
}

// The rule's key is no point, the image names it rightly: the curve's own checks must tell.
void wrong_points(Bench& bench) {
    const auto& good = owner_key().public_key();
    std::vector<std::array<std::byte, 64>> keys(4, std::array<std::byte, 64>{});
    std::ranges::copy(kPrime, keys[1].begin());
    std::ranges::fill(keys[2], std::byte{0xFF});
    std::ranges::copy(good, keys[3].begin());
    std::ranges::swap_ranges(std::span(keys[3]).first<32>(), std::span(keys[3]).last<32>());
    for (std::size_t byte = 0; byte < 64; ++byte) {
        keys.push_back(good);
        keys.back()[byte] ^= std::byte{1};
    }
    for (const auto& key : keys) {
        const boot::image::Rule rule = {bench.mold().rule.component, bench.mold().rule.owner,
                                        bench.mold().rule.header_size, kMinCounter, key};
        const auto name = lib::sha256::sha256(boot::image::public_key_info(key));
        Parts parts = bench.mold().parts;
        parts.plain.find(0x01)->value.assign(name.begin(), name.end());
        bench.judge(parts.bytes(), {.rule = &rule});
        parts.plain.find(0x22)->value = der_of(small(1), small(1));
        bench.judge(parts.bytes(), {.rule = &rule});
    }
}

}  // namespace

void signatures(Bench& bench, Scale scale) {
    odd_encodings(bench);
    of_something_else(bench);
    if (scale != Scale::kSample || &bench.mold() == &molds().front()) {
        numbers_out_of_range(bench);
        wrong_points(bench);
    }
}

}  // namespace test::forge
