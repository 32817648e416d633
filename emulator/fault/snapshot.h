/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The whole chip at one instant, in memory: core, MPU, SAU, NVIC, SysTick, our blocks, virtual
 * time, SRAM, and what the board keeps (flash, OBKeys, OTP, options).
 *
 * One base holds everything; a snapshot holds what differs from it, in kilobytes. Taking and going
 * back cost some ten microseconds. Translated code stays valid but for bytes that change.
 */
#ifndef EMULATOR_FAULT_SNAPSHOT_H
#define EMULATOR_FAULT_SNAPSHOT_H

#include "emulator/fault/campaign.h"
#include "emulator/fault/core.h"

typedef struct FaultSnapshots FaultSnapshots;
typedef struct FaultSnapshot FaultSnapshot;

/* The base: the chip as it is now. Once. KEYS: offsets in OBKeys that somebody reads; none: all. */
FaultSnapshots* fault_snapshots_new(FaultCore* core, const FaultRanges* keys);

FaultSnapshot* fault_snapshot_new(FaultSnapshots* snapshots);
/* Replaces what SNAPSHOT held by the chip as it is now. */
void fault_snapshot_take(FaultSnapshot* snapshot);
/* The chip as it was then. KEEP_BOARD: but for what the board keeps over a power-off. */
void fault_snapshot_go_back(const FaultSnapshot* snapshot, bool keep_board);

/* True where the board was programmed, erased or had its options changed since then. */
bool fault_snapshot_board_changed(const FaultSnapshot* snapshot);

/* What of the board is not as it was then. */
typedef enum FaultDifference {
    FAULT_SAME,
    FAULT_FLASH_DIFFERS,   /* user flash, nothing else */
    FAULT_SETTINGS_DIFFER, /* the OBKeys sector that counts, OTP or options */
} FaultDifference;
FaultDifference fault_snapshot_board_difference(const FaultSnapshot* snapshot);

/*
 * True where the chip is now as it was then, in all that what follows depends on: the board, too,
 * and time where anything waits for it. MAY_DIFFER: secure addresses of SRAM that are not compared.
 */
bool fault_snapshot_is_now(const FaultSnapshot* snapshot, const FaultRanges* may_differ);
/* Of that, SRAM and what the board keeps alone. */
bool fault_snapshot_memory_is_now(const FaultSnapshot* snapshot, const FaultRanges* may_differ);
/* The chip is as it was then: other bytes in RANGES (JUNK: 1, 2), another time if none is waited
 * for. */
void fault_snapshot_spoil(const FaultSnapshot* snapshot, const FaultRanges* ranges, unsigned junk);

#endif
