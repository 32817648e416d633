/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A Cortex-M33 without the Security Extension: see core.h.
 * ID_PFR1.Security reads 0, SAU and the non-secure alias of the system control space are not there.
 */
#include "qemu/osdep.h"

#include "emulator/soc/core.h"

#include "cpu.h"
#include "qemu/module.h"
#include "target/arm/cpu-features.h"

enum { ID_PFR1_SECURITY = 0xf0 };

/* After the Cortex-M33's own init, before anything asks for its features. */
static void core_init(Object* object) {
    ARMCPU* cpu = ARM_CPU(object);

    unset_feature(&cpu->env, ARM_FEATURE_M_SECURITY);
    cpu->isar.id_pfr1 &= ~ID_PFR1_SECURITY;
    cpu->sau_sregion = 0;
}

static const TypeInfo core_types[] = {
    {
        .name = TYPE_H573_CORE_WITHOUT_TRUSTZONE,
        .parent = ARM_CPU_TYPE_NAME("cortex-m33"),
        .instance_init = core_init,
    },
};

DEFINE_TYPES(core_types)
