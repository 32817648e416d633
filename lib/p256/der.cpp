// SPDX-License-Identifier: Apache-2.0

#include "lib/p256/der.h"

#include <algorithm>

namespace lib::p256 {
namespace {

using View = std::span<const std::byte>;

constexpr std::byte kSequence{0x30};
constexpr std::byte kInteger{0x02};

// The content of the element at the front, which `rest` then loses. Lengths above 127 have no place
// in a signature of this curve.
Result<View> take(View& rest, std::byte tag) {
    if (rest.size() < 2 || rest[0] != tag || rest[1] > std::byte{0x7F}) {
        return Error::kSignatureEncoding;
    }
    const size_t size = std::to_integer<size_t>(rest[1]);
    if (size > rest.size() - 2) {
        return Error::kSignatureEncoding;
    }
    const View content = rest.subspan(2, size);
    rest = rest.subspan(2 + size);
    return content;
}

bool is_negative(std::byte first) {
    return (first & std::byte{0x80}) != std::byte{0};
}

// Right-aligns a non-negative integer's content in 32 bytes.
Result<void> copy_integer(std::span<std::byte, 32> to, View content) {
    if (content.empty() || is_negative(content[0])) {
        return Error::kSignatureEncoding;
    }
    if (content.size() > 1 && content[0] == std::byte{0}) {
        content = content.subspan(1);
        if (!is_negative(content[0])) {
            return Error::kSignatureEncoding;  // a zero in front only where it keeps the sign
        }
    }
    if (content.size() > to.size()) {
        return Error::kSignatureEncoding;
    }
    std::copy(content.begin(), content.end(), to.end() - static_cast<ptrdiff_t>(content.size()));
    return kOk;
}

Result<void> take_integer(std::span<std::byte, 32> to, View& rest) {
    const Result<View> content = take(rest, kInteger);
    if (!content.ok()) {
        return content.error();
    }
    return copy_integer(to, content.value());
}

}  // namespace

Result<Signature> signature_from_der(View der) {
    Result<View> sequence = take(der, kSequence);
    if (!sequence.ok()) {
        return sequence.error();
    }
    Signature signature{};
    View& rest = sequence.value();
    LIB_TRY(take_integer(std::span(signature).first<32>(), rest));
    LIB_TRY(take_integer(std::span(signature).last<32>(), rest));
    if (!rest.empty() || !der.empty()) {
        return Error::kSignatureEncoding;
    }
    return signature;
}

}  // namespace lib::p256
