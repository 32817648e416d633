/* SPDX-License-Identifier: Apache-2.0 */
/* Interrupts of a partition: each function is its supervisor call. */
#include "modules/sdk/src/svc.h"
#include "psa/service.h"

void psa_irq_enable(psa_signal_t irq_signal) {
    (void)SM_SVC(SM_SVC_IRQ_ENABLE, irq_signal, 0, 0, 0);
}

psa_irq_status_t psa_irq_disable(psa_signal_t irq_signal) {
    return SM_SVC(SM_SVC_IRQ_DISABLE, irq_signal, 0, 0, 0);
}

void psa_reset_signal(psa_signal_t irq_signal) {
    (void)SM_SVC(SM_SVC_RESET_SIGNAL, irq_signal, 0, 0, 0);
}

void psa_eoi(psa_signal_t irq_signal) {
    (void)SM_SVC(SM_SVC_EOI, irq_signal, 0, 0, 0);
}
