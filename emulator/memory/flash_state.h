/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The FLASH controller's parts among themselves. */
#ifndef EMULATOR_MEMORY_FLASH_STATE_H
#define EMULATOR_MEMORY_FLASH_STATE_H

#include "emulator/memory/flash.h"
#include "emulator/memory/gate.h"

enum {
    BANK_SIZE = 1024 * 1024,
    SECTOR_SIZE = 8192,
    BANK_SECTORS = 128,
};

/* NSCR and SECCR. */
enum {
    CR_LOCK = 1 << 0,
    CR_PG = 1 << 1,
    CR_SER = 1 << 2,
    CR_BER = 1 << 3,
    CR_FW = 1 << 4,
    CR_STRT = 1 << 5,
    CR_SNB_SHIFT = 6,
    CR_MER = 1 << 15,
    CR_INV = 1 << 29,
};
#define CR_BKSEL (1u << 31)

/* NSSR and SECSR; interrupt enables are at the same bits of the control register. */
enum {
    SR_BSY = 1 << 0,
    SR_WBNE = 1 << 1,
    SR_DBNE = 1 << 3,
    SR_EOP = 1 << 16,
    SR_WRPERR = 1 << 17,
    SR_PGSERR = 1 << 18,
    SR_STRBERR = 1 << 19,
    SR_INCERR = 1 << 20,
    SR_OBKERR = 1 << 21,
    SR_OBKWERR = 1 << 22,
    SR_OPTCHANGEERR = 1 << 23,
    SR_ERRORS = 0x7f << 17,
};

enum {
    OBKCFGR_LOCK = 1 << 0,
    OBKCFGR_SWAP_SECT_REQ = 1 << 1,
    OBKCFGR_ALT_SECT = 1 << 2,
    OBKCFGR_ALT_SECT_ERASE = 1 << 3,
    OBKCFGR_SWAP_OFFSET_SHIFT = 16,
};

/* Areas of ECCCORR and ECCDETR. */
enum {
    ECC_OBK = 1 << 20,
    ECC_EDATA = 1 << 21,
    ECC_BANK = 1 << 22,
    ECC_OTP = 1 << 24,
    ECC_USER = 0,
};

typedef enum LockState { LOCKED, KEY1_SEEN, UNLOCKED, LOCKED_UNTIL_RESET } LockState;

/* Everything there is once for each world: index 0 non-secure, 1 secure. */
typedef struct FlashSide {
    uint32_t cr; /* without LOCK */
    uint32_t sr;
    uint32_t obkcfgr; /* without LOCK */
    LockState lock;
    LockState obk_lock;
} FlashSide;

typedef enum BufferTarget { BUFFER_USER, BUFFER_OBK } BufferTarget;

/* The write buffer: one quad-word. mask 0: empty. */
typedef struct WriteBuffer {
    BufferTarget target;
    bool secure;
    bool alternate; /* OBKeys: which sector */
    uint32_t line;  /* byte offset of the quad-word in its array */
    uint16_t mask;  /* bytes filled */
    uint8_t data[FLASH_WORD];
} WriteBuffer;

typedef enum Area { AREA_USER, AREA_OBK, AREA_OTP, AREA_EDATA } Area;

/* As OPSR.CODE_OP names them. */
typedef enum OperationCode {
    OPERATION_NONE,
    OPERATION_WRITE,
    OPERATION_OBK_ERASE,
    OPERATION_SECTOR_ERASE,
    OPERATION_BANK_ERASE,
    OPERATION_MASS_ERASE,
    OPERATION_OPTIONS,
    OPERATION_OBK_SWAP,
} OperationCode;

/* What keeps the controller busy: done to the board when it ends. */
typedef struct Operation {
    OperationCode code;
    Area area;
    bool secure;     /* whose status register hears of it */
    bool alternate;  /* OBKeys: which sector */
    uint32_t offset; /* write: byte offset in its array; erase: the first sector */
    uint32_t size;   /* write: bytes; erase: sectors; swap: keys */
    uint8_t data[FLASH_WORD];
    unsigned polls;  /* busy reads of a status register to come */
    int64_t started; /* virtual time */
} Operation;

struct H573Flash {
    SysBusDevice parent_obj;
    H573Chip* chip;
    struct board* board;
    qemu_irq irq[2];
    qemu_irq nmi;

    MemoryRegion registers;
    MemoryRegion array; /* what the core reads: a copy of the board's bytes */
    MemoryRegion obk_window[2];
    MemoryRegion otp_window;
    H573Gate gates[2];
    Notifier changed;

    MemoryRegion edata_window[2];
    QEMUTimer* timer;

    FlashSide side[2];
    WriteBuffer buffer;
    Operation running; /* code OPERATION_NONE: idle */
    uint32_t opsr;
    LockState option_lock;
    struct board_options pending; /* the *_PRG registers */
    bool swapped;                 /* SWAP_BANK of the last reset */
    uint32_t acr;
    uint32_t privcfgr;
    uint32_t hdpextr;
    uint32_t secbb[2][4];
    uint32_t privbb[2][4];
    uint32_t ecccorr;
    uint32_t eccdetr;
    uint32_t eccdr;
};

