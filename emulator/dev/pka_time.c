/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How long PKA's operations take, in cycles of HCLK.
 * Facts: RM0456 Rev 6 (STM32U5, the same block: 32-bit core, 667 x 64 bits of RAM), 53.5.2: average
 * times by length. Times for STM32H5 are not known to us, so all of this is an estimate; between
 * the lengths of a table it follows a straight line. Exponentiations: the time for 2048 bits, by
 * the modulus's length squared and the exponent's length. Ours without a source: the integer
 * operations, inversion and reduction.
 */
#include "qemu/osdep.h"

#include "emulator/dev/pka_ram.h"

enum { LENGTHS = 8 };

static const uint16_t lengths[LENGTHS] = {160, 192, 256, 320, 384, 512, 521, 640};

/* Thousands of cycles; where the table leaves one out, what lies between its neighbours. */
static const struct {
    uint8_t mode;
    uint16_t bits_at; /* length of the modulus */
    float thousands[LENGTHS];
} curve_times[] = {
    {0x20, 0x408, {920, 1590, 3083, 5339, 8518, 17818, 21053, 31826}},
    {0x23, 0x408, {10, 12, 18, 26, 39, 53, 55, 89}},
    {0x24, 0x408, {868, 1500, 2744, 4579, 7184, 14455, 16685, 24965}},
    {0x26, 0x4c8, {1011, 1495, 2938, 5014, 7979, 16804, 19254, 29582}},
    {0x27, 0x408, {967, 1419, 2768, 4784, 7547, 15854, 18257, 28257}},
    {0x28, 0x408, {3.4, 4.2, 6.1, 8.3, 10.9, 17.2, 17.7, 24}},
    {0x2f, 0x408, {47.6, 78, 148.3, 253, 419, 838.4, 854, 1049.3}},
};

static double between(const float* times, double bits) {
    unsigned i = 1;

    while (i < LENGTHS - 1 && bits > lengths[i]) {
        i++;
    }
    return times[i] -
           (lengths[i] - bits) * (times[i] - times[i - 1]) / (lengths[i] - lengths[i - 1]);
}

static double curve_time(const PkaWords* words, unsigned mode) {
    for (unsigned i = 0; i < ARRAY_SIZE(curve_times); i++) {
        if (curve_times[i].mode == mode) {
            return 1000 * between(curve_times[i].thousands, words[curve_times[i].bits_at / 4]);
        }
    }
    return 0;
}

static double power(const PkaWords* words, double for_2048) {
    double exponent = words[0x400 / 4] / 2048.0;
    double modulus = words[0x408 / 4] / 2048.0;

    return for_2048 * exponent * modulus * modulus;
}

static double integer_time(const PkaWords* words, unsigned mode) {
    double size = words[0x408 / 4] / 32.0;
    double part = words[0x408 / 4] / 2048.0;

    switch (mode) {
        case 0x00:
            return power(words, 42240000);
        case 0x01: /* what the normal mode takes more than the fast one */
            return 409000 * part * part;
        case 0x02:
            return power(words, 41832000);
        case 0x03:
            return power(words, 63886000);
        case 0x07:
            return 11670000 * part * part * part;
        case 0x08:
            return 60 * size * size;
        case 0x0b:
        case 0x0d:
            return 4 * size * size;
        case 0x10:
            return 8 * size * size;
        default:
            return 4 * size;
    }
}

uint32_t pka_cycles(const PkaWords* words, unsigned mode) {
    enum { BEGIN_AND_END = 50 };
    double cycles = mode < 0x20 ? integer_time(words, mode) : curve_time(words, mode);

    return BEGIN_AND_END + MIN(MAX(cycles, 0), UINT32_MAX / 2);
}
