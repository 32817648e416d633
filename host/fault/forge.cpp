// SPDX-License-Identifier: Apache-2.0
#include "host/fault/forge.h"

#include <algorithm>

#include "host/base/failure.h"
#include "host/board/make.h"
#include "host/board/slots.h"
#include "host/gen/chip_facts.h"
#include "host/image/writer.h"
#include "lib/bytes/bytes.h"

namespace host::fault {
namespace {

constexpr std::uint32_t kEntry = 0x40;          // offset of the first instruction in the payload
constexpr std::uint32_t kPayload = 0x60;        // bytes
constexpr std::uint16_t kEndlessLoop = 0xE7FE;  // b .
constexpr std::uint32_t kStored = 2;            // security counter on the board, if downgraded from

struct Place {
    std::uint32_t payload = 0;  // address, secure alias
    std::uint32_t stack_top = 0;
    std::uint32_t header = 0;
    std::uint32_t room = 0;
};

Place place_of(const std::string& slot, const SystemPlan& plan) {
    const gen::StageEntry& stage = plan.system.stage(slot);
    const gen::Area& flash = plan.system.flash_area(stage.flash);
    const gen::Area& ram = plan.system.ram_area(stage.ram);
    return {gen::flash_address(flash) + stage.header, gen::ram_address(ram) + ram.size,
            stage.header, flash.size};
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

// The digest covers all before the TLV area; it is its first TLV's value or a later one.
void change_payload(Bytes& image, const Place& place, bool fit_digest) {
    const auto header = boot::image::parse_header(
        std::span<const std::byte>(image).first<boot::image::kHeaderBytes>(), place.room);
    const std::size_t hashed = header.value().hashed_size();
    const Digest old = sha256(std::span(image).first(hashed));
    image[place.header + kEntry - 1] ^= std::byte{1};
    if (fit_digest) {
        const Digest fresh = sha256(std::span(image).first(hashed));
        replace(image, record_bytes(old), record_bytes(fresh));
    }
}

}  // namespace

Bytes forged_image(const Forgery& forgery, const SystemPlan& plan, const Keyring& keys) {
    const Place place = place_of(forgery.slot, plan);
    const bool foreign = forgery.how == "key" || forgery.how == "stolen-name";
    const Key right = keys.key(forgery.slot);
    const Key key = foreign ? keys.key("app") : right;
    const ImageRequest request{.component = forgery.slot,
                               .version = {1, 0, 0, 0},
                               .counter = forgery.how == "downgrade" ? kStored - 1 : kStored,
                               .header_size = static_cast<std::uint16_t>(place.header),
                               .slot_size = place.room,
                               .identity = std::nullopt};
    Bytes image = make_image(request, payload_of(place), key);
    if (forgery.how == "stolen-name") {
        // the last of the two: the boot record, which is signed, names the signer too
        const Digest wrong = key.hash();
        const Digest name = right.hash();
        auto found = std::ranges::find_end(image, record_bytes(wrong));
        std::ranges::copy(record_bytes(name), found.begin());
    }
    if (forgery.how == "payload" || forgery.how == "digest") {
        change_payload(image, place, forgery.how == "digest");
    }
    return image;
}

std::vector<Range> forged_code(const std::string& slot, const SystemPlan& plan) {
    const std::uint32_t secure = place_of(slot, plan).payload;
    const std::uint32_t other = secure - gen::kFlashSecure + gen::kFlashNonSecure;
    return {
        {secure + kEntry, secure + kPayload}, {secure, secure + kEntry}, {other, other + kPayload}};
}

void make_campaign_board(const Campaign& campaign, const Path& folder, const SystemPlan& plan) {
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
    if (campaign.forgery) {
        const BoardSlot slot = find_slot(plan, campaign.forgery->slot);
        board.erase(slot.at, slot.size);
        board.program(slot.at, forged_image(*campaign.forgery, plan, keys));
    }
}

}  // namespace host::fault
