/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The list of what a snapshot holds of our blocks: see state.h. */
#include "emulator/soc/state.h"

enum { ITEMS_MAX = 1024, TIMERS_MAX = 256 };

static struct {
    void* bytes;
    size_t size;
} items[ITEMS_MAX];
static unsigned item_count;
static QEMUTimer* timers[TIMERS_MAX];
static unsigned timer_count;

void h573_state_add(void* bytes, size_t size) {
    g_assert(item_count < ITEMS_MAX);
    items[item_count].bytes = bytes;
    items[item_count++].size = size;
}

QEMUTimer* h573_state_timer(QEMUTimerCB* callback, void* opaque) {
    QEMUTimer* timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, callback, opaque);

    g_assert(timer_count < TIMERS_MAX);
    timers[timer_count++] = timer;
    return timer;
}

size_t h573_state_size(void) {
    size_t size = timer_count * sizeof(int64_t);

    for (unsigned i = 0; i < item_count; i++) {
        size += items[i].size;
    }
    return size;
}

void h573_state_save(void* to) {
    uint8_t* at = to;

    for (unsigned i = 0; i < timer_count; i++, at += sizeof(int64_t)) {
        int64_t expires = timer_expire_time_ns(timers[i]); /* -1: not armed */
        memcpy(at, &expires, sizeof expires);
    }
    for (unsigned i = 0; i < item_count; i++) {
        memcpy(at, items[i].bytes, items[i].size);
        at += items[i].size;
    }
}

static void timer_load(QEMUTimer* timer, int64_t expires) {
    if (expires == (int64_t)timer_expire_time_ns(timer)) {
        return;
    }
    if (expires < 0) {
        timer_del(timer);
    } else {
        timer_mod_ns(timer, expires);
    }
}

void h573_state_load(const void* from) {
    const uint8_t* at = from;

    for (unsigned i = 0; i < timer_count; i++, at += sizeof(int64_t)) {
        int64_t expires;
        memcpy(&expires, at, sizeof expires);
        timer_load(timers[i], expires);
    }
    for (unsigned i = 0; i < item_count; i++) {
        memcpy(items[i].bytes, at, items[i].size);
        at += items[i].size;
    }
}

bool h573_state_waits(void) {
    for (unsigned i = 0; i < timer_count; i++) {
        if (timer_pending(timers[i])) {
            return true;
        }
    }
    return false;
}
