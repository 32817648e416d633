/* SPDX-License-Identifier: Apache-2.0 */
/* What the manager tells the application about the system: components that were verified and
 * measured in this boot, the log, the state of the modules. Nothing secret is in it. The records
 * are those of manager/abi/record.h. */
#ifndef SM_RECORD_H
#define SM_RECORD_H

#include "manager/abi/record.h"
#include "psa/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Each copies record number `index` (0..) into `out`; PSA_ERROR_DOES_NOT_EXIST behind the last one.
 * Log entries come newest first. */
psa_status_t sm_record_component(uint32_t index, struct sm_component_record* out);
psa_status_t sm_record_log(uint32_t index, struct sm_log_record* out);
psa_status_t sm_record_module(uint32_t index, struct sm_module_record* out);

#ifdef __cplusplus
}
#endif

#endif
