/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-or-later */
#include "emulator/flash/board_files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "emulator/flash/board_format.h"

enum { FILE_FLASH, FILE_STATE, FILE_OBK, FILE_OPTIONS, FILE_OTP, FILE_IDENTITY, FILE_SRAM, FILES };

/* size in bytes; magic 0: a plain file without a header */
static const struct {
    const char* name;
    size_t size;
    uint32_t magic;
} kinds[FILES] = {
    {"flash.bin", BOARD_FLASH_SIZE, 0},
    {"flash.state", sizeof(struct board_state_file), BOARD_MAGIC_STATE},
    {"obkeys.bin", sizeof(struct board_obk_file), BOARD_MAGIC_OBK},
    {"options.bin", sizeof(struct board_options_file), BOARD_MAGIC_OPTIONS},
    {"otp.bin", sizeof(struct board_otp_file), BOARD_MAGIC_OTP},
    {"identity.bin", sizeof(struct board_identity_file), BOARD_MAGIC_IDENTITY},
    {"sram.bin", BOARD_SRAM_SIZE, 0},
};

struct board_files {
    void* maps[FILES];
    int lock; /* descriptor that holds the lock, -1: none */
};

__attribute__((format(printf, 2, 3))) static bool fail(char* error, const char* format, ...) {
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(error, BOARD_ERROR, format, arguments);
    va_end(arguments);
    return false;
}

/* --- creating ------------------------------------------------------------------ */

struct board_options board_factory_options(void) {
    /* One sector before another: an empty range. */
    const uint32_t empty = 0x00000001u;
    struct board_options options = {
        .optsr = 0x2d30edf8u,
        .optsr2 = 0xc300007cu,
        .nsbootr = 0x080000c3u,
        .secbootr = 0x0c0000c3u,
        .secwmr = {0x007f0000u, 0x007f0000u},
        .wrpr = {0xffffffffu, 0xffffffffu},
        .hdpr = {empty, empty},
    };
    return options;
}

static bool fill_random(void* out, size_t size, char* error) {
    if (getrandom(out, size, 0) != (ssize_t)size) {
        return fail(error, "the host gives no random bytes: %s", strerror(errno));
    }
    return true;
}

static bool write_file(const char* dir, int kind, const void* bytes, char* error) {
    char path[PATH_MAX];
    size_t done = 0;

    snprintf(path, sizeof path, "%s/%s", dir, kinds[kind].name);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        return fail(error, "cannot create %s: %s", path, strerror(errno));
    }
    while (done < kinds[kind].size) {
        ssize_t n = write(fd, (const char*)bytes + done, kinds[kind].size - done);
        if (n <= 0) {
            fail(error, "cannot write %s: %s", path, strerror(errno));
            close(fd);
            return false;
        }
        done += (size_t)n;
    }
    close(fd);
    return true;
}

/* Contents of a new file into IMAGE (zeroed, large enough). */
static void blank_image(int kind, const struct board_identity* identity, void* image) {
    struct board_header header = {.magic = kinds[kind].magic, .version = BOARD_FORMAT_VERSION};

    if (header.magic != 0) {
        memcpy(image, &header, sizeof header);
    }
    switch (kind) {
        case FILE_FLASH:
            memset(image, FLASH_ERASED_BYTE, BOARD_FLASH_SIZE);
            break;
        case FILE_OBK:
            memset(((struct board_obk_file*)image)->bytes, FLASH_ERASED_BYTE, 2 * OBK_SIZE);
            break;
        case FILE_OTP:
            memset(((struct board_otp_file*)image)->bytes, FLASH_ERASED_BYTE, BOARD_OTP_SIZE);
            break;
        case FILE_OPTIONS:
            ((struct board_options_file*)image)->copies[0] = board_factory_options();
            ((struct board_options_file*)image)->copies[1] = board_factory_options();
            break;
        case FILE_IDENTITY:
            ((struct board_identity_file*)image)->identity = *identity;
            break;
        default:
            break;
    }
}

static bool create_files(const char* dir, const struct board_identity* identity, char* error) {
    for (int kind = 0; kind < FILES; kind++) {
        void* image = calloc(1, kinds[kind].size);
        if (!image) {
            return fail(error, "out of memory");
        }
        blank_image(kind, identity, image);
        bool written = write_file(dir, kind, image, error);
        free(image);
        if (!written) {
            return false;
        }
    }
    return true;
}

bool board_create(const char* dir, const struct board_identity* identity, char* error) {
    struct board_identity fresh;

    if (strlen(dir) > PATH_MAX - 32) {
        return fail(error, "the board folder's name is too long");
    }
    if (!identity) {
        if (!fill_random(&fresh, sizeof fresh, error)) {
            return false;
        }
        identity = &fresh;
    }
    if (mkdir(dir, 0700) != 0 && errno != EEXIST) {
        return fail(error, "cannot create the board folder %s: %s", dir, strerror(errno));
    }
    return create_files(dir, identity, error);
}

/* --- opening -------------------------------------------------------------------- */

static bool check_header(const char* path, int kind, const void* map, char* error) {
    const struct board_header* header = map;

    if (kinds[kind].magic == 0) {
        return true;
    }
    if (header->magic != kinds[kind].magic) {
        return fail(error, "%s is not a board's %s (magic 0x%08x, 0x%08x expected)", path,
                    kinds[kind].name, header->magic, kinds[kind].magic);
    }
    if (header->version != BOARD_FORMAT_VERSION) {
        return fail(error, "%s has format version %u, this program knows version %u", path,
                    header->version, BOARD_FORMAT_VERSION);
    }
    if (header->value > 1 || header->reserved != 0) {
        return fail(error, "%s is damaged (header words 0x%x, 0x%x)", path, header->value,
                    header->reserved);
    }
    return true;
}

