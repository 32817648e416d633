/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bus masters other than the core: see bus_master.h.
 *
 * Facts followed: fact sheet 1.2 (memory map): the core's private bus is the core's alone.
 * Decided: a non-secure transfer to a secure alias is refused by whatever lies there.
 */
#include "emulator/soc/bus_master.h"

#include "emulator/soc/chip_internal.h"
#include "qemu/bswap.h"

enum { PRIVATE_BUS = 0xe0000000 };

static MemTxAttrs attributes(H573Access as) {
    return (MemTxAttrs){
        .secure = as.secure, .user = !as.privileged, .requester_id = H573_REQUESTER_MASTER};
}

bool h573_master_read(H573Chip* chip, uint32_t address, unsigned size, H573Access as,
                      uint32_t* value) {
    uint8_t bytes[4] = {};

    *value = 0;
    if (address >= PRIVATE_BUS ||
        address_space_read(h573_bus(chip), address, attributes(as), bytes, size) != MEMTX_OK) {
        return false;
    }
    *value = ldl_le_p(bytes);
    return true;
}

bool h573_master_write(H573Chip* chip, uint32_t address, unsigned size, H573Access as,
                       uint32_t value) {
    uint8_t bytes[4];

    stl_le_p(bytes, value);
    return address < PRIVATE_BUS &&
           address_space_write(h573_bus(chip), address, attributes(as), bytes, size) == MEMTX_OK;
}
