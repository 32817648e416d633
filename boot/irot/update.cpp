// SPDX-License-Identifier: Apache-2.0
#include "boot/irot/update.h"

#include <bit>

#include "boot/stage/keys.h"
#include "chip/core.h"
#include "chip/obk.h"
#include "lib/bytes/bytes.h"
#include "lib/sha256/sha256.h"

namespace boot::irot {
namespace {

using chip::obk::Change;
using lib::obkeys::IrotKeys;
using update::Phase;

constexpr update::Slot kSlots[] = {{kUrot.component, layout::kFlashUrotOffset, kUrot.size}};
constexpr update::Plan kPlan = {layout::kFlashJournalOffset, layout::kFlashStagingOffset,
                                layout::kFlashStagingSize, kSlots};
static_assert(layout::kFlashJournalSize == 2 * chip::kSectorSize);

// By the rule of the slot, where it lies.
struct Judge {
    const IrotKeys& keys;

    lib::Result<void> fits(const update::Slot& slot, std::uint32_t at, std::uint32_t size) const {
        const image::Rule rule = urot_rule(keys);
        const image::Rule again = urot_rule(keys);
        image::Verdict verdict;
        stage::verify({slot.component, stage::SecureFlash::address(at), size}, rule, again,
                      verdict);
        return lib::hardened::is_true(verdict.authentic) ? lib::kOk : verdict.error;
    }
};

std::span<const std::byte> hashed(const IrotKeys& record) {
    return std::as_bytes(std::span(&record, 1)).first(offsetof(IrotKeys, digest));
}

std::span<std::uint32_t, sizeof(IrotKeys) / 4> words_of(IrotKeys& record) {
    return std::span<std::uint32_t, sizeof(IrotKeys) / 4>(reinterpret_cast<std::uint32_t*>(&record),
                                                          sizeof(IrotKeys) / 4);
}

constexpr std::size_t kDigest = offsetof(IrotKeys, digest);
using Head = std::array<std::uint32_t, offsetof(IrotKeys, urot_key) / 4>;  // with the counter

// Zero if what was built is the record as it counts, but for the counter, which is that of the
// uROT as recorded behind the iROT.
[[gnu::noinline]] std::uint32_t difference_of_built() {
    IrotKeys record;
    Head head;
    static_cast<void>(chip::obk::read_record(lib::obkeys::kIrotOffset, record));
    static_cast<void>(chip::obk::read_built(lib::obkeys::kIrotOffset, head));
    static_cast<void>(chip::obk::read_built(lib::obkeys::kIrotOffset + kDigest,
                                            {reinterpret_cast<std::uint32_t*>(&record.digest), 8}));
    record.urot_counter = stage::hand_over().components[1].security_counter;
    const auto whole = stage::digest_matches(hashed(record), record.digest);
    lib::bytes::wipe_object(record.decryption_key);
    const auto same = lib::hardened::equal_bytes(std::as_bytes(std::span(head)),
                                                 hashed(record).first(sizeof(head)));
    return lib::hardened::difference(whole) | lib::hardened::difference(same);
}

// The digest covers the private key too, which is read for it and wiped. `off`: 0 where the boot
// came here as it should.
lib::Result<void> store_counter(const image::Verdict& urot, std::uint32_t off) {
    IrotKeys record;
    LIB_TRY(chip::obk::read_record(lib::obkeys::kIrotOffset, record));
    record.urot_counter = urot.measured.security_counter;
    record.digest = std::bit_cast<lib::obkeys::Digest>(lib::sha256::sha256(hashed(record)));
    lib::bytes::wipe_object(record.decryption_key);
    const auto words = words_of(record);
    const Change changes[] = {
        Change::at<lib::obkeys::kIrotOffset>(words.first<std::tuple_size_v<Head>>()),
        Change::at<lib::obkeys::kIrotOffset + kDigest>(words.subspan<kDigest / 4>())};
    static_assert(offsetof(IrotKeys, urot_counter) == 12);
    LIB_TRY(chip::obk::build(changes));
    return chip::obk::swap(chip::obk::kPermit ^ off ^ difference_of_built());
}

}  // namespace

Update::Update(const IrotKeys& keys) : keys_(keys), replacer_(flash_, kPlan) {}

void Update::resume() {
    Judge judge{keys_};
    stage::flash_writable(true);
    const auto phase = replacer_.resume(judge);
    stage::flash_writable(false);
    if (!phase.ok()) {
        return stage::tell_update(stage::ComponentId::kNone, phase.error());
    }
    phase_ = phase.value();
    if (phase_ == Phase::kRejected) {
        stage::tell_update(stage::ComponentId::kUrot, replacer_.refusal());
    } else if (phase_ == Phase::kReverted) {
        stage::tell_update(stage::ComponentId::kNone, lib::Error::kUpdateReverted);
    } else if (phase_ == Phase::kTrial) {
        stage::tell_trial();
    }
}

void Update::refused(lib::Error error) {
    if (phase_ == Phase::kTrial || phase_ == Phase::kConfirmed) {
        stage::tell_update(stage::ComponentId::kUrot, error);
        stage::flash_writable(true);
        replacer_.give_up();
        chip::core::system_reset();
    }
}

void Update::conclude(const image::Verdict& urot, std::uint32_t off) {
    if (phase_ != Phase::kConfirmed) {
        return;
    }
    const std::uint32_t counter = urot.measured.security_counter;
    stage::flash_writable(true);
    auto done = counter > keys_.urot_counter ? store_counter(urot, off) : lib::kOk;
    if (done.ok()) {
        done = replacer_.conclude();
    }
    stage::flash_writable(false);
    if (!done.ok()) {
        stage::tell_update(stage::ComponentId::kNone, done.error());
    }
}

}  // namespace boot::irot
