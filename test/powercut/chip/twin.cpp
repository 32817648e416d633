// SPDX-License-Identifier: Apache-2.0
#include "test/powercut/chip/twin.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "boot/image/key_manifest.h"
#include "boot/image/keys.h"
#include "boot/update/copies.h"
#include "boot/update/engine.h"
#include "boot/update/replace.h"
#include "host/board/slots.h"
#include "host/board/update.h"
#include "lib/sha256/sha256.h"

namespace test::powercut::chip {
namespace {

using boot::image::KeyManifest;
using boot::image::kKeyManifestComponent;
using boot::update::Phase;
using boot::update::ReadStatus;
using lib::obkeys::IrotKeys;
using lib::obkeys::UrotKeys;

// Every image is good; the encrypted one's words are known.
class Judge {
  public:
    explicit Judge(const Bytes& opened) : opened_(opened) {}

    static lib::Result<void> fits(const boot::update::Slot&, std::uint32_t, std::uint32_t) {
        return lib::kOk;
    }
    template <typename Image>
    void arrive(Image&) {}
    lib::Result<void> reveal(std::uint32_t offset, boot::update::Word& word) const {
        for (std::size_t i = 0; i < word.size(); ++i) {
            const std::size_t at = offset + i;
            if (at >= kHeader && at < opened_.size()) {
                word[i] = opened_[at];
            }
        }
        return lib::kOk;
    }

