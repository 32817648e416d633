// SPDX-License-Identifier: Apache-2.0
#include "boot/stage/console.h"

#include "boot/image/key_manifest.h"
#include "boot/stage/error_names.h"
#include "boot/stage/stage.h"
#include "chip/usart.h"

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

// "NAME (0x...), see: sm explain NAME", or the code alone.
void put(lib::Error error) {
    const Hex code{static_cast<std::uint32_t>(error)};
    const std::string_view name = known_name(error);
    if (!name.empty()) {
        put(name);
        put(" (");
        put(code);
        put("), see: sm explain ");
        return put(name);
    }
    put(code);
    put(", see: sm explain ");
    put(code);
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
