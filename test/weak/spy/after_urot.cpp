// SPDX-License-Identifier: Apache-2.0
// In the manager's place: HDPL3, secure, privileged. Its RAM covers most of what was iROT's.
#include "chip/memory.h"
#include "lib/obkeys/obkeys.h"
#include "system/layout.h"
#include "test/weak/spy/spy.h"

namespace test {
namespace {

constexpr std::uint32_t kLeaveRoom = 0x100;
constexpr std::uint32_t kKeys = chip::kObKeysSecure;

constexpr Secret kHidden[] = {
    {"iROT's code", layout::kFlashIrotAddress, layout::kFlashIrotSize},
    {"uROT's code", layout::kFlashUrotAddress, layout::kFlashUrotSize},
    {"uROT's code, non-secure alias", chip::kFlashNonSecure + layout::kFlashUrotOffset, 0x800},
    {"iROT's keys", kKeys + lib::obkeys::kIrotOffset, sizeof(lib::obkeys::IrotKeys)},
    {"uROT's keys", kKeys + lib::obkeys::kUrotOffset, sizeof(lib::obkeys::UrotKeys)},
    {"uROT's RAM", layout::kRamUrotAddress, layout::kRamUrotSize - kLeaveRoom},
};
constexpr Secret kOwn[] = {
    {"its own code", layout::kFlashManagerAddress + layout::kStageManagerHeader, 0x40},
};

}  // namespace

const std::span<const Secret> kSecrets = kHidden;
const std::span<const Secret> kVisible = kOwn;

}  // namespace test
