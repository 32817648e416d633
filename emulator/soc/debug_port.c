/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QEMU's gdb stub is an instrument: it looks into a board of any product state, as the trace and
 * the fault engine do. With gdb-as-chip=on it is the chip's debug port instead: a board whose port
 * is shut, or open to non-secure code only, ends at once with a message. Facts: fact
 * sheet 5.1, 6.1, by way of SBS (debug-access). Left out: a stub that opens while the board runs;
 * one that shows the non-secure world alone.
 */
#include "qemu/osdep.h"

#include "emulator/soc/debug_port.h"

#include "chardev/char.h"
#include "emulator/dev/sbs.h"
#include "qapi/error.h"
#include "qemu/error-report.h"
#include "qemu/main-loop.h"

static bool as_chip;

static bool get_as_chip(Object* machine, Error** errp) {
    return as_chip;
}

static void set_as_chip(Object* machine, bool value, Error** errp) {
    as_chip = value;
}

/* QEMU opens the stub after the machine is made, so this comes later, before any of its packets. */
static void check(void* opaque) {
    if (as_chip && qemu_chr_find("gdb") != NULL && h573_debug_access() != H573_DEBUG_ALL) {
        error_report(
            "gdb-as-chip: the debug port is %s in this product state; take a board in "
            "state open, or leave gdb-as-chip off to look inside as only an emulator can",
            h573_debug_access() == H573_DEBUG_NONE ? "shut" : "shut to secure code");
        exit(1);
    }
}

void h573_debug_port_property(ObjectClass* machine) {
    object_class_property_add_bool(machine, "gdb-as-chip", get_as_chip, set_as_chip);
    object_class_property_set_description(machine, "gdb-as-chip",
                                          "on: no debugger where the chip would have none");
}

void h573_debug_port_watch(void) {
    qemu_bh_schedule(qemu_bh_new(check, NULL));
}
