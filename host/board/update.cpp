// SPDX-License-Identifier: Apache-2.0
#include "host/board/update.h"

#include <fmt/format.h>
#include <algorithm>
#include <cstring>

#include "boot/image/image.h"
#include "boot/image/key_manifest.h"
#include "boot/update/request.h"
#include "host/base/failure.h"
#include "host/gen/chip_facts.h"
#include "lib/bytes/bytes.h"
#include "lib/error/error_names.h"
#include "lib/handover/handover.h"

namespace host {
namespace {

using boot::update::Stand;

// The board's flash model as the engine's flash.
class BoardFlash {
  public:
    explicit BoardFlash(const Board& board) : flash_(board.raw()->flash) {}
    std::uint32_t sector_count() const { return flash_sectors(&flash_.geometry); }
    std::uint32_t sector_size() const { return flash_.geometry.sector_size; }

    boot::update::ReadStatus read(std::uint32_t offset, std::span<std::byte> out) {
        // A board opened for reading is mapped read-only: nothing may wear a weak word.
        std::memcpy(out.data(), flash_.bytes + offset, out.size());
        for (std::uint32_t at = 0; at < out.size(); at += FLASH_WORD) {
            if (flash_word_status(&flash_, offset + at) == FLASH_ECC_BAD) {
                return boot::update::ReadStatus::kEccBad;
            }
        }
        const bool erased =
            std::ranges::all_of(out, [](std::byte byte) { return byte == std::byte{0xFF}; });
        return erased ? boot::update::ReadStatus::kErased : boot::update::ReadStatus::kOk;
    }
    bool program16(std::uint32_t offset, std::span<const std::byte, 16> word) {
        return flash_program_word(&flash_, offset,
                                  reinterpret_cast<const std::uint8_t*>(word.data())) == FLASH_OK;
    }
    bool erase(std::uint32_t offset) {
        return flash_erase_sector(&flash_, offset / sector_size()) == FLASH_OK;
    }

