// SPDX-License-Identifier: Apache-2.0
// The uROT's end of the recovery line: any bytes in any pieces. Whatever comes, only pool and
// request log are written, and only while that was allowed; no word twice; nothing is asked for but
// what was judged good; each frame has one answer.
#include "boot/recovery/test_board.h"
#include "test/fuzz/fuzz.h"

namespace {

using namespace boot;
using namespace boot::recovery;
using namespace boot::recovery::test;
using ::test::fuzz::Input;
using ::test::fuzz::require;

// Good is what begins with an even byte.
struct EvenJudge {
    lib::Result<void> fits(const update::Slot& slot, std::uint32_t at, std::uint32_t size) {
        require(slot.component == 3 || slot.component == 4);
        require(at >= kPool + kSector && size != 0 && size <= slot.size && size <= kSize - at);
        if (std::to_integer<unsigned>(flash.bytes[at]) % 2 != 0) {
            return lib::Error::kSignatureInvalid;
        }
        good[slot.component - 3] = size;
        return lib::kOk;
    }
    TestFlash& flash;
    std::array<std::uint32_t, 2> good{};
};

// What is left of an update of before, which must keep its pool.
void ask_for_something(TestFlash& flash) {
    update::Request request;
    request.count = 1;
    request.entries[0] = {3, 100};
    flash.writable = true;
    require(update::Requester(flash, 0).ask(request).ok());
    flash.writable = false;
}

void require_judged(TestFlash& flash, const EvenJudge& judge) {
    const auto standing = update::Requester(flash, 0).look();
    if (standing.stand == update::Stand::kRequested) {
        for (const auto& entry :
             std::span(standing.request.entries).first(standing.request.count)) {
            require(entry.component == 3 || entry.component == 4);
            require(judge.good[entry.component - 3] == entry.size);
        }
    }
}

}  // namespace

// Input: a byte of settings (1: an update under way, 2: a word that is not taken, 4: all as the
// line has it), then frames: command, size of the body (2 bytes), body; a size above the rest is
// noise.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Input input(data, size);
    const auto settings = input.take<std::uint8_t>();
    TestFlash flash;
    const bool busy = (settings & 1) != 0;
    if (busy) {
        ask_for_something(flash);
    }
    if ((settings & 2) != 0) {
        flash.fail_at = kPool + input.take<std::uint16_t>() % kPoolSize / kWord * kWord;
    }
    const auto before = flash.bytes;
    EvenJudge judge{flash};
    TestHost host(flash);
    std::array<std::byte, kMaxFrame> buffer{};
    Loader loader(flash, kPlan, judge, host, buffer, Reason{3, lib::Error::kHashMismatch});
    std::size_t ends = 0;  // zeros that may have ended a frame
    const auto feed = [&](std::span<const std::byte> bytes) {
        ends += static_cast<std::size_t>(std::ranges::count(bytes, std::byte{0}));
        loader.feed(bytes);
        require(!flash.writable && !flash.misused && host.answers.size() <= ends);
    };
    if ((settings & 4) != 0) {
        feed(input.rest());
    } else {
        std::uint8_t sequence = 0;
        while (!input.empty()) {
            const RequestHead head{input.take<std::uint8_t>(), ++sequence, 0};
            const auto wanted = input.take<std::uint16_t>() % (kMaxRequest + 8);
            std::array<std::byte, kMaxRequest + 16> content;
            std::memcpy(content.data(), &head, sizeof head);
            std::size_t length = sizeof head;
            for (std::size_t i = 0; i < wanted && length < content.size(); ++i) {
                content[length++] = static_cast<std::byte>(input.take<std::uint8_t>());
            }
            std::array<std::byte, encoded_room(content.size())> line;
            const auto answered = host.answers.size();
            feed(std::span(line).first(encode(std::span(content).first(length), line)));
            require(host.answers.size() == answered + 1);
        }
    }
    for (const Bytes& answer : host.answers) {
        require(answer.size() >= sizeof(AnswerHead));
    }
    if (busy) {
        require(flash.bytes == before);
    } else {
        require_judged(flash, judge);
    }
    return 0;
}
