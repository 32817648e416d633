// SPDX-License-Identifier: Apache-2.0
#include "boot/urot/key_ring.h"

#include <bit>

#include "boot/image/keys.h"
#include "boot/image/rotation.h"
#include "boot/stage/keys.h"
#include "boot/stage/stage.h"
#include "boot/stage/update_flash.h"
#include "boot/update/copies.h"
#include "chip/obk.h"

namespace boot::urot {

using lib::Error;
using lib::hardened::FlowCounter;
using lib::hardened::HardenedBool;
using lib::hardened::is_true;
using lib::hardened::require_true;
using lib::hardened::twice;
using lib::obkeys::UrotKeys;
using stage::ComponentId;

namespace {

stage::UpdateFlash flash;

static_assert(layout::kFlashKeysSize == 2 * chip::kSectorSize);
update::Copies<stage::UpdateFlash> copies() {
    return {flash, kKeySlot.offset};
}

template <typename T>
std::span<const std::byte> bytes_of(const T& record) {
    return std::as_bytes(std::span(&record, 1));
}

}  // namespace

// The second copy first: updates leave it alone, so that it is bad only where it wants repair.
void KeyRing::load(FlowCounter& flow) {
    stage::keys_read(lib::obkeys::kUrotOffset, lib::obkeys::kUrotMagic, keys_, flow);
    second_copy_good_ = load_copy(1);
    if (!second_copy_good_ && !load_copy(0)) {
        stage::refuse(ComponentId::kNone, Error::kKeyManifestBad);
    }
}

bool KeyRing::load_copy(std::uint32_t copy) {
    return copies().read(copy, std::as_writable_bytes(std::span(&manifest_, 1))) &&
           is_true(vouched_for());
}

// What cannot be read is judged, too.
void KeyRing::load_new() {
    copies().read(0, std::as_writable_bytes(std::span(&manifest_, 1)));
}

HardenedBool KeyRing::vouched_for() const {
    return stage::digest_matches(bytes_of(manifest_), keys_.key_manifest_digest);
}

HardenedBool KeyRing::allowed(const image::KeyManifest& next, Error& error) const {
    return image::rotation_allowed(next, std::as_bytes(std::span(keys_.root_key)),
                                   keys_.key_manifest_version, error);
}

lib::Result<void> KeyRing::settle(FlowCounter& flow) {
    LIB_TRY(image::key_manifest_check(manifest_));
    Error error = Error::kHardenedMismatch;
    const HardenedBool good = twice([&] {
        const HardenedBool vouched = vouched_for();
        return is_true(vouched) ? vouched : allowed(manifest_, error);
    });
    if (!is_true(good)) {
        return error;
    }
    flow.step(kManifestRead);
    return lib::kOk;
}

lib::Result<void> KeyRing::may_follow(const image::KeyManifest& next) const {
    Error error = Error::kHardenedMismatch;
    if (!is_true(allowed(next, error))) {
        return error;
    }
    return image::rotation_keeps_counters(manifest_, next);
}

lib::Result<void> KeyRing::secure_second_copy() {
    return second_copy_good_ ? lib::kOk : renew_second_copy();
}

lib::Result<void> KeyRing::renew_second_copy() {
    return copies().keep(bytes_of(manifest_));
}

lib::Result<image::Rule> KeyRing::rule(const image::KeyManifest& manifest, std::uint32_t component,
                                       std::uint32_t header_size) const {
    auto entry = image::key_find(manifest, component);
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
    if (higher) {
        counter = record.security_counter;
        require_true(
            lib::hardened::equal_words(counter, lib::hardened::launder(&record)->security_counter));
    }
    return higher;
}

// The record's digest covers the private key too, which is read for it and wiped. All of it is
// looked at again: a wrong digest or a counter too high would end every boot to come.
lib::Result<void> KeyRing::store(std::uint32_t off) {
    constexpr std::size_t kVouching = offsetof(UrotKeys, key_manifest_digest);
    static_assert(kVouching + sizeof(UrotKeys::key_manifest_digest) ==
                  offsetof(UrotKeys, counters));
    static_assert(offsetof(UrotKeys, digest) ==
                  offsetof(UrotKeys, counters) + sizeof(UrotKeys::counters));
    UrotKeys record;
    LIB_TRY(chip::obk::read_record(lib::obkeys::kUrotOffset, record));
    const auto hashed = bytes_of(record).first(offsetof(UrotKeys, digest));
    require_true(stage::digest_matches(hashed, record.digest));
    record.counters = keys_.counters;
    record.key_manifest_version = manifest_.manifest_version;
    record.key_manifest_digest =
        std::bit_cast<lib::obkeys::Digest>(lib::sha256::sha256(bytes_of(manifest_)));
    record.digest = std::bit_cast<lib::obkeys::Digest>(lib::sha256::sha256(hashed));
    require_true(stage::digest_matches(hashed, record.digest));
    lib::bytes::wipe_object(record.decryption_key);
    require_true(stage::digest_matches(bytes_of(manifest_), record.key_manifest_digest));
    const KeyRing& own = *lib::hardened::launder(this);
    require_true(
        lib::hardened::equal_bytes(bytes_of(record.counters), bytes_of(own.keys_.counters)));
    require_true(
        lib::hardened::equal_words(record.key_manifest_version, own.manifest_.manifest_version));
    const auto* words = reinterpret_cast<const std::uint32_t*>(&record);
    const chip::obk::Change changes[] = {
        {lib::obkeys::kUrotOffset, {words, offsetof(UrotKeys, root_key) / 4}},
        {lib::obkeys::kUrotOffset + kVouching,
         {words + kVouching / 4, (sizeof(UrotKeys) - kVouching) / 4}}};
    return chip::obk::replace(changes, chip::obk::kPermit ^ off);
}

}  // namespace boot::urot
