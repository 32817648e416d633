/* SPDX-License-Identifier: GPL-2.0-or-later */
/* DBGMCU as the debugger's access port 0 sees it, for dev/mailbox. */
#ifndef EMULATOR_DEV_DBGMCU_H
#define EMULATOR_DEV_DBGMCU_H

#include <stdbool.h>
#include <stdint.h>

#define TYPE_H573_DBGMCU "stm32h573-dbgmcu"

enum {
    H573_DBGMCU_PORT_BASE = 0xe0044000, /* where access port 0 has the block */
    H573_DBGMCU_SIZE = 0x1000,
};

/* AT: offset of a register, a multiple of 4. What is no register reads zero and ignores writes. */
uint32_t h573_dbgmcu_port_read(unsigned at);
void h573_dbgmcu_port_write(unsigned at, uint32_t value);

/* Bits of DBG_AUTH_ACK as the H5's SVD names them (true) or as ST's drivers use them [U-30]. */
void h573_dbgmcu_ack_as_svd(bool yes);

#endif
