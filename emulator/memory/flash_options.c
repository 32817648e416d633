/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * FLASH controller: option registers and the option launch.
 *
 * Facts followed: fact sheet 2.2, 2.4, 2.6 (option change), 5.1, 5.2.
 * Decided, each on the strict side:
 * - SECWM, HDP, SECBOOTR and SECEPOCHR are written by the secure world only, the rest by both.
 * - PRODUCT_STATE changes at HDPL 0 or 1 only, by a secure launch, in the order of `transitions`;
 *   anything else ends in OPTCHANGEERR and changes nothing [U-26].
 * - TZEN cannot be changed by software, either way [U-13]. With it off, HDP belongs to the one
 *   world there is, and the other secure options to nobody.
 * - From TZ-Closed on, WRP, SECWM and HDP are frozen; Locked freezes everything [U-11].
 * - A locked boot address, BOOT_UBE and SWAP_BANK are frozen as the lock says; locks open only by
 *   regression [U-27]. Boot addresses must lie in user flash, secure or non-secure alias [U-08].
 * - Epochs never go down; OTP block locks never open.
 * - New values act at once but SWAP_BANK, which acts at reset [U-11].
 * - OPTSTRT waits until OPTCHANGEERR is cleared; _PRG is frozen while a change runs.
 * Left out: the electrical fields' effects (BOR, HSLV, NRST).
 */
#include "emulator/memory/flash_state.h"

#include "qemu/log.h"

enum {
    OPTSR = 0x050,
    NSEPOCHR = 0x060,
    SECEPOCHR = 0x068,
    OPTSR2 = 0x070,
    NSBOOTR = 0x080,
    SECBOOTR = 0x088,
    OTPBLR = 0x090,
    SECWM1R = 0x0e0,
    WRP1R = 0x0e8,
    EDATA1R = 0x0f0,
    HDP1R = 0x0f8,
    BANK2 = 0x100,
    PRG = 4,
};

#define OPTSR_SWAP_BANK (1u << 31)
#define OPTSR_BOOT_UBE (0xffu << 22)

static const struct {
    uint16_t offset; /* of _CUR */
    bool secure;     /* _PRG is written by the secure world only */
    uint32_t mask;
    size_t field; /* in struct board_options */
} registers[] = {
    {OPTSR, false, 0xbff3ffff, offsetof(struct board_options, optsr)},
    {NSEPOCHR, false, 0x00ffffff, offsetof(struct board_options, nsepochr)},
    {SECEPOCHR, true, 0x00ffffff, offsetof(struct board_options, secepochr)},
    {OPTSR2, false, 0xff00017c, offsetof(struct board_options, optsr2)},
    {NSBOOTR, false, 0xffffffff, offsetof(struct board_options, nsbootr)},
    {SECBOOTR, true, 0xffffffff, offsetof(struct board_options, secbootr)},
    {OTPBLR, false, 0xffffffff, offsetof(struct board_options, otpblr)},
    {SECWM1R, true, 0x007f007f, offsetof(struct board_options, secwmr[0])},
    {SECWM1R + BANK2, true, 0x007f007f, offsetof(struct board_options, secwmr[1])},
    {WRP1R, false, 0xffffffff, offsetof(struct board_options, wrpr[0])},
    {WRP1R + BANK2, false, 0xffffffff, offsetof(struct board_options, wrpr[1])},
    {EDATA1R, false, 0x00008007, offsetof(struct board_options, edatar[0])},
    {EDATA1R + BANK2, false, 0x00008007, offsetof(struct board_options, edatar[1])},
    {HDP1R, true, 0x007f007f, offsetof(struct board_options, hdpr[0])},
    {HDP1R + BANK2, true, 0x007f007f, offsetof(struct board_options, hdpr[1])},
};

static uint32_t* field_of(struct board_options* options, unsigned index) {
    return (uint32_t*)((char*)options + registers[index].field);
}

