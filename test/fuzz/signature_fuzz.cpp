// SPDX-License-Identifier: Apache-2.0
// DER of a signature: what is accepted is the one encoding of its numbers, and no number out of
// range verifies.
#include "lib/p256/der.h"
#include "test/fuzz/fuzz.h"

namespace {

using test::fuzz::require;
using Bytes = std::vector<std::byte>;

Bytes integer(std::span<const std::byte> number) {
    while (number.size() > 1 && number[0] == std::byte{0}) {
        number = number.subspan(1);
    }
    const bool zero = (number[0] & std::byte{0x80}) != std::byte{0};
    Bytes out = {std::byte{2}, std::byte(number.size() + (zero ? 1 : 0))};
    if (zero) {
        out.push_back(std::byte{0});
    }
    out.insert(out.end(), number.begin(), number.end());
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto der = std::as_bytes(std::span(data, size));
    const auto both = lib::p256::signature_from_der(der);
    if (!both.ok()) {
        require(both.error() == lib::Error::kSignatureEncoding);
        return 0;
    }
    Bytes again = {std::byte{0x30}, std::byte{0}};
    for (const std::size_t at : {0u, 32u}) {
        const Bytes one = integer(std::span(both.value()).subspan(at, 32));
        again.insert(again.end(), one.begin(), one.end());
    }
    again[1] = std::byte(again.size() - 2);
    require(std::ranges::equal(again, der));
    return 0;
}
