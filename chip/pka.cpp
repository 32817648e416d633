// SPDX-License-Identifier: Apache-2.0
#include "chip/pka.h"

#include <array>

#include "chip/memory.h"
#include "chip/rcc.h"
#include "chip/register.h"
#include "lib/bytes/bytes.h"

namespace chip::pka {
namespace {

using lib::Error;
using lib::Result;
using lib::hardened::HardenedBool;
using Number = std::array<std::uint32_t, 8>;  // least significant word first, as the block has it

constexpr std::uint32_t kBase = kPeripheralSecure + 0x020C'2000;
using Control = Register<kBase + 0x00>;
using Status = Register<kBase + 0x04, Access::kReadOnly>;
using Clear = Register<kBase + 0x08, Access::kWriteOnly>;
using Ram = RegisterArray<kBase + 0x400, 1334>;

constexpr auto kEnable = Control::bit(0);
constexpr auto kStart = Control::bit(1);
using Mode = Field<Control, 8, 6>;
constexpr std::uint32_t kVerify = 0x26;
constexpr auto kInitialised = Status::bit(0);
constexpr auto kEnd = Status::bit(17);
constexpr auto kErrors = Status::bit(19) | Status::bit(20) | Status::bit(21);
constexpr std::uint32_t kAllFlags = 1u << 17 | 7u << 19;

constexpr std::uint32_t kBits = 256;
constexpr std::uint32_t kValid = 0xD60D;
constexpr std::uint32_t kInvalid = 0xA3B7;
constexpr std::uint32_t kFailed = 0xCBC9;

// Operands of a verification: offsets from the block's base.
constexpr std::uint32_t kOrderBits = 0x408;
constexpr std::uint32_t kModulusBits = 0x4C8;
constexpr std::uint32_t kSignOfA = 0x468;
constexpr std::uint32_t kA = 0x470;
constexpr std::uint32_t kModulus = 0x4D0;
constexpr std::uint32_t kResult = 0x5D0;
constexpr std::uint32_t kGeneratorX = 0x678;
constexpr std::uint32_t kGeneratorY = 0x6D0;
constexpr std::uint32_t kS = 0xC68;
constexpr std::uint32_t kOrder = 0x1088;
constexpr std::uint32_t kR = 0x10E0;
constexpr std::uint32_t kKeyX = 0x12F8;
constexpr std::uint32_t kKeyY = 0x1350;
constexpr std::uint32_t kDigest = 0x13A8;

// FIPS 186-4, D.1.2.3; a = -3.
constexpr Number kP = {0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0, 0, 0, 1, 0xFFFFFFFF};
constexpr Number kN = {0xFC632551, 0xF3B9CAC2, 0xA7179E84, 0xBCE6FAAD,
                       0xFFFFFFFF, 0xFFFFFFFF, 0,          0xFFFFFFFF};
constexpr Number kGx = {0xD898C296, 0xF4A13945, 0x2DEB33A0, 0x77037D81,
                        0x63A440F2, 0xF8BCE6E5, 0xE12C4247, 0x6B17D1F2};
constexpr Number kGy = {0x37BF51F5, 0xCBB64068, 0x6B315ECE, 0x2BCE3357,
                        0x7C0F9E16, 0x8EE7EB4A, 0xFE1A7F9B, 0x4FE342E2};

// A verification takes 3 million cycles (RM0456, table 524: the same block), a poll at least 5.
constexpr unsigned kPolls = 2'000'000;

template <typename Ready>
Result<void> wait(Ready ready) {
    for (unsigned poll = 0; poll < kPolls; ++poll) {
        if (ready()) {
            return lib::kOk;
        }
    }
    return Error::kPkaFault;
}

void put_word(std::uint32_t at, std::uint32_t value) {
    Ram::write((at - 0x400) / 4, value);
}

// Two zero words behind each operand, as the block wants it.
void put(std::uint32_t at, const Number& number) {
    for (std::size_t i = 0; i < number.size() + 2; ++i) {
        put_word(at + 4 * i, i < number.size() ? number[i] : 0);
    }
}

void put(std::uint32_t at, std::span<const std::byte, 32> big_endian) {
    Number number;
    for (std::size_t i = 0; i < number.size(); ++i) {
        number[7 - i] = lib::bytes::load_be<std::uint32_t>(
            std::span<const std::byte, 4>(big_endian.subspan(4 * i).first<4>()));
    }
    put(at, number);
}

void put_curve() {
    put_word(kOrderBits, kBits);
    put_word(kModulusBits, kBits);
    put_word(kSignOfA, 1);
    put(kA, Number{3});
    put(kModulus, kP);
    put(kGeneratorX, kGx);
    put(kGeneratorY, kGy);
    put(kOrder, kN);
}

// Until the operation has ended; its flags are cleared.
Result<void> run() {
    Control::write(Mode::of(kVerify) | kEnable | kStart);
    bool error = false;
    const auto ended = wait([&error] {
        const std::uint32_t seen = Status::read();
        error = (seen & kErrors.mask) != 0;
        return error || (seen & kEnd.mask) != 0;
    });
    Clear::write(kAllFlags);
    return !ended.ok() || error ? Error::kPkaFault : lib::kOk;
}

}  // namespace

Result<void> start() {
    LIB_TRY(rcc::hsi48_start());
    rcc::Ahb2Enable::set(rcc::kRngClock);
    rcc::Ahb2Enable::set(rcc::kPkaClock);
    Control::write(kEnable);
    LIB_TRY(wait([] { return Control::any(kEnable); }));
    LIB_TRY(wait([] { return Status::any(kInitialised); }));
    Clear::write(kAllFlags);
    return lib::kOk;
}

void stop() {
    Control::write(0);
    rcc::Ahb2Enable::clear(rcc::kPkaClock);
    rcc::Ahb2Enable::clear(rcc::kRngClock);
    rcc::Cr::clear(rcc::kHsi48On);
}

Result<HardenedBool> verify(std::span<const std::byte, 64> key,
                            std::span<const std::byte, 32> digest,
                            std::span<const std::byte, 64> signature) {
    if (!Status::any(kInitialised)) {
        return Error::kPkaFault;  // it would ignore every store
    }
    put_curve();
    put(kKeyX, key.first<32>());
    put(kKeyY, key.last<32>());
    put(kR, signature.first<32>());
    put(kS, signature.last<32>());
    put(kDigest, digest);
    put_word(kResult, 0);
    LIB_TRY(run());
    const std::uint32_t result = Ram::read((kResult - 0x400) / 4);
    if (result != kValid && result != kInvalid && result != kFailed) {
        return Error::kPkaFault;
    }
    return lib::hardened::equal_words(result, kValid);
}

}  // namespace chip::pka
