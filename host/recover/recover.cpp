// SPDX-License-Identifier: Apache-2.0
#include "host/recover/recover.h"

#include <fmt/format.h>
#include <algorithm>
#include <cstring>

#include "host/base/failure.h"
#include "lib/error/error_names.h"
#include "lib/sha256/sha256.h"

namespace host {
namespace recovery = boot::recovery;
namespace {

using lib::Error;
using recovery::Command;

constexpr unsigned kTries = 3;

template <typename T>
T body(const RecoveryAnswer& answer) {
    T value{};
    std::memcpy(&value, answer.bytes.data(), std::min(answer.bytes.size(), sizeof value));
    return value;
}

bool says(const RecoveryAnswer& answer, Error error) {
    return answer.head.error == static_cast<std::uint32_t>(error);
}

// A command without a body.
struct Plain {
    recovery::RequestHead head;
};

class Transfer {
  public:
    Transfer(RecoveryClient& client, const Progress& progress)
        : client_(client), progress_(progress) {
        hello_ = body<recovery::HelloAnswer>(client_.call(Command::kHello, Plain{}));
        if (hello_.version != recovery::kProtocolVersion || hello_.sector_size == 0) {
            throw Failure("RECOVERY_VERSION",
                          fmt::format("the board speaks version {} of the protocol, this tool {}",
                                      hello_.version, recovery::kProtocolVersion),
                          "use the tool of that board's release");
        }
    }

    // Answer of the board, or its refusal; bytes that were there already.
    std::uint32_t send(const RecoveryImage& image) {
        const std::uint32_t there = already_there(image);
        if (there != 0) {
            progress_(fmt::format("{}: {} of {} bytes are there already", image.slot, there,
                                  image.bytes.size()));
        }
        // what was there may read well once and badly later
        if (!send_from(image, there) && (there == 0 || !worn() || !send_from(image, 0))) {
            throw refusal_of(image);
        }
        return there;
    }

    void install() {
        last_ = client_.call(Command::kInstall, Plain{});
        if (last_.head.error != 0) {
            throw Failure(static_cast<Error>(last_.head.error), "the installation");
        }
    }

    void reset() { client_.call(Command::kReset, Plain{}); }

    // The board must reset first: an update has not come to its end.
    bool busy() const { return says(last_, Error::kUpdateBusy); }
    const recovery::HelloAnswer& hello() const { return hello_; }

  private:
    bool holds(ByteView prefix) {
        const recovery::StatusRequest request{{}, 0, static_cast<std::uint32_t>(prefix.size())};
        const auto answer = client_.call(Command::kStatus, request, {}, 2, kLong);
        return answer.head.error == 0 &&
               body<recovery::StatusAnswer>(answer).digest == lib::sha256::sha256(prefix);
    }

    // The longest prefix, in sectors, that the pool holds.
    std::uint32_t already_there(const RecoveryImage& image) {
        const ByteView bytes(image.bytes);
        std::size_t first = 0;
        std::size_t end = (bytes.size() - 1) / hello_.sector_size + 1;
        if (end > 1 && !holds(bytes.first(hello_.sector_size))) {
            return 0;
        }
        if (holds(bytes)) {
            return static_cast<std::uint32_t>(bytes.size());
        }
        while (end - first > 1) {
            const std::size_t middle = (first + end) / 2;
            (holds(bytes.first(middle * hello_.sector_size)) ? first : end) = middle;
        }
        return static_cast<std::uint32_t>(first * hello_.sector_size);
    }

    // False: refused, last_ says why.
    bool send_from(const RecoveryImage& image, std::uint32_t offset) {
        for (unsigned attempt = 0; attempt < kTries; ++attempt) {
            const recovery::BeginRequest begin{
                {}, image.component, static_cast<std::uint32_t>(image.bytes.size()), offset};
            last_ = client_.call(Command::kBegin, begin);
            if (last_.head.error != 0) {
                return false;
            }
            if (send_data(image, offset)) {
                return judged();
            }
            // the sector it stands in anew
            offset = last_.head.received / hello_.sector_size * hello_.sector_size;
        }
        return false;
    }

