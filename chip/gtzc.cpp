// SPDX-License-Identifier: Apache-2.0
#include "chip/gtzc.h"

#include "chip/core.h"
#include "chip/rcc.h"

namespace chip::gtzc {
namespace {

constexpr std::uint32_t kStride = kMpcbb2 - kMpcbb1;
static_assert(kMpcbb3 - kMpcbb2 == kStride);
constexpr std::uint32_t kSuperBlocks[] = {kSuperBlocks1, kSuperBlocks2, kSuperBlocks3};
constexpr std::uint32_t kMostSuperBlocks = kSuperBlocks3;

// The registers of all three MPCBBs, so that one can be picked at run time.
using Lock = RegisterArray<kMpcbb1 + 0x010, 3, kStride>;
using Secure = RegisterArray<kMpcbb1 + 0x100, 2 * kStride / 4 + kMostSuperBlocks>;
using Privileged = RegisterArray<kMpcbb1 + 0x200, 2 * kStride / 4 + kMostSuperBlocks>;

constexpr unsigned first_word(Sram sram) {
    return static_cast<unsigned>(sram) * kStride / 4;
}

template <typename Array>
bool write_all(unsigned first, std::span<const std::uint32_t> words) {
    bool same = true;
    for (unsigned i = 0; i < words.size(); ++i) {
        Array::write(first + i, words[i]);
        same = same && Array::read(first + i) == words[i];
    }
    return same;
}

}  // namespace

void enable_clock() {
    rcc::Ahb1Enable::set(rcc::kTzscClock);
}

lib::Result<void> set_peripherals(std::span<const std::uint32_t, 3> secure,
                                  std::span<const std::uint32_t, 3> privileged) {
    bool same = true;
    for (unsigned i = 0; i < 3; ++i) {
        TzscSecure::write(i, secure[i]);
        TzscPrivileged::write(i, privileged[i]);
        same = same && TzscSecure::read(i) == secure[i] && TzscPrivileged::read(i) == privileged[i];
    }
    core::barrier();
    return same ? lib::kOk : lib::Error::kProtectionMismatch;
}

lib::Result<void> set_sram(Sram sram, std::span<const std::uint32_t> secure,
                           std::span<const std::uint32_t> privileged) {
    const std::uint32_t words = kSuperBlocks[static_cast<unsigned>(sram)];
    if (secure.size() != words || privileged.size() != words) {
        return lib::Error::kBadArgument;
    }
    const bool same = write_all<Secure>(first_word(sram), secure) &
                      write_all<Privileged>(first_word(sram), privileged);
    core::barrier();
    return same ? lib::kOk : lib::Error::kProtectionMismatch;
}

void lock() {
    for (unsigned i = 0; i < 3; ++i) {
        Lock::write(i, (1u << kSuperBlocks[i]) - 1);
    }
    TzscControl::set(kTzscLock);
    core::barrier();
}

bool locked() {
    bool all = TzscControl::all(kTzscLock);
    for (unsigned i = 0; i < 3; ++i) {
        all = all && Lock::read(i) == (1u << kSuperBlocks[i]) - 1;
    }
    return all;
}

}  // namespace chip::gtzc
