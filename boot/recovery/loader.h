// SPDX-License-Identifier: Apache-2.0
// The uROT's end of the recovery protocol. Pure: bytes of the line in, flash operations and answers
// out. It keeps nothing in flash of its own: what is in the pool is told by digests of it, so that
// a transfer goes on after a reset as well as after a lost frame. DESIGN.md has the why.
#pragma once

#include <algorithm>
#include <cstring>

#include "boot/recovery/frame.h"
#include "boot/update/request.h"
#include "lib/bytes/bytes.h"
#include "lib/sha256/sha256.h"

namespace boot::recovery {

// The rest of the stage, as the loader sees it. send(): bytes to the line. writable(): called
// around each spell of flash writing. reset(): after the last answer; need not come back.
template <typename H>
concept Host = requires(H& host, std::span<const std::byte> bytes, bool on) {
    host.send(bytes);
    host.writable(on);
    host.reset();
};

struct Reason {
    std::uint32_t component;  // that was refused
    lib::Error error;
};

template <update::Flash F, update::Judge J, Host H>
class Loader {
  public:
    // `buffer`: kMaxFrame bytes; the judge may use it too. `plan`: the installer's, whose slots may
    // be recovered.
    Loader(F& flash, const update::Plan& plan, J& judge, H& host, std::span<std::byte> buffer,
           Reason reason)
        : flash_(flash),
          plan_(plan),
          judge_(judge),
          host_(host),
          buffer_(buffer),
          decoder_(buffer),
          reason_(reason) {}

    // Any bytes, in any pieces. One frame costs at most: data, two erases and 32 words; end, one
    // judgement of one image; status, one read of the pool. Each ends in one answer.
    void feed(std::span<const std::byte> bytes) {
        for (const std::byte byte : bytes) {
            if (decoder_.take(byte)) {
                answer(decoder_.frame());
            }
        }
    }

  private:
    using Outcome = lib::Result<void>;

    // Commands have one size each, data has its own.
    template <typename Request>
    static bool parse(std::span<const std::byte> frame, Request& request) {
        if (frame.size() < sizeof request) {
            return false;
        }
        std::memcpy(&request, frame.data(), sizeof request);
        return true;
    }

    void answer(std::span<const std::byte> frame) {
        union {
            AnswerHead head;
            HelloAnswer hello;
            StatusAnswer status;
        } out;
        std::memset(&out, 0, sizeof out);
        RequestHead head{};
        std::size_t size = sizeof out.head;
        Outcome outcome = lib::Error::kRecoveryFrame;
        if (parse(frame, head) && head.reserved == 0) {
            switch (static_cast<Command>(head.command)) {
                case Command::kHello:
                    outcome = hello(frame, out.hello);
                    size = sizeof out.hello;
                    break;
                case Command::kStatus:
                    outcome = status(frame, out.status);
                    size = sizeof out.status;
                    break;
                default:
                    outcome = act(static_cast<Command>(head.command), frame);
                    break;
            }
        }
        out.head.command = head.command | kAnswer;
        out.head.sequence = head.sequence;
        out.head.images = static_cast<std::uint16_t>(request_.count);
        out.head.error = outcome.ok() ? 0 : static_cast<std::uint32_t>(outcome.error());
        out.head.received = received_;
        send(std::as_bytes(std::span(&out, 1)).first(size));
        if (head.command == static_cast<std::uint8_t>(Command::kReset) && outcome.ok()) {
            host_.reset();
        }
    }

    void send(std::span<const std::byte> bytes) {
        std::array<std::byte, encoded_room(kMaxAnswer)> line;
        host_.send(std::span(line).first(encode(bytes, line)));
    }

    Outcome hello(std::span<const std::byte> frame, HelloAnswer& out) {
        if (frame.size() != sizeof(RequestHead)) {
            return lib::Error::kRecoveryFrame;
        }
        out.version = kProtocolVersion;
        out.max_data = kMaxData;
        out.sector_size = flash_.sector_size();
        out.pool_size = plan_.pool_size;
        out.refused = reason_.component;
        out.reason = static_cast<std::uint32_t>(reason_.error);
        return lib::kOk;
    }

    Outcome act(Command command, std::span<const std::byte> frame) {
        if (command == Command::kBegin) {
            return begin(frame);
        }
        if (command == Command::kData) {
            return data(frame);
        }
        if (frame.size() != sizeof(RequestHead)) {
            return lib::Error::kRecoveryFrame;
        }
        switch (command) {
            case Command::kEnd:
                return end();
            case Command::kInstall:
                return install();
            case Command::kReset:
                return lib::kOk;
            default:
                return lib::Error::kRecoveryFrame;
        }
    }

    std::uint32_t sectors(std::uint32_t size) const {
        return size / flash_.sector_size() + (size % flash_.sector_size() != 0 ? 1 : 0);
    }

    // Where the next image goes: behind the gap and the images before it.
    std::uint32_t place() const { return plan_.pool + used_ * flash_.sector_size(); }
    std::uint32_t room() const { return plan_.pool_size - used_ * flash_.sector_size(); }

