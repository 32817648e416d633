/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether QEMU's gdb stub takes the place of the chip's own debug port. */
#ifndef EMULATOR_SOC_DEBUG_PORT_H
#define EMULATOR_SOC_DEBUG_PORT_H

#include "qom/object.h"

/* Adds "gdb-as-chip" to the machine's class. */
void h573_debug_port_property(ObjectClass* machine);

/* The chip exists: from now on the property is obeyed. */
void h573_debug_port_watch(void);

#endif
