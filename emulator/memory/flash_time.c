/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * FLASH controller: how long an operation takes, and what a reset makes of it.
 *
 * Facts followed: fact sheet 2.2 (OPSR, of the reset before this one), 2.3 (BSY, EOP), 2.6.
 * Decided [U-39]: an operation ends when a status register has been read busy as often as the
 * table says, whoever reads; or, for who sleeps until the interrupt, some virtual time later; or
 * after 200 ms in any case. Both numbers are ours; polls keep a run's instruction count the same
 * on every host. Reading flash meanwhile waits for the end [U-07]; whatever would begin another
 * operation, or changes a control register, is refused with PGSERR. What a reset interrupts is
 * torn: a write by T3, an erase by T5, options and swap stay as they were. OPSR is zero after
 * power-on and after a reset that interrupted nothing.
 * Left out: read-while-write between banks (no one waits for the core's own fetches).
 */
#include "emulator/memory/flash_state.h"

#include "emulator/soc/state.h"
#include "hw/core/cpu.h"
#include "qemu/log.h"
#include "qemu/timer.h"

/* Busy polls and, for a sleeping core, nanoseconds. */
static const struct {
    unsigned polls;
    int64_t ns;
} durations[] = {
    [OPERATION_WRITE] = {2, 50 * SCALE_US},       [OPERATION_OBK_ERASE] = {4, 2 * SCALE_MS},
    [OPERATION_SECTOR_ERASE] = {4, 2 * SCALE_MS}, [OPERATION_BANK_ERASE] = {8, 8 * SCALE_MS},
    [OPERATION_MASS_ERASE] = {8, 16 * SCALE_MS},  [OPERATION_OPTIONS] = {4, 4 * SCALE_MS},
    [OPERATION_OBK_SWAP] = {4, 4 * SCALE_MS},
};

enum { LONGEST_NS = 200 * SCALE_MS };

bool flash_is_busy(const H573Flash* flash) {
    return flash->running.code != OPERATION_NONE;
}

bool flash_may_begin(H573Flash* flash, bool secure, const char* what) {
    if (!flash_is_busy(flash)) {
        return true;
    }
    qemu_log_mask(LOG_GUEST_ERROR, "flash: %s while an operation runs (BSY)\n", what);
    flash_flag(flash, secure, SR_PGSERR);
    return false;
}

static void finish(H573Flash* flash) {
    Operation done = flash->running;
    uint32_t flags = flash_operation_perform(flash, &done);

    flash->running = (Operation){};
    timer_del(flash->timer);
    flash_flag(flash, done.code == OPERATION_OPTIONS ? false : done.secure, flags);
}

void flash_stall(H573Flash* flash) {
    if (flash_is_busy(flash)) {
        finish(flash);
    }
}

void flash_poll(H573Flash* flash) {
    if (flash_is_busy(flash) && --flash->running.polls == 0) {
        finish(flash);
    }
}

static void arm_timer(H573Flash* flash) {
    timer_mod(flash->timer,
              qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) + durations[flash->running.code].ns);
}

static void on_timer(void* opaque) {
    H573Flash* flash = opaque;
    int64_t now = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);

    if (!flash_is_busy(flash)) {
        return;
    }
    if (first_cpu->halted || now - flash->running.started >= LONGEST_NS) {
        finish(flash);
    } else {
        arm_timer(flash);
    }
}

/* --- power cuts and resets ----------------------------------------------------------- */

static bool cut_due(const H573Flash* flash) {
    const struct flash_power* power = &flash->board->power;

    return power->cut_at > power->operations &&
           power->cut_at <= power->operations + flash_operation_count(&flash->running);
}

/* Nobody sees more of an operation that ends in a power cut than its beginning. */
static void begin_cut(H573Flash* flash) {
    struct flash_power* power = &flash->board->power;

    if (power->on_cut) {
        finish(flash);
        return;
    }
    flash->running.polls = UINT_MAX;
    timer_del(flash->timer);
    h573_system_reset(flash->chip, H573_RESET_PIN);
}

void flash_begin(H573Flash* flash, const Operation* operation) {
    flash->running = *operation;
    flash->running.polls = durations[operation->code].polls;
    flash->running.started = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
    flash_show_result(flash, operation);
    arm_timer(flash);
    if (cut_due(flash)) {
        begin_cut(flash);
    }
}

static enum flash_cut policy_of_reset(OperationCode code) {
    switch (code) {
        case OPERATION_WRITE:
            return FLASH_CUT_BITS;
        case OPERATION_OPTIONS:
        case OPERATION_OBK_SWAP:
            return FLASH_CUT_NOTHING;
        default:
            return FLASH_CUT_ERASE_MIX;
    }
}

static void tear(H573Flash* flash, enum flash_cut policy) {
    struct flash_power* power = &flash->board->power;

    power->cut_at = power->operations + 1;
    power->policy = policy;
    flash_operation_perform(flash, &flash->running);
}

void h573_flash_interrupt(H573Flash* flash) {
    struct flash_power* power = &flash->board->power;
    struct flash_power before = *power;

    flash->opsr = 0;
    if (!flash_is_busy(flash)) {
        return;
    }
    flash->opsr = flash_operation_opsr(&flash->running);
    if (cut_due(flash)) {
        flash_operation_perform(flash, &flash->running);
        before.cut_at = 0;
    } else {
        power->on_cut = NULL;
        tear(flash, policy_of_reset(flash->running.code));
    }
    before.operations = power->operations;
    *power = before;
    flash->running = (Operation){};
    timer_del(flash->timer);
    flash_refresh(flash, 0, BOARD_FLASH_SIZE);
}

void h573_flash_power_cut(H573Flash* flash, enum flash_cut policy) {
    struct flash_power* power = &flash->board->power;

    if (flash_is_busy(flash)) {
        tear(flash, policy);
    }
    power->lost = true;
    power->on_cut(power->opaque);
}

void h573_flash_look_again(H573Flash* flash) {
    h573_gates_flush();
}

void flash_time_init(H573Flash* flash) {
    flash->timer = h573_state_timer(on_timer, flash);
}
