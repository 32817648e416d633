// SPDX-License-Identifier: Apache-2.0
// The generated layout, and the chip's facts, as the core wants them.
#include <array>

#include "chip/memory.h"
#include "lib/obkeys/obkeys.h"
#include "manager/armv8m/armv8m.h"
#include "system/layout.h"

namespace manager::armv8m {
namespace {

using core::Range;

constexpr std::uint32_t kSecrets = chip::kObKeysSecure + lib::obkeys::kStorageRootOffset;
constexpr std::uint32_t kSecretsSize = 3 * lib::obkeys::kSecretSize;

constexpr Range kMmio[] = {
    {chip::kPeripheralNonSecure, 0x0800'0000},
    {chip::kPeripheralSecure, 0x0800'0000},
};

// Non-secure aliases; both are refused. Bus masters would go around the MPU.
constexpr Range kDenied[] = {
    {0x4002'0000, 0x2000},  // GPDMA1, GPDMA2
    {0x4002'2000, 0x400},   // FLASH
    {0x4002'6000, 0x400},   // RAMCFG: erases SRAM
    {0x4002'8000, 0x2000},  // ETH: bus master
    {0x4003'0400, 0x400},   // ICACHE: remaps code
    {0x4003'2400, 0x1400},  // GTZC: TZSC, TZIC, MPCBB1..3
    {0x420C'0800, 0x400},   // RNG: the core's
    {0x4400'0400, 0x400},   // SBS
    {0x4400'7800, 0x800},   // RTC, TAMP: backup registers, erases secrets
    {0x4402'0800, 0x400},   // PWR
    {0x4402'0C00, 0x400},   // RCC
    {0x4402'2000, 0x400},   // EXTI
    {0x4402'4000, 0x1000},  // DBGMCU
    {0x4600'5000, 0x400},   // OTFDEC1
    {0x4600'8000, 0x1000},  // SDMMC1, SDMMC2: bus masters
};

template <std::size_t kCount>
constexpr std::array<core::Source, kCount> sources(const layout::Source (&list)[kCount]) {
    std::array<core::Source, kCount> result{};
    for (std::size_t i = 0; i < kCount; ++i) {
        result[i] = list[i].base | list[i].line;
    }
    return result;
}
constexpr auto kSources = sources(layout::kSources);

// Core, pool, hand-over block and what is reserved lie in one piece: two MPU regions cover it.
constexpr std::uint32_t kSecureEnd = layout::kRamReservedAddress + layout::kRamReservedSize;
static_assert(layout::kRamManagerAddress + layout::kRamManagerSize == layout::kRamModulesAddress);
static_assert(layout::kRamModulesAddress + layout::kRamModulesSize == layout::kRamHandoverAddress);
static_assert(layout::kRamHandoverAddress + layout::kRamHandoverSize ==
              layout::kRamReservedAddress);
static_assert(layout::kRamManagerSize <= 0x1'0000 && layout::kVeneersEach == 32);

}  // namespace

constinit const core::Platform kPlatform{
    .veneers = {layout::kVeneersAddress, layout::kVeneersSize},
    .secure_ram = {layout::kRamManagerAddress, kSecureEnd - layout::kRamManagerAddress},
    .agent_stack = {layout::kRamManagerAddress + layout::kStageManagerStack, 512},
    .pool = {layout::kRamModulesAddress, layout::kRamModulesSize},
    .manager_slot = {layout::kFlashManagerAddress, layout::kFlashManagerSize},
    .module_flash = {layout::kFlashModulesAddress, layout::kFlashModulesSize},
    .secrets = {kSecrets, kSecretsSize},
    .data_flash = {layout::kFlashStorageOffset, layout::kFlashStorageSize},
    .mmio = kMmio,
    .denied = kDenied,
    .sources = kSources,
};

}  // namespace manager::armv8m