    bool send_data(const RecoveryImage& image, std::uint32_t offset) {
        const ByteView bytes(image.bytes);
        while (offset < bytes.size()) {
            const std::size_t size = std::min<std::size_t>(hello_.max_data, bytes.size() - offset);
            last_ = client_.call(Command::kData, recovery::DataRequest{{}, offset},
                                 bytes.subspan(offset, size));
            if (last_.head.error != 0) {
                return false;
            }
            const std::size_t tenth = bytes.size() / 10 + 1;
            if ((offset + size) / tenth != offset / tenth || offset + size == bytes.size()) {
                progress_(
                    fmt::format("{}: {} of {} bytes", image.slot, offset + size, bytes.size()));
            }
            offset += static_cast<std::uint32_t>(size);
        }
        return true;
    }

    bool judged() {
        last_ = client_.call(Command::kEnd, Plain{}, {}, 2, kLong);
        // the answer to the first time it was asked was lost
        const bool before = says(last_, Error::kRecoveryOrder) && last_.head.images == images_ + 1;
        images_ += last_.head.error == 0 || before ? 1 : 0;
        return last_.head.error == 0 || before;
    }

    bool worn() const { return says(last_, Error::kFlashEcc) || says(last_, Error::kHashMismatch); }

    Failure refusal_of(const RecoveryImage& image) const {
        return {static_cast<Error>(last_.head.error),
                "the board refused " + shown(image.file) + " for slot " + image.slot};
    }

    static constexpr std::chrono::milliseconds kLong{120'000};

    RecoveryClient& client_;
    const Progress& progress_;
    recovery::HelloAnswer hello_{};
    RecoveryAnswer last_;
    unsigned images_ = 0;
};

Json done(const Transfer& transfer, const std::vector<RecoveryImage>& images,
          const std::vector<std::uint32_t>& there) {
    Json data = {{"refused", lib::error_name(static_cast<Error>(transfer.hello().reason))}};
    data["images"] = Json::array();
    for (std::size_t i = 0; i < images.size(); ++i) {
        data["images"].push_back({{"slot", images[i].slot},
                                  {"file", shown(images[i].file)},
                                  {"bytes", images[i].bytes.size()},
                                  {"were_there", there[i]}});
    }
    return data;
}

}  // namespace

bool in_recovery(RecoveryClient& client, std::chrono::milliseconds patience) {
    constexpr unsigned kHellos = 4;
    try {
        client.call(Command::kHello, Plain{}, {}, kHellos, patience / kHellos);
        return true;
    } catch (const Failure& failure) {
        if (failure.name() != "RECOVERY_SILENT") {
            throw;
        }
        return false;
    }
}

Json recover(RecoveryClient& client, const std::vector<RecoveryImage>& images,
             const Progress& progress) {
    for (bool again = true;; again = false) {
        Transfer transfer(client, progress);
        try {
            std::vector<std::uint32_t> there;
            for (const RecoveryImage& image : images) {
                there.push_back(transfer.send(image));
            }
            transfer.install();
            transfer.reset();
            return done(transfer, images, there);
        } catch (const Failure&) {
            if (!transfer.busy() || !again) {
                throw;
            }
        }
        progress("an update has not ended: resetting the board, which brings it to its end");
        transfer.reset();
        if (!in_recovery(client, std::chrono::seconds(60))) {
            throw Failure("NOT_IN_RECOVERY", "after the reset the board no longer needs recovery",
                          "see what it runs");
        }
    }
}

void BootWatch::line(const std::string& line) {
    const auto has = [&line](const char* text) { return line.find(text) != std::string::npos; };
    const bool stage = line.starts_with("iROT: ") || line.starts_with("uROT: ");
    if (has(" refused") || has("update: ")) {
        refusal_ = has("UPDATE_REVERTED") && !refusal_.empty() ? refusal_ : line;
    }
    if (stage && has(": halted")) {
        state_ = has("recovery waits") ? State::kRecovery : State::kHalted;
    } else if (stage && has("uROT: application ") && has(" ok")) {
        admitted_ = true;
    } else if (!stage && admitted_) {
        state_ = State::kBooted;
    }
}

void BootWatch::silence() {
    if (admitted_ && state_ == State::kRunning) {
        state_ = State::kBooted;
    }
}

}  // namespace host