static int find(unsigned offset) {
    for (unsigned i = 0; i < ARRAY_SIZE(registers); i++) {
        if ((offset & ~(unsigned)PRG) == registers[i].offset) {
            return i;
        }
    }
    return -1;
}

bool flash_option_read(H573Flash* flash, unsigned offset, uint32_t* value) {
    int index = find(offset);
    struct board_options current = *h573_options(flash->chip);

    if (index < 0) {
        return false;
    }
    *value = *field_of(offset & PRG ? &flash->pending : &current, index);
    return true;
}

static bool hdp_without_trustzone(const H573Flash* flash, int index) {
    return !h573_tzen(flash->chip) && (registers[index].offset & ~BANK2) == HDP1R;
}

bool flash_option_write(H573Flash* flash, unsigned offset, uint32_t value, H573Access access) {
    int index = find(offset);

    if (index < 0 || !(offset & PRG)) {
        return false;
    }
    if (registers[index].secure && !access.secure && !hdp_without_trustzone(flash, index)) {
        qemu_log_mask(LOG_GUEST_ERROR, "flash: non-secure write of secure option 0x%03x\n", offset);
        h573_illegal_access(flash->chip, H573_TZIC_GROUP4, H573_TZIC_FLASH_REGISTERS);
    } else if (flash->option_lock != UNLOCKED) {
        qemu_log_mask(LOG_GUEST_ERROR, "flash: option 0x%03x written while locked\n", offset);
    } else if (flash->running.code == OPERATION_OPTIONS) {
        qemu_log_mask(LOG_GUEST_ERROR, "flash: option 0x%03x written during a change\n", offset);
    } else {
        *field_of(&flash->pending, index) = value & registers[index].mask;
    }
    return true;
}

/* --- what a launch may change ----------------------------------------------------- */

static const struct {
    uint8_t from;
    uint8_t to;
} transitions[] = {
    {BOARD_OPEN, BOARD_PROVISIONING},
    {BOARD_OPEN, BOARD_IROT_PROVISIONED},
    {BOARD_PROVISIONING, BOARD_IROT_PROVISIONED},
    {BOARD_PROVISIONING, BOARD_TZ_CLOSED},
    {BOARD_PROVISIONING, BOARD_CLOSED},
    {BOARD_PROVISIONING, BOARD_LOCKED},
    {BOARD_IROT_PROVISIONED, BOARD_TZ_CLOSED},
    {BOARD_IROT_PROVISIONED, BOARD_CLOSED},
    {BOARD_IROT_PROVISIONED, BOARD_LOCKED},
    {BOARD_TZ_CLOSED, BOARD_CLOSED},
    {BOARD_TZ_CLOSED, BOARD_LOCKED},
    {BOARD_PROVISIONING, BOARD_REGRESSION},
    {BOARD_IROT_PROVISIONED, BOARD_REGRESSION},
    {BOARD_TZ_CLOSED, BOARD_REGRESSION},
    {BOARD_CLOSED, BOARD_REGRESSION},
    {BOARD_CLOSED, BOARD_NS_REGRESSION},
};

static bool transition_allowed(uint8_t from, uint8_t to) {
    for (unsigned i = 0; i < ARRAY_SIZE(transitions); i++) {
        if (transitions[i].from == from && transitions[i].to == to) {
            return true;
        }
    }
    return false;
}

/* Each check gets the values in force, the wanted ones, the asking access and the level. */
typedef struct Launch {
    const struct board_options* now;
    const struct board_options* next;
    H573Access access;
    unsigned hdpl;
} Launch;

static bool product_state_ok(const Launch* launch) {
    uint8_t from = board_product_state(launch->now);
    uint8_t to = board_product_state(launch->next);

    bool secure = launch->access.secure || !board_trustzone(launch->now);

    return from == to || (secure && launch->access.privileged && launch->hdpl <= 1 &&
                          transition_allowed(from, to));
}

static bool locked_ok(const Launch* launch) {
    return board_product_state(launch->now) != BOARD_LOCKED;
}

