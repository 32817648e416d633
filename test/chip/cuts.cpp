// SPDX-License-Identifier: Apache-2.0
// The power-cut campaign's load (test/cuts/load.h) on the chip: every step is one flash operation.
// Whole, it is a suite like the others; test/cuts cuts it at an operation and compares the board
// with the C model's. After a reset that interrupted an operation it says what OPSR tells, and
// ends.
#include "test/cuts/load.h"

#include "chip/core.h"
#include "test/chip/suite.h"

namespace chip_test {

const std::string_view kSuite = "cuts";

namespace {

using cuts::Kind;
using cuts::Step;

constexpr std::uint32_t kFlash = 0x4002'2000;
constexpr std::uint32_t kBusy = 0xB;  // BSY, WBNE, DBNE
constexpr std::uint32_t kErrors = 0x00FE'0000;
constexpr std::uint32_t kProgram = 1u << 1;
constexpr std::uint32_t kSectorErase = 1u << 2;
constexpr std::uint32_t kStart = 1u << 5;
constexpr std::uint32_t kAllKeys = 0x1FFu << 16;
constexpr std::uint32_t kSwapKeys = 1u << 1;
constexpr std::uint32_t kAlternate = 1u << 2;
constexpr std::uint32_t kEraseAlternate = 1u << 3;

struct Controller {
    std::uint32_t key, status, control, clear;
};
constexpr Controller kSecure{kFlash + 0x08, kFlash + 0x24, kFlash + 0x2C, kFlash + 0x34};
constexpr Controller kOpen{kFlash + 0x04, kFlash + 0x20, kFlash + 0x28, kFlash + 0x30};
constexpr std::uint32_t kObkConfig = kFlash + 0x44;

void unlock(const Controller& c) {
    store(c.key, 0x4567'0123);
    store(c.key, 0xCDEF'89AB);
}

void unlock_all() {
    unlock(kSecure);
    unlock(kOpen);
    store(kFlash + 0x0C, 0x0819'2A3B);
    store(kFlash + 0x0C, 0x4C5D'6E7F);
    store(kFlash + 0x14, 0x192A'083B);
    store(kFlash + 0x14, 0x6E7F'4C5D);
}

bool finish(const Controller& c) {
    while ((load(c.status) & kBusy) != 0) {
    }
    const bool good = (load(c.status) & kErrors) == 0;
    store(c.clear, 0x00FF'0000);
    return good;
}

void erase(std::uint32_t sector) {
    store(kSecure.control, kSectorErase | sector << 6 | kStart);
}

void write_words(std::uint32_t address, const Step& step, unsigned count) {
    store(kSecure.control, kProgram);
    for (unsigned i = 0; i < count; ++i) {
        poke(address + 4 * i, step.data[i]);
    }
}

void write_half(const Controller& c, std::uint32_t address, const Step& step) {
    store(c.control, kProgram);
    *reinterpret_cast<volatile std::uint16_t*>(address) = static_cast<std::uint16_t>(step.data[0]);
}

void change_options(std::uint32_t what) {
    if (what == 0) {
        store(kFlash + 0xF4, 0x8007);
    } else {
        store(kFlash + 0xEC, (load(kFlash + 0xE8) & 0x7FFF'FFFF) | (what & 1) << 31);
    }
    store(kFlash + 0x1C, 2);
}

bool perform(const Step& step) {
    const Controller& c = step.kind == Kind::kOptions || step.kind == Kind::kOtp ? kOpen : kSecure;
    switch (step.kind) {
        case Kind::kOptions:
            change_options(step.at);
            break;
        case Kind::kErase:
        case Kind::kEraseEdata:
            erase(step.at);
            break;
        case Kind::kProgram:
            write_words(0x0C00'0000 + step.at, step, 4);
            break;
        case Kind::kHalfWord:
            write_half(c, 0x0D00'0000 + step.at, step);
            break;
        case Kind::kTwoHalves:
            write_words(0x0D00'0000 + step.at, step, 1);
            break;
        case Kind::kOtp:
            write_half(c, 0x08FF'F000 + step.at, step);
            break;
        case Kind::kEraseKeys:
            store(kObkConfig, kAllKeys | kEraseAlternate);
            break;
        case Kind::kKey:
            store(kObkConfig, kAllKeys | kAlternate);
            write_words(0x0FFD'0000 + step.at, step, 4);
            break;
        case Kind::kSwap:
            store(kObkConfig, kAllKeys | kSwapKeys);
            break;
    }
    const bool good = finish(c);
    store(c.control, 0);
    if (step.kind == Kind::kKey) {
        store(kObkConfig, kAllKeys);
    }
    return good;
}

void interrupted(std::uint32_t operation) {
    check_equal("a reset interrupted this operation", operation, 0);
}

}  // namespace

void run() {
    if (const std::uint32_t operation = load(kFlash + 0x18); operation != 0) {
        interrupted(operation);
        return;
    }
    chip::sau::set(2, {.base = 0x0800'0000, .limit = 0x09FF'FFFF, .callable = false});
    store(kFlash + 0xA0 + 12, 3u << (cuts::kEdataSector - 96));  // SECBB
    unlock_all();
    std::uint32_t good = 0;
    for (std::uint32_t number = 1; number <= cuts::kSteps; ++number) {
        good += perform(cuts::step(number)) ? 1 : 0;
    }
    check_equal("every step of the load ends without error", good, cuts::kSteps);
}

}  // namespace chip_test
