/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The wires between peripherals and the GPDMAs: see dma_request.h.
 * Facts: request and trigger numbers of ST's HAL (stm32h5xx_hal_dma.h, stm32h5xx_hal_dma_ex.h).
 */
#include "qemu/osdep.h"

#include "emulator/dev/dma_request.h"

#include "qemu/bitmap.h"

static DECLARE_BITMAP(levels, H573_DMA_REQUESTS);
static NotifierList on_request = NOTIFIER_LIST_INITIALIZER(on_request);
static NotifierList on_trigger = NOTIFIER_LIST_INITIALIZER(on_trigger);
static NotifierList on_finish = NOTIFIER_LIST_INITIALIZER(on_finish);

void h573_dma_request(unsigned number, bool level) {
    bool before = test_bit(number, levels);

    if (level && !before) {
        set_bit(number, levels);
        notifier_list_notify(&on_request, NULL);
    } else if (!level) {
        clear_bit(number, levels);
    }
}

bool h573_dma_requested(unsigned number) {
    return test_bit(number, levels);
}

void h573_dma_trigger(unsigned number) {
    notifier_list_notify(&on_trigger, &number);
}

void h573_dma_finish(unsigned number) {
    notifier_list_notify(&on_finish, &number);
}

void h573_dma_on_request(Notifier* notifier) {
    notifier_list_add(&on_request, notifier);
}

void h573_dma_on_trigger(Notifier* notifier) {
    notifier_list_add(&on_trigger, notifier);
}

void h573_dma_on_finish(Notifier* notifier) {
    notifier_list_add(&on_finish, notifier);
}
