// SPDX-License-Identifier: Apache-2.0
#include "chip/obk.h"

#include "chip/core.h"
#include "chip/flash.h"
#include "chip/flash_registers.h"
#include "chip/memory.h"
#include "lib/bytes/bytes.h"

namespace chip::obk {

lib::Result<void> read(std::uint32_t offset, std::span<std::uint32_t> out) {
    if (offset % kQuadWord != 0 ||
        !lib::bytes::range_within(offset, out.size_bytes(), kObKeysSize)) {
        return lib::Error::kOutOfRange;
    }
    // flash::read loads aligned words and counts the ECC errors met; a virgin key is one.
    const auto state = flash::read(kObKeysSecure + offset, std::as_writable_bytes(out));
    std::uint32_t any = 0;
    for (const std::uint32_t word : out) {
        any |= word;
    }
    return state == flash::ReadState::kOk && any != 0 ? lib::kOk : lib::Error::kObkUnreadable;
}

namespace {

using flash::kKey1;
using flash::kKey2;
using Controller = flash::SecureController;
using Config = flash::ObkConfig;

constexpr std::uint32_t kPolls = 20'000'000;
constexpr std::uint32_t kWordsInKey = 4;
constexpr auto kLock = Config::bit(0);
constexpr auto kSwap = Config::bit(1);
constexpr auto kAlternate = Config::bit(2);
constexpr auto kEraseAlternate = Config::bit(3);
constexpr Bits<Config> kAllKeys{0x1FFu << 16};  // every key moves along

lib::Result<void> outcome() {
    for (std::uint32_t poll = 0; Controller::Status::any(Controller::kBusy); ++poll) {
        if (poll == kPolls) {
            return lib::Error::kFlashTimeout;
        }
    }
    const bool failed = Controller::Status::any(Controller::kErrors);
    Controller::Clear::write(Controller::kClearAll);
    return failed ? lib::Result<void>(lib::Error::kFlashSequence) : lib::kOk;
}

lib::Result<void> order(Bits<Config> what) {
    Config::write(kAllKeys | what);
    core::barrier();
    return outcome();
}

lib::Result<void> write_key(std::uint32_t offset, std::span<const std::uint32_t> words) {
    Config::write(kAllKeys | kAlternate);
    Controller::Control::write(Controller::kProgram);
    auto* cell = reinterpret_cast<volatile std::uint32_t*>(kObKeysSecure + offset);
    for (const std::uint32_t word : words) {
        *cell++ = word;
    }
    core::barrier();
    const auto result = outcome();
    Controller::Control::write(0);
    Config::write(kAllKeys);
    return result;
}

void open(std::uint32_t permit) {
    Controller::Key::write(kKey1);
    Controller::Key::write(kKey2);
    flash::ObkKey::write(permit ^ kPermit ^ flash::kObkKey1);
    flash::ObkKey::write(permit ^ kPermit ^ flash::kObkKey2);
}

void lock() {
    Config::write(kAllKeys | kLock);
    Controller::Control::write(Controller::kLock);
}

lib::Result<void> write_all(std::span<const Change> changes) {
    LIB_TRY(order(kEraseAlternate));
    for (const Change& change : changes) {
        for (std::uint32_t at = 0; at < change.words().size(); at += kWordsInKey) {
            LIB_TRY(write_key(change.offset() + 4 * at, change.words().subspan(at, kWordsInKey)));
        }
    }
    return lib::kOk;
}

}  // namespace

lib::Result<void> build(std::span<const Change> changes) {
    LIB_TRY(outcome());
    open(kPermit);
    const auto result = write_all(changes);
    lock();
    return result;
}

lib::Result<void> read_built(std::uint32_t offset, std::span<std::uint32_t> out) {
    open(kPermit);
    Config::write(kAllKeys | kAlternate);
    const auto result = read(offset, out);
    Config::write(kAllKeys);
    lock();
    return result;
}

lib::Result<void> swap(std::uint32_t permit) {
    open(permit);
    if (Config::any(kLock)) {
        return lib::Error::kFlashProtected;
    }
    const auto result = order(kSwap);
    lock();
    return result;
}

}  // namespace chip::obk
