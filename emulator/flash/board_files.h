/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-or-later */
/*
 * A board is a folder; this opens one. Its files are what survives power-off:
 * the emulator maps them shared, so that killing it at any instant loses
 * nothing. SPEC.md here describes every byte.
 *
 *   flash.bin     2 MB, the bytes of both banks, nothing else
 *   flash.state   word states and erase counters
 *   obkeys.bin    both OBKeys sectors, their states, which one counts
 *   options.bin   the option registers, in two copies
 *   otp.bin       one-time programmable area
 *   identity.bin  unique id, hardware unique key, random seed
 *   sram.bin      640 KB: SRAM1..3 at the last moment of power
 *
 * Functions that can fail return false or NULL and leave one line of text, in
 * words for the user, in ERROR (char[BOARD_ERROR]).
 */
#ifndef EMULATOR_FLASH_BOARD_FILES_H
#define EMULATOR_FLASH_BOARD_FILES_H

#include "emulator/flash/flash_model.h"
#include "emulator/flash/half_words.h"
#include "emulator/flash/obk_store.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    BOARD_ERROR = 512, /* bytes of an error text */
    BOARD_FLASH_SIZE = 2 * 1024 * 1024,
    BOARD_SRAM_SIZE = 640 * 1024, /* SRAM1 256 KB, SRAM2 64 KB, SRAM3 320 KB */
    BOARD_SRAM1 = 0,
    BOARD_SRAM2 = 256 * 1024,
    BOARD_SRAM3 = 320 * 1024,
    BOARD_OTP_SIZE = 2048,
    BOARD_OTP_HALFWORDS = 1024,
    BOARD_UID_SIZE = 12,
    BOARD_HUK_SIZE = 32,
    BOARD_SEED_SIZE = 16,
};

/* PRODUCT_STATE, OPTSR[15:8]. */
enum board_product_state {
    BOARD_OPEN = 0xED,
    BOARD_PROVISIONING = 0x17,
    BOARD_IROT_PROVISIONED = 0x2E,
    BOARD_TZ_CLOSED = 0xC6,
    BOARD_CLOSED = 0x72,
    BOARD_LOCKED = 0x5C,
    BOARD_REGRESSION = 0x9A,
    BOARD_NS_REGRESSION = 0xA3,
};

enum {
    BOARD_ON = 0xB4, /* TZEN, *_LOCK, BOOT_UBE = OEM-iRoT */
    BOARD_OFF = 0xC3,
};

/* The *_CUR option registers, bits as in the FLASH controller. Bank 1 is index 0. */
struct board_options {
    uint32_t optsr;
    uint32_t nsepochr;
    uint32_t secepochr;
    uint32_t optsr2;
    uint32_t nsbootr;
    uint32_t secbootr;
    uint32_t otpblr;
    uint32_t secwmr[2];
    uint32_t wrpr[2];
    uint32_t edatar[2];
    uint32_t hdpr[2];
    uint32_t reserved[17]; /* zero */
};

struct board_identity {
    uint8_t uid[BOARD_UID_SIZE];
    uint8_t huk[BOARD_HUK_SIZE];
    uint8_t seed[BOARD_SEED_SIZE];
};

struct board {
    struct flash_power power; /* counts and cuts the operations of all stores */
    struct flash_model flash; /* geometry flash_geometry_h573 */
    struct obk_store obk;
    struct otp_store otp; /* BOARD_OTP_SIZE bytes */
    uint8_t* sram;        /* BOARD_SRAM_SIZE bytes */
    struct board_files* files;
};

/* The option values of a part that leaves ST: Open, TrustZone off, nothing protected. */
struct board_options board_factory_options(void);

/*
 * Makes folder DIR (its parent must exist) with a blank board: all flash erased,
 * OBKeys empty, factory options, a fresh identity from the host's random source
 * (or IDENTITY, if not NULL). Refuses where a board is already.
 */
bool board_create(const char* dir, const struct board_identity* identity, char* error);

/*
 * Opens the board in DIR. WRITABLE: takes a lock, refused while another process
 * holds it; otherwise everything is mapped read-only and may change underfoot.
 * Close with board_close.
 */
struct board* board_open(const char* dir, bool writable, char* error);
void board_close(struct board* board);

/*
 * The bytes of file NUMBER of an open board, as they are on the disk, for who compares boards:
 * 0 flash.bin, 1 flash.state, 2 obkeys.bin, 3 options.bin, 4 otp.bin.
 */
enum { BOARD_STORES = 5 };
uint8_t* board_file(struct board* board, unsigned number, size_t* size);

/* The options in force. board_set_options replaces them all at once (never half). */
struct board_options board_get_options(const struct board* board);
enum flash_result board_set_options(struct board* board, const struct board_options* options);
struct board_identity board_get_identity(const struct board* board);

static inline uint8_t board_product_state(const struct board_options* options) {
    return (uint8_t)(options->optsr >> 8);
}

static inline bool board_trustzone(const struct board_options* options) {
    return (options->optsr2 >> 24) == BOARD_ON;
}

/* --- what a programmer on the debug port would do --------------------------- */

/*
 * Writes SIZE bytes at OFFSET (0..2 MB, both banks, multiple of 16): erases the
 * sectors touched, keeps what they hold beside it, fills the last word with 0xFF.
 */
bool board_program(struct board* board, uint32_t offset, const void* data, uint32_t size,
                   char* error);
bool board_erase(struct board* board, uint32_t offset, uint32_t size, char* error);
/*
 * Writes whole slots of OBKeys of any level: OFFSET and SIZE multiples of 16,
 * within 0..0x1FEF. Other slots keep their contents. All or nothing.
 */
bool board_obk_write(struct board* board, uint32_t offset, const void* data, uint32_t size,
                     char* error);
/* Reads as the owner of the key would; unwritten slots are 0xFF. False: ECC error or range. */
bool board_obk_read(struct board* board, uint32_t offset, void* out, uint32_t size, char* error);
/*
 * Makes the ECC word at ADDRESS go wrong: user flash (16 bytes, physical bank 1 first), OBKeys
 * (of the current sector), high-cycle data, OTP (2 bytes); either alias of each. What it holds
 * stays.
 */
bool board_plant(struct board* board, uint32_t address, enum flash_plant what, char* error);

/* High-cycle data as the options have it: the flash sector behind OFFSET, or false. */
enum {
    BOARD_EDATA_BANK = EDATA_SECTORS * EDATA_SECTOR_SIZE, /* bytes */
    BOARD_EDATA_SIZE = 2 * BOARD_EDATA_BANK,
};
bool board_edata_sector(const struct board_options* options, uint32_t offset, uint32_t* sector);
/* Is SECTOR (over both banks) used for high-cycle data? */
bool board_is_edata(const struct board_options* options, uint32_t sector);

#ifdef __cplusplus
}
#endif

#endif
