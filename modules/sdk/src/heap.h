/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

/* Where malloc takes from: what is left of the module's RAM behind its data. */
void sm_heap_set(void* start, void* end);

#ifdef __cplusplus
}
#endif
