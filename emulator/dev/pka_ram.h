/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Operands in PKA's RAM. Offsets are those of the fact sheet, from the block's base. */
#ifndef STM32H573_PKA_RAM_H
#define STM32H573_PKA_RAM_H

#include <gmp.h>
#include <stdbool.h>
#include <stdint.h>

enum { PKA_RAM = 0x400, PKA_RAM_END = 0x18d8, PKA_BITS_MAX = 4160 };

/* Results of an operation, as software finds them. */
enum { PKA_GOOD = 0xd60d, PKA_FAILED = 0xcbc9, PKA_R_ZERO = 0xa3b7, PKA_S_ZERO = 0xf946 };

/* The words of the block from its base on: WORDS[offset / 4]. */
typedef uint32_t PkaWords;

/*
 * Takes the number of BITS at AT out of the RAM: its words are zero afterwards. The two words
 * behind it belong to it, as they do on the chip: software must have zeroed them.
 */
void pka_take(PkaWords* words, unsigned at, unsigned bits, mpz_t value);
/* Puts VALUE (not negative) there and a zero word behind it; what exceeds BITS is cut. */
void pka_put(PkaWords* words, unsigned at, unsigned bits, const mpz_t value);

/* Runs operation MODE. False: no such operation, or operand lengths that it does not take. */
bool pka_arithmetic(PkaWords* words, unsigned mode);
bool pka_elliptic(PkaWords* words, unsigned mode);

/* Cycles of HCLK that operation MODE will take on what lies in WORDS, at least one. */
uint32_t pka_cycles(const PkaWords* words, unsigned mode);

/* R^2 mod N with R = 2^(BITS rounded up to 64). */
void pka_montgomery(mpz_t r2, const mpz_t n, unsigned bits);

#endif
