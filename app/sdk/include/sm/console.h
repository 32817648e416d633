/* SPDX-License-Identifier: Apache-2.0 */
/* The board's virtual COM port (USART1, 115200 8N1), polled. Belongs to the application. */
#ifndef SM_CONSOLE_H
#define SM_CONSOLE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

void sm_console_open(void);

/* Writes one byte; waits while the transmitter is busy. */
void sm_console_put(char c);

/* Writes a NUL-terminated text. */
void sm_console_text(const char* text);

/* The next byte received (0..255), or -1 if there is none yet. */
int sm_console_get(void);

/* Decimal, and hexadecimal of `digits` (1..8) digits. */
void sm_console_decimal(uint32_t value);
void sm_console_hex(uint32_t value, unsigned digits);
void sm_console_bytes(const uint8_t* bytes, size_t count);

/* Reads a line (without its end) into `line`, echoing; returns its length, < size. */
size_t sm_console_line(char* line, size_t size);

#ifdef __cplusplus
}
#endif

#endif
