// SPDX-License-Identifier: Apache-2.0
#include "chip/flash.h"

#include <array>
#include <cstring>

#include "chip/core.h"
#include "chip/flash_registers.h"

namespace chip::flash {
namespace {

using lib::Error;
using lib::Result;

// A sector erase takes milliseconds, a word tens of microseconds; this is seconds.
constexpr unsigned kPolls = 20'000'000;

// Errors that the NMI handler took since start. An NMI is taken at the latest at the barrier behind
// the load, so the difference over a read is that read's.
volatile std::uint32_t ecc_errors = 0;

constexpr bool is_secure(std::uint32_t address) {
    return address >= kFlashSecure;
}

constexpr std::uint32_t flash_offset(std::uint32_t address) {
    return address - (is_secure(address) ? kFlashSecure : kFlashNonSecure);
}

struct Mask {
    explicit Mask() { asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(before_)::"memory"); }
    ~Mask() { asm volatile("msr primask, %0" ::"r"(before_) : "memory"); }

  private:
    std::uint32_t before_;
};

template <typename C>
Result<void> wait_idle() {
    for (unsigned poll = 0; poll < kPolls; ++poll) {
        if (!C::Status::any(C::kBusy)) {
            return lib::kOk;
        }
    }
    return Error::kFlashTimeout;
}

template <typename C>
Result<void> outcome() {
    LIB_TRY(wait_idle<C>());
    const std::uint32_t errors = C::Status::read() & C::kErrors.mask;
    C::Clear::write(C::kClearAll);
    if ((errors & C::kProtection.mask) != 0) {
        return Error::kFlashProtected;
    }
    return errors == 0 ? lib::kOk : Error::kFlashSequence;
}

// Opens the controller for one operation and locks it again behind it.
template <typename C, typename Operation>
Result<void> with_unlocked(Operation operation) {
    LIB_TRY(wait_idle<C>());
    if (C::Control::any(C::kLock)) {
        C::Key::write(kKey1);
        C::Key::write(kKey2);
    }
    C::Clear::write(C::kClearAll);
    operation();
    const Result<void> result = outcome<C>();
    C::Control::write(C::kLock);
    return result;
}

// Whole words where both sides are aligned, bytes else. Returns the AND of all that was read.
std::uint32_t copy(const std::byte* from, std::span<std::byte> out) {
    std::uint32_t all = ~0u;
    std::size_t at = 0;
    if (reinterpret_cast<std::uintptr_t>(from) % 4 == 0 &&
        reinterpret_cast<std::uintptr_t>(out.data()) % 4 == 0) {
        for (; at + 4 <= out.size(); at += 4) {
            std::uint32_t word;
            std::memcpy(&word, __builtin_assume_aligned(from + at, 4), 4);
            all &= word;
            std::memcpy(__builtin_assume_aligned(out.data() + at, 4), &word, 4);
        }
    }
    for (; at < out.size(); ++at) {
        out[at] = from[at];
        all &= std::to_integer<std::uint32_t>(from[at]) * 0x0101'0101;
    }
    return all;
}

}  // namespace

ReadState read(std::uint32_t address, std::span<std::byte> out) {
    const std::uint32_t before = ecc_errors;
    const std::uint32_t all = copy(reinterpret_cast<const std::byte*>(address), out);
    core::barrier();
    // Where the NMI is masked (SBS_ECCNMIR) the flag still stands.
    if (EccDetected::any(kEccFlag)) {
        ecc_take();
    }
    if (ecc_errors != before) {
        return ReadState::kEccBad;
    }
    return all == ~0u ? ReadState::kErased : ReadState::kOk;
}

namespace {

template <typename C>
Result<void> program_by(std::uint32_t address, std::span<const std::byte, 16> word) {
    if (address % kQuadWord != 0) {
        return Error::kFlashAlignment;
    }
    std::array<std::uint32_t, 4> words;
    if (read(address, std::as_writable_bytes(std::span(words))) != ReadState::kErased) {
        return Error::kFlashNotErased;
    }
    std::memcpy(words.data(), word.data(), sizeof(words));
    return with_unlocked<C>([&] {
        C::Control::write(C::kProgram);
        const Mask interrupts_off;
        volatile auto* cell = reinterpret_cast<volatile std::uint32_t*>(address);
        for (const std::uint32_t part : words) {
            *cell++ = part;
        }
        core::barrier();
    });
}

template <typename C>
Result<void> erase_by(std::uint32_t address) {
    const std::uint32_t offset = flash_offset(address);
    if (offset % kSectorSize != 0 || offset >= kFlashSize) {
        return Error::kFlashAlignment;
    }
    const std::uint32_t sector = offset / kSectorSize;
    return with_unlocked<C>([&] {
        const auto bank = sector < kSectorsPerBank ? Bits<typename C::Control>{} : C::kBank2;
        C::Control::write(C::kSectorErase | C::Sector::of(sector % kSectorsPerBank) | bank |
                          C::kStart);
        core::barrier();
    });
}

}  // namespace

