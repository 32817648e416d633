/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the blocks of the virtual STM32H573 must know of each other.
 *
 * One object, the chip, holds it; every device has a link property "chip"
 * (H573_CHIP_PROPERTY) and asks or tells through the functions below. A block
 * keeps its own registers; only what another block depends on is here.
 *
 * Facts: fact sheet sections 2.4 (options), 4 (HDPL), 5 (product state),
 * 8 (GTZC). "Group" is 1..4 as in GTZC1_TZSC/TZIC register names, "bit" 0..31.
 */
#ifndef EMULATOR_SOC_CHIP_H
#define EMULATOR_SOC_CHIP_H

#include "qemu/osdep.h"

#include "exec/memattrs.h"
#include "hw/qdev-core.h"
#include "hw/qdev-properties.h"
#include "qemu/notify.h"
#include "qom/object.h"

#include "emulator/flash/board_files.h"

#define TYPE_H573_CHIP "stm32h573-chip"
OBJECT_DECLARE_SIMPLE_TYPE(H573Chip, H573_CHIP)

/* In a device's property list: H573_CHIP_PROPERTY(MyState, chip) */
#define H573_CHIP_PROPERTY(state, field) \
    DEFINE_PROP_LINK("chip", state, field, TYPE_H573_CHIP, H573Chip*)

/* Why the chip was reset: the flags of RCC_RSR (fact sheet 9.1). */
typedef enum H573ResetCause {
    H573_RESET_POWER_ON = 0x0c000000, /* PINRSTF | BORRSTF */
    H573_RESET_PIN = 0x04000000,
    H573_RESET_SOFTWARE = 0x14000000, /* SFTRSTF | PINRSTF */
    H573_RESET_IWDG = 0x24000000,
    H573_RESET_WWDG = 0x44000000,
    H573_RESET_LOW_POWER = 0x84000000,
} H573ResetCause;

/* Peripherals of TZSC and sources of TZIC that more than one file names. */
enum {
    H573_TZIC_GPDMA1 = 0, /* GPDMA2 behind it */
    H573_TZIC_FLASH_REGISTERS = 2,
    H573_TZIC_FLASH_MEMORY = 3,
    H573_TZIC_SBS = 5,
    H573_TZIC_RTC = 6,
    H573_TZIC_TAMP = 7,
    H573_TZIC_PWR = 8,
    H573_TZIC_RCC = 9,
    H573_TZIC_EXTI = 10,
    H573_TZIC_TZSC = 16,
    H573_TZIC_TZIC = 17,
    H573_TZIC_BKPSRAM = 20,
    H573_TZIC_SRAM1 = 24, /* MPCBBn registers are SRAMn + 1, n step 2 */
    H573_TZIC_MPCBB1 = 25,
    H573_TZIC_GROUP4 = 4,
    H573_NO_GROUP = 0, /* "own rule": the block filters by itself */
};

enum {
    H573_SRAMS = 3,
    H573_SUPER_BLOCKS_MAX = 20, /* SRAM3; SRAM1 has 16, SRAM2 has 4 */
    H573_BLOCK = 512,
    H573_SUPER_BLOCK = 32 * H573_BLOCK,
};

/* Attributes of one SRAM, as MPCBBn's registers last set them. */
typedef struct H573Mpcbb {
    uint32_t secure[H573_SUPER_BLOCKS_MAX];     /* SECCFGRn: bit = 512-byte block */
    uint32_t privileged[H573_SUPER_BLOCKS_MAX]; /* PRIVCFGRn */
    bool srwiladis;                             /* CR bit 31 */
    bool invsecstate;                           /* CR bit 30 */
} H573Mpcbb;

/* Attributes of BKPSRAM (MPCWM4A): [start, start + length) granules of 32 B. */
typedef struct H573Watermark {
    bool enabled;
    bool secure;
    bool privileged;
    uint32_t start;
    uint32_t length;
} H573Watermark;

/* What an `illegal` notifier gets as its data. */
typedef struct H573IllegalAccess {
    unsigned group; /* 1..4 */
    unsigned bit;   /* 0..31 */
} H573IllegalAccess;

/* What the security filters see of one access. */
typedef struct H573Access {
    bool secure;
    bool privileged;
    bool master; /* not the core: a refusal is a bus error to it */
} H573Access;

/* MemTxAttrs.requester_id of such a master. */
enum { H573_REQUESTER_MASTER = 1 };

/* --- life cycle of the chip --------------------------------------------- */

/*
 * Asks for a system reset; it happens when the current instruction is done.
 * CAUSE goes to RCC_RSR. RAM is kept or erased as the option bytes say.
 */
void h573_system_reset(H573Chip* chip, H573ResetCause cause);
/* The reset pin went low and high again, at once; from the main loop, with the core stopped. */
void h573_pin_reset(H573Chip* chip);

/* Flags of RCC_RSR, gathered since h573_clear_reset_flags (RMVF). */
uint32_t h573_reset_flags(const H573Chip* chip);
void h573_clear_reset_flags(H573Chip* chip);

