// SPDX-License-Identifier: Apache-2.0
// In the uROT's place: HDPL2.
#include "chip/memory.h"
#include "lib/obkeys/obkeys.h"
#include "system/layout.h"
#include "test/weak/spy/spy.h"

namespace test {
namespace {

constexpr std::uint32_t kLeaveRoom = 0x100;  // the last code of a stage, at the end of its RAM
constexpr std::uint32_t kKeys = chip::kObKeysSecure;

constexpr Secret kHidden[] = {
    {"iROT's code", layout::kFlashIrotAddress, layout::kFlashIrotSize},
    {"iROT's code, non-secure alias", chip::kFlashNonSecure, 0x400},
    {"iROT's keys", kKeys + lib::obkeys::kIrotOffset, sizeof(lib::obkeys::IrotKeys)},
    {"iROT's RAM", layout::kRamIrotAddress, layout::kRamIrotSize - kLeaveRoom},
    {"the storage key", kKeys + lib::obkeys::kStorageRootOffset, lib::obkeys::kSecretSize},
    {"the attestation key", kKeys + lib::obkeys::kAttestationKeyOffset, lib::obkeys::kSecretSize},
};
constexpr Secret kOwn[] = {
    {"its own code", layout::kFlashUrotAddress + layout::kStageUrotHeader, 0x40},
    {"uROT's keys", kKeys + lib::obkeys::kUrotOffset, sizeof(lib::obkeys::UrotKeys)},
};

}  // namespace

const std::span<const Secret> kSecrets = kHidden;
const std::span<const Secret> kVisible = kOwn;

}  // namespace test
