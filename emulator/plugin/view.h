/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a plugin reads of the core by name; soc/core_view.c adds registers of the chip. */
#ifndef EMULATOR_PLUGIN_VIEW_H
#define EMULATOR_PLUGIN_VIEW_H

#include <glib.h>
#include <inttypes.h>
#include <qemu-plugin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The register NAME of the current core, NULL if there is none. In a callback of the core only. */
static inline struct qemu_plugin_register* view_find(const char* name) {
    g_autoptr(GArray) registers = qemu_plugin_get_registers();

    for (guint i = 0; registers != NULL && i < registers->len; i++) {
        qemu_plugin_reg_descriptor* r = &g_array_index(registers, qemu_plugin_reg_descriptor, i);

        if (strcmp(r->name, name) == 0) {
            return r->handle;
        }
    }
    fprintf(stderr, "plugin: this machine has no register '%s'\n", name);
    exit(1);
}

static inline uint32_t view_read(struct qemu_plugin_register* which) {
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    uint32_t value = 0;

    qemu_plugin_read_register(which, bytes);
    memcpy(&value, bytes->data, MIN(bytes->len, sizeof value));
    return value;
}

/* "START:SECOND", both hexadecimal. */
static inline bool view_pair(const char* text, uint64_t* first, uint64_t* second) {
    char* end;

    *first = g_ascii_strtoull(text, &end, 16);
    if (end == text || *end != ':') {
        return false;
    }
    text = end + 1;
    *second = g_ascii_strtoull(text, &end, 16);
    return end != text && *end == 0;
}

#endif