/* --- HDPL (SBS writes it) ------------------------------------------------ */

unsigned h573_hdpl(const H573Chip* chip);      /* 0..3 */
void h573_raise_hdpl(H573Chip* chip);          /* no effect at 3 */
unsigned h573_next_hdpl(const H573Chip* chip); /* NEXTHDPL[1:0] */
void h573_set_next_hdpl(H573Chip* chip, unsigned value);
unsigned h573_obk_hdpl(const H573Chip* chip); /* HDPL + NEXTHDPL, at most 3 */

/* --- options, as loaded at the last reset or option launch ---------------- */

bool h573_tzen(const H573Chip* chip);
uint8_t h573_product_state(const H573Chip* chip);
/* The *_CUR registers, by name. */
const struct board_options* h573_options(const H573Chip* chip);
/* New option values after a launch; the FLASH device calls it. */
void h573_set_options(H573Chip* chip, const struct board_options* options);

/* --- the board folder: flash, OBKeys, OTP, identity ----------------------- */

struct board* h573_board(H573Chip* chip);
/* 96-bit UID, 32-byte hardware unique key, 16-byte random seed. */
const struct board_identity* h573_identity(const H573Chip* chip);
/* Seed of this run (machine property "seed"; 0 asks for the host's randomness). */
uint64_t h573_seed(const H573Chip* chip);

/* --- attribution ---------------------------------------------------------- */

H573Access h573_access(MemTxAttrs attrs); /* unspecified: secure, privileged */
/* What a handler answers to a refused access: the core reads zero, unaware. */
MemTxResult h573_refusal(H573Access access);

/* For probes of isolation (fault/probe.h): how often so far, in this process. */
typedef struct H573Witness {
    unsigned refused; /* a load that read zero, a store that went nowhere */
    unsigned absent;  /* an access where nothing is modelled */
} H573Witness;
extern H573Witness h573_witness;

/* TZSC_SECCFGRn / PRIVCFGRn, n = group 1..3. The TZSC device writes them. */
bool h573_peripheral_secure(const H573Chip* chip, unsigned group, unsigned bit);
bool h573_peripheral_privileged(const H573Chip* chip, unsigned group, unsigned bit);
void h573_set_peripheral_secure(H573Chip* chip, unsigned group, uint32_t word);
void h573_set_peripheral_privileged(H573Chip* chip, unsigned group, uint32_t word);

/* SRAM n = 0..2 for SRAM1..3. Change the struct, then call h573_changed. */
H573Mpcbb* h573_mpcbb(H573Chip* chip, unsigned sram);
bool h573_block_secure(const H573Chip* chip, unsigned sram, unsigned block);
bool h573_block_privileged(const H573Chip* chip, unsigned sram, unsigned block);
H573Watermark* h573_bkpsram(H573Chip* chip);

/*
 * Tells the gates that what is visible has changed: they drop what the core
 * has cached. The setters above call it themselves; users of h573_mpcbb and
 * h573_bkpsram must.
 */
void h573_changed(H573Chip* chip);
void h573_add_changed_notifier(H573Chip* chip, Notifier* notifier);

/* Event for GTZC1_TZIC. The TZIC device listens with the notifier below. */
void h573_illegal_access(H573Chip* chip, unsigned group, unsigned bit);
void h573_add_illegal_notifier(H573Chip* chip, Notifier* notifier);

/* RTC, TAMP and BKPSRAM: PWR_DBPCR.DBP, written by PWR. */
bool h573_backup_writable(const H573Chip* chip);
void h573_set_backup_writable(H573Chip* chip, bool writable);

/* SBS_ECCNMIR.ECCNMI_MASK_EN, written by SBS, read by FLASH. */
bool h573_ecc_nmi_masked(const H573Chip* chip);
void h573_set_ecc_nmi_masked(H573Chip* chip, bool masked);

/* RAMCFG M2WPR1 and 2: bit n = the n-th kilobyte of SRAM2 takes no writes. */
uint64_t h573_protected_sram2(const H573Chip* chip);
void h573_protect_sram2(H573Chip* chip, uint64_t pages);

/* Wipes an SRAM (RAMCFG SRAMER, tamper): n = 0..2 SRAM1..3, 3 = BKPSRAM. */
void h573_erase_sram(H573Chip* chip, unsigned sram);

/*
 * Device secrets, as TAMP guards them. Blocked: SRAM2, and BKPSRAM where TAMP_ERCFGR includes it,
 * read zero and ignore writes; AES, SAES, HASH and PKA are held in reset. Forfeited: secrets were
 * erased, and DHUK is a constant until the next system reset.
 */
bool h573_secrets_blocked(const H573Chip* chip);
bool h573_bkpsram_blocked(const H573Chip* chip);
void h573_set_secrets_blocked(H573Chip* chip, bool blocked, bool with_bkpsram);
bool h573_dhuk_forfeited(const H573Chip* chip);
void h573_forfeit_dhuk(H573Chip* chip);

#endif
