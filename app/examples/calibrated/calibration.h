/* SPDX-License-Identifier: Apache-2.0 */
/* What the product's calibration is: the station that makes it and the application that uses it
 * include this. */
#ifndef CALIBRATION_H
#define CALIBRATION_H

#include <stdint.h>

#define CALIBRATION_DATA_ID 8u /* [[data]] of system.toml */
#define CALIBRATION_FORMAT 1u

struct calibration {
    uint32_t format;
    int32_t offset;  /* raw counts */
    uint32_t gain;   /* result for one count, in thousandths */
    uint32_t serial; /* of the sensor this was measured with */
};

#endif
