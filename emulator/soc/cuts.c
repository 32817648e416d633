/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The machine's power cuts and planted ECC errors.
 *
 * Facts followed: proof sheet 5.3 (torn policies).
 * Decided: a cut on request tears the operation that runs; where none runs it is a plain
 * power-off. An error is planted at a physical bank's address, whatever SWAP_BANK says.
 * Left out: nothing.
 */
#include "emulator/soc/cuts.h"

#include "qapi/error.h"
#include "qapi/visitor.h"
#include "qemu/cutils.h"
#include "qemu/error-report.h"

enum { EXIT_POWER_CUT = 3 };

static void on_cut(void* opaque) {
    const struct board* board = opaque;

    fprintf(stderr, "power cut in flash operation %" PRIu64 "\n", board->power.operations);
    _exit(EXIT_POWER_CUT);
}

static bool policy_number(const char* name, enum flash_cut* policy, Error** errp) {
    if (strlen(name) != 2 || name[0] != 'T' || name[1] < '0' || name[1] >= '0' + FLASH_CUTS) {
        error_setg(errp, "cut policy %s: T0 to T%d expected", name, FLASH_CUTS - 1);
        return false;
    }
    *policy = name[1] - '0';
    return true;
}

/* --- planting ----------------------------------------------------------------------- */

static bool plant_one(H573Cuts* cuts, const char* text, Error** errp) {
    char error[BOARD_ERROR] = "";
    const char* end;
    unsigned long address;

    if (qemu_strtoul(text, &end, 0, &address) != 0 || address > UINT32_MAX ||
        (*end != 0 && strcmp(end, ":single") != 0)) {
        error_setg(errp, "plant-ecc=%s: an address is expected, \":single\" may follow", text);
        return false;
    }
    if (!board_plant(cuts->board, address, *end ? FLASH_PLANT_SINGLE : FLASH_PLANT_DOUBLE, error)) {
        error_setg(errp, "%s", error);
        return false;
    }
    return true;
}

static void plant_all(H573Cuts* cuts, const char* text, Error** errp) {
    char** list = g_strsplit(text, "+", -1);

    for (char** at = list; *at && plant_one(cuts, *at, errp); at++) {
    }
    g_strfreev(list);
    if (cuts->flash) {
        h573_flash_look_again(cuts->flash);
    }
}

static void set_plant(Object* object, Visitor* v, const char* name, void* opaque, Error** errp) {
    H573Cuts* cuts = opaque;
    char* text = NULL;

    if (!visit_type_str(v, name, &text, errp)) {
        return;
    }
    if (cuts->board) {
        plant_all(cuts, text, errp);
        g_free(text);
    } else {
        g_free(cuts->planted);
        cuts->planted = text;
    }
}

/* --- cuts ------------------------------------------------------------------------------- */

static void set_power_cut(Object* object, Visitor* v, const char* name, void* opaque,
                          Error** errp) {
    H573Cuts* cuts = opaque;
    enum flash_cut policy;
    char* text = NULL;

    if (!visit_type_str(v, name, &text, errp)) {
        return;
    }
    if (!cuts->flash) {
        error_setg(errp, "power-cut: the machine does not run yet");
    } else if (policy_number(text, &policy, errp)) {
        cuts->board->power.on_cut = on_cut;
        h573_flash_power_cut(cuts->flash, policy);
    }
    g_free(text);
}

static void set_text(Object* object, Visitor* v, const char* name, void* opaque, Error** errp) {
    char** field = opaque;
    char* text = NULL;

    if (visit_type_str(v, name, &text, errp)) {
        g_free(*field);
        *field = text;
    }
}

void h573_cuts_add_properties(H573Cuts* cuts, Object* machine) {
    object_property_add_uint64_ptr(machine, "cut-at", &cuts->at, OBJ_PROP_FLAG_READWRITE);
    object_property_set_description(machine, "cut-at", "flash operation that is cut; 0: none");
    object_property_add(machine, "cut-policy", "string", NULL, set_text, NULL, &cuts->policy);
    object_property_set_description(machine, "cut-policy", "what the cut leaves: T0 to T6");
    object_property_add(machine, "cut-by", "string", NULL, set_text, NULL, &cuts->by);
    object_property_set_description(machine, "cut-by", "power (default) or reset");
    object_property_add(machine, "power-cut", "string", NULL, set_power_cut, NULL, cuts);
    object_property_set_description(machine, "power-cut", "cuts the power now: T0 to T6");
    object_property_add(machine, "plant-ecc", "string", NULL, set_plant, NULL, cuts);
    object_property_set_description(machine, "plant-ecc",
                                    "ECC words that go wrong: ADDR[:single][+ADDR...]");
}

static bool by_reset(const H573Cuts* cuts, Error** errp) {
    if (cuts->by && strcmp(cuts->by, "power") != 0 && strcmp(cuts->by, "reset") != 0) {
        error_setg(errp, "cut-by=%s: power or reset expected", cuts->by);
    }
    return cuts->by && strcmp(cuts->by, "reset") == 0;
}

void h573_cuts_arm(H573Cuts* cuts, Object* machine, struct board* board) {
    struct flash_power* power = &board->power;

    cuts->board = board;
    power->cut_at = cuts->at;
    if (cuts->policy) {
        policy_number(cuts->policy, &power->policy, &error_fatal);
    }
    power->on_cut = by_reset(cuts, &error_fatal) ? NULL : on_cut;
    power->opaque = board;
    object_property_add_uint64_ptr(machine, "operations", &power->operations, OBJ_PROP_FLAG_READ);
    if (cuts->planted) {
        plant_all(cuts, cuts->planted, &error_fatal);
    }
}
