/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-or-later */
/* The bytes of a board's files, pinned; SPEC.md says the same in words. Little endian. */
#ifndef EMULATOR_FLASH_BOARD_FORMAT_H
#define EMULATOR_FLASH_BOARD_FORMAT_H

#include <assert.h>

#include "emulator/flash/board_files.h"

enum {
    BOARD_FORMAT_VERSION = 1,
    BOARD_SECTORS = 256,
    BOARD_WORDS = BOARD_FLASH_SIZE / FLASH_WORD,
    BOARD_OBK_WORDS = 2 * OBK_SLOTS,
};

/* "SMfs", "SMok", "SMop", "SMot", "SMid" as bytes. */
#define BOARD_MAGIC_STATE 0x73664d53u
#define BOARD_MAGIC_OBK 0x6b6f4d53u
#define BOARD_MAGIC_OPTIONS 0x706f4d53u
#define BOARD_MAGIC_OTP 0x746f4d53u
#define BOARD_MAGIC_IDENTITY 0x64694d53u

struct board_header {
    uint32_t magic;
    uint32_t version;
    uint32_t value;    /* obkeys.bin: current sector; options.bin: active copy; else 0 */
    uint32_t reserved; /* zero */
};

struct board_state_file {
    struct board_header header;
    uint32_t erase_counts[BOARD_SECTORS];
    uint8_t states[BOARD_WORDS];
};

struct board_obk_file {
    struct board_header header;
    uint32_t erase_counts[2];
    uint32_t reserved[2];
    uint8_t states[BOARD_OBK_WORDS];
    uint8_t bytes[2 * OBK_SIZE];
};

struct board_options_file {
    struct board_header header;
    struct board_options copies[2];
};

struct board_otp_file {
    struct board_header header;
    uint8_t states[BOARD_OTP_HALFWORDS];
    uint8_t bytes[BOARD_OTP_SIZE];
};

struct board_identity_file {
    struct board_header header;
    struct board_identity identity;
    uint32_t reserved;
};

static_assert(sizeof(struct board_header) == 16, "file format");
static_assert(sizeof(struct board_options) == 128, "file format");
static_assert(offsetof(struct board_options, secwmr) == 28, "file format");
static_assert(offsetof(struct board_options, hdpr) == 52, "file format");
static_assert(sizeof(struct board_identity) == 60, "file format");
static_assert(offsetof(struct board_state_file, erase_counts) == 16, "file format");
static_assert(offsetof(struct board_state_file, states) == 1040, "file format");
static_assert(sizeof(struct board_state_file) == 132112, "file format");
static_assert(offsetof(struct board_obk_file, states) == 32, "file format");
static_assert(offsetof(struct board_obk_file, bytes) == 1056, "file format");
static_assert(sizeof(struct board_obk_file) == 17440, "file format");
static_assert(offsetof(struct board_options_file, copies) == 16, "file format");
static_assert(sizeof(struct board_options_file) == 272, "file format");
static_assert(offsetof(struct board_otp_file, bytes) == 1040, "file format");
static_assert(sizeof(struct board_otp_file) == 3088, "file format");
static_assert(offsetof(struct board_identity_file, identity) == 16, "file format");
static_assert(sizeof(struct board_identity_file) == 80, "file format");

#endif
