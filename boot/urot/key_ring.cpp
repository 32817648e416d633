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

using chip::obk::Change;
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

bool KeyRing::raise(Counters& counters, std::span<const update::Entry> entries) const {
    const lib::handover::HandOver& block = stage::hand_over();
    bool rose = false;
    for (const auto& image : std::span(block.components).first(block.component_count)) {
        auto entry = image::key_find(manifest_, image.component);
        if (!entry.ok() || !update::names(entries, image.component)) {
            continue;
        }
        std::uint32_t& counter = counters[entry.value()->counter_slot % lib::obkeys::kCounters];
        if (image.security_counter > counter) {
            counter = image.security_counter;
            rose = true;
        }
    }
    return rose;
}

// What is left undone is no error of the flash, and the request must not end with it.
lib::Result<void> KeyRing::advance(std::span<const update::Entry> entries,
                                   std::span<const update::Entry> again, std::uint32_t off) {
    const bool vouched = is_true(vouched_for());
    if (raise(keys_.counters, entries) || !vouched) {
        LIB_TRY(store(again, off));
    }
    return advanced(again) ? lib::kOk : Error::kHardenedMismatch;
}

bool KeyRing::advanced(std::span<const update::Entry> entries) const {
    UrotKeys record;
    const auto read = chip::obk::read_record(lib::obkeys::kUrotOffset, record);
    lib::bytes::wipe_object(record.decryption_key);
    return read.ok() && !raise(record.counters, entries) &&
           is_true(stage::digest_matches(bytes_of(manifest_), record.key_manifest_digest));
}

namespace {

constexpr std::size_t kVouching = offsetof(UrotKeys, key_manifest_digest);
static_assert(kVouching + sizeof(UrotKeys::key_manifest_digest) == offsetof(UrotKeys, counters));
static_assert(offsetof(UrotKeys, digest) ==
              offsetof(UrotKeys, counters) + sizeof(UrotKeys::counters));
using Head = std::array<std::uint32_t, offsetof(UrotKeys, root_key) / 4>;

std::span<const std::byte> hashed(const UrotKeys& record) {
    return bytes_of(record).first(offsetof(UrotKeys, digest));
}

std::span<std::uint32_t, sizeof(UrotKeys) / 4> words_of(UrotKeys& record) {
    return std::span<std::uint32_t, sizeof(UrotKeys) / 4>(reinterpret_cast<std::uint32_t*>(&record),
                                                          sizeof(UrotKeys) / 4);
}

}  // namespace

// Zero if what was built is the record as it counts, but for what belongs to the manifest at hand
// and the counters that rise.
std::uint32_t KeyRing::difference_of_built(std::span<const update::Entry> entries) const {
    UrotKeys record;
    UrotKeys built{};  // what cannot be read differs
    Head head{};
    static_cast<void>(chip::obk::read_record(lib::obkeys::kUrotOffset, record));
    static_cast<void>(chip::obk::read_built(lib::obkeys::kUrotOffset, head));
    static_cast<void>(chip::obk::read_built(lib::obkeys::kUrotOffset + kVouching,
                                            words_of(built).subspan<kVouching / 4>()));
    record.key_manifest_version = manifest_.manifest_version;
    record.key_manifest_digest =
        std::bit_cast<lib::obkeys::Digest>(lib::sha256::sha256(bytes_of(manifest_)));
    raise(record.counters, entries);
    record.digest = std::bit_cast<lib::obkeys::Digest>(lib::sha256::sha256(hashed(record)));
    lib::bytes::wipe_object(record.decryption_key);
    const auto whole = lib::hardened::equal_bytes(bytes_of(built).subspan(kVouching),
                                                  bytes_of(record).subspan(kVouching));
    const auto same =
        lib::hardened::equal_bytes(bytes_of(head), bytes_of(record).first(sizeof(head)));
    return lib::hardened::difference(whole) | lib::hardened::difference(same);
}

// The record's digest covers the private key too, which is read for it and wiped.
lib::Result<void> KeyRing::store(std::span<const update::Entry> entries, std::uint32_t off) {
    UrotKeys record;
    LIB_TRY(chip::obk::read_record(lib::obkeys::kUrotOffset, record));
    record.counters = keys_.counters;
    record.key_manifest_version = manifest_.manifest_version;
    record.key_manifest_digest =
        std::bit_cast<lib::obkeys::Digest>(lib::sha256::sha256(bytes_of(manifest_)));
    record.digest = std::bit_cast<lib::obkeys::Digest>(lib::sha256::sha256(hashed(record)));
    lib::bytes::wipe_object(record.decryption_key);
    const auto words = words_of(record);
    const Change changes[] = {
        Change::at<lib::obkeys::kUrotOffset>(words.first<std::tuple_size_v<Head>>()),
        Change::at<lib::obkeys::kUrotOffset + kVouching>(words.subspan<kVouching / 4>())};
    LIB_TRY(chip::obk::build(changes));
    return chip::obk::swap(chip::obk::kPermit ^ off ^ difference_of_built(entries));
}

}  // namespace boot::urot
