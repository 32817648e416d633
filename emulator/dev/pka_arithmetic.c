/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PKA's operations on integers, on GMP.
 * Facts: fact sheet 7.5 (modes, operands); results of comparison as HAL names them.
 * Stricter than the chip perhaps: an even modulus, an operand not below its modulus or a Montgomery
 * parameter that is not the modulus's fails the operation.
 */
#include "qemu/osdep.h"

#include "emulator/dev/pka_ram.h"

enum {
    MODE_EXP = 0x00,
    MODE_MONTGOMERY = 0x01,
    MODE_EXP_FAST = 0x02,
    MODE_EXP_PROTECTED = 0x03,
    MODE_RSA_CRT = 0x07,
    MODE_INVERT = 0x08,
    MODE_ADD = 0x09,
    MODE_SUB = 0x0a,
    MODE_MUL = 0x0b,
    MODE_COMPARE = 0x0c,
    MODE_REDUCE = 0x0d,
    MODE_MOD_ADD = 0x0e,
    MODE_MOD_SUB = 0x0f,
    MODE_MONTGOMERY_MUL = 0x10,
    EXPONENT_BITS = 0x400,
    BITS = 0x408,
    PARAMETER = 0x620,
    EXP_RESULT = 0x838,
    EXP_ERROR = 0x1298,
    OPERAND1 = 0xa50,
    OPERAND2 = 0xc68,
    OPERAND3 = 0x1088,
    RESULT = 0xe78,
    EQUAL = 0xed2c,
    GREATER = 0x7af8,
    LESS = 0x916a,
};

static unsigned words_of(unsigned bits) {
    return (bits + 31) / 32;
}

void pka_take(PkaWords* words, unsigned at, unsigned bits, mpz_t value) {
    unsigned count = MIN(words_of(bits) + 2, (PKA_RAM_END - at) / 4);

    mpz_import(value, count, -1, 4, 0, 0, words + at / 4);
    memset(words + at / 4, 0, 4 * count);
}

void pka_put(PkaWords* words, unsigned at, unsigned bits, const mpz_t value) {
    unsigned count = MIN(words_of(bits) + 1, (PKA_RAM_END - at) / 4);
    mpz_t cut;

    mpz_init(cut);
    mpz_fdiv_r_2exp(cut, value, 32 * words_of(bits));
    memset(words + at / 4, 0, 4 * count);
    mpz_export(words + at / 4, NULL, -1, 4, 0, 0, cut);
    mpz_clear(cut);
}

/* R is one word longer than the modulus, which is shifted up to whole words for the reduction. */
void pka_montgomery(mpz_t r2, const mpz_t n, unsigned bits) {
    unsigned whole = ROUND_UP(bits, 32);
    mpz_t shifted;

    mpz_init(shifted);
    mpz_mul_2exp(shifted, n, whole - bits);
    mpz_set_ui(r2, 0);
    mpz_setbit(r2, 2 * (whole + 32));
    mpz_mod(r2, r2, shifted);
    mpz_clear(shifted);
}

static bool length_ok(unsigned bits) {
    return bits > 0 && bits <= PKA_BITS_MAX;
}

/* --- exponentiation ------------------------------------------------------------- */

typedef struct {
    mpz_t base, exponent, modulus, parameter, result;
} Power;

static void power_init(Power* p) {
    mpz_inits(p->base, p->exponent, p->modulus, p->parameter, p->result, NULL);
}

static void power_clear(Power* p) {
    mpz_clears(p->base, p->exponent, p->modulus, p->parameter, p->result, NULL);
}

static bool power_possible(const Power* p) {
    return mpz_odd_p(p->modulus) && mpz_cmp(p->base, p->modulus) < 0;
}

static void finish_power(PkaWords* words, Power* p, unsigned bits, bool possible) {
    if (possible) {
        mpz_powm(p->result, p->base, p->exponent, p->modulus);
        pka_montgomery(p->parameter, p->modulus, bits);
        pka_put(words, PARAMETER, bits, p->parameter);
    }
    pka_put(words, EXP_RESULT, bits, p->result);
    words[EXP_ERROR / 4] = possible ? PKA_GOOD : PKA_FAILED;
}

static void exponentiate(PkaWords* words, bool fast) {
    unsigned bits = words[BITS / 4];
    bool possible;
    Power p;

    power_init(&p);
    pka_take(words, 0xc68, bits, p.base);
    pka_take(words, 0xe78, words[EXPONENT_BITS / 4], p.exponent);
    pka_take(words, 0x1088, bits, p.modulus);
    pka_take(words, PARAMETER, bits, p.parameter);
    possible = power_possible(&p);
    if (fast && possible) {
        pka_montgomery(p.result, p.modulus, bits);
        possible = mpz_congruent_p(p.parameter, p.result, p.modulus);
        mpz_set_ui(p.result, 0);
    }
    finish_power(words, &p, bits, possible);
    power_clear(&p);
}

/* Phi is taken and trusted: it blinds the exponent and changes no result. */
static void exponentiate_protected(PkaWords* words) {
    unsigned bits = words[BITS / 4];
    Power p;

    power_init(&p);
    pka_take(words, 0x16c8, bits, p.base);
    pka_take(words, 0x14b8, words[EXPONENT_BITS / 4], p.exponent);
    pka_take(words, 0x838, bits, p.modulus);
    pka_take(words, 0xc68, bits, p.parameter);
    finish_power(words, &p, bits, power_possible(&p));
    power_clear(&p);
}

