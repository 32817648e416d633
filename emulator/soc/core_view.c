/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the core is, for those who watch from outside: a debugger (`sm board run --gdb`, `info
 * registers`) and TCG plugins (emulator/plugin) read it as more registers of the core.
 *
 *   secure         1: the core fetches as secure code
 *   privileged     1: handler mode, or CONTROL.nPRIV of the current world is 0
 *   handler        1: handler mode
 *   hdpl           0..3, SBS_HDPLSR
 *   product_state  PRODUCT_STATE of the options in force
 *   hash_busy      cycles that HASH worked since power-on, modulo 2^32; pka_busy likewise
 *
 * The first three come from what the translator keys its blocks by, so they hold for a whole
 * translation block. Nothing here is on the chip, and nothing can be written.
 */
#include "qemu/osdep.h"

#include "emulator/dev/busy.h"
#include "emulator/soc/chip.h"
#include "emulator/soc/chip_internal.h"
#include "exec/gdbstub.h"
#include "gdbstub/helpers.h"
#include "target/arm/cpu.h"
#include "target/arm/internals.h"

static const char* const names[] = {"secure",        "privileged", "handler", "hdpl",
                                    "product_state", "hash_busy",  "pka_busy"};

static const H573Chip* the_chip;
static GDBFeature feature;

static uint32_t value_of(CPUARMState* env, int which) {
    switch (which) {
        case 0:
            return env->v7m.secure;
        case 1:
            return arm_current_el(env) > 0;
        case 2:
            return arm_v7m_is_handler_mode(env);
        case 3:
            return h573_hdpl(the_chip);
        case 4:
            return h573_product_state(the_chip);
        case 5:
            return h573_hash_busy();
        default:
            return h573_pka_busy();
    }
}

static int view_get(CPUState* cpu, GByteArray* buffer, int which) {
    return gdb_get_reg32(buffer, value_of(&ARM_CPU(cpu)->env, which));
}

/* Length of the register: the debugger's write is swallowed. */
static int view_set(CPUState* cpu, uint8_t* buffer, int which) {
    return sizeof(uint32_t);
}

void h573_core_view(const H573Chip* chip, CPUState* cpu) {
    GDBFeatureBuilder builder;

    the_chip = chip;
    gdb_feature_builder_init(&builder, &feature, "org.stm32h573.view", "stm32h573-view.xml",
                             cpu->gdb_num_regs);
    for (unsigned i = 0; i < ARRAY_SIZE(names); i++) {
        gdb_feature_builder_append_reg(&builder, names[i], 32, i, "int", NULL);
    }
    gdb_feature_builder_end(&builder);
    gdb_register_coprocessor(cpu, view_get, view_set, &feature, 0);
}