/* --- flash_time.c -------------------------------------------------------------------- */

void flash_time_init(H573Flash* flash);
bool flash_is_busy(const H573Flash* flash);
/* False while an operation runs: then WHAT is logged and this world gets PGSERR. */
bool flash_may_begin(H573Flash* flash, bool secure, const char* what);
/* Starts OPERATION (polls and started are not the caller's). The controller is idle. */
void flash_begin(H573Flash* flash, const Operation* operation);
/* A status register was read. */
void flash_poll(H573Flash* flash);
/* A read of flash waits until nothing runs. */
void flash_stall(H573Flash* flash);

/* --- flash_operation.c ---------------------------------------------------------------- */

/* Does it to the board. Returns the flags it ends with. */
uint32_t flash_operation_perform(H573Flash* flash, const Operation* operation);
/* How many of the board's operations it is: one for each sector of an erase. */
uint32_t flash_operation_count(const Operation* operation);
/* OPSR of a reset that interrupts it. */
uint32_t flash_operation_opsr(const Operation* operation);

/* --- flash_status.c ------------------------------------------------------------------- */

/* Sets flags of one world's status register and its interrupt. */
void flash_flag(H573Flash* flash, bool secure, uint32_t flags);
void flash_update_irq(H573Flash* flash);
uint32_t flash_status(const H573Flash* flash, bool secure);
void flash_status_clear(H573Flash* flash, bool secure, uint32_t value);
/*
 * What a read met: latches errors (AREA: ECC_*, WORD: address in units of the area), raises the
 * NMI or interrupt. Outside user flash a virgin word is a double error.
 */
void flash_ecc(H573Flash* flash, enum flash_result result, uint32_t area, uint32_t word,
               uint16_t data);
void flash_ecc_write(H573Flash* flash, unsigned offset, uint32_t value);

/* --- flash_locks.c, flash_attributes.c -------------------------------------------------- */

void flash_key_write(H573Flash* flash, unsigned offset, uint32_t value);
/* PRIVCFGR, HDPEXTR, SECBB and PRIVBB. */
uint32_t flash_attribute_read(const H573Flash* flash, unsigned offset);
void flash_attribute_write(H573Flash* flash, unsigned offset, uint32_t value, H573Access access);

/* --- flash_gate.c: who may touch which sector (BANK 0..1 physical, SECTOR 0..127) -- */

bool flash_sector_secure(const H573Flash* flash, unsigned bank, unsigned sector);
bool flash_sector_privileged(const H573Flash* flash, unsigned bank, unsigned sector);
bool flash_sector_hidden(const H573Flash* flash, unsigned bank, unsigned sector);
bool flash_sector_write_protected(const H573Flash* flash, unsigned bank, unsigned sector);
void flash_gates_map(H573Flash* flash, MemoryRegion* bus_root, AddressSpace* bus);

/* --- flash_program.c --------------------------------------------------------------- */

/* A store of SIZE (1, 2, 4) bytes to the physical OFFSET; the gate let it through. */
void flash_store(H573Flash* flash, uint32_t offset, uint64_t value, unsigned size,
                 H573Access access);
void flash_buffer_fill(H573Flash* flash, const WriteBuffer* where, uint32_t offset, uint64_t value,
                       unsigned size);
void flash_buffer_drop(H573Flash* flash);
/* FW: what is missing counts as ones. */
void flash_force_write(H573Flash* flash, bool secure);
/* May this world program at all now? Else the flag is set. */
bool flash_program_ready(H573Flash* flash, bool secure);
void flash_start_erase(H573Flash* flash, bool secure, bool privileged);
/* The core sees bytes [offset, +size) as the board has them now. */
void flash_refresh(H573Flash* flash, uint32_t offset, uint32_t size);
/* A write to a word that is not soundly erased: it will read as an ECC error. */
bool flash_will_spoil(const H573Flash* flash, const Operation* operation);
/* The core sees the end of an operation that has begun. */
void flash_show_result(H573Flash* flash, const Operation* operation);

/* --- flash_options.c ---------------------------------------------------------------- */

/* Registers 0x050..0x094 and 0x0E0.., 0x1E0..: false when OFFSET is none of them. */
bool flash_option_read(H573Flash* flash, unsigned offset, uint32_t* value);
bool flash_option_write(H573Flash* flash, unsigned offset, uint32_t value, H573Access access);
void flash_option_launch(H573Flash* flash, H573Access access);

/* --- flash_obk.c, flash_otp.c, flash_edata.c
 * -------------------------------------------------------- */

void flash_obk_map(H573Flash* flash, MemoryRegion* bus_root);
void flash_obk_configure(H573Flash* flash, bool secure, uint32_t value);
void flash_otp_map(H573Flash* flash, MemoryRegion* bus_root);
void flash_edata_map(H573Flash* flash, MemoryRegion* bus_root);

#endif
