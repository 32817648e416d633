/* SPDX-License-Identifier: Apache-2.0 */
/* The bytes of one sensor's data image. */
#include "app/examples/calibrated/calibration.h"

__attribute__((section(".data_image"), used)) const struct calibration calibration = {
    .format = CALIBRATION_FORMAT, .offset = -12, .gain = 2500, .serial = 4711};
