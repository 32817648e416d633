// SPDX-License-Identifier: Apache-2.0
#include "test/powercut/recovery.h"

#include <algorithm>
#include <cstring>
#include <new>

#include "boot/recovery/loader.h"

namespace test::powercut {
namespace {

namespace recovery = boot::recovery;
using recovery::Command;

struct Judge {
    Machine& machine;
    lib::Result<void> fits(const boot::update::Slot& slot, std::uint32_t at, std::uint32_t size) {
        return machine.judge(slot, at, size);
    }
};

// The line to the other end, where the last answer stays.
class Line {
  public:
    void send(std::span<const std::byte> bytes) {
        for (const std::byte byte : bytes) {
            if (decoder_.take(byte)) {
                const auto frame = decoder_.frame();
                answer_.assign(frame.begin(), frame.end());
            }
        }
    }
    static void writable(bool) {}
    static void reset() {}
    const Bytes& answer() const { return answer_; }

  private:
    std::array<std::byte, recovery::kMaxFrame> buffer_{};
    recovery::Decoder decoder_{buffer_};
    Bytes answer_;
};

class Client {
  public:
    explicit Client(Machine& machine) : judge_{machine}, plan_(machine.world().urot_plan()) {
        memory_.fill(std::byte{0xA5});
        loader_ = new (memory_.data())
            Loader(machine, plan_, judge_, line_, buffer_, {kApp, lib::Error::kNoImage});
    }

    bool send(const Image& image, std::uint32_t sector) {
        const Bytes bytes = image.staged();
        // what was refused though it was there already is sent anew
        return send(image.component, bytes, there(bytes, sector)) ||
               send(image.component, bytes, 0);
    }
    bool install() { return call(Command::kInstall, Plain{}); }

  private:
    using Loader = recovery::Loader<Machine, Judge, Line>;
    struct Plain {
        recovery::RequestHead head;
    };

    template <typename Request>
    bool call(Command command, Request request, std::span<const std::byte> data = {}) {
        request.head = {static_cast<std::uint8_t>(command), ++sequence_, 0};
        Bytes content(sizeof request);
        std::memcpy(content.data(), &request, sizeof request);
        content.insert(content.end(), data.begin(), data.end());
        Bytes line(recovery::encoded_room(content.size()));
        line.resize(recovery::encode(content, line));
        loader_->feed(line);
        recovery::AnswerHead head;
        std::memcpy(&head, line_.answer().data(), sizeof head);
        return head.sequence == sequence_ && head.error == 0;
    }

    bool send(std::uint32_t component, std::span<const std::byte> bytes, std::uint32_t from) {
        const auto size = static_cast<std::uint32_t>(bytes.size());
        bool good = call(Command::kBegin, recovery::BeginRequest{{}, component, size, from});
        for (std::uint32_t at = from; good && at < size; at += recovery::kMaxData) {
            const auto piece = std::min<std::uint32_t>(recovery::kMaxData, size - at);
            good = call(Command::kData, recovery::DataRequest{{}, at}, bytes.subspan(at, piece));
        }
        return good && call(Command::kEnd, Plain{});
    }

    // Bytes at the image's start that the pool holds.
    std::uint32_t there(std::span<const std::byte> bytes, std::uint32_t sector) {
        std::uint32_t at = 0;
        while (at < bytes.size()) {
            const auto part = bytes.subspan(at, std::min<std::size_t>(sector, bytes.size() - at));
            const auto size = static_cast<std::uint32_t>(part.size());
            recovery::StatusAnswer answer;
            if (!call(Command::kStatus, recovery::StatusRequest{{}, at, size})) {
                break;
            }
            std::memcpy(&answer, line_.answer().data(), sizeof answer);
            const auto digest = lib::sha256::sha256(part);
            if (!std::ranges::equal(answer.digest, digest)) {
                break;
            }
            at += size;
        }
        return at;
    }

    Judge judge_;
    boot::update::Plan plan_;
    Line line_;
    std::array<std::byte, recovery::kMaxFrame> buffer_{};
    alignas(Loader) std::array<std::byte, sizeof(Loader)> memory_;
    Loader* loader_;
    std::uint8_t sequence_ = 0;
};

}  // namespace

bool recover(Machine& machine, const std::vector<Image>& images) {
    Client client(machine);
    for (const Image& image : images) {
        if (!client.send(image, machine.sector_size())) {
            return false;
        }
    }
    return client.install();
}

}  // namespace test::powercut
