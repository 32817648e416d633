/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The chip object: state shared by the blocks.
 *
 * Facts followed: fact sheet 2.4 (SRAM2_RST, SRAM13_RST), 4.1/4.2 (HDPL starts at
 * 0 at any system reset, no effect of an increment at 3), 8.1 (TZSC resets to
 * non-secure), 8.3 (MPCBB resets to all secure and privileged while TZEN is on),
 * 9.1 (RCC_RSR).
 * Modelled: the above; RAM poisoned at power-on from the run's seed.
 * With TZEN off nothing is secure, whatever TZSC and MPCBB hold; privilege still counts.
 * Left out: EPOCH.
 */
#include "emulator/soc/chip.h"

#include "emulator/soc/chip_internal.h"
#include "emulator/soc/state.h"
#include "qemu/guest-random.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "qemu/units.h"
#include "system/runstate.h"

struct H573Chip {
    DeviceState parent_obj;

    struct board* board;
    struct board_identity identity;
    struct board_options options;
    uint64_t seed;
    AddressSpace* bus;

    uint32_t reset_flags;
    uint32_t pending_cause;
    unsigned hdpl;
    unsigned next_hdpl;
    bool tzen;
    bool backup_writable;
    bool ecc_nmi_masked;
    bool secrets_blocked;
    bool bkpsram_blocked;
    bool dhuk_forfeited;

    uint32_t peripheral_secure[4]; /* index = group, 0 unused */
    uint32_t peripheral_privileged[4];
    H573Mpcbb mpcbb[H573_SRAMS];
    H573Watermark bkpsram;
    uint64_t protected_sram2;

    NotifierList changed;
    NotifierList illegal;
    void (*reset_caught)(void* opaque);
    void* reset_opaque;
};

/* NS address and size of SRAM1..3 and BKPSRAM. */
static const struct {
    uint32_t base;
    uint32_t size;
    uint32_t keep_bit; /* OPTSR2: 1 = kept over system reset */
} srams[] = {
    {0x20000000, 256 * KiB, 1u << 2},
    {0x20040000, 64 * KiB, 1u << 3},
    {0x20050000, 320 * KiB, 1u << 2},
    {0x40036400, H573_BKPSRAM_SIZE, 0},
};

/* --- life cycle --------------------------------------------------------------- */

static void load_options(H573Chip* chip) {
    chip->options = board_get_options(chip->board);
    chip->tzen = board_trustzone(&chip->options);
}

void h573_chip_attach(H573Chip* chip, struct board* board, uint64_t seed, AddressSpace* bus) {
    chip->board = board;
    chip->identity = board_get_identity(board);
    chip->seed = seed;
    chip->bus = bus;
    load_options(chip);
    h573_state_add(&chip->options, sizeof chip->options);
    h573_state_add(&chip->reset_flags,
                   offsetof(H573Chip, changed) - offsetof(H573Chip, reset_flags));
}

void h573_chip_catch_reset(H573Chip* chip, void (*caught)(void* opaque), void* opaque) {
    chip->reset_caught = caught;
    chip->reset_opaque = opaque;
}

AddressSpace* h573_bus(const H573Chip* chip) {
    return chip->bus;
}

void h573_erase_sram(H573Chip* chip, unsigned sram) {
    address_space_set(chip->bus, H573_FAST_BASE + srams[sram].base, 0, srams[sram].size,
                      MEMTXATTRS_UNSPECIFIED);
}

/* xorshift64: STATE is never 0. */
static void poison(uint8_t* bytes, unsigned size, uint64_t* state) {
    for (unsigned at = 0; at < size; at += 8) {
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        memcpy(bytes + at, state, 8);
    }
}

void h573_chip_power_on(H573Chip* chip) {
    uint64_t state = chip->seed;
    uint8_t backup[H573_BKPSRAM_SIZE];

    while (state == 0) {
        qemu_guest_getrandom_nofail(&state, sizeof state);
    }
    poison(chip->board->sram, BOARD_SRAM_SIZE, &state);
    poison(backup, sizeof backup, &state);
    address_space_write(chip->bus, H573_FAST_BASE + srams[3].base, MEMTXATTRS_UNSPECIFIED, backup,
                        sizeof backup);
    chip->pending_cause = H573_RESET_POWER_ON;
}

