// SPDX-License-Identifier: Apache-2.0
// What the bench reads from linked images.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "host/base/file.h"

namespace host::bench {

struct Image {
    std::map<std::string, std::uint32_t> symbols;  // Thumb bit cleared
    std::uint32_t flash = 0;                       // bytes of sections loaded into flash
    std::uint32_t ram = 0;                         // bytes of writable sections
};

// Throws Failure FILE_UNREADABLE, ELF_BAD.
Image read_elf(const Path& path);

}  // namespace host::bench