    Outcome status(std::span<const std::byte> frame, StatusAnswer& out) {
        StatusRequest request;
        if (!parse(frame, request) || frame.size() != sizeof request) {
            return lib::Error::kRecoveryFrame;
        }
        if (!lib::bytes::range_within(request.offset, request.size, room())) {
            return lib::Error::kOutOfRange;
        }
        lib::sha256::Sha256 hash;
        for (std::uint32_t done = 0; done < request.size;) {
            const auto piece = buffer_.first(std::min<std::size_t>(kMaxData, request.size - done));
            if (flash_.read(place() + request.offset + done, piece) ==
                update::ReadStatus::kEccBad) {
                return lib::Error::kFlashEcc;
            }
            hash.update(piece);
            done += piece.size();
        }
        out.digest = hash.finish();
        return lib::kOk;
    }

    const update::Slot* slot_of(std::uint32_t component) const {
        for (const update::Slot& slot : plan_.slots) {
            if (slot.component == component) {
                return &slot;
            }
        }
        return nullptr;
    }

    bool named(std::uint32_t component) const {
        for (std::uint32_t i = 0; i < request_.count; ++i) {
            if (request_.entries[i].component == component) {
                return true;
            }
        }
        return false;
    }

    // An update that has not ended may need the pool: a reset lets the engine go on with it.
    Outcome begin(std::span<const std::byte> frame) {
        BeginRequest request;
        if (!parse(frame, request) || frame.size() != sizeof request) {
            return lib::Error::kRecoveryFrame;
        }
        slot_ = nullptr;
        received_ = 0;
        const auto stand = update::Requester<F>(flash_, plan_.log).look().stand;
        if (stand != update::Stand::kNone && stand != update::Stand::kEnded) {
            return lib::Error::kUpdateBusy;
        }
        const update::Slot* slot = slot_of(request.component);
        if (slot == nullptr) {
            return lib::Error::kWrongComponent;
        }
        if (request_.count == update::kMaxEntries || named(request.component)) {
            return lib::Error::kUpdateRequestBad;
        }
        if (request.size == 0 || request.size > slot->size ||
            sectors(request.size) * flash_.sector_size() > room()) {
            return lib::Error::kBadSize;
        }
        if (request.offset > request.size ||
            (request.offset != request.size && request.offset % flash_.sector_size() != 0)) {
            return lib::Error::kRecoveryOrder;
        }
        slot_ = slot;
        size_ = request.size;
        received_ = request.offset;
        return lib::kOk;
    }

    // What was written already is not written again: its answer was lost.
    Outcome data(std::span<const std::byte> frame) {
        DataRequest request;
        if (!parse(frame, request)) {
            return lib::Error::kRecoveryFrame;
        }
        const auto bytes = frame.subspan(sizeof request);
        if (slot_ == nullptr || request.offset > received_ || bytes.empty() ||
            bytes.size() > size_ - request.offset) {
            return lib::Error::kRecoveryOrder;
        }
        if (bytes.size() <= received_ - request.offset) {
            return lib::kOk;
        }
        const bool last = bytes.size() == size_ - request.offset;
        if (request.offset != received_ || (bytes.size() % kWord != 0 && !last)) {
            return lib::Error::kRecoveryOrder;
        }
        host_.writable(true);
        const Outcome written = write(bytes);
        host_.writable(false);
        if (!written.ok()) {
            slot_ = nullptr;  // a word that was not taken is not written again
        }
        return written;
    }

    Outcome write(std::span<const std::byte> bytes) {
        while (!bytes.empty()) {
            const std::uint32_t at = place() + received_;
            if (received_ % flash_.sector_size() == 0 && !flash_.erase(at)) {
                return lib::Error::kFlashEcc;
            }
            const auto piece = bytes.first(std::min<std::size_t>(kWord, bytes.size()));
            alignas(4) update::Word word;
            word.fill(std::byte{0xFF});
            std::memcpy(word.data(), piece.data(), piece.size());
            if (!flash_.program16(at, word)) {
                return lib::Error::kFlashEcc;
            }
            received_ += piece.size();
            bytes = bytes.subspan(piece.size());
        }
        return lib::kOk;
    }

    // By the rule of its slot, as updates are; a refused one may be begun again.
    Outcome end() {
        if (slot_ == nullptr || received_ != size_) {
            return lib::Error::kRecoveryOrder;
        }
        const update::Slot& slot = *slot_;
        slot_ = nullptr;
        received_ = 0;
        LIB_TRY(judge_.fits(slot, place(), size_));
        request_.entries[request_.count++] = {slot.component, size_};
        used_ += sectors(size_);
        return lib::kOk;
    }

    // Confirmed in advance: there is nothing to go back to. Again and again the same answer.
    Outcome install() {
        if (request_.count == 0 || slot_ != nullptr) {
            return lib::Error::kRecoveryOrder;
        }
        if (installed_) {
            return lib::kOk;
        }
        request_.flags = update::kConfirmedInAdvance;
        host_.writable(true);
        const Outcome asked = update::Requester<F>(flash_, plan_.log).ask(request_);
        host_.writable(false);
        installed_ = asked.ok();
        return asked;
    }

    F& flash_;
    const update::Plan& plan_;
    J& judge_;
    H& host_;
    std::span<std::byte> buffer_;
    Decoder decoder_;
    Reason reason_;
    update::Request request_;             // images judged good
    std::uint32_t used_ = 1;              // sectors of the pool: the gap, and theirs
    const update::Slot* slot_ = nullptr;  // of the image under way
    std::uint32_t size_ = 0;
    std::uint32_t received_ = 0;
    bool installed_ = false;
};

}  // namespace boot::recovery