  private:
    flash_model& flash_;
};

using Requester = boot::update::Requester<BoardFlash>;

std::uint32_t log_offset(const SystemPlan& plan) {
    return plan.system.flash_area("journal").at;
}

void throw_error(const Board& board, lib::Result<void> result) {
    if (!result.ok()) {
        throw Failure(result.error(), "the board " + shown(board.folder()));
    }
}

std::uint32_t sectors_of(std::size_t size) {
    return static_cast<std::uint32_t>((size + gen::kSectorSize - 1) / gen::kSectorSize);
}

// The iROT saves what is in its slot behind the image, all of it (boot/update/SPEC.md).
std::uint32_t room_behind(const BoardSlot& slot) {
    return slot.name == "urot" ? slot.size : 0;
}

// The iROT decrypts nothing.
void refuse_encrypted_urot(const StagedImage& image, ByteView bytes) {
    constexpr std::uint32_t kFlags =
        boot::image::kFlagEncryptedAes128 | boot::image::kFlagEncryptedAes256;
    const auto flags = lib::bytes::read_le<std::uint32_t>(bytes, 16).value_or(0);
    if (image.slot.name == "urot" && (flags & kFlags) != 0) {
        throw Failure(lib::Error::kEncryptedUnsupported, shown(image.file));
    }
}

void check_group(const std::vector<StagedImage>& images) {
    const auto bad = [](const std::string& what, const std::string& advice) {
        throw Failure("UPDATE_REQUEST_BAD", what, advice);
    };
    if (images.empty() || images.size() > boot::update::kMaxEntries) {
        bad(fmt::format("{} images in one request", images.size()),
            fmt::format("give 1 to {}", boot::update::kMaxEntries));
    }
    for (const StagedImage& image : images) {
        if (image.slot.raw) {
            bad("the iROT cannot be updated", "leave it out");
        }
        if (image.slot.name == "urot" && images.size() != 1) {
            bad("the uROT is updated alone", "ask for the others when it is confirmed");
        }
        if (std::ranges::count(images, image.slot.name,
                               [](const StagedImage& other) { return other.slot.name; }) != 1) {
            bad("slot " + image.slot.name + " is named twice", "name each once");
        }
    }
}

std::string stand_name(Stand stand) {
    switch (stand) {
        case Stand::kRequested:
            return "requested: installed at the next boot";
        case Stand::kOnTrial:
            return "on trial: the next boot reverts unless it is confirmed";
        case Stand::kConfirmed:
            return "confirmed: the next boot raises the counters";
        case Stand::kReverting:
            return "rejected: the next boot brings the old images back";
        case Stand::kEnded:
            return "ended";
        default:
            return "never";
    }
}

std::string outcome_name(std::uint32_t outcome) {
    if (outcome == 0) {
        return "installed";
    }
    const lib::ErrorInfo* row = lib::error_find(outcome);
    return row != nullptr ? std::string(row->name) : "unreadable";
}

}  // namespace

BoardSlot update_slot(const SystemPlan& plan, const std::string& name) {
    if (name != "keys") {
        return find_slot(plan, name);
    }
    return {name, boot::image::kKeyManifestComponent, plan.system.flash_area("keys").at,
            gen::kSectorSize, false};
}

void update_ask(const Board& board, const SystemPlan& plan, std::vector<StagedImage> images,
                bool confirmed) {
    check_group(images);
    // The others are judged by it.
    const auto keys = std::ranges::find_if(images, [](const StagedImage& image) {
        return image.slot.component == boot::image::kKeyManifestComponent;
    });
    if (keys != images.end()) {
        std::rotate(images.begin(), keys, keys + 1);
    }
    BoardFlash flash(board);
    Requester requester(flash, log_offset(plan));
    const Stand stand = requester.look().stand;
    if (stand != Stand::kNone && stand != Stand::kEnded) {
        throw Failure(lib::Error::kUpdateBusy, "the board " + shown(board.folder()));
    }
    const gen::Area& pool = plan.system.flash_area("staging");
    boot::update::Request request;
    request.flags = confirmed ? boot::update::kConfirmedInAdvance : 0;
    std::uint32_t at = gen::kSectorSize;  // behind the gap
    for (const StagedImage& image : images) {
        const Bytes bytes = read_file(image.file);
        refuse_encrypted_urot(image, bytes);
        const std::uint32_t room = sectors_of(bytes.size()) * gen::kSectorSize;
        if (bytes.empty() || bytes.size() > image.slot.size ||
            room + room_behind(image.slot) > pool.size - at) {
            throw Failure("BAD_SIZE",
                          fmt::format("{} has {} bytes, slot {} takes {} and the pool {} more",
                                      shown(image.file), bytes.size(), image.slot.name,
                                      image.slot.size, pool.size - at),
                          "update fewer images at once, or build it smaller");
        }
        board.erase(pool.at + at, room);
        board.program(pool.at + at, bytes);
        request.entries[request.count++] = {image.slot.component,
                                            static_cast<std::uint32_t>(bytes.size())};
        at += room;
    }
    throw_error(board, requester.ask(request));
}

void update_confirm(const Board& board, const SystemPlan& plan) {
    BoardFlash flash(board);
    throw_error(board, Requester(flash, log_offset(plan)).confirm());
}

void update_reject(const Board& board, const SystemPlan& plan) {
    BoardFlash flash(board);
    throw_error(board, Requester(flash, log_offset(plan)).reject());
}

Json describe_update(const Board& board, const SystemPlan& plan) {
    BoardFlash flash(board);
    const auto standing = Requester(flash, log_offset(plan)).look();
    Json data = {{"state", stand_name(standing.stand)}};
    if (standing.stand == Stand::kNone) {
        return data;
    }
    data["request"] = standing.request.sequence;
    data["components"] = Json::array();
    for (const auto& entry : std::span(standing.request.entries).first(standing.request.count)) {
        if (entry.component == boot::image::kKeyManifestComponent) {
            data["components"].push_back("keys");
        }
        for (const BoardSlot& slot : board_slots(plan)) {
            if (slot.component == entry.component) {
                data["components"].push_back(slot.name);
            }
        }
    }
    if (standing.stand == Stand::kEnded) {
        data["outcome"] = outcome_name(standing.outcome);
    }
    return data;
}

}  // namespace host
