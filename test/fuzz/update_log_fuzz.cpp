// SPDX-License-Identifier: Apache-2.0
// The update log as whoever writes the journal may leave it: the input is records, right ones and
// others, and broken words. Two boots follow. They touch nothing but what the plan names, within
// SPEC.md's bounds, and come to an end that a third boot does not change.
#include "boot/update/engine.h"
#include "boot/update/request.h"
#include "test/fuzz/fuzz.h"

namespace {

using namespace boot::update;
using test::fuzz::Input;
using test::fuzz::require;

constexpr std::uint32_t kSector = 1024;
constexpr std::uint32_t kSectors = 24;
constexpr std::uint32_t kLog = 0;
constexpr std::uint32_t kPool = 14 * kSector;
constexpr std::uint32_t kPoolSize = 8 * kSector;
constexpr std::array<Slot, 3> kSlots = {Slot{3, 3 * kSector, 2 * kSector},
                                        Slot{4, 6 * kSector, 4 * kSector},
                                        Slot{0x201, 11 * kSector, kSector}};
constexpr Plan kPlan = {kLog, kPool, kPoolSize, kSlots};

class Flash24 {
  public:
    Flash24() : bytes_(kSectors * kSector, std::byte{0xFF}), broken_(kSectors * kSector / 16) {}

    std::uint32_t sector_count() const { return kSectors; }
    std::uint32_t sector_size() const { return kSector; }
    ReadStatus read(std::uint32_t offset, std::span<std::byte> out) const {
        require(offset % 16 == 0 && out.size() == 16 && offset < bytes_.size());
        std::memcpy(out.data(), bytes_.data() + offset, 16);
        if (broken_[offset / 16]) {
            return ReadStatus::kEccBad;
        }
        const bool erased = std::ranges::all_of(out, [](auto b) { return b == std::byte{0xFF}; });
        return erased ? ReadStatus::kErased : ReadStatus::kOk;
    }
    bool program16(std::uint32_t offset, std::span<const std::byte, 16> word) {
        ++operations;
        require(offset % 16 == 0 && may_write(offset));
        Word now;
        const bool erased = read(offset, now) == ReadStatus::kErased;
        for (std::size_t i = 0; i < 16; ++i) {
            bytes_[offset + i] = erased ? word[i] : bytes_[offset + i] & word[i];
        }
        broken_[offset / 16] = broken_[offset / 16] || !erased;
        return erased;
    }
    bool erase(std::uint32_t offset) {
        ++operations;
        require(offset % kSector == 0 && may_write(offset) && offset >= 2 * kSector);
        std::fill_n(bytes_.begin() + offset, kSector, std::byte{0xFF});
        std::fill_n(broken_.begin() + offset / 16, kSector / 16, false);
        return true;
    }
    void set(std::uint32_t offset, const Word& word, bool broken) {
        std::memcpy(bytes_.data() + offset, word.data(), 16);
        broken_[offset / 16] = broken;
    }

    std::uint64_t operations = 0;

  private:
    static bool may_write(std::uint32_t offset) {
        const auto in = [offset](std::uint32_t at, std::uint32_t size) {
            return offset >= at && offset - at < size;
        };
        return in(kLog, 2 * kSector) || in(kPool, kPoolSize) ||
               std::ranges::any_of(kSlots, [&](const Slot& s) { return in(s.at, s.size); });
    }
    std::vector<std::byte> bytes_;
    std::vector<bool> broken_;
};

struct Accepting {
    bool yes;
    lib::Result<void> fits(const Slot& slot, std::uint32_t at, std::uint32_t size) {
        require(size != 0 && size <= slot.size && at >= kPool + kSector && at < kPool + kPoolSize &&
                size <= kPool + kPoolSize - at);
        return yes ? lib::kOk : lib::Result<void>(lib::Error::kHashMismatch);
    }
};

// A record of the right make in the right or any place.
void write_record(Input& input, Flash24& flash) {
    const auto how = input.take<std::uint8_t>();
    const std::uint32_t sector = how & 1u;
    const auto sequence = input.take<std::uint8_t>();
    const auto number = input.take<std::uint8_t>();
    const auto second = input.take<std::uint32_t>();
    const std::uint32_t copy = how >> 1 & 1u;
    std::uint32_t place = 0;
    std::uint32_t magic = kHeadMagic;
    std::uint32_t first = sequence;
    switch (how >> 2 & 3u) {
        case 0:
            break;
        case 1:
            place = kEntryPlace + 2 * (number % kMaxEntries);
            magic = kEntryMagic;
            first = std::array{3u, 4u, 0x201u, 2u, 99u}[number / 8 % 5];
            break;
        case 2:
            place = kCommitPlace;
            magic = kCommitMagic;
            break;
        default:
            place = mark_place(number % 22);
            magic = kMarkMagic;
    }
    place = (how & 0x40) != 0 ? number % (kSector / 16) : place + copy;
    const Word word = record_word(magic, first, second, sequence, place);
    flash.set(kLog + sector * kSector + place * 16, word, (how & 0x80) != 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Input input(data, size);
    Flash24 flash;
    Accepting judge{input.take<std::uint8_t>() % 4 != 0};
    const auto after = input.take<std::uint8_t>();
    while (!input.empty()) {
        write_record(input, flash);
    }
    constexpr std::uint64_t kMost = kPoolSize / kSector;
    constexpr std::uint64_t kBound = 2 * kMost * (kSector / 16 + 1) + 5 * kMost + 16;
    Phase last = Phase::kIdle;
    for (int boot = 0; boot < 5; ++boot) {
        const std::uint64_t before = flash.operations;
        Engine<Flash24> engine(flash, kPlan);
        const auto phase = engine.resume(judge);
        require(flash.operations - before <= 3 * kBound);
        last = phase.ok() ? phase.value() : Phase::kIdle;
        if (boot == 0 && phase.ok() && phase.value() == Phase::kTrial && after % 3 == 1) {
            static_cast<void>(Requester(flash, kLog).confirm());
        }
        if (phase.ok() && phase.value() == Phase::kConfirmed) {
            static_cast<void>(engine.conclude());
        }
        static_cast<void>(Requester(flash, kLog).look());
    }
    // whatever it was, it has ended, or is refused by a flash that takes no more
    require(last == Phase::kIdle || last == Phase::kConfirmed || last == Phase::kRejected);
    return 0;
}
