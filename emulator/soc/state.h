/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the chip's blocks keep what a snapshot must hold: plain bytes and timers.
 *
 * A block registers its bytes once, when it is realized; blocks made of dev/regs.h get that for
 * free. The bytes may hold pointers that never change. A timer that is made here is saved too; one
 * made with timer_new is not.
 */
#ifndef EMULATOR_SOC_STATE_H
#define EMULATOR_SOC_STATE_H

#include "qemu/osdep.h"

#include "qemu/timer.h"

/* SIZE bytes at BYTES are state, for the life of the process. */
void h573_state_add(void* bytes, size_t size);

/* A timer of the virtual clock, in nanoseconds. */
QEMUTimer* h573_state_timer(QEMUTimerCB* callback, void* opaque);

/* Bytes a copy of all of it takes, once every block is realized. */
size_t h573_state_size(void);
void h573_state_save(void* to);
void h573_state_load(const void* from);
/* True while a timer of h573_state_timer runs. */
bool h573_state_waits(void);

#endif
