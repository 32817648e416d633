// SPDX-License-Identifier: Apache-2.0
// A record of OBKeys, checked.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "boot/stage/stage.h"
#include "chip/obk.h"
#include "lib/bytes/bytes.h"
#include "lib/hardened/hardened.h"
#include "lib/sha256/sha256.h"

namespace boot::stage {

// Whether `digest` is the SHA-256 of `bytes`.
[[gnu::noipa]] inline lib::hardened::HardenedBool digest_matches(
    std::span<const std::byte> bytes, std::span<const std::uint8_t> digest) {
    const auto computed = lib::sha256::sha256(bytes);
    return lib::hardened::equal_bytes(computed, std::as_bytes(digest));
}

// Reads the record of this level into `keys`. The private key in it is not for anybody's eyes but
// the decryption's, so that it is wiped here. Step: kRecordRead. Refuses: OBK_UNREADABLE,
// OBK_CORRUPT.
template <typename Record>
void keys_read(std::uint32_t offset, std::uint32_t magic, Record& keys, FlowCounter& flow) {
    if (auto read = chip::obk::read_record(offset, keys); !read.ok()) {
        refuse(ComponentId::kNone, read.error());
    }
    const auto bytes = std::as_bytes(std::span(&keys, 1)).first(offsetof(Record, digest));
    const auto intact = lib::hardened::twice([&] { return digest_matches(bytes, keys.digest); });
    lib::bytes::wipe_object(keys.decryption_key);
    const auto ours = lib::hardened::twice([&] {
        return lib::hardened::equal_words(
            (keys.magic ^ magic) | (keys.version ^ 1u) | (keys.size ^ sizeof(Record)), 0);
    });
    if (!lib::hardened::is_true(lib::hardened::both(ours, intact))) {
        refuse(ComponentId::kNone, lib::Error::kObkCorrupt);
    }
    flow.step(kRecordRead);
}

}  // namespace boot::stage