Source::Source(std::uint32_t address, std::uint32_t size)
    : address_(address), size_(size), errors_before_(ecc_errors) {}

Result<std::span<const std::byte>> Source::map(std::uint32_t offset, std::uint32_t size) const {
    if (!lib::bytes::range_within(offset, size, size_)) {
        return Error::kOutOfRange;
    }
    return std::span(reinterpret_cast<const std::byte*>(address_ + offset), size);
}

Result<void> Source::check() const {
    core::barrier();
    if (EccDetected::any(kEccFlag)) {
        ecc_take();
    }
    return ecc_errors == errors_before_ ? lib::kOk : Error::kFlashEcc;
}

Result<void> Source::read(std::uint32_t offset, std::span<std::byte> out) const {
    if (!lib::bytes::range_within(offset, out.size(), size_)) {
        return Error::kOutOfRange;
    }
    return flash::read(address_ + offset, out) == ReadState::kEccBad ? Error::kFlashEcc : lib::kOk;
}

Result<void> program_secure(std::uint32_t address, std::span<const std::byte, 16> word) {
    return program_by<SecureController>(address, word);
}

Result<void> erase_secure(std::uint32_t address) {
    return erase_by<SecureController>(address);
}

Result<void> program(std::uint32_t address, std::span<const std::byte, 16> word) {
    return is_secure(address) ? program_secure(address, word)
                              : program_by<NonSecureController>(address, word);
}

Result<void> erase_sector(std::uint32_t address) {
    return is_secure(address) ? erase_secure(address) : erase_by<NonSecureController>(address);
}

Interrupted interrupted() {
    const std::uint32_t word = OperationStatus::read();
    return {word >> 29, word & 0xF'FFFF, (word & (1u << 22)) != 0};
}

Result<void> hdp_extend(std::uint32_t sectors1, std::uint32_t sectors2) {
    const auto wanted = HdpExtension1::of(sectors1) | HdpExtension2::of(sectors2);
    HdpExtension::write(wanted);
    core::barrier();
    return HdpExtension::read() == wanted.mask ? lib::kOk : Error::kProtectionMismatch;
}

bool hdp_extended(std::uint32_t sectors1, std::uint32_t sectors2) {
    return HdpExtension::read() == (HdpExtension1::of(sectors1) | HdpExtension2::of(sectors2)).mask;
}

template <typename Block>
Result<void> sector_secure(unsigned sector, bool secure) {
    const std::uint32_t bit = 1u << sector % 32;
    const std::uint32_t word = Block::read(sector / 32);
    const std::uint32_t wanted = secure ? word | bit : word & ~bit;
    Block::write(sector / 32, wanted);
    core::barrier();
    return Block::read(sector / 32) == wanted ? lib::kOk : Error::kProtectionMismatch;
}

Result<void> sectors_secure(std::uint32_t offset, std::uint32_t size, bool secure) {
    constexpr unsigned kSectors = kFlashSize / kSectorSize / 2;  // of a bank
    for (std::uint32_t at = offset; at < offset + size; at += kSectorSize) {
        const unsigned sector = at / kSectorSize;
        LIB_TRY(sector < kSectors ? sector_secure<SecBlock1>(sector, secure)
                                  : sector_secure<SecBlock2>(sector % kSectors, secure));
    }
    return lib::kOk;
}

EccError ecc_take() {
    const std::uint32_t word = EccDetected::read();
    if ((word & kEccFlag.mask) == 0) {
        return {false, 0};
    }
    EccDetected::write(kEccFlag);
    ecc_errors = ecc_errors + 1;
    const std::uint32_t offset = EccAddress::in(word)*kQuadWord;
    if ((word & kEccObk.mask) != 0) {
        return {true, kObKeysSecure + offset};
    }
    if ((word & (kEccEdata | kEccSystem | kEccOtp).mask) != 0) {
        return {true, 0};
    }
    return {true, kFlashSecure + offset + ((word & kEccBank2.mask) != 0 ? kBankSize : 0)};
}

}  // namespace chip::flash
