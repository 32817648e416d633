// SPDX-License-Identifier: Apache-2.0
#include "boot/stage/console.h"

#include <algorithm>
#include <array>

#include "boot/image/key_manifest.h"
#include "boot/stage/stage.h"
#include "chip/usart.h"
#include "lib/error/error_rows.h"

namespace boot::stage {
namespace {

void put_digit(std::uint32_t digit) {
    const char character = "0123456789abcdef"[digit & 0xF];
    chip::usart::put({&character, 1});
}

// Hexadecimal without leading zeros.
void put_short(std::uint32_t value) {
    if (value >= 16) {
        put_short(value / 16);
    }
    put_digit(value);
}

struct Named {
    lib::Error error;
    std::string_view name;
};

// The names alone; the explanations stay on the host.
constexpr auto kNames = [] {
    std::array<Named, lib::kErrorRows.size()> names{};
    std::ranges::transform(lib::kErrorRows, names.begin(),
                           [](const lib::ErrorInfo& row) { return Named{row.error, row.name}; });
    return names;
}();

std::string_view name_of(lib::Error error) {
    const auto found = std::ranges::find(kNames, error, &Named::error);
    return found != kNames.end() ? found->name : std::string_view("UNKNOWN_ERROR");
}

}  // namespace

void put(std::string_view text) {
    chip::usart::put(text);
}

void put(std::uint32_t decimal) {
    if (decimal >= 10) {
        put(decimal / 10);
    }
    put_digit(decimal % 10);
}

void put(Hex hex) {
    put("0x");
    for (int shift = 28; shift >= 0; shift -= 4) {
        put_digit(hex.value >> shift);
    }
}

void put(HexBytes bytes) {
    for (const std::byte byte : bytes.bytes) {
        put_digit(std::to_integer<std::uint32_t>(byte >> 4));
        put_digit(std::to_integer<std::uint32_t>(byte));
    }
}

void put(ComponentName name) {
    if (name.component == image::kKeyManifestComponent) {
        return put("key manifest");
    }
    switch (static_cast<ComponentId>(name.component)) {
        case ComponentId::kNone:
            return put("boot");
        case ComponentId::kIrot:
            return put("iROT");
        case ComponentId::kUrot:
            return put("uROT");
        case ComponentId::kManager:
            return put("manager");
        case ComponentId::kApplication:
            return put("application");
        default:
            put(lib::handover::is_data(name.component) ? "data 0x" : "module 0x");
            put_short(name.component);
    }
}

// "NAME (0x...), sm explain NAME"
void put(lib::Error error) {
    put(name_of(error));
    put(" (");
    put(Hex{static_cast<std::uint32_t>(error)});
    put("), see: sm explain ");
    put(name_of(error));
}

void put(const lib::handover::Version& version) {
    put(std::uint32_t{version.major});
    put(".");
    put(std::uint32_t{version.minor});
    put(".");
    put(std::uint32_t{version.revision});
    if (version.build != 0) {
        put("+");
        put(version.build);
    }
}

void line_begin() {
    put(kIdentity.name);
    put(": ");
}

void line_end() {
    put("\r\n");
}

}  // namespace boot::stage
