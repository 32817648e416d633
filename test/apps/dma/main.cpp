// SPDX-License-Identifier: Apache-2.0
// Claims M2 and B2 against a bus master: the application has GPDMA1 (system.toml), a master that no
// MPU and no SAU sees. It tells it to read and write what is not the application's, by both
// aliases, with forged attributes and by lists: one line for each attempt.
#include "chip/memory.h"
#include "lib/obkeys/obkeys.h"
#include "sm/console.h"
#include "system/layout.h"
#include "test/apps/common/prober.h"
#include "test/apps/dma/channel.h"

namespace {

using namespace test;

struct Place {
    const char* name;
    std::uint32_t address;  // secure alias
    std::uint32_t alias;    // distance of the other one
};

constexpr std::uint32_t kRam = chip::kSecureOffset;
constexpr std::uint32_t kFlash = chip::kFlashSecure - chip::kFlashNonSecure;
constexpr std::uint32_t kKeys = chip::kObKeysSecure;
constexpr std::uint32_t kKeysAlias = chip::kObKeysSecure - chip::kObKeysNonSecure;

constexpr Place kPlaces[] = {
    {"the manager's RAM", layout::kRamManagerAddress + 0x1000, kRam},
    {"the manager's stack", layout::kRamManagerAddress + layout::kStageManagerStack - 64, kRam},
    {"the modules' RAM", layout::kRamModulesAddress, kRam},
    {"the end of the modules' RAM", layout::kRamModulesAddress + layout::kRamModulesSize - 64,
     kRam},
    {"the hand-over block", layout::kRamHandoverAddress, kRam},
    {"iROT's code", layout::kFlashIrotAddress, kFlash},
    {"uROT's code", layout::kFlashUrotAddress + layout::kStageUrotHeader, kFlash},
    {"the key manifest", layout::kFlashKeysAddress, kFlash},
    {"the update journal", layout::kFlashJournalAddress, kFlash},
    {"the manager's code", layout::kFlashManagerAddress + layout::kStageManagerHeader, kFlash},
    {"the installed modules", layout::kFlashModulesAddress, kFlash},
    {"the stored data", layout::kFlashStorageAddress, kFlash},
    {"the staging area", layout::kFlashStagingAddress, kFlash},
    {"iROT's keys", kKeys + lib::obkeys::kIrotOffset, kKeysAlias},
    {"uROT's keys", kKeys + lib::obkeys::kUrotOffset, kKeysAlias},
    {"the storage key", kKeys + lib::obkeys::kStorageRootOffset, kKeysAlias},
    {"the attestation key", kKeys + lib::obkeys::kAttestationKeyOffset, kKeysAlias},
    {"RSS", 0x0FF8'0000, kKeysAlias},
    {"HASH", 0x520C'0400, kRam},
    {"RNG's data", 0x520C'0808, kRam},
    {"SAES", 0x520C'0C00, kRam},
    {"GTZC's watermarks", 0x5003'2440, kRam},
    {"GTZC's TZIC", 0x5003'2800, kRam},
    {"GTZC's MPCBB2", 0x5003'3100, kRam},
};

constexpr std::uint32_t kWordsOfLoot = 16;
constexpr std::uint32_t kEmpty = 0x1E57'E57E;
std::uint32_t loot[kWordsOfLoot];

std::uint32_t address_of(const void* p) {
    return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(p));
}

void empty_the_loot() {
    for (std::uint32_t& word : loot) {
        word = kEmpty;
    }
}

bool loot_is_empty() {
    bool empty = true;
    for (volatile const std::uint32_t& word : loot) {
        empty = empty && word == kEmpty;
    }
    return empty;
}

// What it says of a refused transfer: an error, nothing moved, nothing complete.
void judge(const char* action, const char* what, const char* how, bool got_in,
           std::uint32_t status) {
    ++(got_in ? counts.failed : counts.passed);
    say(got_in ? "  GOT IN   " : "  refused  ");
    say(action);
    say(what);
    say(how);
    say(": status ");
    say_hex(status);
    say_end();
}

bool refused(std::uint32_t status) {
    return (status & (dma::kDataError | dma::kComplete)) == dma::kDataError;
}

void read(const Place& place, std::uint32_t address, const char* how, std::uint32_t attributes) {
    empty_the_loot();
    const std::uint32_t status = dma::copy(address, address_of(loot), sizeof loot, attributes);
    judge("read ", place.name, how, !refused(status) || !loot_is_empty(), status);
}

void write(const Place& place, std::uint32_t address, const char* how) {
    const std::uint32_t status = dma::copy(address_of(loot), address, 16);
    judge("write ", place.name, how, !refused(status), status);
}

void try_place(const Place& place) {
    const std::uint32_t other = place.address - place.alias;
    read(place, place.address, "", 0);
    read(place, other, ", non-secure alias", 0);
    read(place, place.address, ", SSEC and DSEC forged", dma::kForged);
    write(place, place.address, "");
    write(place, other, ", non-secure alias");
    std::uint32_t got = 0;
    const std::uint32_t status = dma::load_item(other, &got);
    judge("load a list item from ", place.name, "", (status & dma::kLinkError) == 0 || got != 0,
          status);
}

void try_core() {
    constexpr Place kCore[] = {
        {"the SAU", 0xE000'EDD0, 0},
        {"the MPU", 0xE000'ED90, 0},
        {"the secure VTOR", 0xE000'ED08, 0},
    };
    for (const Place& place : kCore) {
        read(place, place.address, "", 0);
        write(place, place.address, "");
    }
}

void try_attributes() {
    constexpr Place kTzsc{"GTZC's SECCFGR1", 0x4003'2410, 0};
    write(kTzsc, kTzsc.address, "");
    dma::store(dma::kSecurity, 1);
    judge("", "make the channel secure", "", dma::load(dma::kSecurity) != 0,
          dma::load(dma::kSecurity));
    const std::uint32_t status = dma::copy(address_of(loot), dma::kSecurity, 4);
    judge("", "let it write its own SECCFGR", "", dma::load(dma::kSecurity) != 0, status);
}

// The instrument works: what is the application's, it moves.
void control() {
    std::uint32_t from[kWordsOfLoot];
    for (std::uint32_t i = 0; i < kWordsOfLoot; ++i) {
        from[i] = 0x0101'0101 * i;
    }
    empty_the_loot();
    const std::uint32_t status = dma::copy(address_of(from), address_of(loot), sizeof loot);
    bool same = (status & dma::kComplete) != 0;
    for (std::uint32_t i = 0; i < kWordsOfLoot; ++i) {
        same = same && static_cast<volatile std::uint32_t*>(loot)[i] == from[i];
    }
    claim(same, "what is the application's, its DMA moves");
}

}  // namespace

int main() {
    sm_console_open();
    dma::open();
    control();
    for (const Place& place : kPlaces) {
        try_place(place);
    }
    try_core();
    try_attributes();
    control();
    say_counts("dma");
    return counts.failed != 0 ? 1 : 0;
}
