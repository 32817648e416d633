// SPDX-License-Identifier: Apache-2.0
#include "host/base/text.h"

#include <fmt/format.h>
#include <charconv>
#include <limits>

namespace host {
namespace {

// The whole of `text` as an unsigned number, nullopt for anything else.
std::optional<std::uint64_t> digits(std::string_view text, int base) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

// Cuts off what stands before `separator` (all of it if absent) as a number up to `limit`.
std::optional<std::uint32_t> take(std::string_view& text, char separator, std::uint32_t limit) {
    const auto at = text.find(separator);
    const auto value = digits(text.substr(0, at), 10);
    text = at == std::string_view::npos ? std::string_view() : text.substr(at + 1);
    if (!value || *value > limit) {
        return std::nullopt;
    }
    return static_cast<std::uint32_t>(*value);
}

}  // namespace

std::string hex(ByteView bytes) {
    std::string text;
    for (const std::byte byte : bytes) {
        text += fmt::format("{:02x}", static_cast<unsigned>(byte));
    }
    return text;
}

std::string hex32(std::uint32_t value) {
    return fmt::format("0x{:08X}", value);
}

std::optional<Bytes> parse_hex(std::string_view text) {
    if (text.size() % 2 != 0) {
        return std::nullopt;
    }
    Bytes bytes;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const auto value = digits(text.substr(i, 2), 16);
        if (!value) {
            return std::nullopt;
        }
        bytes.push_back(static_cast<std::byte>(*value));
    }
    return bytes;
}

std::optional<std::uint32_t> parse_number(std::string_view text) {
    std::uint64_t unit = 1;
    if (text.ends_with('K') || text.ends_with('M')) {
        unit = text.back() == 'K' ? 1024 : 1024 * 1024;
        text.remove_suffix(1);
    }
    const bool is_hex = text.starts_with("0x") || text.starts_with("0X");
    const auto value = is_hex ? digits(text.substr(2), 16) : digits(text, 10);
    constexpr std::uint64_t kLimit = std::numeric_limits<std::uint32_t>::max();
    if (!value || *value > kLimit / unit) {
        return std::nullopt;
    }
    return static_cast<std::uint32_t>(*value * unit);
}

std::optional<lib::handover::Version> parse_version(std::string_view text) {
    const auto plus = text.find('+');
    lib::handover::Version version{};
    if (plus != std::string_view::npos) {
        std::string_view build = text.substr(plus + 1);
        const auto number = take(build, '\n', std::numeric_limits<std::uint32_t>::max());
        if (!number || !build.empty()) {
            return std::nullopt;
        }
        version.build = *number;
        text = text.substr(0, plus);
    }
    std::uint32_t parts[3] = {};
    std::size_t count = 0;
    do {
        const auto part = count < 3 ? take(text, '.', count < 2 ? 0xFF : 0xFFFF) : std::nullopt;
        if (!part) {
            return std::nullopt;
        }
        parts[count++] = *part;
    } while (!text.empty());
    version.major = static_cast<std::uint8_t>(parts[0]);
    version.minor = static_cast<std::uint8_t>(parts[1]);
    version.revision = static_cast<std::uint16_t>(parts[2]);
    return version;
}

std::string version_text(const lib::handover::Version& version) {
    const std::string text =
        fmt::format("{}.{}.{}", version.major, version.minor, version.revision);
    return version.build == 0 ? text : fmt::format("{}+{}", text, version.build);
}

std::string size_text(std::uint64_t bytes) {
    return bytes != 0 && bytes % 1024 == 0 ? fmt::format("{} KB", bytes / 1024)
                                           : fmt::format("{} bytes", bytes);
}

}  // namespace host
