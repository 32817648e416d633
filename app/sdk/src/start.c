/* SPDX-License-Identifier: Apache-2.0 */
/* Start of a non-secure application: vector table, data, zeroed data, constructors, main. When main
 * returns, its status goes to the console; `sm run` ends with it. */
#include <stdint.h>

#include "sm/console.h"

extern uint32_t __stack_top[], __data_load[], __data_start[], __data_end[];
extern uint32_t __bss_start[], __bss_end[];
extern void (*__init_array_start[])(void);
extern void (*__init_array_end[])(void);

int main(void);
void sm_app_reset(void);

/* An application takes any of these over by defining it. */
#define HANDLER(name) void name(void) __attribute__((weak, alias("sm_app_default")))
void sm_app_default(void);
HANDLER(NMI_Handler);
HANDLER(HardFault_Handler);
HANDLER(MemManage_Handler);
HANDLER(BusFault_Handler);
HANDLER(UsageFault_Handler);
HANDLER(SVC_Handler);
HANDLER(DebugMon_Handler);
HANDLER(PendSV_Handler);
HANDLER(SysTick_Handler);
HANDLER(sm_app_interrupt);

typedef void (*Vector)(void);

__attribute__((section(".vectors"), used)) static const Vector vectors[16 + 131] = {
    (Vector)__stack_top,
    sm_app_reset,
    NMI_Handler,
    HardFault_Handler,
    MemManage_Handler,
    BusFault_Handler,
    UsageFault_Handler,
    0,
    0,
    0,
    0,
    SVC_Handler,
    DebugMon_Handler,
    0,
    PendSV_Handler,
    SysTick_Handler,
    [16 ... 146] = sm_app_interrupt};

void sm_app_reset(void) {
    uint32_t* from = __data_load;
    for (uint32_t* to = __data_start; to < __data_end;) {
        *to++ = *from++;
    }
    for (uint32_t* to = __bss_start; to < __bss_end;) {
        *to++ = 0;
    }
    for (void (**init)(void) = __init_array_start; init < __init_array_end; ++init) {
        (*init)();
    }
    int status = main();
    sm_console_open();
    sm_console_text("application: ended with ");
    sm_console_decimal((uint32_t)status & 0xFFU);
    sm_console_text("\r\n");
    sm_app_default();
}

void sm_app_default(void) {
    for (;;) {
        __asm volatile("wfi");
    }
}