static void erase_srams(H573Chip* chip) {
    for (unsigned i = 0; i < H573_SRAMS; i++) {
        if (!(chip->options.optsr2 & srams[i].keep_bit)) {
            h573_erase_sram(chip, i);
        }
    }
}

void h573_chip_reset(H573Chip* chip) {
    chip->reset_flags |= chip->pending_cause ? chip->pending_cause : H573_RESET_PIN;
    chip->pending_cause = 0;
    chip->hdpl = 0;
    chip->next_hdpl = 0;
    chip->backup_writable = false;
    chip->dhuk_forfeited = false;
    chip->ecc_nmi_masked = false;
    load_options(chip);
    memset(chip->peripheral_secure, 0, sizeof chip->peripheral_secure);
    memset(chip->peripheral_privileged, 0, sizeof chip->peripheral_privileged);
    for (unsigned i = 0; i < H573_SRAMS; i++) {
        chip->mpcbb[i] = (H573Mpcbb){};
        memset(chip->mpcbb[i].secure, chip->tzen ? 0xff : 0, sizeof chip->mpcbb[i].secure);
        memset(chip->mpcbb[i].privileged, chip->tzen ? 0xff : 0, sizeof chip->mpcbb[i].privileged);
    }
    chip->protected_sram2 = 0;
    chip->bkpsram = (H573Watermark){};
    erase_srams(chip);
    h573_changed(chip);
}

void h573_system_reset(H573Chip* chip, H573ResetCause cause) {
    chip->pending_cause |= cause;
    if (chip->reset_caught) {
        chip->reset_caught(chip->reset_opaque);
        return;
    }
    qemu_system_reset_request(SHUTDOWN_CAUSE_GUEST_RESET);
}

void h573_pin_reset(H573Chip* chip) {
    chip->pending_cause |= H573_RESET_PIN;
    qemu_system_reset(SHUTDOWN_CAUSE_GUEST_RESET);
}

uint32_t h573_reset_flags(const H573Chip* chip) {
    return chip->reset_flags;
}

void h573_clear_reset_flags(H573Chip* chip) {
    chip->reset_flags = 0;
}

/* --- HDPL ----------------------------------------------------------------------- */

unsigned h573_hdpl(const H573Chip* chip) {
    return chip->hdpl;
}

void h573_raise_hdpl(H573Chip* chip) {
    if (chip->hdpl < 3) {
        chip->hdpl++;
        h573_changed(chip);
    }
}

unsigned h573_next_hdpl(const H573Chip* chip) {
    return chip->next_hdpl;
}

void h573_set_next_hdpl(H573Chip* chip, unsigned value) {
    chip->next_hdpl = value & 3;
}

unsigned h573_obk_hdpl(const H573Chip* chip) {
    return MIN(chip->hdpl + chip->next_hdpl, 3u);
}

/* --- options and board ------------------------------------------------------------ */

bool h573_tzen(const H573Chip* chip) {
    return chip->tzen;
}

uint8_t h573_product_state(const H573Chip* chip) {
    return board_product_state(&chip->options);
}

const struct board_options* h573_options(const H573Chip* chip) {
    return &chip->options;
}

void h573_set_options(H573Chip* chip, const struct board_options* options) {
    chip->options = *options;
    h573_changed(chip);
}

struct board* h573_board(H573Chip* chip) {
    return chip->board;
}

const struct board_identity* h573_identity(const H573Chip* chip) {
    return &chip->identity;
}

uint64_t h573_seed(const H573Chip* chip) {
    return chip->seed;
}

/* --- attribution ------------------------------------------------------------------- */

H573Access h573_access(MemTxAttrs attrs) {
    if (attrs.unspecified) {
        return (H573Access){.secure = true, .privileged = true};
    }
    return (H573Access){.secure = attrs.secure,
                        .privileged = !attrs.user,
                        .master = attrs.requester_id == H573_REQUESTER_MASTER};
}

