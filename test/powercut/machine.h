// SPDX-License-Identifier: Apache-2.0
// A board as far as updates go: flash and OBKeys of the model, and what the two stages do at a
// boot. A boot starts from the flash alone: engines are made anew in poisoned memory.
#pragma once

#include <cstdint>
#include <vector>

#include "boot/update/copies.h"
#include "boot/update/engine.h"
#include "boot/update/replace.h"
#include "boot/update/request.h"
#include "emulator/flash/obk_store.h"
#include "test/powercut/world.h"

namespace test::powercut {

struct PowerLost {};

// An operation of the flash or of OBKeys, as it was begun.
struct Operation {
    flash_operation kind;
    std::uint32_t offset;  // bytes; OBKeys: in the window
    boot::update::Word data;
};

struct BootResult {
    std::vector<std::uint32_t> versions;  // by component of the world; 0: no good image
    bool started = false;                 // all that must be there verified
    bool on_trial = false;
    unsigned resets = 0;  // that the stages asked for themselves
};

class Machine {
  public:
    explicit Machine(const World& world);
    Machine(const Machine&) = delete;
    Machine& operator=(const Machine&) = delete;

    // --- What the engine sees. ---
    std::uint32_t sector_count() const { return model_.geometry.sectors_per_bank; }
    std::uint32_t sector_size() const { return model_.geometry.sector_size; }
    boot::update::ReadStatus read(std::uint32_t offset, std::span<std::byte> out);
    bool program16(std::uint32_t offset, std::span<const std::byte, 16> word);
    bool erase(std::uint32_t offset);

    // --- What happens to the board. ---
    BootResult boot();
    // Writes an image into a slot as a programmer would, a key manifest into both its copies, with
    // OBKeys that vouch for it; not recorded.
    void install(std::uint32_t component, const Image& image);
    // The update service: images into the pool, then the request.
    void stage(const std::vector<Image>& images);
    lib::Result<void> ask(const std::vector<Image>& images, std::uint32_t flags);
    lib::Result<void> confirm();
    lib::Result<void> reject();
    // Whether an image that is staged may go into `slot`, by the keys that are vouched for.
    lib::Result<void> judge(const boot::update::Slot& slot, std::uint32_t at, std::uint32_t size);
    std::uint32_t counter(std::uint32_t component);

    // --- What the sweep does. ---
    std::vector<Operation>* record = nullptr;
    std::uint64_t operations = 0;  // begun since the board was made
    std::uint64_t faults = 0;      // words programmed that were not erased
    void apply(const Operation& operation);
    void apply_torn(const Operation& operation, flash_cut policy, std::uint64_t seed);
    // Power fails in the `count`-th operation from now: throws PowerLost.
    void cut_after(std::uint64_t count, flash_cut policy, std::uint64_t seed);
    void power_on();
    // Makes this board equal to any other of the same world.
    void assign(const Machine& other);
    // Makes this board equal to `other`, which it was equal to when last restored (revert: when
    // something was touched since, and it is not forgotten that it was).
    void revert(const Machine& other);
    void restore(const Machine& other);
    std::uint64_t hash();
    std::uint32_t most_erases_since(const std::vector<std::uint32_t>& before) const;
    const std::vector<std::uint32_t>& erases() const { return erases_; }
    bool plant(std::uint32_t offset);
    bool word_erased(std::uint32_t offset) const;
    const World& world() const { return world_; }

  private:
    friend class Judge;
    using Word = boot::update::Word;
    using Record = std::array<std::byte, kKeysBytes>;

    // What the uROT judges by.
    struct Keys {
        bool used = false;  // this board has key manifests
        bool found = false;
        bool second_copy_good = false;
        Record record{};
        std::uint64_t app() const { return used ? header().key : kAnyKey; }
        Header header() const;
    };
    static constexpr std::uint64_t kAnyKey = ~0ull;

    void begin(flash_operation kind, std::uint32_t offset, const void* data);
    bool finish(flash_result result);
    void touch(std::uint32_t sector) {
        dirty_[sector] = 1;
        hash_known_[sector] = 0;
    }
    std::uint64_t sector_hash(std::uint32_t sector) const;
    template <typename Installer>
    bool run_stage(const boot::update::Plan& plan, BootResult& result);
    std::uint32_t version_in(const Place& place, std::uint64_t key);
    bool vouched_for(const Record& record);
    Keys load_keys();
    bool settle(Keys& keys, bool brought);
    void write_obkeys(std::span<const Word> keys);
    void provision(const Bytes& manifest);
    void advance(std::span<const boot::update::Entry> entries, const BootResult& result,
                 const Keys& keys);

    const World& world_;
    flash_power power_{};
    std::vector<std::uint8_t> bytes_;
    std::vector<std::uint8_t> states_;
    std::vector<std::uint32_t> erases_;
    flash_model model_;
    std::vector<std::uint8_t> obk_bytes_;
    std::vector<std::uint8_t> obk_states_;
    std::vector<std::uint32_t> obk_erases_;
    std::uint32_t obk_current_ = 0;
    obk_store obk_;
    // One for each sector, the last for OBKeys.
    std::vector<char> dirty_;
    std::vector<char> hash_known_;
    std::vector<std::uint64_t> hashes_;
};

}  // namespace test::powercut
