// SPDX-License-Identifier: Apache-2.0
// The header of an installed module, as hostile input: nothing of it is used before this said yes.
#pragma once

#include <span>

#include "lib/result/result.h"
#include "manager/abi/module_header.h"
#include "manager/core/access.h"

namespace manager::core {

inline constexpr std::uint32_t kMinStack = 256;  // frame, psa_msg_t, seal and something to work in
inline constexpr std::uint32_t kMaxModuleRam = 0x1'0000;
inline constexpr std::uint16_t kMaxTable = 32;
inline constexpr std::uint32_t kInterruptLines = 131;  // of the chip's NVIC

// `image` is memory that may be read, 32-byte aligned. expected_id: of the container entry or the
// hand-over record. kModuleHeaderBad: magic, sizes, offsets or counts; kModuleAbi: a later ABI or a
// model this core does not serve; kModuleRam: stack and RAM sizes. Rights are regions_check's.
lib::Result<const abi::ModuleHeader*> header_check(const Range& image, std::uint32_t expected_id);

// Tables of a header that was checked.
std::span<const abi::ServiceEntry> services_of(const abi::ModuleHeader& header);
std::span<const abi::DependencyEntry> dependencies_of(const abi::ModuleHeader& header);
std::span<const abi::IrqEntry> interrupts_of(const abi::ModuleHeader& header);
// PSA_DOORBELL, those of its services and of its interrupts.
std::uint32_t signals_of(const abi::ModuleHeader& header);
std::span<const abi::RegionEntry> regions_of(const abi::ModuleHeader& header);

}  // namespace manager::core
