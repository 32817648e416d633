// SPDX-License-Identifier: Apache-2.0
#include "chip/hash.h"

#include "chip/memory.h"
#include "chip/rcc.h"
#include "chip/register.h"
#include "lib/bytes/bytes.h"

namespace chip::hash {
namespace {

constexpr std::uint32_t kBase = kPeripheralSecure + 0x020C'0400;
using Control = Register<kBase + 0x00>;
using DataIn = Register<kBase + 0x04, Access::kWriteOnly>;
using Start = Register<kBase + 0x08>;
using Status = Register<kBase + 0x24>;
using DigestWords = RegisterArray<kBase + 0x310, 16>;

constexpr auto kInit = Control::bit(2);
using DataType = Field<Control, 4, 2>;
using Algorithm = Field<Control, 17, 4>;
constexpr std::uint32_t kBytes = 2;
constexpr std::uint32_t kSha256 = 3;
using LastWordBits = Field<Start, 0, 5>;
constexpr auto kDigest = Start::bit(8);
constexpr auto kDigestReady = Status::bit(1);
constexpr auto kBusy = Status::bit(3);

// A block of 64 bytes takes the block 66 cycles; a poll takes the core several.
constexpr unsigned kPolls = 1000;

bool digest_ready() {
    for (unsigned poll = 0; poll < kPolls; ++poll) {
        if (!Status::any(kBusy) && Status::any(kDigestReady)) {
            return true;
        }
    }
    return false;
}

}  // namespace

Sha256::Sha256() {
    rcc::Ahb2Enable::set(rcc::kHashClock);
    begin();
}

Sha256::~Sha256() {
    rcc::Ahb2Reset::set(rcc::kHashReset);
    rcc::Ahb2Reset::clear(rcc::kHashReset);
    rcc::Ahb2Enable::clear(rcc::kHashClock);
}

void Sha256::begin() {
    Control::write(Algorithm::of(kSha256) | DataType::of(kBytes) | kInit);
    word_ = 0;
    length_ = 0;
}

void Sha256::feed(std::byte byte) {
    word_ |= std::to_integer<std::uint32_t>(byte) << (8 * (length_ % 4));
    if (++length_ % 4 == 0) {
        DataIn::write(word_);
        word_ = 0;
    }
}

void Sha256::update(std::span<const std::byte> data) {
    while (!data.empty() && length_ % 4 != 0) {
        feed(data.front());
        data = data.subspan(1);
    }
    while (data.size() >= 4) {
        DataIn::write(lib::bytes::load_le<std::uint32_t>(data.first<4>()));
        length_ += 4;
        data = data.subspan(4);
    }
    for (const std::byte byte : data) {
        feed(byte);
    }
}

std::array<std::byte, 32> Sha256::finish() {
    const std::uint32_t tail = length_ % 4;
    if (tail != 0) {
        DataIn::write(word_);
    }
    Start::write(LastWordBits::of(8 * tail));
    Start::set(kDigest);
    std::array<std::byte, 32> digest{};
    if (!digest_ready()) {
        timed_out_ = true;
        begin();
        return digest;
    }
    for (unsigned i = 0; i < 8; ++i) {
        lib::bytes::store_be<std::uint32_t>(std::span(digest).subspan(4 * i).first<4>(),
                                            DigestWords::read(i));
    }
    begin();
    return digest;
}

}  // namespace chip::hash
