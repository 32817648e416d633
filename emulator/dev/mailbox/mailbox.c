/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Access port 0 of the debug port, and the reset pin, on a character device (a socket).
 * Facts: fact sheet 6.2 (AP0 sees DBGMCU at 0xE004_4000 and carries debug authentication; the host
 * puts its first word while it holds the reset pin).
 * Modelled: word reads and writes of DBGMCU; NRST. SPEC.md has the frames. One request at a time:
 * the next is taken when the answer to the last has left, so that no client makes us hold more.
 * Left out: the wire (SWD, JTAG), the debug port's own registers, AP1 (QEMU's gdb stub is that).
 */
#include "qemu/osdep.h"

#include "emulator/dev/mailbox/mailbox.h"

#include "chardev/char-fe.h"
#include "emulator/dev/dbgmcu.h"
#include "qemu/bswap.h"
#include "system/runstate.h"

enum {
    VERSION = 1,
    OPERATION_VERSION = 0,
    OPERATION_READ = 1,
    OPERATION_WRITE = 2,
    OPERATION_RESET = 3,
    STATUS_OK = 0,
    STATUS_FAULT = 1,
    STATUS_UNKNOWN = 2,
    REQUEST = 12,
    REPLY = 8,
};

typedef struct {
    CharBackend chr;
    H573Chip* chip;
    uint8_t request[REQUEST];
    unsigned received;
    uint8_t reply[REPLY];
    unsigned unsent;
    guint watch;
    bool held;    /* NRST is low */
    bool running; /* when it fell */
} Mailbox;

/* The chip does nothing while the pin is low, and starts anew when it rises. */
static void set_reset_pin(Mailbox* m, bool low) {
    if (low == m->held) {
        return;
    }
    m->held = low;
    if (low) {
        m->running = runstate_is_running();
        vm_stop(RUN_STATE_PAUSED);
        return;
    }
    h573_pin_reset(m->chip);
    if (m->running) {
        vm_start();
    }
}

static bool in_port(uint32_t address) {
    return address >= H573_DBGMCU_PORT_BASE && address % 4 == 0 &&
           address - H573_DBGMCU_PORT_BASE < H573_DBGMCU_SIZE;
}

static uint32_t serve(Mailbox* m, uint32_t operation, uint32_t address, uint32_t value,
                      uint32_t* answer) {
    *answer = 0;
    if (operation == OPERATION_VERSION) {
        *answer = VERSION;
    } else if (operation == OPERATION_RESET) {
        set_reset_pin(m, value & 1);
    } else if (operation != OPERATION_READ && operation != OPERATION_WRITE) {
        return STATUS_UNKNOWN;
    } else if (!in_port(address)) {
        return STATUS_FAULT;
    } else if (operation == OPERATION_READ) {
        *answer = h573_dbgmcu_port_read(address - H573_DBGMCU_PORT_BASE);
    } else {
        h573_dbgmcu_port_write(address - H573_DBGMCU_PORT_BASE, value);
    }
    return STATUS_OK;
}

static gboolean send_rest(void* do_not_use, GIOCondition condition, void* opaque) {
    Mailbox* m = opaque;
    int sent = qemu_chr_fe_write(&m->chr, m->reply + REPLY - m->unsent, m->unsent);

    m->watch = 0;
    m->unsent -= MAX(sent, 0);
    if (m->unsent > 0) {
        m->watch = qemu_chr_fe_add_watch(&m->chr, G_IO_OUT | G_IO_HUP, send_rest, m);
    }
    if (m->watch == 0) {
        m->unsent = 0;
        qemu_chr_fe_accept_input(&m->chr);
    }
    return FALSE;
}

static int can_receive(void* opaque) {
    Mailbox* m = opaque;

    return m->unsent > 0 ? 0 : REQUEST - m->received;
}

static void receive(void* opaque, const uint8_t* bytes, int size) {
    Mailbox* m = opaque;
    uint32_t answer;

    memcpy(m->request + m->received, bytes, size);
    m->received += size;
    if (m->received < REQUEST) {
        return;
    }
    m->received = 0;
    stl_le_p(m->reply, serve(m, ldl_le_p(m->request), ldl_le_p(m->request + 4),
                             ldl_le_p(m->request + 8), &answer));
    stl_le_p(m->reply + 4, answer);
    m->unsent = REPLY;
    send_rest(NULL, G_IO_OUT, m);
}

/* A client that leaves takes its hand off the pin. */
static void on_event(void* opaque, QEMUChrEvent event) {
    Mailbox* m = opaque;

    if (event == CHR_EVENT_CLOSED) {
        m->received = m->unsent = 0;
        if (m->watch != 0) {
            g_source_remove(m->watch);
            m->watch = 0;
        }
        set_reset_pin(m, false);
    }
}

void h573_mailbox_open(H573Chip* chip, const char* id, Error** errp) {
    Mailbox* m = g_new0(Mailbox, 1);
    Chardev* chardev = qemu_chr_find(id);

    m->chip = chip;
    if (chardev == NULL) {
        error_setg(errp, "mailbox=%s: there is no -chardev with this id", id);
        return;
    }
    if (qemu_chr_fe_init(&m->chr, chardev, errp)) {
        qemu_chr_fe_set_handlers(&m->chr, can_receive, receive, on_event, NULL, m, NULL, true);
    }
}
