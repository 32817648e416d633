// SPDX-License-Identifier: Apache-2.0
// Formulas in DESIGN.md, "Secrets"; the names of intermediate values are its names.

#include "lib/p256/projective.h"

namespace lib::p256 {
namespace {

// The six products that a sum of two points is made of.
struct Products {
    FieldElement xx, yy, zz, xy, yz, xz;
};

void triple(FieldElement& out, const FieldElement& a) {
    FieldElement t;
    twice(t, a);
    add(out, t, a);
}

// u = 3 (xz - b zz), q = 3 (b xz - 3 zz - xx), r = 3 (xx - zz)
// x' = xy (yy + u) - yz q    y' = (yy + u)(yy - u) + r q    z' = yz (yy - u) + xy r
void combine(ProjectivePoint& out, Products& s) {
    FieldElement u, q, r, t;
    multiply(t, kCurveB, s.zz);
    subtract(u, s.xz, t);
    triple(u, u);
    multiply(q, kCurveB, s.xz);
    subtract(q, q, s.xx);
    subtract(r, s.xx, s.zz);
    triple(s.zz, s.zz);
    subtract(q, q, s.zz);
    triple(q, q);
    triple(r, r);
    add(t, s.yy, u);
    subtract(u, s.yy, u);

    multiply(out.x, s.xy, t);
    multiply(out.z, s.yz, u);
    multiply(out.y, t, u);
    multiply(t, s.yz, q);
    subtract(out.x, out.x, t);
    multiply(t, r, q);
    add(out.y, out.y, t);
    multiply(t, s.xy, r);
    add(out.z, out.z, t);
}

// a1 b2 + a2 b1, of which a1 a2 and b1 b2 are known.
void cross(FieldElement& out, const FieldElement& a1, const FieldElement& b1,
           const FieldElement& a2, const FieldElement& b2, const FieldElement& aa,
           const FieldElement& bb) {
    FieldElement t;
    add(out, a1, b1);
    add(t, a2, b2);
    multiply(out, out, t);
    subtract(out, out, aa);
    subtract(out, out, bb);
}

void twice_product(FieldElement& out, const FieldElement& a, const FieldElement& b) {
    multiply(out, a, b);
    twice(out, out);
}

constexpr Words kInverseExponent = [] {
    Words exponent = kFieldModulus.value;
    exponent[0] -= 2;
    return exponent;
}();

// a^(p - 2) = 1 / a; the exponent is public. Zero stays zero.
FieldElement inverse(const FieldElement& a) {
    FieldElement out = kFieldOne;
    for (unsigned i = 256; i-- > 0;) {
        square(out, out);
        if (((kInverseExponent[i / 32] >> (i % 32)) & 1u) != 0) {
            multiply(out, out, a);
        }
    }
    return out;
}

// Out of the Montgomery domain.
Words leave(const FieldElement& a) {
    FieldElement out;
    multiply(out, a, FieldElement{Words{1}});
    return out.words;
}

}  // namespace

void projective_double(ProjectivePoint& point) {
    Products s;
    square(s.xx, point.x);
    square(s.yy, point.y);
    square(s.zz, point.z);
    twice_product(s.xy, point.x, point.y);
    twice_product(s.yz, point.y, point.z);
    twice_product(s.xz, point.x, point.z);
    combine(point, s);
}

void projective_add(ProjectivePoint& point, const ProjectivePoint& addend) {
    Products s;
    multiply(s.xx, point.x, addend.x);
    multiply(s.yy, point.y, addend.y);
    multiply(s.zz, point.z, addend.z);
    cross(s.xy, point.x, point.y, addend.x, addend.y, s.xx, s.yy);
    cross(s.yz, point.y, point.z, addend.y, addend.z, s.yy, s.zz);
    cross(s.xz, point.x, point.z, addend.x, addend.z, s.xx, s.zz);
    combine(point, s);
}

AffineWords projective_affine(const ProjectivePoint& point) {
    const FieldElement z = inverse(point.z);
    FieldElement x, y;
    multiply(x, point.x, z);
    multiply(y, point.y, z);
    return {leave(x), leave(y)};
}

}  // namespace lib::p256
