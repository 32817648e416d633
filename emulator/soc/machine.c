/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Machine stm32h573i-dk: a board folder, a ROM file, a seed.
 *
 *   -machine stm32h573i-dk,board=DIR,rom=FILE[,seed=N][,cut-at=N,cut-policy=T0..T6][,cut-by=reset]
 *            [,mailbox=CHARDEV[,mailbox-ack=drivers|svd]][,fault=FILE][,probe=FILE]
 *
 * Power-on is the start of the process, power-off its end, however it ends. A cut ends it
 * with status 3 inside the N-th flash operation; with cut-by=reset it is a system reset that
 * comes then. Property "operations" counts them. soc/cuts.c has these properties.
 * Left out: the board's display, memories, Ethernet, audio.
 */
#include "qemu/osdep.h"

#include "emulator/dev/dbgmcu.h"
#include "emulator/dev/mailbox/mailbox.h"
#include "emulator/fault/engine.h"
#include "emulator/fault/probe.h"
#include "emulator/soc/chip_internal.h"
#include "emulator/soc/cuts.h"
#include "emulator/soc/debug_port.h"
#include "emulator/soc/panel.h"
#include "emulator/soc/soc.h"
#include "hw/boards.h"
#include "qapi/error.h"
#include "qemu/error-report.h"
#include "system/reset.h"

#define TYPE_H573_MACHINE MACHINE_TYPE_NAME("stm32h573i-dk")
OBJECT_DECLARE_SIMPLE_TYPE(H573Machine, H573_MACHINE)

struct H573Machine {
    MachineState parent_obj;
    H573Soc* soc;
    char* board;
    char* rom;
    char* mailbox;
    char* mailbox_ack;
    char* fault;
    char* probe;
    uint64_t seed;
    H573Cuts cuts;
};

static struct board* open_board(const char* dir) {
    char error[BOARD_ERROR] = "";
    struct board* board;

    if (!dir || !*dir) {
        error_report("no board given: -machine stm32h573i-dk,board=DIR");
        exit(1);
    }
    board = board_open(dir, true, error);
    if (!board) {
        error_report("%s", error);
        exit(1);
    }
    return board;
}

static void open_mailbox(H573Machine* machine) {
    const char* ack = machine->mailbox_ack ? machine->mailbox_ack : "drivers";

    if (strcmp(ack, "drivers") != 0 && strcmp(ack, "svd") != 0) {
        error_report("mailbox-ack=%s: drivers or svd expected", ack);
        exit(1);
    }
    h573_dbgmcu_ack_as_svd(strcmp(ack, "svd") == 0);
    if (machine->mailbox) {
        h573_mailbox_open(machine->soc->chip, machine->mailbox, &error_fatal);
    }
}

static void machine_init(MachineState* state) {
    H573Machine* machine = H573_MACHINE(state);
    struct board* board = open_board(machine->board);

    board->power.seed = machine->seed;
    h573_cuts_arm(&machine->cuts, OBJECT(machine), board);
    machine->soc = H573_SOC(qdev_new(TYPE_H573_SOC));
    object_property_add_child(OBJECT(state), "soc", OBJECT(machine->soc));
    machine->soc->board = board;
    machine->soc->rom_file = machine->rom;
    machine->soc->seed = machine->seed;
    sysbus_realize_and_unref(SYS_BUS_DEVICE(machine->soc), &error_fatal);
    open_mailbox(machine);
    machine->cuts.flash = machine->soc->flash;
    h573_panel_wire();
    h573_debug_port_watch();
    h573_chip_power_on(machine->soc->chip);
    if (machine->fault) {
        fault_engine_start(machine->soc, machine->fault);
    }
    if (machine->probe) {
        probe_start(machine->soc, machine->probe);
    }
}

/* The chip first: the core's reset reads its vectors through the gates. */
static void machine_reset(MachineState* state, ResetType type) {
    H573Machine* machine = H573_MACHINE(state);

    h573_flash_interrupt(machine->soc->flash);
    h573_chip_reset(machine->soc->chip);
    qemu_devices_reset(type);
    cpu_reset(CPU(machine->soc->armv7m.cpu));
}

static char* get_board(Object* object, Error** errp) {
    return g_strdup(H573_MACHINE(object)->board);
}

