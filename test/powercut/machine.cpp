// SPDX-License-Identifier: Apache-2.0
#include "test/powercut/machine.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <type_traits>

namespace test::powercut {

using boot::update::Phase;
using boot::update::ReadStatus;

namespace {

// OBKeys: a hash that vouches for the key manifest, six counters of this world, the manifest's
// version among them.
constexpr std::uint32_t kHashKey = 0x980;
constexpr std::uint32_t kCounterKey = 0x990;
constexpr std::uint32_t kKeyCount = 3;
constexpr std::uint32_t kWordBytes = 16;

constexpr std::uint64_t kAny = ~0ull;

void uncover(std::span<std::byte> bytes, std::uint32_t offset, std::uint32_t size, std::byte key) {
    for (std::uint32_t i = 0; i < bytes.size(); ++i) {
        if (offset + i >= kImageHeader && offset + i < size - 1) {
            bytes[i] ^= stream_byte(key, offset + i);
        }
    }
}

// Whether a good image of `component` lies at `at`, signed by `key`; its version, 0 where not.
// `staged`: it is cipher text where it says that it is encrypted.
std::uint32_t version_at(Machine& machine, std::uint32_t at, std::uint32_t room,
                         std::uint32_t component, std::uint64_t key, bool staged = false) {
    alignas(8) std::array<std::byte, kImageHeader> head;
    Header header;
    if (machine.read(at, head) != ReadStatus::kOk) {
        return 0;
    }
    std::memcpy(&header, head.data(), sizeof header);
    if ((header.magic != kImageMagic && header.magic != kSealedMagic) ||
        header.component != component || header.size < kImageHeader || header.size > room ||
        (component == kApp && key != kAny && header.key != key)) {
        return 0;
    }
    Hash hash;
    hash.add(std::as_bytes(std::span(&header.key, 1)));
    std::array<std::byte, 1> content_key;
    const bool covered = staged && header.magic == kSealedMagic;
    if (machine.read(at + header.size - 1, content_key) == ReadStatus::kEccBad) {
        return 0;
    }
    alignas(8) std::array<std::byte, 256> chunk;
    for (std::uint32_t from = kImageHeader; from < header.size; from += chunk.size()) {
        const auto part = std::span(chunk).first(std::min<std::size_t>(256, header.size - from));
        if (machine.read(at + from, part) == ReadStatus::kEccBad) {
            return 0;
        }
        if (covered) {
            uncover(part, from, header.size, content_key[0]);
        }
        hash.add(part);
    }
    return hash.value() == header.hash ? header.version : 0;
}

}  // namespace

// Asked by the engine about a staged image; as the uROT's does it (boot/urot/updates.cpp).
class Judge {
  public:
    Judge(Machine& machine, Machine::Keys& keys, const boot::update::Request& request)
        : machine_(machine), keys_(keys), request_(request), key_(keys.app()) {}

    lib::Result<void> fits(const boot::update::Slot& slot, std::uint32_t at, std::uint32_t size) {
        const std::uint32_t version = version_at(machine_, at, size, slot.component, key_, true);
        if (version == 0) {
            return lib::Error::kHashMismatch;
        }
        if (slot.component == kKeys) {
            return manifest_fits(version, at, size);
        }
        return version >= machine_.counter(slot.component) ? lib::kOk
                                                           : lib::Error::kCounterRollback;
    }

    // What cannot be read any more goes into its slot as it is, and is refused there.
    template <typename Image>
    void arrive(Image& image) {
        alignas(8) std::array<std::byte, kImageHeader> head{};
        Header header{};
        size_ = 0;
        if (image.read(0, head).ok() && image.read(image.size() - 1, content_key_).ok()) {
            std::memcpy(&header, head.data(), sizeof header);
            size_ = header.magic == kSealedMagic ? image.size() : 0;
        }
    }
    lib::Result<void> reveal(std::uint32_t offset, boot::update::Word& word) const {
        if (size_ != 0) {
            uncover(word, offset, size_, content_key_[0]);
        }
        return lib::kOk;
    }