static bool trustzone_ok(const Launch* launch) {
    return ((launch->now->optsr2 ^ launch->next->optsr2) >> 24) == 0;
}

static bool frozen_when_closed_ok(const Launch* launch) {
    const struct board_options* now = launch->now;
    const struct board_options* next = launch->next;
    uint8_t state = board_product_state(now);

    if (state != BOARD_TZ_CLOSED && state != BOARD_CLOSED) {
        return true;
    }
    return memcmp(now->secwmr, next->secwmr, sizeof now->secwmr) == 0 &&
           memcmp(now->wrpr, next->wrpr, sizeof now->wrpr) == 0 &&
           memcmp(now->hdpr, next->hdpr, sizeof now->hdpr) == 0;
}

static bool lock_encoding_ok(uint32_t bootr) {
    return (bootr & 0xff) == BOARD_ON || (bootr & 0xff) == BOARD_OFF;
}

/* A locked boot address stays, and so does what the lock of the one in use covers. */
static bool boot_ok(const Launch* launch) {
    const struct board_options* now = launch->now;
    const struct board_options* next = launch->next;
    uint32_t used = board_trustzone(now) ? now->secbootr : now->nsbootr;
    uint32_t changed = now->optsr ^ next->optsr;

    if ((used & 0xff) == BOARD_ON && (changed & (OPTSR_BOOT_UBE | OPTSR_SWAP_BANK))) {
        return false;
    }
    if (((now->secbootr & 0xff) == BOARD_ON && now->secbootr != next->secbootr) ||
        ((now->nsbootr & 0xff) == BOARD_ON && now->nsbootr != next->nsbootr)) {
        return false;
    }
    return lock_encoding_ok(next->secbootr) && lock_encoding_ok(next->nsbootr) &&
           (next->secbootr >> 21) == (0x0c000000 >> 21) &&
           (next->nsbootr >> 21) == (0x08000000 >> 21);
}

static bool monotonic_ok(const Launch* launch) {
    return launch->next->nsepochr >= launch->now->nsepochr &&
           launch->next->secepochr >= launch->now->secepochr &&
           (launch->next->otpblr & launch->now->otpblr) == launch->now->otpblr;
}

static const struct {
    bool (*ok)(const Launch* launch);
    const char* what;
} checks[] = {
    {locked_ok, "the product is Locked"},
    {product_state_ok, "product state: not this way, not at this level, or not secure"},
    {trustzone_ok, "TZEN cannot be changed"},
    {frozen_when_closed_ok, "SECWM, WRP and HDP are frozen in a closed state"},
    {boot_ok, "boot address or its lock"},
    {monotonic_ok, "an epoch or OTP lock would go back"},
};

static const char* refusal(const Launch* launch) {
    for (unsigned i = 0; i < ARRAY_SIZE(checks); i++) {
        if (!checks[i].ok(launch)) {
            return checks[i].what;
        }
    }
    return NULL;
}

void flash_option_launch(H573Flash* flash, H573Access access) {
    struct board_options now = *h573_options(flash->chip);
    Launch launch = {&now, &flash->pending, access, h573_hdpl(flash->chip)};
    const char* why = refusal(&launch);
    const Operation operation = {.code = OPERATION_OPTIONS, .secure = access.secure};

    if (flash->side[0].sr & SR_OPTCHANGEERR) {
        qemu_log_mask(LOG_GUEST_ERROR, "flash: OPTSTRT while OPTCHANGEERR is set: ignored\n");
        return;
    }
    if (flash->buffer.mask != 0) {
        flash_flag(flash, access.secure, SR_PGSERR);
        return;
    }
    if (why) {
        qemu_log_mask(LOG_GUEST_ERROR, "flash: option launch refused: %s\n", why);
        flash->pending = now;
        flash_flag(flash, false, SR_OPTCHANGEERR);
        return;
    }
    flash_begin(flash, &operation);
}
