/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The board's button and LEDs, as properties of the machine. */
#ifndef EMULATOR_SOC_PANEL_H
#define EMULATOR_SOC_PANEL_H

#include "qom/object.h"

/* Adds "button" and "led-green", "led-orange", "led-red", "led-blue" to the machine's class. */
void h573_panel_properties(ObjectClass* machine);

/* Wires the button; the ports exist now. */
void h573_panel_wire(void);

#endif
