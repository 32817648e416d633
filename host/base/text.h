// SPDX-License-Identifier: Apache-2.0
// Numbers, versions and bytes as people write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "host/base/file.h"
#include "lib/handover/handover.h"

namespace host {

std::string hex(ByteView bytes);
std::string hex32(std::uint32_t value);  // "0x0C000000"
// Pairs of hex digits; nullopt for an odd count or another character.
std::optional<Bytes> parse_hex(std::string_view text);
// Decimal or 0x..., optionally with K or M (1024s), 32 bits.
std::optional<std::uint32_t> parse_number(std::string_view text);
// "1", "1.2", "1.2.3", "1.2.3+4", as imgtool takes them.
std::optional<lib::handover::Version> parse_version(std::string_view text);
std::string version_text(const lib::handover::Version& version);  // the build only if not 0
// "12 KB" where it is a whole number of them, else "12345 bytes".
std::string size_text(std::uint64_t bytes);

}  // namespace host
