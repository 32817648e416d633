// SPDX-License-Identifier: Apache-2.0
#include "boot/urot/key_ring.h"

#include <bit>

#include "boot/image/keys.h"
#include "boot/stage/keys.h"
#include "boot/stage/stage.h"
#include "chip/flash.h"
#include "chip/memory.h"
#include "chip/obk.h"
#include "system/layout.h"

namespace boot::urot {

using lib::Error;
using lib::hardened::FlowCounter;
using lib::hardened::HardenedBool;
using lib::hardened::is_true;
using lib::hardened::twice;
using stage::ComponentId;

void KeyRing::load(FlowCounter& flow) {
    stage::keys_read(lib::obkeys::kUrotOffset, lib::obkeys::kUrotMagic, keys_, flow);
    constexpr std::uint32_t kFirst = layout::kFlashKeysAddress;
    if (!is_true(load_copy(kFirst)) && !is_true(load_copy(kFirst + chip::kSectorSize))) {
        stage::refuse(ComponentId::kNone, Error::kKeyManifestBad);
    }
    lib::hardened::require_true(twice([&] { return vouched_for(); }));
    if (auto good = image::key_manifest_check(manifest_); !good.ok()) {
        stage::refuse(ComponentId::kNone, good.error());
    }
    flow.step(kManifestRead);
}

HardenedBool KeyRing::vouched_for() const {
    return stage::digest_matches(std::as_bytes(std::span(&manifest_, 1)),
                                 keys_.key_manifest_digest);
}

HardenedBool KeyRing::load_copy(std::uint32_t address) {
    const auto bytes = std::as_writable_bytes(std::span(&manifest_, 1));
    if (chip::flash::read(address, bytes) != chip::flash::ReadState::kOk) {
        return HardenedBool::kFalse;
    }
    return vouched_for();
}

lib::Result<image::Rule> KeyRing::rule(std::uint32_t component, std::uint32_t header_size) const {
    auto entry = image::key_find(manifest_, component);
    if (!entry.ok()) {
        return entry.error();
    }
    return image::rule_for(*entry.value(), component, header_size, keys_.counters);
}

std::uint32_t KeyRing::rights(std::uint32_t component) const {
    constexpr std::uint32_t kRights = lib::handover::kMayMmio | lib::handover::kMayFlash;
    const bool development = ((manifest_.flags | keys_.flags) & lib::obkeys::kDevelopment) != 0;
    auto entry = image::key_find(manifest_, component);
    return (entry.ok() ? entry.value()->rights & kRights : 0) |
           (development ? lib::handover::kDevelopmentKey : 0);
}

bool KeyRing::raise(const lib::handover::ComponentRecord& record) {
    auto entry = image::key_find(manifest_, record.component);
    if (!entry.ok()) {
        return false;
    }
    std::uint32_t& counter = keys_.counters[entry.value()->counter_slot % lib::obkeys::kCounters];
    const bool higher = record.security_counter > counter;
    counter = higher ? record.security_counter : counter;
    return higher;
}

// The digest covers the private key too, which is read for it and wiped.
lib::Result<void> KeyRing::store_counters() {
    using lib::obkeys::UrotKeys;
    static_assert(offsetof(UrotKeys, digest) ==
                  offsetof(UrotKeys, counters) + sizeof(UrotKeys::counters));
    UrotKeys record;
    LIB_TRY(chip::obk::read_record(lib::obkeys::kUrotOffset, record));
    record.counters = keys_.counters;
    const auto bytes = std::as_bytes(std::span(&record, 1));
    const auto digest = lib::sha256::sha256(bytes.first(offsetof(UrotKeys, digest)));
    record.digest = std::bit_cast<lib::obkeys::Digest>(digest);
    lib::bytes::wipe_object(record.decryption_key);
    constexpr std::size_t kWords = (sizeof(UrotKeys::counters) + sizeof(UrotKeys::digest)) / 4;
    const chip::obk::Change change = {lib::obkeys::kUrotOffset + offsetof(UrotKeys, counters),
                                      {record.counters.data(), kWords}};
    return chip::obk::replace({&change, 1});
}

}  // namespace boot::urot
