// SPDX-License-Identifier: Apache-2.0
#include "boot/urot/updates.h"

#include <algorithm>
#include <array>

#include "boot/stage/stage.h"
#include "boot/stage/update_flash.h"
#include "boot/urot/decryption.h"
#include "chip/core.h"
#include "lib/bytes/bytes.h"

namespace boot::urot {
namespace {

using lib::Error;
using update::Phase;
using Engine = update::Engine<stage::UpdateFlash>;

constexpr bool is_urot(const layout::Slot& slot) {
    return slot.component == static_cast<std::uint32_t>(stage::ComponentId::kUrot);
}

constexpr std::size_t kSlotCount =
    std::size(layout::kSlots) + 1 -
    static_cast<std::size_t>(std::ranges::count_if(layout::kSlots, is_urot));

constexpr auto kSlots = [] {
    std::array<update::Slot, kSlotCount> slots{};
    std::size_t next = 0;
    for (const layout::Slot& slot : layout::kSlots) {
        if (!is_urot(slot)) {
            slots[next++] = {slot.component, slot.offset, slot.size};
        }
    }
    slots[next] = {kKeySlot.component, kKeySlot.offset, kKeySlot.size};
    return slots;
}();

stage::UpdateFlash flash;

constexpr update::Plan kPlan = {layout::kFlashJournalOffset, layout::kFlashStagingOffset,
                                layout::kFlashStagingSize, kSlots};
static_assert(layout::kFlashJournalSize == 2 * chip::kSectorSize);

std::uint32_t header_size_of(std::uint32_t component) {
    for (const layout::Slot& slot : layout::kSlots) {
        if (slot.component == component) {
            return slot.header;
        }
    }
    return 0;
}

constexpr bool is_needed(const update::Slot& slot) {
    return slot.component == static_cast<std::uint32_t>(stage::ComponentId::kManager) ||
           slot.component == static_cast<std::uint32_t>(stage::ComponentId::kApplication);
}

// By the rule of the slot it is meant for, where it is staged.
class Judge {
  public:
    Judge(KeyRing& keys, const update::Request& request)
        : keys_(keys), request_(request), manifest_(&keys.manifest()) {}

    lib::Result<void> fits(const update::Slot& slot, std::uint32_t at, std::uint32_t size) {
        component_ = slot.component;
        if (slot.component == kKeySlot.component) {
            return manifest_fits(at, size);
        }
        const std::uint32_t header = header_size_of(slot.component);
        const auto rule = keys_.rule(*manifest_, slot.component, header);
        const auto again = keys_.rule(*manifest_, slot.component, header);
        if (!rule.ok() || !again.ok()) {
            return Error::kKeyUnknown;
        }
        const stage::Slot staged = {slot.component, stage::UpdateFlash::address(at), size};
        chip::flash::Source source(staged.address, size);
        auto image = image::load_image<true>(source, stage::image_buffer());
        if (!image.ok()) {
            return image.error();
        }
        // What lies in its slot was opened on its way there.
        const bool staged_there = at - layout::kFlashStagingOffset < layout::kFlashStagingSize;
        if (staged_there && image.value().header.content_key_size != 0) {
            LIB_TRY(image.value().total_size == size ? lib::kOk : Error::kBadSize);
            return Decryption::judge(source, image.value(), rule.value());
        }
        image::Verdict verdict;
        stage::verify_hybrid(staged, rule.value(), again.value(), verdict);
        return lib::hardened::is_true(verdict.authentic) ? lib::kOk : verdict.error;
    }

    template <typename Image>
    void arrive(Image& image) {
        decryption_.arrive(image);
    }
    lib::Result<void> reveal(std::uint32_t offset, update::Word& word) {
        return decryption_.reveal(offset, word);
    }

    std::uint32_t component() const { return component_; }

  private:
    // What comes behind it is judged by it, so that it comes first; and so is what stays: nothing
    // is changed that would leave the board without an image of its keys.
    lib::Result<void> manifest_fits(std::uint32_t at, std::uint32_t size) {
        if (request_.entries[0].component != kKeySlot.component) {
            return Error::kUpdateRequestBad;
        }
        if (size != sizeof(image::KeyManifest)) {
            return Error::kKeyManifestBad;
        }
        const std::uint32_t address = stage::UpdateFlash::address(at);
        const chip::flash::Source source(address, size);
        const auto* next = reinterpret_cast<const image::KeyManifest*>(address);
        const auto allowed = keys_.may_follow(*next);
        LIB_TRY(source.check());
        LIB_TRY(allowed);
        manifest_ = next;
        for (const update::Slot& slot : kSlots) {
            if (is_needed(slot) && !update::names(request_.entries, slot.component)) {
                LIB_TRY(fits(slot, slot.at, slot.size));
            }
        }
        return keys_.secure_second_copy();
    }

    KeyRing& keys_;
    const update::Request& request_;
    const image::KeyManifest* manifest_;
    Decryption decryption_;
    std::uint32_t component_ = 0;
};

}  // namespace

static_assert(static_cast<std::uint32_t>(Phase::kIdle) == 0);

void Updates::resume(KeyRing& keys) {
    Engine engine(flash, kPlan);
    Judge judge(keys, engine.request());
    stage::flash_writable(true);
    const auto phase = engine.resume(judge);
    stage::flash_writable(false);
    if (!phase.ok()) {
        return stage::tell_update(stage::ComponentId::kNone, phase.error());
    }
    phase_ = phase.value();
    entries_ = engine.request().entries;
    if (phase_ == Phase::kRejected) {
        stage::tell_update(static_cast<stage::ComponentId>(judge.component()), engine.refusal());
    } else if (phase_ == Phase::kReverted) {
        stage::tell_update(stage::ComponentId::kNone, Error::kUpdateReverted);
    } else if (phase_ == Phase::kTrial) {
        stage::tell_trial();
    }
    if (installed() && takes_part(kKeySlot.component)) {
        keys.load_new();
    }
}

bool Updates::installed() const {
    return phase_ == Phase::kTrial || phase_ == Phase::kConfirmed;
}

bool Updates::takes_part(std::uint32_t component) const {
    return update::names(entries_, component);
}

void Updates::refused(const KeyRing& keys, std::uint32_t component, Error error, bool needed) {
    const bool no_way_back =
        takes_part(kKeySlot.component) && lib::hardened::is_true(keys.vouched_for());
    if (installed() && !no_way_back && (needed || takes_part(component))) {
        stage::tell_update(static_cast<stage::ComponentId>(component), error);
        stage::flash_writable(true);
        Engine(flash, kPlan).give_up();
        chip::core::system_reset();
    }
}

void Updates::conclude(KeyRing& keys, std::uint32_t off) {
    if (phase_ != Phase::kConfirmed) {
        return;
    }
    stage::flash_writable(true);
    auto done = keys.advance(entries_, lib::hardened::launder(this)->entries_, off);
    if (done.ok() && takes_part(kKeySlot.component)) {
        done = keys.renew_second_copy();
    }
    if (done.ok()) {
        done = Engine(flash, kPlan).conclude();
    }
    stage::flash_writable(false);
    if (!done.ok()) {
        stage::tell_update(stage::ComponentId::kNone, done.error());
    }
}

lib::Result<void> Updates::judge(KeyRing& keys, const update::Slot& slot, std::uint32_t at,
                                 std::uint32_t size) {
    return Judge(keys, {}).fits(slot, at, size);
}

const update::Plan& Updates::plan() {
    return kPlan;
}

}  // namespace boot::urot
