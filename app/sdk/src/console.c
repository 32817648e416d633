/* SPDX-License-Identifier: Apache-2.0 */
#include "sm/console.h"

#define REG(address) (*(volatile uint32_t*)(address))

/* Non-secure aliases. RCC and GPIOA: clock and pins PA9/PA10, alternate function 7. */
#define RCC_AHB2ENR REG(0x44020C8CU)
#define RCC_APB2ENR REG(0x44020CA4U)
#define GPIOA_MODER REG(0x42020000U)
#define GPIOA_AFRH REG(0x42020024U)
#define USART1_CR1 REG(0x40013800U)
#define USART1_BRR REG(0x4001380CU)
#define USART1_ISR REG(0x4001381CU)
#define USART1_RDR REG(0x40013824U)
#define USART1_TDR REG(0x40013828U)

#define CLOCK_HZ 64000000U /* HSI, as the boot stages leave it */
#define BAUD 115200U
#define ISR_RXNE (1U << 5)
#define ISR_TXE (1U << 7)
#define CR1_UE_RE_TE 0x0000000DU

void sm_console_open(void) {
    RCC_AHB2ENR |= 1U << 0;
    RCC_APB2ENR |= 1U << 14;
    GPIOA_MODER = (GPIOA_MODER & ~(0xFU << 18)) | (0xAU << 18);
    GPIOA_AFRH = (GPIOA_AFRH & ~0xFF0U) | 0x770U;
    USART1_CR1 = 0;
    USART1_BRR = CLOCK_HZ / BAUD;
    USART1_CR1 = CR1_UE_RE_TE;
}

void sm_console_put(char c) {
    while ((USART1_ISR & ISR_TXE) == 0) {
    }
    USART1_TDR = (uint8_t)c;
}

void sm_console_text(const char* text) {
    while (*text != '\0') {
        sm_console_put(*text++);
    }
}

int sm_console_get(void) {
    return (USART1_ISR & ISR_RXNE) != 0 ? (int)(USART1_RDR & 0xFFU) : -1;
}

void sm_console_decimal(uint32_t value) {
    char digits[10];
    unsigned count = 0;
    do {
        digits[count++] = (char)('0' + value % 10U);
        value /= 10U;
    } while (value != 0);
    while (count != 0) {
        sm_console_put(digits[--count]);
    }
}

void sm_console_hex(uint32_t value, unsigned digits) {
    while (digits != 0) {
        --digits;
        sm_console_put("0123456789abcdef"[(value >> (4U * digits)) & 0xFU]);
    }
}

void sm_console_bytes(const uint8_t* bytes, size_t count) {
    for (size_t i = 0; i < count; ++i) {
        sm_console_hex(bytes[i], 2);
    }
}

size_t sm_console_line(char* line, size_t size) {
    size_t length = 0;
    for (;;) {
        int c = sm_console_get();
        if (c == '\r' || c == '\n') {
            sm_console_text("\r\n");
            line[length] = '\0';
            return length;
        }
        if ((c == 0x7F || c == '\b') && length != 0) {
            --length;
            sm_console_text("\b \b");
        } else if (c >= ' ' && c < 0x7F && length + 1 < size) {
            line[length++] = (char)c;
            sm_console_put((char)c);
        }
    }
}
