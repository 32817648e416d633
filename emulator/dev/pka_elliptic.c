/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PKA's operations on elliptic curves.
 * Facts: fact sheet 7.5 (modes, operands, result words).
 * Decided: projective coordinates are homogeneous (x = X / Z); a sum in them comes with Z = 2, so
 * that nobody takes X for x; a well-formed signature that does not verify ends in 0xA3B7, one out
 * of range or a key off the curve in 0xCBC9.
 * Stricter than the chip perhaps: points that are not on the curve fail every operation that knows
 * the curve; a Montgomery parameter that is not the modulus's fails.
 */
#include "qemu/osdep.h"

#include "emulator/dev/pka_curve.h"
#include "emulator/dev/pka_ram.h"

enum {
    MODE_MULTIPLY = 0x20,
    MODE_ADD = 0x23,
    MODE_SIGN = 0x24,
    MODE_VERIFY = 0x26,
    MODE_LADDER = 0x27,
    MODE_ON_CURVE = 0x28,
    MODE_AFFINE = 0x2f,
    ECC_BITS_MAX = 640,
};

/* Where an operation has the curve; 0: nowhere. */
typedef struct {
    uint16_t order_bits, bits, sign, a, b, p;
} Layout;

static const Layout layout_multiply = {0x400, 0x408, 0x410, 0x418, 0x520, 0x1088};
static const Layout layout_verify = {0x408, 0x4c8, 0x468, 0x470, 0, 0x4d0};
static const Layout layout_ladder = {0x400, 0x408, 0x410, 0x418, 0, 0x470};
static const Layout layout_add = {0, 0x408, 0x410, 0x418, 0, 0x470};
static const Layout layout_on_curve = {0, 0x408, 0x410, 0x418, 0x520, 0x470};
static const Layout layout_affine = {0, 0x408, 0, 0, 0, 0x470};

typedef struct {
    PkaWords* words;
    unsigned bits, order_bits;
    Curve curve;
    mpz_t order, t, u; /* T, U: room for a calculation */
    Point g, q, r;
} Job;

static void take_curve(Job* j, const Layout* at) {
    pka_take(j->words, at->p, j->bits, j->curve.p);
    if (at->a != 0) {
        pka_take(j->words, at->a, j->bits, j->curve.a);
        if (j->words[at->sign / 4] & 1) {
            mpz_neg(j->curve.a, j->curve.a);
        }
    }
    if (at->b != 0) {
        pka_take(j->words, at->b, j->bits, j->curve.b);
    }
}

static void begin(Job* j, PkaWords* words, const Layout* at) {
    j->words = words;
    j->bits = words[at->bits / 4];
    j->order_bits = at->order_bits ? words[at->order_bits / 4] : j->bits;
    curve_init(&j->curve);
    mpz_inits(j->order, j->t, j->u, NULL);
    point_init(&j->g);
    point_init(&j->q);
    point_init(&j->r);
    take_curve(j, at);
}

static void end(Job* j) {
    curve_clear(&j->curve);
    mpz_clears(j->order, j->t, j->u, NULL);
    point_clear(&j->g);
    point_clear(&j->q);
    point_clear(&j->r);
}

static void take_point(Job* j, Point* p, unsigned x, unsigned y) {
    pka_take(j->words, x, j->bits, p->x);
    pka_take(j->words, y, j->bits, p->y);
    p->infinite = false;
}

static void put_point(Job* j, const Point* p, unsigned x, unsigned y) {
    pka_put(j->words, x, j->bits, p->x);
    pka_put(j->words, y, j->bits, p->y);
}

static void take_projective(Job* j, Point* p, unsigned at) {
    mpz_t x, y, z;

    mpz_inits(x, y, z, NULL);
    pka_take(j->words, at, j->bits, x);
    pka_take(j->words, at + 0x58, j->bits, y);
    pka_take(j->words, at + 0xb0, j->bits, z);
    point_from_projective(&j->curve, p, x, y, z);
    mpz_clears(x, y, z, NULL);
}

static bool field_ok(Job* j) {
    return mpz_odd_p(j->curve.p) && mpz_cmp_ui(j->curve.p, 3) > 0;
}