static void set_board(Object* object, const char* value, Error** errp) {
    H573Machine* machine = H573_MACHINE(object);

    g_free(machine->board);
    machine->board = g_strdup(value);
}

static char* get_rom(Object* object, Error** errp) {
    return g_strdup(H573_MACHINE(object)->rom);
}

static void set_rom(Object* object, const char* value, Error** errp) {
    H573Machine* machine = H573_MACHINE(object);

    g_free(machine->rom);
    machine->rom = g_strdup(value);
}

static char* get_mailbox(Object* object, Error** errp) {
    return g_strdup(H573_MACHINE(object)->mailbox);
}

static void set_mailbox(Object* object, const char* value, Error** errp) {
    H573Machine* machine = H573_MACHINE(object);

    g_free(machine->mailbox);
    machine->mailbox = g_strdup(value);
}

static char* get_mailbox_ack(Object* object, Error** errp) {
    return g_strdup(H573_MACHINE(object)->mailbox_ack);
}

static void set_mailbox_ack(Object* object, const char* value, Error** errp) {
    H573Machine* machine = H573_MACHINE(object);

    g_free(machine->mailbox_ack);
    machine->mailbox_ack = g_strdup(value);
}

static char* get_fault(Object* object, Error** errp) {
    return g_strdup(H573_MACHINE(object)->fault);
}

static void set_fault(Object* object, const char* value, Error** errp) {
    H573Machine* machine = H573_MACHINE(object);

    g_free(machine->fault);
    machine->fault = g_strdup(value);
}

static char* get_probe(Object* object, Error** errp) {
    return g_strdup(H573_MACHINE(object)->probe);
}

static void set_probe(Object* object, const char* value, Error** errp) {
    H573Machine* machine = H573_MACHINE(object);

    g_free(machine->probe);
    machine->probe = g_strdup(value);
}

static void machine_instance_init(Object* object) {
    H573Machine* machine = H573_MACHINE(object);

    object_property_add_str(object, "board", get_board, set_board);
    object_property_set_description(object, "board", "folder of the board");
    object_property_add_str(object, "rom", get_rom, set_rom);
    object_property_set_description(object, "rom", "raw image of the system flash");
    object_property_add_uint64_ptr(object, "seed", &machine->seed, OBJ_PROP_FLAG_READWRITE);
    object_property_set_description(object, "seed",
                                    "makes a run repeatable; 0: the host's randomness");
    object_property_add_str(object, "mailbox", get_mailbox, set_mailbox);
    object_property_set_description(object, "mailbox",
                                    "chardev of the debugger's access port (dev/mailbox/SPEC.md)");
    object_property_add_str(object, "mailbox-ack", get_mailbox_ack, set_mailbox_ack);
    object_property_set_description(object, "mailbox-ack",
                                    "bits of DBG_AUTH_ACK: drivers (default) or svd");
    h573_cuts_add_properties(&machine->cuts, object);
    object_property_add_str(object, "fault", get_fault, set_fault);
    object_property_set_description(object, "fault", "fault campaign to run instead of the board");
    object_property_add_str(object, "probe", get_probe, set_probe);
    object_property_set_description(object, "probe",
                                    "what is reached from where, instead of a run");
}

static void machine_class_init(ObjectClass* class, void* data) {
    static const char* const cpus[] = {ARM_CPU_TYPE_NAME("cortex-m33"), NULL};
    MachineClass* machine = MACHINE_CLASS(class);

    machine->desc = "STM32H573I-DK (Cortex-M33, TrustZone by option, OBKeys, HDPL)";
    machine->init = machine_init;
    machine->reset = machine_reset;
    machine->max_cpus = 1;
    machine->valid_cpu_types = cpus;
    machine->default_ram_size = 0;
    machine->no_parallel = 1;
    machine->no_floppy = 1;
    machine->no_cdrom = 1;
    h573_panel_properties(class);
    h573_debug_port_property(class);
}

static const TypeInfo machine_types[] = {
    {
        .name = TYPE_H573_MACHINE,
        .parent = TYPE_MACHINE,
        .instance_size = sizeof(H573Machine),
        .instance_init = machine_instance_init,
        .class_init = machine_class_init,
    },
};

DEFINE_TYPES(machine_types)
