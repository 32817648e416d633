// SPDX-License-Identifier: Apache-2.0
#include "boot/image/signature.h"

#include <algorithm>
#include <array>

#include "lib/p256/p256.h"

namespace boot::image {
namespace {

using lib::Error;
using lib::hardened::HardenedBool;
using View = std::span<const std::byte>;

constexpr std::byte kSequence{0x30};
constexpr std::byte kInteger{0x02};
constexpr std::size_t kNumber = 32;

// Takes `tag`, a short-form length and that many bytes off the front; empty if that is not there.
View take(View& from, std::byte tag) {
    if (from.size() < 2 || from[0] != tag) {
        return {};
    }
    const auto size = std::to_integer<std::size_t>(from[1]);
    if (size > 0x7F || size > from.size() - 2) {
        return {};
    }
    const View value = from.subspan(2, size);
    from = from.subspan(2 + size);
    return value;
}

// A positive INTEGER in its shortest form, right-aligned in 32 bytes.
bool number(View& from, std::span<std::byte, kNumber> out) {
    View value = take(from, kInteger);
    if (value.empty() || (value[0] & std::byte{0x80}) != std::byte{0}) {
        return false;
    }
    if (value.size() > 1 && value[0] == std::byte{0}) {
        value = value.subspan(1);
        if ((value[0] & std::byte{0x80}) == std::byte{0}) {
            return false;
        }
    }
    if (value.size() > kNumber) {
        return false;
    }
    std::ranges::fill(out, std::byte{0});
    std::ranges::copy(value, out.last(value.size()).begin());
    return true;
}

bool decode(View der, std::span<std::byte, 2 * kNumber> out) {
    View inner = take(der, kSequence);
    return !inner.empty() && der.empty() && number(inner, out.first<kNumber>()) &&
           number(inner, out.last<kNumber>()) && inner.empty();
}

}  // namespace

HardenedBool signature_valid(std::span<const std::byte, 64> key,
                             std::span<const std::byte, 32> digest, View der, Error& reason) {
    std::array<std::byte, 2 * kNumber> signature{};
    if (!decode(der, signature)) {
        reason = Error::kSignatureEncoding;
        return HardenedBool::kFalse;
    }
    const HardenedBool valid = lib::p256::verify(key, digest, signature);
    if (!lib::hardened::is_true(valid)) {
        const bool key_good = lib::hardened::is_true(lib::p256::public_key_valid(key));
        reason = key_good ? Error::kSignatureInvalid : Error::kPublicKeyBad;
    }
    return valid;
}

}  // namespace boot::image
