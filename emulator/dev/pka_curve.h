/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Points of y^2 = x^3 + ax + b over GF(p), on GMP. Values are kept within 0..p-1. */
#ifndef STM32H573_PKA_CURVE_H
#define STM32H573_PKA_CURVE_H

#include <gmp.h>
#include <stdbool.h>

typedef struct {
    mpz_t p, a, b;
} Curve;

typedef struct {
    mpz_t x, y;
    bool infinite;
} Point;

void curve_init(Curve* c);
void curve_clear(Curve* c);
/* b such that POINT lies on the curve. */
void curve_through(Curve* c, const Point* point);
bool curve_has(const Curve* c, const Point* point);

void point_init(Point* p);
void point_clear(Point* p);
/* X / Z, Y / Z; infinite where Z has no inverse. */
void point_from_projective(const Curve* c, Point* p, const mpz_t x, const mpz_t y, const mpz_t z);
/* SUM may be P or Q. */
void point_add(const Curve* c, Point* sum, const Point* p, const Point* q);
/* PRODUCT must not be P. */
void point_multiply(const Curve* c, Point* product, const mpz_t k, const Point* p);

#endif
