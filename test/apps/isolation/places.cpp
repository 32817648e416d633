// SPDX-License-Identifier: Apache-2.0
// Claim M1, address by address: one of each kind there is on the chip.
#include "chip/memory.h"
#include "lib/obkeys/obkeys.h"
#include "system/layout.h"
#include "test/apps/isolation/attempts.h"

namespace test {
namespace {

using lib::Error;
using probe::kExecute;
using probe::kRead;
using probe::kWrite;

struct Place {
    const char* name;
    std::uint32_t address;
    Error expected = Error::kFaultMpu;
};

constexpr std::uint32_t kAlias = chip::kSecureOffset;
constexpr std::uint32_t kKeys = chip::kObKeysSecure;
constexpr std::uint32_t kCore = layout::kVeneersAddress + layout::kVeneersSize + 0x200;

constexpr Place kReads[] = {
    {"read the manager's RAM", layout::kRamManagerAddress + 0x1000},
    {"read the manager's RAM, non-secure alias", layout::kRamManagerAddress - kAlias + 0x1000},
    {"read the agent's stack", layout::kRamManagerAddress + layout::kStageManagerStack},
    {"read the hand-over block", layout::kRamHandoverAddress},
    {"read what is left of secure RAM", layout::kRamReservedAddress},
    {"read the application's RAM", layout::kRamAppAddress},
    {"read the application's RAM, secure alias", layout::kRamAppAddress + kAlias},
    {"read the application's flash", layout::kFlashAppAddress},
    {"read the manager's vectors", layout::kFlashManagerAddress + layout::kStageManagerHeader},
    {"read the manager's code", kCore},
    {"read iROT's code", layout::kFlashIrotAddress},
    {"read uROT's code", layout::kFlashUrotAddress + layout::kStageUrotHeader},
    {"read the key manifest", layout::kFlashKeysAddress},
    {"read the update journal", layout::kFlashJournalAddress},
    {"read the stored data", layout::kFlashStorageAddress},
    {"read the staging area", layout::kFlashStagingAddress},
    {"read iROT's keys", kKeys + lib::obkeys::kIrotOffset},
    {"read uROT's keys", kKeys + lib::obkeys::kUrotOffset},
    {"read the attestation key", kKeys + lib::obkeys::kAttestationKeyOffset},
    {"read the attestation key, non-secure alias",
     chip::kObKeysNonSecure + lib::obkeys::kAttestationKeyOffset},
    {"read the modules' decryption key", kKeys + lib::obkeys::kModuleDecryptionKeyOffset},
    {"read USART1", 0x4001'3800},
    {"read USART1, secure alias", 0x5001'3800},
    {"read GPDMA1", 0x5002'0000},
    {"read the flash controller", 0x5002'2000},
    {"read GTZC's TZSC", 0x5003'2410},
    {"read GTZC's MPCBB2", 0x5003'3100},
    {"read HASH", 0x520C'0400},
    {"read RNG's data", 0x520C'0808},
    {"read SBS", 0x5400'0410},
    {"read PWR", 0x5402'0800},
    {"read RCC", 0x5402'0C00},
    {"read the backup registers", 0x5400'7D00},
    {"read the MPU", 0xE000'ED94, Error::kFaultBus},
    {"read the SAU", 0xE000'EDD0, Error::kFaultBus},
    {"read the NVIC", 0xE000'E100, Error::kFaultBus},
    {"read the non-secure VTOR", 0xE002'ED08, Error::kFaultBus},
    {"read address 0", 0},
    {"read the top of the address space", 0xFFFF'FFF0},
};

constexpr Place kWrites[] = {
    {"write the manager's RAM", layout::kRamManagerAddress + 0x1000},
    {"write the agent's stack", layout::kRamManagerAddress + layout::kStageManagerStack},
    {"write the hand-over block", layout::kRamHandoverAddress + 0xF00},
    {"write the application's RAM", layout::kRamAppAddress + layout::kRamAppSize / 2},
    {"write a veneer", layout::kVeneersAddress},
    {"write the manager's code", kCore},
    {"write the stored data", layout::kFlashStorageAddress},
    {"write OBKeys", kKeys + lib::obkeys::kStorageRootOffset},
    {"write the flash controller's key", 0x5002'2008},
    {"write GTZC's MPCBB2", 0x5003'3100},
    {"write SBS's HDPLCR", 0x5400'0410},
    {"write the MPU", 0xE000'ED94, Error::kFaultBus},
    {"write the SAU", 0xE000'EDD0, Error::kFaultBus},
};

// Non-secure memory cannot be fetched from by a secure branch, whoever branches.
constexpr Place kJumps[] = {
    {"jump into the manager", kCore},
    {"jump into the hand-over block", layout::kRamHandoverAddress},
    {"jump into iROT", layout::kFlashIrotAddress + 0x200},
    {"jump into uROT", layout::kFlashUrotAddress + 0x800},
    {"jump into OBKeys", kKeys + lib::obkeys::kStorageRootOffset},
    {"jump into a peripheral", 0x5001'3800},
    {"jump into the application", layout::kFlashAppAddress + 0x800, Error::kFaultSecure},
    {"jump into the application's RAM", layout::kRamAppAddress, Error::kFaultSecure},
};

void add(Attempts& attempts, std::int32_t action, const Place& place, const char* whose = nullptr) {
    attempts.add({place.name, whose, action, place.address, 0, place.expected});
}

void add_module(Attempts& attempts, const ModulePlace& other) {
    const char* name = other.record.name;
    add(attempts, kRead, {"read the first word of the RAM of ", other.ram.base}, name);
    add(attempts, kRead, {"read the last word of the RAM of ", other.ram.base + other.ram.size - 4},
        name);
    add(attempts, kWrite, {"write the RAM of ", other.ram.base + probe::kStackSize}, name);
    add(attempts, kRead, {"read the image of ", other.image.base}, name);
    add(attempts, kExecute, {"jump into the image of ", other.image.base + other.image.size / 2},
        name);
    add(attempts, kExecute, {"jump into the RAM of ", other.ram.base}, name);
}

// What the prober itself holds, and not a byte before or behind it.
void add_own(Attempts& attempts, const ModulePlace& own) {
    std::uint32_t ram_end = own.ram.base + own.ram.size;
    std::uint32_t image_end = own.image.base + own.image.size;
    add(attempts, kRead, {"read its own RAM", ram_end - 4, kComesBack});
    add(attempts, kWrite, {"write its own RAM", ram_end - 4, kComesBack});
    add(attempts, kRead, {"read the word before its RAM", own.ram.base - 4});
    add(attempts, kRead, {"read the word behind its RAM", ram_end});
    add(attempts, kWrite, {"write its own image", own.image.base + 0x100});
    add(attempts, kRead, {"read the word before its image", own.image.base - 4});
    add(attempts, kRead, {"read the word behind its image", image_end});
    add(attempts, kExecute, {"jump into its own RAM", ram_end - 32});
}

}  // namespace

void add_places(Attempts& attempts, const System& system) {
    constexpr std::uint32_t kStorage = 0x101;  // whose grant the storage key is
    add_own(attempts, system.place());
    bool granted = system.place().record.id == kStorage;
    add(attempts, kRead,
        {"read the storage key", kKeys + lib::obkeys::kStorageRootOffset,
         granted ? kComesBack : Error::kFaultMpu});
    for (const Place& place : kReads) {
        add(attempts, kRead, place);
    }
    for (unsigned i = 0; i < system.count; ++i) {
        if (i != system.prober) {
            add_module(attempts, system.modules[i]);
        }
    }
    for (const Place& place : kWrites) {
        add(attempts, kWrite, place);
    }
    for (const Place& place : kJumps) {
        add(attempts, kExecute, place);
    }
}

}  // namespace test
