// SPDX-License-Identifier: Apache-2.0
// One line of the console: text, numbers and names put one behind the other, no format strings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "lib/error/error.h"
#include "lib/handover/handover.h"

namespace boot::stage {

struct Hex {
    std::uint32_t value;
};
struct HexBytes {
    std::span<const std::byte> bytes;
};
struct ComponentName {
    std::uint32_t component;
};

void put(std::string_view text);
template <std::size_t kSize>
void put(const char (&text)[kSize]) {
    put(std::string_view(text, kSize - 1));
}
void put(std::uint32_t decimal);
void put(Hex hex);
void put(HexBytes bytes);
void put(ComponentName name);
void put(lib::Error error);
void put(const lib::handover::Version& version);

// "NAME: ....\r\n"
void line_begin();
void line_end();

template <typename... Parts>
void line(const Parts&... parts) {
    line_begin();
    (put(parts), ...);
    line_end();
}

}  // namespace boot::stage