/* 0 < VALUE < order */
static bool in_range(Job* j, const mpz_t value) {
    return mpz_sgn(value) > 0 && mpz_cmp(value, j->order) < 0;
}

static void multiply(Job* j) {
    bool ok;

    take_point(j, &j->g, 0x578, 0x470);
    pka_take(j->words, 0x12a0, j->order_bits, j->t);
    pka_take(j->words, 0xf88, j->order_bits, j->order);
    ok = field_ok(j) && curve_has(&j->curve, &j->g);
    if (ok) {
        point_multiply(&j->curve, &j->r, j->t, &j->g);
        ok = !j->r.infinite;
    }
    put_point(j, &j->r, 0x578, 0x5d0);
    j->words[0x680 / 4] = ok ? PKA_GOOD : PKA_FAILED;
}

/* S = (e + d * r) / k; R is the point's x. Returns the result word. */
static uint32_t signature(Job* j, const mpz_t k, const mpz_t hash, const mpz_t d, mpz_t s) {
    if (!field_ok(j) || !curve_has(&j->curve, &j->g) || !in_range(j, k) ||
        !mpz_invert(j->u, k, j->order)) {
        return PKA_FAILED;
    }
    point_multiply(&j->curve, &j->r, k, &j->g);
    if (j->r.infinite) {
        return PKA_FAILED;
    }
    mpz_mod(j->t, j->r.x, j->order);
    mpz_mul(s, j->t, d);
    mpz_add(s, s, hash);
    mpz_mul(s, s, j->u);
    mpz_mod(s, s, j->order);
    if (mpz_sgn(j->t) == 0) {
        return PKA_R_ZERO;
    }
    return mpz_sgn(s) == 0 ? PKA_S_ZERO : PKA_GOOD;
}

static void sign(Job* j) {
    uint32_t result;
    mpz_t k, hash, d, s;

    mpz_inits(k, hash, d, s, NULL);
    take_point(j, &j->g, 0x578, 0x470);
    pka_take(j->words, 0x12a0, j->order_bits, k);
    pka_take(j->words, 0xf28, j->order_bits, d);
    pka_take(j->words, 0xf88, j->order_bits, j->order);
    pka_take(j->words, 0xfe8, j->order_bits, hash);
    result = signature(j, k, hash, d, s);
    if (result == PKA_GOOD) {
        pka_put(j->words, 0x730, j->order_bits, j->t);
        pka_put(j->words, 0x788, j->order_bits, s);
        put_point(j, &j->r, 0x1400, 0x1458);
    }
    j->words[0xfe0 / 4] = result;
    mpz_clears(k, hash, d, s, NULL);
}

static uint32_t verification(Job* j, const mpz_t r, const mpz_t s, const mpz_t hash) {
    Point part;
    bool same;

    if (!field_ok(j) || !in_range(j, r) || !in_range(j, s) || !mpz_invert(j->u, s, j->order)) {
        return PKA_FAILED;
    }
    curve_through(&j->curve, &j->g);
    if (!curve_has(&j->curve, &j->q)) {
        return PKA_FAILED;
    }
    point_init(&part);
    mpz_mul(j->t, hash, j->u);
    mpz_mod(j->t, j->t, j->order);
    point_multiply(&j->curve, &part, j->t, &j->g);
    mpz_mul(j->t, r, j->u);
    mpz_mod(j->t, j->t, j->order);
    point_multiply(&j->curve, &j->r, j->t, &j->q);
    point_add(&j->curve, &j->r, &j->r, &part);
    mpz_mod(j->t, j->r.x, j->order);
    same = !j->r.infinite && mpz_cmp(j->t, r) == 0;
    point_clear(&part);
    return same ? PKA_GOOD : PKA_R_ZERO;
}

static void verify(Job* j) {
    mpz_t r, s, hash;

    mpz_inits(r, s, hash, NULL);
    take_point(j, &j->g, 0x678, 0x6d0);
    take_point(j, &j->q, 0x12f8, 0x1350);
    pka_take(j->words, 0x10e0, j->order_bits, r);
    pka_take(j->words, 0xc68, j->order_bits, s);
    pka_take(j->words, 0x13a8, j->order_bits, hash);
    pka_take(j->words, 0x1088, j->order_bits, j->order);
    j->words[0x5d0 / 4] = verification(j, r, s, hash);
    mpz_clears(r, s, hash, NULL);
}

