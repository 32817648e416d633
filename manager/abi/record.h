/* SPDX-License-Identifier: Apache-2.0 */
/* What SM_VENEER_RECORD writes into the caller's buffer. C and C++ include this. A record is cut to
 * the buffer; its real size is the result's upper bound, so a later manager may append fields. */
#pragma once

#include <stdint.h>

/* SM_RECORD_COMPONENT: lib/handover ComponentRecord. */
struct sm_component_record {
    uint32_t component; /* 1 iROT, 2 uROT, 3 manager, 4 application, 8..15 data, >= 0x100 module */
    uint32_t owner;
    uint8_t major;
    uint8_t minor;
    uint16_t revision;
    uint32_t build;
    uint32_t security_counter;
    uint32_t payload_address;
    uint32_t payload_size;
    uint32_t flags;
    uint8_t measurement[32];
    uint8_t signer[32];
};

/* flags of a component's record */
#define SM_COMPONENT_VERIFIED 0x01u
#define SM_COMPONENT_REFUSED 0x20u /* data only: it was refused in this boot, and lies secure */

/* SM_RECORD_LOG: lib/handover LogEntry, index 0 = newest. */
struct sm_log_record {
    uint32_t sequence;
    uint32_t code;
    uint32_t component;
    uint8_t stage;
    uint8_t kind; /* 1 event, 2 refusal, 3 module fault, 4 call refused */
    uint16_t reserved;
    uint32_t pc;
    uint32_t address;
    uint32_t detail;
    uint32_t boot;
};

/* SM_RECORD_MODULE: the index-th module known to the manager. */
struct sm_module_record {
    uint32_t id;
    uint32_t owner;
    char name[16];
    uint32_t state;      /* SM_MODULE_* */
    uint32_t faults;     /* in this boot */
    uint32_t last_fault; /* lib/error value, 0 = none */
    uint32_t built_in;   /* 1 = inside the manager's image */
    uint32_t ram_size;
    uint32_t image_size;
};

#define SM_MODULE_STOPPED 0 /* starts at its next call */
#define SM_MODULE_STARTING 1
#define SM_MODULE_READY 2
#define SM_MODULE_SERVING 3
#define SM_MODULE_DEAD 4 /* refused to start, or failed too often */
