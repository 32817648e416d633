/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What other blocks ask the GPIO ports; port 0..8 is A..I. */
#ifndef EMULATOR_DEV_GPIO_H
#define EMULATOR_DEV_GPIO_H

#include <stdbool.h>
#include <stdint.h>

#define TYPE_H573_GPIO "stm32h573-gpio"

enum { H573_PORTS = 9 };

/* GPIOx_SECCFGR. */
uint32_t h573_port_secure_pins(unsigned port);

/* What something outside the chip does to a pin; at power-on all are open. */
typedef enum H573Drive {
    H573_DRIVE_OPEN,
    H573_DRIVE_LOW,
    H573_DRIVE_HIGH,
} H573Drive;
void h573_pin_drive(unsigned port, unsigned pin, H573Drive drive);

/* Is the pin an output at zero? That is how the board's LEDs are lit. */
bool h573_pin_is_low_output(unsigned port, unsigned pin);

/* Is the pin given to alternate function AF? */
bool h573_pin_is_function(unsigned port, unsigned pin, unsigned af);

#endif