  private:
    static constexpr std::size_t kHeader = 0x400;
    const Bytes& opened_;
};

void must(bool good, const char* what) {
    if (!good) {
        throw std::runtime_error(std::string("the twin ") + what);
    }
}

template <typename Keys>
void seal(Keys& keys) {
    const auto bytes = std::as_bytes(std::span(&keys, 1));
    const auto digest = lib::sha256::sha256(bytes.first(offsetof(Keys, digest)));
    std::memcpy(keys.digest.data(), digest.data(), digest.size());
}

}  // namespace

Layout::Layout(const host::SystemPlan& plan)
    : log(plan.system.flash_area("journal").at),
      pool(plan.system.flash_area("staging").at),
      pool_size(plan.system.flash_area("staging").size),
      keys(plan.system.flash_area("keys").at),
      storage(plan.system.flash_area("storage").at),
      storage_size(plan.system.flash_area("storage").size) {
    for (const host::BoardSlot& slot : host::board_slots(plan)) {
        if (slot.name == "urot") {
            irot_slots.push_back({slot.component, slot.at, slot.size});
        } else if (!slot.raw) {
            urot_slots.push_back({slot.component, slot.at, slot.size});
        }
    }
    const host::BoardSlot manifest = host::update_slot(plan, "keys");
    urot_slots.push_back({manifest.component, manifest.at, manifest.size});
}

Twin::Twin(const Layout& layout, const Path& folder, const Path& from, Bytes opened,
           std::uint32_t counter)
    : layout_(layout), board_(folder, from), opened_(std::move(opened)), counter_(counter) {}

// --- flash ---------------------------------------------------------------------------------

std::uint32_t Twin::sector_count() const {
    return flash_sectors(&flash_geometry_h573);
}

std::uint32_t Twin::sector_size() const {
    return flash_geometry_h573.sector_size;
}

ReadStatus Twin::read(std::uint32_t offset, std::span<std::byte> out) {
    const auto size = static_cast<std::uint32_t>(out.size());
    if (flash_read(&board_.get().flash, offset, out.data(), size) == FLASH_ECC_BAD) {
        return ReadStatus::kEccBad;
    }
    const bool erased = std::ranges::all_of(out, [](auto byte) { return byte == std::byte{0xFF}; });
    return erased ? ReadStatus::kErased : ReadStatus::kOk;
}

bool Twin::program16(std::uint32_t offset, std::span<const std::byte, 16> word) {
    operations_.push_back({FLASH_OP_PROGRAM, offset});
    const auto result = flash_program_word(&board_.get().flash, offset,
                                           reinterpret_cast<const std::uint8_t*>(word.data()));
    return result == FLASH_POWER_LOST ? throw PowerLost{} : result == FLASH_OK;
}

bool Twin::erase(std::uint32_t offset) {
    operations_.push_back({FLASH_OP_ERASE, offset});
    const auto result = flash_erase_sector(&board_.get().flash, offset / sector_size());
    return result == FLASH_POWER_LOST ? throw PowerLost{} : result == FLASH_OK;
}

void Twin::cut(std::uint64_t at, flash_cut policy, std::uint64_t seed) {
    power_on();
    board_.get().power.cut_at = at;
    board_.get().power.policy = policy;
    board_.get().power.seed = seed;
}

void Twin::power_on() {
    board_.get().power = {};
    operations_.clear();
}

// --- OBKeys ----------------------------------------------------------------------------------

template <typename Keys>
Keys Twin::load(std::uint32_t offset) {
    Keys keys;
    char error[BOARD_ERROR];
    must(board_obk_read(&board_.get(), offset, &keys, sizeof keys, error), "has no keys");
    return keys;
}

void Twin::program_keys(std::uint32_t offset, std::span<const std::byte> keys) {
    for (std::size_t at = 0; at < keys.size(); at += FLASH_WORD) {
        const auto slot = offset + static_cast<std::uint32_t>(at);
        operations_.push_back({FLASH_OP_OBK_PROGRAM, slot});
        if (obk_program(&board_.get().obk, true, slot,
                        reinterpret_cast<const std::uint8_t*>(keys.data() + at)) ==
            OBK_POWER_LOST) {
            throw PowerLost{};
        }
    }
}

// As chip::obk::replace does it: bytes 0..`first` and from `second` on, the rest moves along.
template <typename Keys>
void Twin::store(Keys keys, std::uint32_t offset, std::size_t first, std::size_t second) {
    seal(keys);
    const auto bytes = std::as_bytes(std::span(&keys, 1));
    operations_.push_back({FLASH_OP_OBK_ERASE, 0});
    if (obk_erase_alternate(&board_.get().obk) == OBK_POWER_LOST) {
        throw PowerLost{};
    }
    program_keys(offset, bytes.first(first));
    program_keys(offset + static_cast<std::uint32_t>(second), bytes.subspan(second));
    operations_.push_back({FLASH_OP_OBK_SWAP, 0});
    if (obk_swap(&board_.get().obk, OBK_SLOTS_USABLE) == OBK_POWER_LOST) {
        throw PowerLost{};
    }
}

// boot/urot/key_ring.cpp
void Twin::advance(std::span<const boot::update::Entry> entries) {
    UrotKeys keys = load<UrotKeys>(lib::obkeys::kUrotOffset);
    KeyManifest manifest;
    read(layout_.keys, std::as_writable_bytes(std::span(&manifest, 1)));
    const auto digest = lib::sha256::sha256(std::as_bytes(std::span(&manifest, 1)));
    bool change = std::memcmp(digest.data(), keys.key_manifest_digest.data(), sizeof digest) != 0;
    for (const auto& entry : entries) {
        if (entry.component != kKeyManifestComponent) {
            const auto row = boot::image::key_find(manifest, entry.component);
            must(row.ok(), "finds no key");
            auto& counter = keys.counters.at(row.value()->counter_slot);
            change |= counter_ > counter;
            counter = std::max(counter, counter_);
        }
    }
    if (change) {
        std::memcpy(keys.key_manifest_digest.data(), digest.data(), sizeof digest);
        keys.key_manifest_version = manifest.manifest_version;
        store(keys, lib::obkeys::kUrotOffset, offsetof(UrotKeys, root_key),
              offsetof(UrotKeys, key_manifest_digest));
    }
}

// --- stages ------------------------------------------------------------------------------------

void Twin::irot() {
    const boot::update::Plan plan{layout_.log, layout_.pool, layout_.pool_size, layout_.irot_slots};
    boot::update::Replacer<Twin> replacer(*this, plan);
    Judge judge(opened_);
    const auto phase = replacer.resume(judge);
    must(phase.ok(), "cannot install the uROT");
    if (phase.value() == Phase::kConfirmed) {
        IrotKeys keys = load<IrotKeys>(lib::obkeys::kIrotOffset);
        if (counter_ > keys.urot_counter) {
            keys.urot_counter = counter_;
            store(keys, lib::obkeys::kIrotOffset, 16, offsetof(IrotKeys, digest));
        }
        must(replacer.conclude().ok(), "cannot conclude");
    }
}

void Twin::urot() {
    const boot::update::Plan plan{layout_.log, layout_.pool, layout_.pool_size, layout_.urot_slots};
    boot::update::Engine<Twin> engine(*this, plan);
    Judge judge(opened_);
    const auto phase = engine.resume(judge);
    must(phase.ok(), "cannot install");
    if (phase.value() != Phase::kConfirmed) {
        return;
    }
    const auto request = engine.request();
    const auto entries = std::span(request.entries).first(request.count);
    advance(entries);
    if (entries[0].component == kKeyManifestComponent) {
        KeyManifest manifest;
        read(layout_.keys, std::as_writable_bytes(std::span(&manifest, 1)));
        boot::update::Copies copies(*this, layout_.keys);
        must(copies.keep(std::as_bytes(std::span(&manifest, 1))).ok(), "cannot keep the keys");
    }
    must(engine.conclude().ok(), "cannot conclude");
}

void Twin::boot() {
    irot();
    urot();
}

// --- counters ------------------------------------------------------------------------------------

bool Counters::at_least(const Counters& other) const {
    bool good = urot >= other.urot && manifest >= other.manifest;
    for (std::size_t i = 0; i < all.size(); ++i) {
        good &= all[i] >= other.all[i];
    }
    return good;
}

Counters counters_of(board& opened) {
    char error[BOARD_ERROR];
    IrotKeys irot;
    UrotKeys urot;
    if (!board_obk_read(&opened, lib::obkeys::kIrotOffset, &irot, sizeof irot, error) ||
        !board_obk_read(&opened, lib::obkeys::kUrotOffset, &urot, sizeof urot, error)) {
        throw std::runtime_error(error);
    }
    return {irot.urot_counter, urot.key_manifest_version, urot.counters};
}

}  // namespace test::powercut::chip
