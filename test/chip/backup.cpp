// SPDX-License-Identifier: Apache-2.0
#include "test/chip/backup.h"

namespace chip_test {
namespace {

constexpr std::uint32_t kLsiOn = 1u << 26;
constexpr std::uint32_t kLsiReady = 1u << 27;
constexpr std::uint32_t kFromLsi = 2u << 8;
constexpr std::uint32_t kRtcEnable = 1u << 15;
constexpr unsigned kPolls = 2'000'000;

}  // namespace

bool becomes(std::uint32_t address, std::uint32_t bits, std::uint32_t wanted) {
    for (unsigned i = 0; i < kPolls; ++i) {
        if ((load(address) & bits) == wanted) {
            return true;
        }
    }
    return false;
}

void wait(unsigned reads) {
    for (unsigned i = 0; i < reads; ++i) {
        load(rcc::kCr);
    }
}

bool comes(unsigned line) {
    for (unsigned i = 0; i < kPolls; ++i) {
        if (interrupted(line)) {
            return true;
        }
    }
    return false;
}

void forget_interrupt(unsigned line) {
    poke(0xE000'E280 + 4 * (line / 32), 1u << line % 32);
    interrupted(line);
}

void check_hidden(const BlockRow& block, View view, unsigned event, std::string_view what) {
    const bool reported = view == View::kNonSecure || view == View::kNonSecureUser;
    bool nothing = true;
    for (const RegisterRow& row : block.registers) {
        const std::uint32_t at = block.base + row.at;
        const std::uint32_t before = load(at);
        illegal_access_seen(4, event);
        nothing = nothing && load(at, view) == 0;
        nothing = nothing && illegal_access_seen(4, event) == reported;
        store(at, ~before, view);
        nothing = nothing && load(at) == before;
        nothing = nothing && illegal_access_seen(4, event) == reported;
    }
    check(what, nothing);
}

namespace rtc {

void start_clock() {
    set_bits(kBdcr, kLsiOn);
    check("LSI starts", becomes(kBdcr, kLsiReady, kLsiReady));
    set_bits(kBdcr, kFromLsi | kRtcEnable);
}

void unlock() {
    store(kWpr, 0xCA);
    store(kWpr, 0x53);
}

void lock() {
    store(kWpr, 0xFF);
}

void set(std::uint32_t prescalers, std::uint32_t time, std::uint32_t date) {
    unlock();
    set_bits(kIcsr, kInit);
    becomes(kIcsr, kInitf, kInitf);
    store(kPrer, prescalers);
    store(kTr, time);
    store(kDr, date);
    clear_bits(kIcsr, kInit);
    lock();
    load(kDr);  // whoever read TR or SSR holds the shadow registers until then
    becomes(kIcsr, kRsf, kRsf);
}

}  // namespace rtc
}  // namespace chip_test
