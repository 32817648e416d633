// SPDX-License-Identifier: Apache-2.0

#include "lib/p256/products.h"

#include "lib/hardened/hardened.h"
#include "lib/p256/generator.h"

namespace lib::p256 {
namespace {

using KeyMultiples = std::array<Point, 1u << (kKeyWidth - 2)>;

// table[i] = (2i + 1) key
void odd_multiples(KeyMultiples& table, const AffinePoint& key) {
    table[0] = {key.x, key.y, kFieldOne};
    Point two = table[0];
    point_double(two);
    for (size_t i = 1; i < table.size(); ++i) {
        table[i] = table[i - 1];
        point_add(table[i], two, Sign::kPlus);
    }
}

template <typename Table>
void add_digit(Point& sum, const Table& odd, int digit) {
    const size_t index = static_cast<size_t>(digit < 0 ? -digit : digit) / 2;
    if (index >= odd.size()) {
        hardened::fail_closed();  // no recoding wrote it
    }
    if (digit > 0) {
        point_add(sum, odd[index], Sign::kPlus);
    } else if (digit < 0) {
        point_add(sum, odd[index], Sign::kMinus);
    }
}

}  // namespace

Point sum_of_products(const Digits& u1, const Digits& u2, const AffinePoint& key) {
    KeyMultiples key_odd{};
    odd_multiples(key_odd, key);
    Point sum = kInfinity;
    size_t steps = 0;
    for (size_t i = u1.size(); i-- > 0;) {
        if (!is_zero(sum.z)) {
            point_double(sum);
        }
        add_digit(sum, kGeneratorOdd, u1[i]);
        add_digit(sum, key_odd, u2[i]);
        steps = hardened::launder(steps) + 1;
    }
    // Left early it would be a small multiple of G, for which anybody can find r and s.
    if (hardened::launder(steps) != hardened::launder(u1.size())) {
        hardened::fail_closed();
    }
    return sum;
}

}  // namespace lib::p256
