// SPDX-License-Identifier: Apache-2.0
// OBKeys: levels, worlds, virgin slots, alternate sector and swap (fact sheet 3).
#include <array>

#include "chip/core.h"
#include "test/chip/suite.h"

namespace chip_test {

const std::string_view kSuite = "obkeys";

namespace {

constexpr std::uint32_t kFlash = 0x4002'2000;
constexpr std::uint32_t kStatus = kFlash + 0x24;
constexpr std::uint32_t kControl = kFlash + 0x2C;
constexpr std::uint32_t kClear = kFlash + 0x34;
constexpr std::uint32_t kConfig = kFlash + 0x44;
constexpr std::uint32_t kNextLevel = 0x4400'0418;
constexpr std::uint32_t kRaise = 0x4400'0410;
constexpr std::uint32_t kProgram = 1u << 1;
constexpr std::uint32_t kErrors = 0x007E'0000;
constexpr std::uint32_t kWrongLevel = 1u << 21;  // OBKERR
constexpr std::uint32_t kNotVirgin = 1u << 22;   // OBKWERR
constexpr std::uint32_t kLock = 1u << 0;
constexpr std::uint32_t kSwap = 1u << 1;
constexpr std::uint32_t kAlternate = 1u << 2;
constexpr std::uint32_t kEraseAlternate = 1u << 3;
constexpr std::uint32_t kAllKeys = 0x1FFu << 16;

// Slots that no provisioning uses.
constexpr std::uint32_t kWindow = 0x0FFD'0000;
constexpr std::uint32_t kOwn = kWindow + 0x8F0;        // HDPL 1, last
constexpr std::uint32_t kOther = kWindow + 0x8E0;      // HDPL 1
constexpr std::uint32_t kAbove = kWindow + 0xBF0;      // HDPL 2, last
constexpr std::uint32_t kOpen = 0x0BFD'0000 + 0x1FE0;  // HDPL 3, non-secure, last

using Slot = std::array<std::uint32_t, 4>;
constexpr Slot kFirst{0x11, 0x22, 0x33, 0x44};
constexpr Slot kSecond{0x55, 0x66, 0x77, 0x88};

std::uint32_t take_errors() {
    while ((load(kStatus) & 1) != 0) {  // BSY
    }
    const std::uint32_t errors = load(kStatus) & kErrors;
    store(kClear, 0x007F'0000);
    return errors;
}

std::uint32_t write(std::uint32_t at, const Slot& slot) {
    store(kControl, kProgram);
    for (unsigned i = 0; i < 4; ++i) {
        poke(at + 4 * i, slot[i]);
    }
    const std::uint32_t errors = take_errors();
    store(kControl, 0);
    return errors;
}

bool holds(std::uint32_t at, const Slot& slot) {
    bool same = true;
    for (unsigned i = 0; i < 4; ++i) {
        same = peek(at + 4 * i) == slot[i] && same;
    }
    return same;
}

void locks() {
    check_equal("SECOBKCFGR resets locked", load(kConfig), kAllKeys | kLock);
    store(kConfig, kAlternate);
    check_equal("locked, it is frozen", load(kConfig), kAllKeys | kLock);
    check_equal("a write while SECCR is locked is refused", write(kOwn, kFirst), 1u << 18);
    store(kFlash + 0x08, 0x4567'0123);
    store(kFlash + 0x08, 0xCDEF'89AB);
    store(kFlash + 0x14, 0x192A'083B);
    store(kFlash + 0x14, 0x6E7F'4C5D);
    check_equal("its keys unlock it", load(kConfig), kAllKeys);
}

void slots() {
    nmis();
    check_equal("a virgin slot reads all ones", peek(kOwn), ~0u);
    check_equal("with the NMI of a double ECC error", nmis(), 1);
    check_equal("it is written", write(kOwn, kFirst), 0);
    check("and holds it", holds(kOwn, kFirst));
    check_equal("without NMI", nmis(), 0);
    check_equal("once only: OBKWERR", write(kOwn, kSecond), kNotVirgin);
    check("it holds the first", holds(kOwn, kFirst));
}

void levels() {
    check_equal("another level's slot reads zero", peek(kAbove), 0);
    check_equal("with OBKERR", take_errors(), kWrongLevel);
    check_equal("a write to it: OBKERR", write(kAbove, kFirst) & kWrongLevel, kWrongLevel);
    check_equal("a lower level's as well", (peek(kWindow), take_errors()), kWrongLevel);
    store(kNextLevel, 1);
    check_equal("NEXTHDPL 1: the next level's is written", write(kAbove, kSecond), 0);
    check_equal("the own one is not read", (peek(kOwn), take_errors()), kWrongLevel);
    store(kNextLevel, 0);
    check_equal("unprivileged code reads it all the same", load_as_user(kOwn), kFirst[0]);
    check_equal("the non-secure alias does not", peek(kOwn - 0x0400'0000), 0);
    store(kFlash + 0x30, 0x00FF'0000, View::kNonSecure);
    faults();
}

void alternate_sector() {
    store(kConfig, kAllKeys | kEraseAlternate);
    take_errors();
    store(kConfig, kAllKeys | kAlternate);
    nmis();
    check_equal("the alternate sector is virgin", peek(kOwn), ~0u);
    check_equal("and says so", nmis(), 1);
    check_equal("a slot of it is written", write(kOwn, kSecond), 0);
    store(kConfig, kAllKeys);
    check("the current one is unchanged", holds(kOwn, kFirst));
    check_equal("another slot of it", write(kOther, kFirst), 0);
    store(kConfig, 0x0Fu << 16 | kSwap);
    check_equal("a swap that drops the lower level: OBKERR", take_errors(), kWrongLevel);
    store(kConfig, kAllKeys | kSwap);
    check_equal("the swap", take_errors(), 0);
    check("brings the new slot", holds(kOwn, kSecond));
    check("and keeps the others", holds(kOther, kFirst));
    store(kConfig, load(kConfig) | kLock);
    check_equal("LOCK locks", load(kConfig) & kLock, kLock);
}

void higher_levels() {
    store(kRaise, 0x6A);
    check("at HDPL 2 its slot is there", holds(kAbove, kSecond));
    check_equal("the lower level's is not", (peek(kOwn), take_errors()), kWrongLevel);
    store(kRaise, 0x6A);
    check_equal("at HDPL 3 neither", (peek(kAbove), take_errors()), kWrongLevel);
    nmis();
    check_equal("but the non-secure one", peek(kOpen), ~0u);
    check_equal("virgin", nmis(), 1);
    check_equal("not through the secure alias", (peek(kOpen + 0x0400'0000), take_errors()),
                kWrongLevel);
}

}  // namespace

void run() {
    chip::sau::set(2, {.base = 0x0BFD'0000, .limit = 0x0BFD'1FFF, .callable = false});
    if (phase() == 0) {
        locks();
        slots();
        levels();
        alternate_sector();
        higher_levels();
        reset_to_next_phase();
    }
    check("the slots outlive a reset", holds(kOwn, kSecond) && holds(kOther, kFirst));
    check_equal("and the lock is back", load(kConfig), kAllKeys | kLock);
}

}  // namespace chip_test
