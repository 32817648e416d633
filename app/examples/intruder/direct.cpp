// SPDX-License-Identifier: Apache-2.0
#include "app/examples/intruder/attempt.h"

namespace {

struct Target {
    const char* read;
    const char* write;  // nullptr = not tried
    std::uint32_t address;
};

// Both aliases of everything that hides a secret.
constexpr Target kTargets[] = {
    {"read iROT's code, secure alias", "write it", 0x0C00'0000},
    {"read iROT's code, non-secure alias", "write it", 0x0800'0000},
    {"read uROT's code", nullptr, 0x0C00'8400},
    {"read uROT's code, non-secure alias", nullptr, 0x0800'8400},
    {"read the manager's code", "write it", 0x0C01'C400},
    {"read the manager's code, non-secure alias", "write it", 0x0801'C400},
    {"read the stored data", nullptr, 0x0C05'0000},
    {"read the stored data, non-secure alias", nullptr, 0x0805'0000},
    {"read the manager's RAM", "write it", 0x3004'0000},
    {"read the manager's RAM, non-secure alias", "write it", 0x2004'0000},
    {"read a module's RAM", "write it", 0x3004'4000},
    {"read a module's RAM, non-secure alias", "write it", 0x2004'4000},
    {"read the hand-over block", "write it", 0x3005'0000},
    {"read the hand-over block, non-secure alias", "write it", 0x2005'0000},
    {"read the iROT's keys (OBKeys, HDPL1)", nullptr, 0x0FFD'0160},
    {"read the uROT's keys (OBKeys, HDPL2)", nullptr, 0x0FFD'0900},
    {"read the storage key (OBKeys, HDPL3 secure)", nullptr, 0x0FFD'0C00},
    {"read the storage key, non-secure alias", nullptr, 0x0BFD'0C00},
    {"read a secure peripheral (RNG)", nullptr, 0x520C'0808},
    {"read the secure flash controller", "open it", 0x5002'202C},
    {"read GTZC, secure alias", "open it", 0x5003'2410},
    {"read SAU through the secure alias of the SCS", nullptr, 0xE002'EDD0},
};

void try_one(const char* what, Probe probe, bool read) {
    bool got_in = probe.faulted == 0 && (!read || probe.value != 0);
    judge(what, got_in,
          probe.faulted != 0 ? "faulted"
          : !read            ? "no fault"
          : got_in           ? "read"
                             : "reads as zero");
}

// A store without a fault is refused all the same if nothing changes.
void try_write(const Target& target) {
    Probe before = probe_read(target.address);
    Probe store = probe_write(target.address, ~before.value);
    Probe after = probe_read(target.address);
    bool changed = before.faulted == 0 && after.faulted == 0 && after.value != before.value;
    judge(target.write, changed, changed ? "changed" : store.faulted != 0 ? "faulted" : "ignored");
}

}  // namespace

void try_direct_access() {
    for (const Target& target : kTargets) {
        try_one(target.read, probe_read(target.address), true);
        if (target.write != nullptr) {
            try_write(target);
        }
    }
    try_one("jump into the manager past its veneers", probe_execute(0x0C01'D000), false);
    try_one("jump into the middle of a veneer", probe_execute(0x0C01'C804), false);
    try_one("jump into a module's RAM", probe_execute(0x3004'4000), false);
}
