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

/* Is the pin given to alternate function AF? */
bool h573_pin_is_function(unsigned port, unsigned pin, unsigned af);

#endif