  private:
    lib::Result<void> manifest_fits(std::uint32_t version, std::uint32_t at, std::uint32_t size) {
        if (request_.entries[0].component != kKeys || size != kKeysBytes) {
            return lib::Error::kUpdateRequestBad;
        }
        if (version <= machine_.counter(kKeys)) {
            return lib::Error::kKeyManifestRollback;
        }
        Machine::Keys next;
        machine_.read(at, next.record);
        key_ = next.header().key;
        const bool brings_app =
            std::ranges::find(request_.entries, kApp, &boot::update::Entry::component) !=
            request_.entries.end();
        if (!brings_app && machine_.version_in(machine_.world().place(kApp), key_) == 0) {
            return lib::Error::kKeyUnknown;
        }
        boot::update::Copies copies(machine_, machine_.world().keys);
        return keys_.second_copy_good ? lib::kOk : copies.keep(keys_.record);
    }

    Machine& machine_;
    Machine::Keys& keys_;
    const boot::update::Request& request_;
    std::uint64_t key_;
    std::uint32_t size_ = 0;  // of the encrypted image at hand
    std::array<std::byte, 1> content_key_{};
};

Header Machine::Keys::header() const {
    Header header;
    std::memcpy(&header, record.data(), sizeof header);
    return header;
}

Machine::Machine(const World& world)
    : world_(world),
      model_{{1, world.sectors, world.sector}, nullptr, nullptr, nullptr, &power_},
      obk_bytes_(2 * OBK_SIZE),
      obk_states_(2 * OBK_SLOTS),
      obk_erases_(2),
      obk_{{{1, 2, OBK_SIZE}, obk_bytes_.data(), obk_states_.data(), obk_erases_.data(), &power_},
           &obk_current_},
      dirty_(world.sectors + 1),
      hash_known_(world.sectors + 1),
      hashes_(world.sectors + 1) {
    bytes_.resize(flash_size(&model_.geometry));
    states_.resize(flash_words(&model_.geometry));
    erases_.resize(world.sectors);
    model_.bytes = bytes_.data();
    model_.states = states_.data();
    model_.erase_counts = erases_.data();
    flash_format(&model_);
    flash_format(&obk_.cells);
}

// --- flash ---

ReadStatus Machine::read(std::uint32_t offset, std::span<std::byte> out) {
    for (std::uint32_t word = offset / kWordBytes; word <= (offset + out.size() - 1) / kWordBytes;
         ++word) {
        if ((states_[word] & FLASH_STATE_MASK) == FLASH_STATE_WEAK) {
            touch(word * kWordBytes / world_.sector);  // a read wears it
        }
    }
    const auto size = static_cast<std::uint32_t>(out.size());
    if (flash_read(&model_, offset, out.data(), size) == FLASH_ECC_BAD) {
        return ReadStatus::kEccBad;
    }
    const bool erased = std::ranges::all_of(out, [](auto byte) { return byte == std::byte{0xFF}; });
    return erased ? ReadStatus::kErased : ReadStatus::kOk;
}

void Machine::begin(flash_operation kind, std::uint32_t offset, const void* data) {
    ++operations;
    if (record != nullptr) {
        Operation operation{kind, offset, {}};
        if (data != nullptr) {
            std::memcpy(operation.data.data(), data, kWordBytes);
        }
        record->push_back(operation);
    }
}

bool Machine::finish(flash_result result) {
    if (result == FLASH_POWER_LOST) {
        throw PowerLost{};
    }
    return result == FLASH_OK;
}

bool Machine::program16(std::uint32_t offset, std::span<const std::byte, 16> word) {
    begin(FLASH_OP_PROGRAM, offset, word.data());
    faults += states_[offset / kWordBytes] != FLASH_STATE_ERASED ? 1 : 0;
    touch(offset / world_.sector);
    return finish(
        flash_program_word(&model_, offset, reinterpret_cast<const std::uint8_t*>(word.data())));
}

bool Machine::erase(std::uint32_t offset) {
    begin(FLASH_OP_ERASE, offset, nullptr);
    touch(offset / world_.sector);
    return finish(flash_erase_sector(&model_, offset / world_.sector));
}

// --- boots ---

std::uint32_t Machine::counter(std::uint32_t component) {
    std::uint32_t value = 0;
    const auto at = static_cast<std::uint32_t>(kCounterKey + 4 * world_.index(component));
    if (obk_read(&obk_, false, at, &value, 4) != FLASH_OK) {
        return 0;  // virgin
    }
    return value;
}

// By the chip's own way: the other sector is built, then the roles are exchanged.
void Machine::write_obkeys(std::span<const Word> keys) {
    touch(world_.sectors);
    const auto done = [](obk_result result) {
        if (result == OBK_POWER_LOST) {
            throw PowerLost{};
        }
    };
    begin(FLASH_OP_OBK_ERASE, 0, nullptr);
    done(obk_erase_alternate(&obk_));
    std::uint32_t at = kHashKey;
    for (const Word& key : keys) {
        begin(FLASH_OP_OBK_PROGRAM, at, key.data());
        done(obk_program(&obk_, true, at, reinterpret_cast<const std::uint8_t*>(key.data())));
        at += kWordBytes;
    }
    begin(FLASH_OP_OBK_SWAP, 0, nullptr);
    done(obk_swap(&obk_, OBK_SLOTS_USABLE));
}

// Counters, and what vouches for the manifest at hand, all at once.
void Machine::advance(std::span<const boot::update::Entry> entries, const BootResult& result,
                      const Keys& keys) {
    std::array<std::uint32_t, 8> counters{};
    for (std::size_t i = 0; i < world_.places.size(); ++i) {
        counters[i] = counter(world_.places[i].component);
    }
    bool change = keys.used && !vouched_for(keys.record);
    for (const auto& entry : entries) {
        const std::size_t index = world_.index(entry.component);
        change |= result.versions[index] > counters[index];
        counters[index] = std::max(counters[index], result.versions[index]);
    }
    if (change) {
        Hash hash;
        hash.add(keys.record);
        const std::array<std::uint64_t, 2> vouching = {keys.used ? hash.value() : 0, 0};
        std::array<Word, kKeyCount> words;
        std::memcpy(words.data(), vouching.data(), sizeof vouching);
        std::memcpy(&words[1], counters.data(), sizeof counters);
        write_obkeys(words);
    }
}

bool Machine::vouched_for(const Record& record) {
    std::uint64_t value = 0;
    Hash hash;
    hash.add(record);
    return obk_read(&obk_, false, kHashKey, &value, 8) == FLASH_OK && value == hash.value();
}

Machine::Keys Machine::load_keys() {
    Keys keys;
    std::uint64_t value = 0;
    keys.used = obk_read(&obk_, false, kHashKey, &value, 8) == FLASH_OK && value != 0;
    boot::update::Copies copies(*this, world_.keys);
    for (const std::uint32_t copy : {1u, 0u}) {
        if (keys.used && !keys.found && copies.read(copy, keys.record) &&
            vouched_for(keys.record)) {
            keys.found = true;
            keys.second_copy_good = copy == 1;
        }
    }
    return keys;
}

// `brought`: by the request whose images are in their slots. False: nothing to judge by.
bool Machine::settle(Keys& keys, bool brought) {
    if (!brought) {
        return !keys.used || keys.found;
    }
    boot::update::Copies(*this, world_.keys).read(0, keys.record);
    const std::uint32_t version = version_at(*this, world_.keys, kKeysBytes, kKeys, kAnyKey);
    return vouched_for(keys.record) || (version != 0 && version > counter(kKeys));
}

std::uint32_t Machine::version_in(const Place& place, std::uint64_t key) {
    const std::uint32_t version = version_at(*this, place.at, place.size, place.component, key);
    return version >= counter(place.component) ? version : 0;
}

// One stage as its main does it, in poisoned memory; false: it asks for a reset. The uROT looks at
// the log anew each time it comes back to it.
template <typename Installer>
bool Machine::run_stage(const boot::update::Plan& plan, BootResult& result) {
    constexpr bool kUrotStage = std::is_same_v<Installer, boot::update::Engine<Machine>>;
    alignas(Installer) std::array<std::byte, sizeof(Installer)> memory;
    const auto anew = [&]() -> Installer& {
        memory.fill(std::byte{0xA5});
        return *new (memory.data()) Installer(*this, plan);
    };
    Keys keys = kUrotStage ? load_keys() : Keys{};
    if (keys.used && !keys.found) {
        result.started = false;
        return true;
    }
    auto& installer = anew();
    const auto again = [&]() -> Installer& { return kUrotStage ? anew() : installer; };
    Judge judge(*this, keys, installer.request());
    const auto phase = installer.resume(judge);
    const bool trial = phase.ok() && phase.value() == Phase::kTrial;
    const bool confirmed = phase.ok() && phase.value() == Phase::kConfirmed;
    const auto request = installer.request();
    const auto entries = std::span(request.entries).first(request.count);
    const bool brought = (trial || confirmed) && entries[0].component == kKeys;
    bool good = phase.ok() && settle(keys, brought);
    for (const auto& slot : plan.slots) {
        const Place& place = world_.place(slot.component);
        const std::uint32_t version = slot.component != kKeys ? version_in(place, keys.app())
                                      : keys.used             ? keys.header().version
                                                              : 0;
        result.versions[world_.index(slot.component)] = version;
        good &= version != 0 || !place.needed;
    }
    for (const auto& entry : entries) {
        good &= !(trial || confirmed) || result.versions[world_.index(entry.component)] != 0;
    }
    if (!good && (trial || confirmed) && !(brought && vouched_for(keys.record))) {
        again().give_up();
        return false;
    }
    if (good && confirmed) {
        advance(entries, result, keys);
        good = !brought || boot::update::Copies(*this, world_.keys).keep(keys.record).ok();
        good = good && again().conclude().ok();
    }
    result.on_trial |= trial;
    result.started &= good;
    return true;
}

BootResult Machine::boot() {
    const boot::update::Plan irot = world_.irot_plan();
    const boot::update::Plan urot = world_.urot_plan();
    BootResult result;
    for (; result.resets < 3; ++result.resets) {
        result.versions.assign(world_.places.size(), 0);
        result.started = true;
        if (run_stage<boot::update::Replacer<Machine>>(irot, result) &&
            run_stage<boot::update::Engine<Machine>>(urot, result)) {
            break;
        }
    }
    return result;
}

// --- the other side ---

void Machine::install(std::uint32_t component, const Image& image) {
    const Bytes bytes = image.bytes();
    const Place& place = world_.place(component);
    auto* recording = std::exchange(record, nullptr);
    for (std::uint32_t at = 0; at < place.size; at += world_.sector) {
        erase(place.at + at);
    }
    for (std::uint32_t at = 0; at < bytes.size(); at += kWordBytes) {
        Word word;
        word.fill(std::byte{0xFF});
        std::memcpy(word.data(), bytes.data() + at,
                    std::min<std::size_t>(kWordBytes, bytes.size() - at));
        program16(place.at + at, word);
    }
    if (component == kKeys) {
        provision(bytes);
    }
    record = recording;
}

void Machine::provision(const Bytes& manifest) {
    if (!boot::update::Copies(*this, world_.keys).keep(manifest).ok()) {
        return;  // nothing vouches for it, so that the flow fails
    }
    Hash hash;
    hash.add(manifest);
    const std::array<std::uint64_t, 2> vouching = {hash.value(), 0};
    std::array<Word, kKeyCount> words{};  // counters 0
    std::memcpy(words.data(), vouching.data(), sizeof vouching);
    write_obkeys(words);
}

void Machine::stage(const std::vector<Image>& images) {
    std::uint32_t at = world_.pool + world_.sector;
    for (const Image& image : images) {
        const Bytes bytes = image.staged();
        const auto size = static_cast<std::uint32_t>(bytes.size());
        const std::uint32_t end = at + (size + world_.sector - 1) / world_.sector * world_.sector;
        for (std::uint32_t sector = at; sector < end; sector += world_.sector) {
            erase(sector);
        }
        for (std::uint32_t from = 0; from < size; from += kWordBytes) {
            Word word;
            word.fill(std::byte{0xFF});
            std::memcpy(word.data(), bytes.data() + from, std::min(kWordBytes, size - from));
            program16(at + from, word);
        }
        at = end;
    }
}

lib::Result<void> Machine::ask(const std::vector<Image>& images, std::uint32_t flags) {
    boot::update::Request request;
    request.flags = flags;
    for (const Image& image : images) {
        request.entries[request.count++] = {image.component, image.size};
    }
    boot::update::Requester requester(*this, world_.log);
    return requester.ask(request);
}

lib::Result<void> Machine::confirm() {
    boot::update::Requester requester(*this, world_.log);
    return requester.confirm();
}

lib::Result<void> Machine::reject() {
    boot::update::Requester requester(*this, world_.log);
    return requester.reject();
}

lib::Result<void> Machine::judge(const boot::update::Slot& slot, std::uint32_t at,
                                 std::uint32_t size) {
    Keys keys = load_keys();
    const boot::update::Request none;
    return Judge(*this, keys, none).fits(slot, at, size);
}

// --- the sweep ---

void Machine::apply(const Operation& operation) {
    const auto* data = reinterpret_cast<const std::uint8_t*>(operation.data.data());
    switch (operation.kind) {
        case FLASH_OP_PROGRAM:
            touch(operation.offset / world_.sector);
            flash_program_word(&model_, operation.offset, data);
            break;
        case FLASH_OP_ERASE:
            touch(operation.offset / world_.sector);
            flash_erase_sector(&model_, operation.offset / world_.sector);
            break;
        case FLASH_OP_OBK_ERASE:
            touch(world_.sectors);
            obk_erase_alternate(&obk_);
            break;
        case FLASH_OP_OBK_PROGRAM:
            touch(world_.sectors);
            obk_program(&obk_, true, operation.offset, data);
            break;
        default:
            touch(world_.sectors);
            obk_swap(&obk_, OBK_SLOTS_USABLE);
            break;
    }
}

void Machine::apply_torn(const Operation& operation, flash_cut policy, std::uint64_t seed) {
    power_.operations = 0;
    cut_after(1, policy, seed + operation.offset);
    apply(operation);
    power_on();
}

void Machine::cut_after(std::uint64_t count, flash_cut policy, std::uint64_t seed) {
    power_.cut_at = power_.operations + count;
    power_.policy = policy;
    power_.seed = seed;
}

void Machine::power_on() {
    power_.lost = false;
    power_.cut_at = 0;
}

void Machine::restore(const Machine& other) {
    revert(other);
    std::ranges::fill(dirty_, 0);
}

void Machine::revert(const Machine& other) {
    const std::uint32_t words = world_.sector / kWordBytes;
    for (std::uint32_t sector = 0; sector < world_.sectors; ++sector) {
        if (dirty_[sector] == 0) {
            continue;
        }
        const std::size_t at = std::size_t{sector} * world_.sector;
        std::memcpy(bytes_.data() + at, other.bytes_.data() + at, world_.sector);
        std::memcpy(states_.data() + at / kWordBytes, other.states_.data() + at / kWordBytes,
                    words);
        erases_[sector] = other.erases_[sector];
        hash_known_[sector] = other.hash_known_[sector];
        hashes_[sector] = other.hashes_[sector];
    }
    if (dirty_.back() != 0) {
        obk_bytes_ = other.obk_bytes_;
        obk_states_ = other.obk_states_;
        obk_erases_ = other.obk_erases_;
        obk_current_ = other.obk_current_;
        hash_known_.back() = 0;
    }
    faults = 0;
}

void Machine::assign(const Machine& other) {
    std::ranges::fill(dirty_, 1);
    restore(other);
}

std::uint64_t Machine::sector_hash(std::uint32_t sector) const {
    Hash hash;
    if (sector < world_.sectors) {
        const std::size_t at = std::size_t{sector} * world_.sector;
        hash.add(std::as_bytes(std::span(bytes_)).subspan(at, world_.sector));
        hash.add(
            std::as_bytes(std::span(states_)).subspan(at / kWordBytes, world_.sector / kWordBytes));
        return hash.value();
    }
    // the slots that are ever written, in both sectors
    for (const std::uint32_t at : {kHashKey, OBK_SIZE + kHashKey}) {
        hash.add(std::as_bytes(std::span(obk_bytes_)).subspan(at, kKeyCount * kWordBytes));
        hash.add(std::as_bytes(std::span(obk_states_)).subspan(at / kWordBytes, kKeyCount));
    }
    hash.add(std::as_bytes(std::span(&obk_current_, 1)));
    return hash.value();
}

std::uint64_t Machine::hash() {
    for (std::uint32_t sector = 0; sector <= world_.sectors; ++sector) {
        if (hash_known_[sector] == 0) {
            hashes_[sector] = sector_hash(sector);
            hash_known_[sector] = 1;
        }
    }
    Hash hash;
    hash.add(std::as_bytes(std::span(hashes_)));
    return hash.value();
}

std::uint32_t Machine::most_erases_since(const std::vector<std::uint32_t>& before) const {
    std::uint32_t most = 0;
    for (std::size_t i = 0; i < erases_.size(); ++i) {
        most = std::max(most, erases_[i] - before[i]);
    }
    return most;
}

bool Machine::plant(std::uint32_t offset) {
    touch(offset / world_.sector);
    return flash_plant(&model_, offset, FLASH_PLANT_DOUBLE) == FLASH_OK;
}

bool Machine::word_erased(std::uint32_t offset) const {
    return flash_word_status(&model_, offset) == FLASH_ERASED;
}

}  // namespace test::powercut
