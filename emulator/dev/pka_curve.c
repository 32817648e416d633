/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Points of elliptic curves: see pka_curve.h. Affine and plain; time does not matter here. */
#include "qemu/osdep.h"

#include "emulator/dev/pka_curve.h"

void curve_init(Curve* c) {
    mpz_inits(c->p, c->a, c->b, NULL);
}

void curve_clear(Curve* c) {
    mpz_clears(c->p, c->a, c->b, NULL);
}

void point_init(Point* p) {
    mpz_inits(p->x, p->y, NULL);
    p->infinite = false;
}

void point_clear(Point* p) {
    mpz_clears(p->x, p->y, NULL);
}

static void copy(Point* to, const Point* from) {
    mpz_set(to->x, from->x);
    mpz_set(to->y, from->y);
    to->infinite = from->infinite;
}

/* VALUE = y^2 - x^3 - ax mod p: b, where the point lies on the curve. */
static void offset_of(const Curve* c, mpz_t value, const Point* point) {
    mpz_mul(value, point->x, point->x);
    mpz_add(value, value, c->a);
    mpz_mul(value, value, point->x);
    mpz_neg(value, value);
    mpz_addmul(value, point->y, point->y);
    mpz_mod(value, value, c->p);
}

void curve_through(Curve* c, const Point* point) {
    offset_of(c, c->b, point);
}

bool curve_has(const Curve* c, const Point* point) {
    mpz_t value;
    bool has;

    if (mpz_cmp(point->x, c->p) >= 0 || mpz_cmp(point->y, c->p) >= 0) {
        return false;
    }
    mpz_init(value);
    offset_of(c, value, point);
    mpz_sub(value, value, c->b);
    has = mpz_divisible_p(value, c->p);
    mpz_clear(value);
    return has;
}

void point_from_projective(const Curve* c, Point* p, const mpz_t x, const mpz_t y, const mpz_t z) {
    mpz_t inverse;

    mpz_init(inverse);
    p->infinite = mpz_invert(inverse, z, c->p) == 0;
    if (!p->infinite) {
        mpz_mul(p->x, x, inverse);
        mpz_mod(p->x, p->x, c->p);
        mpz_mul(p->y, y, inverse);
        mpz_mod(p->y, p->y, c->p);
    }
    mpz_clear(inverse);
}

/* Slope of the line through P and Q; false where it is vertical. */
static bool slope(const Curve* c, mpz_t s, const Point* p, const Point* q) {
    mpz_t below;
    bool ok;

    mpz_init(below);
    if (mpz_cmp(p->x, q->x) == 0 && mpz_cmp(p->y, q->y) == 0) {
        mpz_mul(s, p->x, p->x);
        mpz_mul_ui(s, s, 3);
        mpz_add(s, s, c->a);
        mpz_mul_ui(below, p->y, 2);
    } else {
        mpz_sub(s, q->y, p->y);
        mpz_sub(below, q->x, p->x);
    }
    ok = mpz_invert(below, below, c->p) != 0;
    mpz_mul(s, s, below);
    mpz_mod(s, s, c->p);
    mpz_clear(below);
    return ok;
}

static void third_point(const Curve* c, Point* sum, const Point* p, const Point* q, const mpz_t s) {
    mpz_t x, y;

    mpz_inits(x, y, NULL);
    mpz_mul(x, s, s);
    mpz_sub(x, x, p->x);
    mpz_sub(x, x, q->x);
    mpz_mod(x, x, c->p);
    mpz_sub(y, p->x, x);
    mpz_mul(y, y, s);
    mpz_sub(y, y, p->y);
    mpz_mod(y, y, c->p);
    mpz_set(sum->x, x);
    mpz_set(sum->y, y);
    sum->infinite = false;
    mpz_clears(x, y, NULL);
}

void point_add(const Curve* c, Point* sum, const Point* p, const Point* q) {
    mpz_t s;

    if (p->infinite || q->infinite) {
        copy(sum, p->infinite ? q : p);
        return;
    }
    mpz_init(s);
    if (slope(c, s, p, q)) {
        third_point(c, sum, p, q, s);
    } else {
        sum->infinite = true;
    }
    mpz_clear(s);
}

void point_multiply(const Curve* c, Point* product, const mpz_t k, const Point* p) {
    product->infinite = true;
    for (size_t bit = mpz_sizeinbase(k, 2); bit-- > 0;) {
        point_add(c, product, product, product);
        if (mpz_tstbit(k, bit)) {
            point_add(c, product, product, p);
        }
    }
}