static int open_file(const char* path, int kind, bool writable, char* error) {
    struct stat status;
    int fd = open(path, (writable ? O_RDWR : O_RDONLY) | O_CLOEXEC);

    if (fd < 0) {
        fail(error, "cannot open %s: %s", path, strerror(errno));
        return -1;
    }
    if (fstat(fd, &status) != 0 || (size_t)status.st_size != kinds[kind].size) {
        fail(error, "%s has %lld bytes, %zu expected", path, (long long)status.st_size,
             kinds[kind].size);
        close(fd);
        return -1;
    }
    return fd;
}

/* An emulator that was killed holds its board until the kernel has taken it apart. */
static bool lock_soon(int fd) {
    const struct timespec pause = {0, 20 * 1000 * 1000};

    for (int tries = 0; tries < 50; ++tries) {
        if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
            return true;
        }
        nanosleep(&pause, NULL);
    }
    return false;
}

/* Read-only boards are private copies: a weak word's wear stays in memory. */
static bool map_file(struct board_files* files, const char* dir, int kind, bool writable,
                     char* error) {
    char path[PATH_MAX];

    snprintf(path, sizeof path, "%s/%s", dir, kinds[kind].name);
    int fd = open_file(path, kind, writable, error);
    if (fd < 0) {
        return false;
    }
    if (writable && kind == FILE_STATE) {
        if (!lock_soon(fd)) {
            close(fd);
            return fail(error, "the board %s is in use by another process", dir);
        }
        files->lock = dup(fd);
    }
    void* map = mmap(NULL, kinds[kind].size, PROT_READ | PROT_WRITE,
                     writable ? MAP_SHARED : MAP_PRIVATE, fd, 0);
    close(fd);
    if (map == MAP_FAILED) {
        return fail(error, "cannot map %s: %s", path, strerror(errno));
    }
    files->maps[kind] = map;
    return check_header(path, kind, map, error);
}

static void set_up(struct board* board) {
    struct board_state_file* state = board->files->maps[FILE_STATE];
    struct board_obk_file* obk = board->files->maps[FILE_OBK];
    struct board_otp_file* otp = board->files->maps[FILE_OTP];

    board->flash = (struct flash_model){
        .geometry = flash_geometry_h573,
        .bytes = board->files->maps[FILE_FLASH],
        .states = state->states,
        .erase_counts = state->erase_counts,
        .power = &board->power,
    };
    board->obk.cells = (struct flash_model){
        .geometry = {1, 2, OBK_SIZE},
        .bytes = obk->bytes,
        .states = obk->states,
        .erase_counts = obk->erase_counts,
        .power = &board->power,
    };
    board->obk.current = &obk->header.value;
    board->otp = (struct otp_store){
        .bytes = otp->bytes,
        .states = otp->states,
        .size = BOARD_OTP_SIZE,
        .power = &board->power,
    };
    board->sram = board->files->maps[FILE_SRAM];
}

void board_close(struct board* board) {
    if (!board) {
        return;
    }
    for (int kind = 0; kind < FILES; kind++) {
        if (board->files->maps[kind]) {
            munmap(board->files->maps[kind], kinds[kind].size);
        }
    }
    if (board->files->lock >= 0) {
        close(board->files->lock);
    }
    free(board->files);
    free(board);
}

static struct board* allocate(void) {
    struct board* board = calloc(1, sizeof *board);
    struct board_files* files = calloc(1, sizeof *files);

    if (!board || !files) {
        free(board);
        free(files);
        return NULL;
    }
    files->lock = -1;
    board->files = files;
    return board;
}

struct board* board_open(const char* dir, bool writable, char* error) {
    struct stat status;

    if (strlen(dir) > PATH_MAX - 32 || stat(dir, &status) != 0 || !S_ISDIR(status.st_mode)) {
        fail(error, "no board in %.400s: make one with `sm board new`", dir);
        return NULL;
    }
    struct board* board = allocate();
    if (!board) {
        fail(error, "out of memory");
        return NULL;
    }
    for (int kind = 0; kind < FILES; kind++) {
        if (!map_file(board->files, dir, kind, writable, error)) {
            board_close(board);
            return NULL;
        }
    }
    set_up(board);
    return board;
}

uint8_t* board_file(struct board* board, unsigned number, size_t* size) {
    *size = kinds[number].size;
    return board->files->maps[number];
}

/* --- options and identity ---------------------------------------------------------- */

struct board_options board_get_options(const struct board* board) {
    const struct board_options_file* file = board->files->maps[FILE_OPTIONS];
    return file->copies[file->header.value & 1u];
}

/* The other copy is filled first; one store of the active number makes it count. */
enum flash_result board_set_options(struct board* board, const struct board_options* options) {
    struct board_options_file* file = board->files->maps[FILE_OPTIONS];
    uint32_t next = (file->header.value & 1u) ^ 1u;
    bool cut = false;

    if (flash_power_begin(&board->power, &cut) != FLASH_OK) {
        return FLASH_POWER_LOST;
    }
    file->copies[next] = *options;
    atomic_signal_fence(memory_order_seq_cst);
    if (!cut || board->power.policy == FLASH_CUT_DONE) {
        file->header.value = next;
    }
    return cut ? flash_power_fail(&board->power, FLASH_OP_OPTIONS, 0) : FLASH_OK;
}

struct board_identity board_get_identity(const struct board* board) {
    const struct board_identity_file* file = board->files->maps[FILE_IDENTITY];
    return file->identity;
}
