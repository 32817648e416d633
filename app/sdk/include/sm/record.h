/* SPDX-License-Identifier: Apache-2.0 */
/* What the manager tells the application about the system: components that were verified and
 * measured in this boot, the log, the state of the modules. Nothing secret is in it. */
#ifndef SM_RECORD_H
#define SM_RECORD_H

#include <stdint.h>

#include "psa/error.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sm_component_record { /* lib/handover ComponentRecord */
    uint32_t component;              /* 1 iROT, 2 uROT, 3 manager, 4 application, else module id */
    uint32_t owner;                  /* 0 = the product's own */
    uint8_t version_major;
    uint8_t version_minor;
    uint16_t version_revision;
    uint32_t version_build;
    uint32_t security_counter;
    uint32_t payload_address;
    uint32_t payload_size;
    uint32_t flags;
    uint8_t measurement[32]; /* SHA-256 of header, payload and protected TLVs */
    uint8_t signer[32];      /* SHA-256 of the signer's SubjectPublicKeyInfo */
} sm_component_record;

typedef struct sm_log_record { /* lib/handover LogEntry */
    uint32_t sequence;
    uint32_t code; /* `sm explain` names it */
    uint32_t component;
    uint8_t stage;
    uint8_t kind; /* 1 event, 2 refusal, 3 module fault, 4 call refused */
    uint16_t reserved;
    uint32_t pc;
    uint32_t address;
    uint32_t detail;
    uint32_t boot;
} sm_log_record;

typedef struct sm_module_record { /* manager/abi/record.h */
    uint32_t id;
    uint32_t owner;
    uint32_t state;  /* 0 absent, 1 idle, 2 running, 3 faulted, 4 stopped */
    uint32_t faults; /* since the boot */
    char name[16];   /* NUL-padded */
} sm_module_record;

/* Each copies record number `index` (0..) into `out`; PSA_ERROR_DOES_NOT_EXIST behind the last one.
 * Log entries come newest first. */
psa_status_t sm_record_component(uint32_t index, sm_component_record* out);
psa_status_t sm_record_log(uint32_t index, sm_log_record* out);
psa_status_t sm_record_module(uint32_t index, sm_module_record* out);

#ifdef __cplusplus
}
#endif

#endif