H573Witness h573_witness;

MemTxResult h573_refusal(H573Access access) {
    h573_witness.refused++;
    return access.master ? MEMTX_ERROR : MEMTX_OK;
}

bool h573_peripheral_secure(const H573Chip* chip, unsigned group, unsigned bit) {
    return chip->tzen && (chip->peripheral_secure[group] >> bit & 1);
}

bool h573_peripheral_privileged(const H573Chip* chip, unsigned group, unsigned bit) {
    return chip->peripheral_privileged[group] >> bit & 1;
}

void h573_set_peripheral_secure(H573Chip* chip, unsigned group, uint32_t word) {
    chip->peripheral_secure[group] = word;
}

void h573_set_peripheral_privileged(H573Chip* chip, unsigned group, uint32_t word) {
    chip->peripheral_privileged[group] = word;
}

H573Mpcbb* h573_mpcbb(H573Chip* chip, unsigned sram) {
    return &chip->mpcbb[sram];
}

bool h573_block_secure(const H573Chip* chip, unsigned sram, unsigned block) {
    return chip->tzen && (chip->mpcbb[sram].secure[block / 32] >> (block % 32) & 1);
}

bool h573_block_privileged(const H573Chip* chip, unsigned sram, unsigned block) {
    return chip->mpcbb[sram].privileged[block / 32] >> (block % 32) & 1;
}

H573Watermark* h573_bkpsram(H573Chip* chip) {
    return &chip->bkpsram;
}

void h573_changed(H573Chip* chip) {
    notifier_list_notify(&chip->changed, chip);
}

void h573_add_changed_notifier(H573Chip* chip, Notifier* notifier) {
    notifier_list_add(&chip->changed, notifier);
}

void h573_illegal_access(H573Chip* chip, unsigned group, unsigned bit) {
    H573IllegalAccess event = {.group = group, .bit = bit};

    notifier_list_notify(&chip->illegal, &event);
}

void h573_add_illegal_notifier(H573Chip* chip, Notifier* notifier) {
    notifier_list_add(&chip->illegal, notifier);
}

uint64_t h573_protected_sram2(const H573Chip* chip) {
    return chip->protected_sram2;
}

void h573_protect_sram2(H573Chip* chip, uint64_t pages) {
    chip->protected_sram2 = pages;
    h573_changed(chip);
}

bool h573_backup_writable(const H573Chip* chip) {
    return chip->backup_writable;
}

void h573_set_backup_writable(H573Chip* chip, bool writable) {
    chip->backup_writable = writable;
}

bool h573_secrets_blocked(const H573Chip* chip) {
    return chip->secrets_blocked;
}

bool h573_bkpsram_blocked(const H573Chip* chip) {
    return chip->bkpsram_blocked;
}

void h573_set_secrets_blocked(H573Chip* chip, bool blocked, bool with_bkpsram) {
    bool changed = chip->secrets_blocked != blocked;

    chip->secrets_blocked = blocked;
    chip->bkpsram_blocked = blocked && with_bkpsram;
    if (changed) {
        h573_changed(chip);
    }
}

bool h573_dhuk_forfeited(const H573Chip* chip) {
    return chip->dhuk_forfeited;
}

void h573_forfeit_dhuk(H573Chip* chip) {
    chip->dhuk_forfeited = true;
}

bool h573_ecc_nmi_masked(const H573Chip* chip) {
    return chip->ecc_nmi_masked;
}

void h573_set_ecc_nmi_masked(H573Chip* chip, bool masked) {
    chip->ecc_nmi_masked = masked;
}

/* --- type ---------------------------------------------------------------------------- */

static void h573_chip_init(Object* object) {
    H573Chip* chip = H573_CHIP(object);

    notifier_list_init(&chip->changed);
    notifier_list_init(&chip->illegal);
}

static const TypeInfo h573_chip_types[] = {
    {
        .name = TYPE_H573_CHIP,
        .parent = TYPE_DEVICE,
        .instance_size = sizeof(H573Chip),
        .instance_init = h573_chip_init,
    },
};

DEFINE_TYPES(h573_chip_types)
