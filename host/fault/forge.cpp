// SPDX-License-Identifier: Apache-2.0
#include "host/fault/forge.h"

#include <algorithm>

#include "host/base/failure.h"
#include "host/board/make.h"
#include "host/board/update.h"
#include "host/fault/chain.h"
#include "host/fault/signature.h"
#include "host/gen/chip_facts.h"
#include "host/image/writer.h"
#include "lib/bytes/bytes.h"

namespace host::fault {
namespace {

constexpr std::uint32_t kEntry = 0x20;          // offset of the first instruction in the payload
constexpr std::uint32_t kPayload = 0x40;        // bytes: a vector table's, of the smallest kind
constexpr std::uint16_t kEndlessLoop = 0xE7FE;  // b .
constexpr std::uint32_t kStored = 2;            // security counter on the board, if downgraded from

struct Place {
    std::uint32_t payload = 0;  // address, in the alias of its world
    std::uint32_t stack_top = 0;
    std::uint32_t header = 0;
    std::uint32_t room = 0;
    std::uint32_t component = 0;
    const gen::ModuleEntry* module = nullptr;  // null: a stage
    std::string key;
};

const gen::ModuleEntry* module_of(std::uint32_t component, const SystemPlan& plan) {
    const auto found = std::ranges::find(plan.system.modules, component, &gen::ModuleEntry::id);
    return found == plan.system.modules.end() ? nullptr : &*found;
}

Place place_of(const std::string& name, const SystemPlan& plan) {
    const BoardSlot slot = find_slot(plan, name);
    const auto entry = std::ranges::find(plan.derived.slots, slot.component, &gen::Slot::component);
    if (entry == plan.derived.slots.end()) {
        throw Failure("SLOT_UNKNOWN", "nothing verifies what is in " + name, "forge another slot");
    }
    Place place{.payload = (entry->nonsecure ? gen::kFlashNonSecure : gen::kFlashSecure) + slot.at +
                           entry->header,
                .stack_top = gen::kRamSecure + gen::kRamSize,
                .header = entry->header,
                .room = slot.size,
                .component = slot.component,
                .module = module_of(slot.component, plan),
                .key = {}};
    if (place.module != nullptr) {
        place.key = place.module->key;
        return place;
    }
    const gen::StageEntry& stage = plan.system.stage(name);
    const gen::Area& ram = plan.system.ram_area(stage.ram);
    place.stack_top = gen::ram_address(ram) + ram.size;
    place.key = stage.key;
    return place;
}

template <typename T>
void put(Bytes& bytes, std::size_t at, T value) {
    lib::bytes::store_le<T>(std::span(bytes).subspan(at).template first<sizeof(T)>(), value);
}

Bytes payload_of(const Place& place) {
    Bytes payload(kPayload);
    for (std::size_t at = 0; at < kPayload; at += sizeof kEndlessLoop) {
        put(payload, at, kEndlessLoop);
    }
    put(payload, 0, place.stack_top);
    put(payload, 4, place.payload + kEntry + 1);
    return payload;
}

// Replaces the one place in `image` that holds `old`.
void replace(Bytes& image, ByteView old, ByteView fresh) {
    const auto found = std::ranges::search(image, old);
    if (found.empty()) {
        throw Failure("UNEXPECTED", "the image has no such TLV", "report it");
    }
    std::ranges::copy(fresh, found.begin());
}

ByteView hashed_part(const Bytes& image, const Place& place) {
    const auto header =
        boot::image::parse_header(ByteView(image).first<boot::image::kHeaderBytes>(), place.room);
    return ByteView(image).first(header.value().hashed_size());
}

// The digest covers all before the TLV area; it is its first TLV's value or a later one.
void change_payload(Bytes& image, const Place& place, bool fit_digest) {
    const Digest old = sha256(hashed_part(image, place));
    image[place.header + kEntry - 1] ^= std::byte{1};
    if (fit_digest) {
        const Digest fresh = sha256(hashed_part(image, place));
        replace(image, record_bytes(old), record_bytes(fresh));
    }
}

// The last of the two: the boot record, which is signed, names the signer too.
void rename_signer(Bytes& image, const Digest& wrong, const Digest& right) {
    auto found = std::ranges::find_end(image, record_bytes(wrong));
    std::ranges::copy(record_bytes(right), found.begin());
}

// Of a module every image has one; another's is wrong, and so is any elsewhere.
std::optional<boot::image::ModuleIdentity> identity_of(const Forgery& forgery, const Place& place) {
    const bool other = forgery.how == "component";
    if (place.module != nullptr) {
        return boot::image::ModuleIdentity{place.module->owner, place.component + (other ? 1 : 0)};
    }
    return other ? std::optional(boot::image::ModuleIdentity{0, place.component}) : std::nullopt;
}

std::vector<std::uint32_t> chain_of(const Forgery& forgery, const Place& place,
                                    const Symbols* symbols) {
    std::vector<std::uint32_t> addresses;
    for (const std::string& name : forgery.chain) {
        addresses.push_back(name == forgery.slot ? place.payload + kEntry + 1
                            : symbols != nullptr ? symbols->address(name) | 1u
                                                 : 1u);
    }
    return addresses;
}

ImageRequest request_of(const Forgery& forgery, const Place& place) {
    return {.component = forgery.slot,
            .version = {1, 0, 0, 0},
            .counter = forgery.how == "downgrade" ? kStored - 1 : kStored,
            .header_size = static_cast<std::uint16_t>(place.header),
            .slot_size = place.room,
            .identity = identity_of(forgery, place)};
}

}  // namespace

Bytes forged_image(const Forgery& forgery, const SystemPlan& plan, const Keyring& keys,
                   const Symbols* symbols) {
    const Place place = place_of(forgery.slot, plan);
    const bool foreign = forgery.how == "key" || forgery.how == "stolen-name";
    const Key right = keys.key(place.key);
    const Key key = foreign ? keys.key(place.key == "app" ? "manager" : "app") : right;
    ImageRequest request = request_of(forgery, place);
    const std::vector<std::uint32_t> chain = chain_of(forgery, place, symbols);
    if (!chain.empty()) {
        request.boot_record = chain_record(chain);
    }
    Bytes image = make_image(request, payload_of(place), key);
    if (forgery.how == "stolen-name") {
        rename_signer(image, key.hash(), right.hash());
    }
    if (forgery.how == "payload" || forgery.how == "digest" || forgery.how == "foreseen") {
        change_payload(image, place, forgery.how != "payload");
    }
    if (!chain.empty()) {
        put_signature(image, chain_signature(chain));
    } else if (forgery.how == "foreseen") {
        put_signature(image, signature_without_key(hashed_part(image, place)));
    }
    return image;
}

std::vector<Range> forged_code(const std::string& slot, const SystemPlan& plan) {
    const std::uint32_t own = place_of(slot, plan).payload;
    const std::uint32_t other = own ^ (gen::kFlashSecure ^ gen::kFlashNonSecure);
    return {{own + kEntry, own + kPayload}, {own, own + kEntry}, {other, other + kPayload}};
}

std::uint32_t first_instruction(const Board& board, const BoardSlot& slot, const SystemPlan& plan) {
    const std::uint32_t vectors = slot.at + (slot.raw ? 0 : place_of(slot.name, plan).header);
    return lib::bytes::read_le<std::uint32_t>(board.flash(vectors, 8), 4).value() & ~1u;
}

namespace {

void stage_forged(const Board& board, const Path& folder, const BoardSlot& slot, const Bytes& image,
                  bool confirmed, const SystemPlan& plan) {
    const Path file = folder / "forged.bin";
    write_file(file, image);
    update_ask(board, plan, {{slot, file}}, confirmed);
}

}  // namespace

void make_campaign_board(const Campaign& campaign, const Path& folder, const Symbols& symbols,
                         const SystemPlan& plan) {
    const Keyring keys(Keyring::default_folder());
    const bool downgrade = campaign.forgery && campaign.forgery->how == "downgrade";
    std::string counters = campaign.counters;
    if (downgrade && counters.empty()) {
        counters = campaign.forgery->slot + "=" + std::to_string(kStored);
    }
    make_board({.folder = folder,
                .images = root_folder() / "build/chip/images",
                .product_state = BOARD_CLOSED,
                .provision = {.keys = keys, .counters = parse_counters(counters)}},
               plan);
    const Board board = Board::open(folder, Board::Access::kWrite);
    for (const auto& [slot, file] : campaign.images) {
        install_image(board, find_slot(plan, slot), root_folder() / file);
    }
    if (!campaign.forgery) {
        return;
    }
    const BoardSlot slot = find_slot(plan, campaign.forgery->slot);
    const Bytes image = forged_image(*campaign.forgery, plan, keys, &symbols);
    if (campaign.forgery->staged) {
        stage_forged(board, folder, slot, image, campaign.forgery->how == "newer", plan);
        return;
    }
    board.erase(slot.at, slot.size);
    board.program(slot.at, image);
}

}  // namespace host::fault
