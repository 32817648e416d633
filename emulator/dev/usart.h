/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EMULATOR_DEV_USART_H
#define EMULATOR_DEV_USART_H

/* Properties: "number" 1..3, "chardev". */
#define TYPE_H573_USART "stm32h573-usart"

#endif
