// SPDX-License-Identifier: Apache-2.0
#include "chip/obk.h"

#include "chip/core.h"
#include "chip/flash.h"
#include "chip/memory.h"
#include "lib/bytes/bytes.h"

namespace chip::obk {

lib::Result<void> read(std::uint32_t offset, std::span<std::uint32_t> out) {
    if (offset % kQuadWord != 0 ||
        !lib::bytes::range_within(offset, out.size_bytes(), kObKeysSize)) {
        return lib::Error::kOutOfRange;
    }
    // flash::read loads aligned words and counts the ECC errors met; a virgin key is one.
    const auto state = flash::read(kObKeysSecure + offset, std::as_writable_bytes(out));
    std::uint32_t any = 0;
    for (const std::uint32_t word : out) {
        any |= word;
    }
    return state == flash::ReadState::kOk && any != 0 ? lib::kOk : lib::Error::kObkUnreadable;
}

}  // namespace chip::obk