static void on_curve(Job* j) {
    bool ok;

    take_point(j, &j->q, 0x578, 0x5d0);
    pka_take(j->words, 0x4c8, j->bits, j->t);
    ok = field_ok(j);
    if (ok) {
        pka_montgomery(j->u, j->curve.p, j->bits);
        ok = mpz_congruent_p(j->t, j->u, j->curve.p);
    }
    j->words[0x680 / 4] = !ok ? PKA_FAILED : curve_has(&j->curve, &j->q) ? PKA_GOOD : PKA_R_ZERO;
}

static void put_projective(Job* j, const Point* p) {
    mpz_set_ui(j->t, p->infinite ? 0 : 2);
    mpz_mul_ui(j->u, p->x, p->infinite ? 0 : 2);
    mpz_mod(j->u, j->u, j->curve.p);
    pka_put(j->words, 0xd60, j->bits, j->u);
    mpz_mul_ui(j->u, p->y, 2);
    mpz_mod(j->u, j->u, j->curve.p);
    if (p->infinite) {
        mpz_set_ui(j->u, 1);
    }
    pka_put(j->words, 0xdb8, j->bits, j->u);
    pka_put(j->words, 0xe10, j->bits, j->t);
}

static void add(Job* j) {
    if (!field_ok(j)) {
        return;
    }
    take_projective(j, &j->g, 0x628);
    take_projective(j, &j->q, 0x730);
    point_add(&j->curve, &j->r, &j->g, &j->q);
    put_projective(j, &j->r);
}

static void ladder(Job* j) {
    bool ok = field_ok(j);
    Point part;

    point_init(&part);
    pka_take(j->words, 0x520, j->order_bits, j->t);
    pka_take(j->words, 0x578, j->order_bits, j->u);
    if (ok) {
        take_projective(j, &j->g, 0x628);
        take_projective(j, &j->q, 0x730);
        point_multiply(&j->curve, &part, j->t, &j->g);
        point_multiply(&j->curve, &j->r, j->u, &j->q);
        point_add(&j->curve, &j->r, &j->r, &part);
        ok = !j->r.infinite;
    }
    put_point(j, &j->r, 0x578, 0x5d0);
    j->words[0x520 / 4] = ok ? PKA_GOOD : PKA_FAILED;
    point_clear(&part);
}

static void affine(Job* j) {
    bool ok = field_ok(j);

    pka_take(j->words, 0x4c8, j->bits, j->t);
    if (ok) {
        pka_montgomery(j->u, j->curve.p, j->bits);
        take_projective(j, &j->r, 0xd60);
        ok = mpz_congruent_p(j->t, j->u, j->curve.p) && !j->r.infinite;
    }
    put_point(j, &j->r, 0x578, 0x5d0);
    j->words[0x680 / 4] = ok ? PKA_GOOD : PKA_FAILED;
}

static const struct {
    uint8_t mode;
    const Layout* layout;
    void (*run)(Job* j);
} operations[] = {
    {MODE_MULTIPLY, &layout_multiply, multiply}, {MODE_ADD, &layout_add, add},
    {MODE_SIGN, &layout_multiply, sign},         {MODE_VERIFY, &layout_verify, verify},
    {MODE_LADDER, &layout_ladder, ladder},       {MODE_ON_CURVE, &layout_on_curve, on_curve},
    {MODE_AFFINE, &layout_affine, affine},
};

static bool lengths_ok(const PkaWords* words, const Layout* at) {
    unsigned bits = words[at->bits / 4];
    unsigned order = at->order_bits ? words[at->order_bits / 4] : bits;

    return bits > 0 && bits <= ECC_BITS_MAX && order > 0 && order <= ECC_BITS_MAX;
}

bool pka_elliptic(PkaWords* words, unsigned mode) {
    for (unsigned i = 0; i < ARRAY_SIZE(operations); i++) {
        if (operations[i].mode == mode && lengths_ok(words, operations[i].layout)) {
            Job j;

            begin(&j, words, operations[i].layout);
            operations[i].run(&j);
            end(&j);
            return true;
        }
    }
    return false;
}
