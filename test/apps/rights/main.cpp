// SPDX-License-Identifier: Apache-2.0
// Claim M1 for every block there is: what the MPU lets the prober do, as a witness manager sees it
// (test/weak/witness.cpp), against what its manifest and its place say.
#include "chip/memory.h"
#include "lib/obkeys/obkeys.h"
#include "sm/console.h"
#include "system/layout.h"
#include "test/apps/common/prober.h"

namespace {

using namespace test;
using namespace test::probe;

struct Area {
    const char* name;
    std::uint32_t base;
    std::uint32_t size;
    std::uint32_t step;  // the MPU granule, larger where an area is large
};

constexpr std::uint32_t kGranule = 32;
constexpr Area kAreas[] = {
    {"RAM of manager, modules, hand-over", layout::kRamManagerAddress, 0x1'4000, kGranule},
    {"all SRAM, secure alias", chip::kSramSecure, 0xA'0000, 512},
    {"all SRAM, non-secure alias", chip::kSramNonSecure, 0xA'0000, 512},
    {"flash of manager and modules", layout::kFlashManagerAddress,
     layout::kFlashManagerSize + layout::kFlashModulesSize, kGranule},
    {"all flash, secure alias", chip::kFlashSecure, chip::kFlashSize, 512},
    {"all flash, non-secure alias", chip::kFlashNonSecure, chip::kFlashSize, 512},
    {"OBKeys, secure alias", chip::kObKeysSecure, chip::kObKeysSize, kGranule},
    {"OBKeys, non-secure alias", chip::kObKeysNonSecure, chip::kObKeysSize, kGranule},
    {"system flash and OTP", 0x0BF8'0000, 0x5'0000, 512},
    {"APB1, APB2, AHB1, secure", 0x5000'0000, 0x4'4000, 0x400},
    {"AHB2, secure", 0x5202'0000, 0xB'0000, 0x400},
    {"APB3, AHB3, secure", 0x5400'0000, 0x3'0000, 0x400},
    {"AHB4, secure", 0x5600'0000, 0x1'0000, 0x400},
    {"all peripherals, secure", chip::kPeripheralSecure, 0x0800'0000, 0x1'0000},
    {"all peripherals, non-secure", chip::kPeripheralNonSecure, 0x0800'0000, 0x1'0000},
    {"external memories", 0x6000'0000, 0x8000'0000, 0x10'0000},
};

constexpr std::uint32_t kStorage = 0x101;  // whose manifest grants the storage key, read-only
constexpr Block kVeneers{layout::kVeneersAddress, layout::kVeneersSize};
constexpr Block kStorageKey{chip::kObKeysSecure + lib::obkeys::kStorageRootOffset,
                            lib::obkeys::kSecretSize};

System board;
std::uint8_t found[kMostBlocks];

std::uint8_t expected(std::uint32_t address) {
    const ModulePlace& own = board.place();
    if (own.ram.has(address)) {
        return kMayRead | kMayWrite;
    }
    if (own.image.has(address) || kVeneers.has(address)) {
        return kMayRead | kMayExecute;
    }
    bool granted = own.record.id == kStorage && kStorageKey.has(address);
    return granted ? kMayRead : kNoRight;
}

void report(std::uint32_t address, std::uint8_t rights) {
    say("  at ");
    say_hex(address);
    say(" rights are ");
    say_hex(rights);
    say(", not ");
    say_hex(expected(address));
    say_end();
}

// How many blocks are not as they should be; the first is reported.
std::uint32_t compare(const Area& area, std::uint32_t first, std::uint32_t blocks) {
    std::uint32_t wrong = 0;
    for (std::uint32_t i = 0; i < blocks; ++i) {
        std::uint32_t address = area.base + (first + i) * area.step;
        if (found[i] != expected(address) && wrong++ == 0) {
            report(address, found[i]);
        }
    }
    return wrong;
}

bool scan(const Area& area) {
    Answer answer{};
    if (ask(kScanFrom, {area.base, 0}, answer) != PSA_SUCCESS) {
        return false;
    }
    const std::uint32_t blocks = area.size / area.step;
    std::uint32_t wrong = 0;
    for (std::uint32_t done = 0; done < blocks && wrong == 0; done += kMostBlocks) {
        std::uint32_t n = blocks - done < kMostBlocks ? blocks - done : kMostBlocks;
        if (ask_rights(area.step, n, found) != PSA_SUCCESS) {
            return false;
        }
        wrong = compare(area, done, n);
    }
    return wrong == 0;
}

// TT's MPU fields are for privileged code; for a module they are zero.
void test_target_claims() {
    constexpr std::uint32_t kMpuFields = 0x000D'00FF;  // MREGION, MRVALID, R, RW
    Answer answer{};
    bool told = ask(kTestTarget, {board.place().ram.base, 0}, answer) == PSA_SUCCESS;
    claim(told && (answer.value & kMpuFields) == 0, "TT tells a module nothing of the MPU");
}

}  // namespace

int main() {
    sm_console_open();
    bool there = system_read(board);
    claim(there, "there is a prober on this board");
    if (there) {
        for (const Area& area : kAreas) {
            claim(scan(area), area.name);
        }
        test_target_claims();
    }
    say_counts("rights");
    return 0;
}
