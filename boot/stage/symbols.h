// SPDX-License-Identifier: Apache-2.0
// What the section script and the assembly define; only addresses count.
#pragma once

#include <cstddef>
#include <cstdint>

namespace boot::stage {

extern "C" {
extern const std::byte __code_start[];
extern const std::byte __code_end[];
extern const std::byte __stack_limit[];
extern const std::byte __stack_seal[];
extern const std::byte __ram_start[];
extern const std::byte __ram_end[];
extern std::byte __leave_room[];
extern const std::byte leave_code[];
extern const std::byte leave_code_end[];
}

inline std::uint32_t address_of(const std::byte* symbol) {
    return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(symbol));
}

}  // namespace boot::stage
