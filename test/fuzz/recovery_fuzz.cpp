// SPDX-License-Identifier: Apache-2.0
// The uROT's end of the recovery line: any bytes in any pieces. Whatever comes, only pool and
// request log are written, and only while that was allowed; no word twice; nothing is asked for but
// what was judged good; each frame has one answer.
#include "boot/recovery/loader.h"
#include "test/fuzz/fuzz.h"

namespace {

using namespace boot;
using namespace boot::recovery;
using test::fuzz::Input;
using test::fuzz::require;

constexpr std::uint32_t kSector = 1024;
constexpr std::uint32_t kLogSectors = 2;
constexpr std::uint32_t kPoolSectors = 6;
constexpr std::uint32_t kPool = kLogSectors * kSector;
constexpr std::uint32_t kSize = kPool + kPoolSectors * kSector;
constexpr update::Slot kSlots[] = {{3, 0x10000, 2 * kSector}, {4, 0x20000, 3 * kSector}};
constexpr update::Plan kPlan = {0, kPool, kPoolSectors* kSector, kSlots};

struct TestFlash {
    static std::uint32_t sector_count() { return kSize / kSector; }
    static std::uint32_t sector_size() { return kSector; }
    update::ReadStatus read(std::uint32_t offset, std::span<std::byte> out) const {
        require(offset <= kSize && out.size() <= kSize - offset);
        std::ranges::copy(std::span(bytes).subspan(offset, out.size()), out.begin());
        if (bad >= offset && bad < offset + out.size()) {
            return update::ReadStatus::kEccBad;
        }
        const bool erased =
            std::ranges::all_of(out, [](std::byte byte) { return byte == std::byte{0xFF}; });
        return !erased ? update::ReadStatus::kOk : update::ReadStatus::kErased;
    }
    bool program16(std::uint32_t offset, std::span<const std::byte, kWord> word) {
        require(writable && offset % kWord == 0 && offset < kSize && !written[offset / kWord]);
        written[offset / kWord] = true;
        std::ranges::copy(word, bytes.begin() + offset);
        return bad / kWord != offset / kWord;
    }
    bool erase(std::uint32_t offset) {
        require(writable && offset % kSector == 0 && offset < kSize);
        std::fill_n(bytes.begin() + offset, kSector, std::byte{0xFF});
        std::fill_n(written.begin() + offset / kWord, kSector / kWord, false);
        return true;
    }

    std::array<std::byte, kSize> bytes;
    std::array<bool, kSize / kWord> written{};  // since it was erased
    std::uint32_t bad = ~0u;  // offset of a word that does not keep what it is given
    bool writable = false;
};

// Good is what begins with an even byte.
struct TestJudge {
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

struct TestHost {
    void send(std::span<const std::byte> bytes) {
        for (const std::byte byte : bytes) {
            if (decoder.take(byte)) {
                require(decoder.frame().size() >= sizeof(AnswerHead));
                AnswerHead head;
                std::memcpy(&head, decoder.frame().data(), sizeof head);
                require((head.command & kAnswer) != 0 && head.images <= 2);
                ++answers;
            }
        }
    }
    void writable(bool on) { flash.writable = on; }
    void reset() { ++resets; }

    TestFlash& flash;
    std::array<std::byte, kMaxFrame> buffer{};
    Decoder decoder{buffer};
    unsigned answers = 0;
    unsigned resets = 0;
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

void require_judged(TestFlash& flash, const TestJudge& judge) {
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

// Input: a byte of settings (1: an update under way, 2: a broken word, 4: all as the line has it),
// then frames: command, size of the body (2 bytes), body; a size above the rest is noise.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Input input(data, size);
    const auto settings = input.take<std::uint8_t>();
    TestFlash flash;
    flash.bytes.fill(std::byte{0xFF});
    const bool busy = (settings & 1) != 0;
    if (busy) {
        ask_for_something(flash);
    }
    if ((settings & 2) != 0) {
        flash.bad = kPool + input.take<std::uint16_t>() % (kPoolSectors * kSector);
    }
    const auto before = flash.bytes;
    TestJudge judge{flash};
    TestHost host{flash};
    std::array<std::byte, kMaxFrame> buffer;
    Loader loader(flash, kPlan, judge, host, buffer, Reason{3, lib::Error::kHashMismatch});
    unsigned ends = 0;  // zeros that may have ended a frame
    const auto feed = [&](std::span<const std::byte> bytes) {
        ends += static_cast<unsigned>(std::ranges::count(bytes, std::byte{0}));
        loader.feed(bytes);
        require(!flash.writable && host.answers <= ends);
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
            const unsigned answered = host.answers;
            feed(std::span(line).first(encode(std::span(content).first(length), line)));
            require(host.answers == answered + 1);
        }
    }
    if (busy) {
        require(flash.bytes == before);
    } else {
        require_judged(flash, judge);
    }
    return 0;
}