/* RESULT = m2 + q * (qInv * (m1 - m2) mod p) */
static void rsa_crt(PkaWords* words) {
    unsigned bits = words[BITS / 4];
    unsigned half = (bits + 1) / 2;
    mpz_t dp, dq, inverse, p, q, base;

    mpz_inits(dp, dq, inverse, p, q, base, NULL);
    pka_take(words, 0x730, half, dp);
    pka_take(words, 0xe78, half, dq);
    pka_take(words, 0x948, half, inverse);
    pka_take(words, 0xb60, half, p);
    pka_take(words, 0x1088, half, q);
    pka_take(words, 0x12a0, bits, base);
    if (mpz_odd_p(p) && mpz_odd_p(q)) {
        mpz_powm(dp, base, dp, p);
        mpz_powm(dq, base, dq, q);
        mpz_sub(dp, dp, dq);
        mpz_mul(dp, dp, inverse);
        mpz_mod(dp, dp, p);
        mpz_addmul(dq, dp, q);
    } else {
        mpz_set_ui(dq, 0);
    }
    pka_put(words, 0x838, bits, dq);
    mpz_clears(dp, dq, inverse, p, q, base, NULL);
}

static void montgomery_parameter(PkaWords* words) {
    unsigned bits = words[BITS / 4];
    mpz_t n, r2;

    mpz_inits(n, r2, NULL);
    pka_take(words, OPERAND3, bits, n);
    if (mpz_odd_p(n)) {
        pka_montgomery(r2, n, bits);
    }
    pka_put(words, PARAMETER, bits, r2);
    mpz_clears(n, r2, NULL);
}

/* --- two operands ------------------------------------------------------------------- */

static void montgomery_product(mpz_t out, const mpz_t a, const mpz_t b, const mpz_t n,
                               unsigned bits) {
    mpz_t r;

    mpz_init(r);
    mpz_setbit(r, ROUND_UP(bits, 32) + 32);
    if (mpz_invert(r, r, n)) {
        mpz_mul(out, a, b);
        mpz_mul(out, out, r);
        mpz_mod(out, out, n);
    }
    mpz_clear(r);
}

static void combine(unsigned mode, mpz_t out, const mpz_t a, const mpz_t b) {
    int order = mpz_cmp(a, b);

    switch (mode) {
        case MODE_MUL:
            mpz_mul(out, a, b);
            break;
        case MODE_ADD:
        case MODE_MOD_ADD:
            mpz_add(out, a, b);
            break;
        case MODE_COMPARE:
            mpz_set_ui(out, order == 0 ? EQUAL : order > 0 ? GREATER : LESS);
            break;
        default:
            mpz_sub(out, a, b);
            break;
    }
}

static unsigned result_bits(unsigned mode, unsigned bits) {
    switch (mode) {
        case MODE_MUL:
            return 2 * bits;
        case MODE_ADD:
            return bits + 32;
        case MODE_COMPARE:
            return 32;
        default:
            return bits;
    }
}

static void two_operands(PkaWords* words, unsigned mode) {
    unsigned bits = words[BITS / 4];
    bool modular = mode >= MODE_MOD_ADD;
    mpz_t a, b, n, out;

    mpz_inits(a, b, n, out, NULL);
    pka_take(words, OPERAND1, bits, a);
    pka_take(words, OPERAND2, bits, b);
    if (modular) {
        pka_take(words, OPERAND3, bits, n);
    }
    if (!modular) {
        combine(mode, out, a, b);
    } else if (mpz_cmp(a, n) < 0 && mpz_cmp(b, n) < 0) {
        if (mode == MODE_MONTGOMERY_MUL) {
            montgomery_product(out, a, b, n, bits);
        } else {
            combine(mode, out, a, b);
            mpz_mod(out, out, n);
        }
    }
    pka_put(words, RESULT, result_bits(mode, bits), out);
    mpz_clears(a, b, n, out, NULL);
}

/* Inversion and reduction: the modulus is where others have their second operand. */
static void by_modulus(PkaWords* words, bool invert) {
    unsigned bits = words[BITS / 4];
    mpz_t a, n, out;

    mpz_inits(a, n, out, NULL);
    pka_take(words, OPERAND1, invert ? bits : words[EXPONENT_BITS / 4], a);
    pka_take(words, OPERAND2, bits, n);
    if (mpz_sgn(n) == 0) {
        /* nothing divides */
    } else if (!invert) {
        mpz_mod(out, a, n);
    } else if (!mpz_invert(out, a, n)) {
        mpz_set_ui(out, 0);
    }
    pka_put(words, RESULT, bits, out);
    mpz_clears(a, n, out, NULL);
}

bool pka_arithmetic(PkaWords* words, unsigned mode) {
    bool two_lengths = mode == MODE_EXP || mode == MODE_EXP_FAST || mode == MODE_EXP_PROTECTED ||
                       mode == MODE_REDUCE;

    if (!length_ok(words[BITS / 4]) || (two_lengths && !length_ok(words[EXPONENT_BITS / 4]))) {
        return false;
    }
    switch (mode) {
        case MODE_EXP:
        case MODE_EXP_FAST:
            exponentiate(words, mode == MODE_EXP_FAST);
            return true;
        case MODE_EXP_PROTECTED:
            exponentiate_protected(words);
            return true;
        case MODE_MONTGOMERY:
            montgomery_parameter(words);
            return true;
        case MODE_RSA_CRT:
            rsa_crt(words);
            return true;
        case MODE_INVERT:
        case MODE_REDUCE:
            by_modulus(words, mode == MODE_INVERT);
            return true;
        case MODE_ADD ... MODE_COMPARE:
        case MODE_MOD_ADD ... MODE_MONTGOMERY_MUL:
            two_operands(words, mode);
            return true;
        default:
            return false;
    }
}
