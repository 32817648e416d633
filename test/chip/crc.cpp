// SPDX-License-Identifier: Apache-2.0
// CRC. Check values of the message "123456789", as every catalogue of CRC algorithms has them.
#include "chip/memory.h"
#include "test/chip/block.h"
#include "test/chip/suite.h"

namespace chip_test {

const std::string_view kSuite = "crc";

namespace {

constexpr std::uint32_t kBase = 0x4002'3000;
constexpr std::uint32_t kDr = kBase + 0x00;
constexpr std::uint32_t kCr = kBase + 0x08;
constexpr std::uint32_t kInit = kBase + 0x10;
constexpr std::uint32_t kPol = kBase + 0x14;
constexpr std::uint32_t kReset = 1u << 0;
constexpr std::uint32_t kReversed = 1u << 5 | 1u << 7;  // input by byte, output

constexpr RegisterRow kRegisters[] = {
    {.name = "DR", .at = 0x00, .reset = ~0u, .writable = 0, .touch = false},
    {.name = "IDR", .at = 0x04, .reset = 0, .writable = ~0u},
    {.name = "CR", .at = 0x08, .reset = 0, .writable = 0xF8},
    {.name = "INIT", .at = 0x10, .reset = ~0u, .writable = ~0u},
    {.name = "POL", .at = 0x14, .reset = 0x04C1'1DB7, .writable = ~0u},
};
constexpr BlockRow kBlock{
    .name = "CRC", .base = kBase, .group = 3, .bit = 8, .registers = kRegisters};

template <typename Word>
void feed(Word datum) {
    *reinterpret_cast<volatile Word*>(kDr + chip::kSecureOffset) = datum;
}

struct Algorithm {
    std::string_view name;
    std::uint32_t control;
    std::uint32_t polynomial;
    std::uint32_t init;
    std::uint32_t result;  // before the final XOR
};
constexpr Algorithm kAlgorithms[] = {
    {"CRC-32/MPEG-2", 0, 0x04C1'1DB7, ~0u, 0x0376'E6E7},
    {"CRC-32", kReversed, 0x04C1'1DB7, ~0u, ~0xCBF4'3926u},
    {"CRC-16/IBM-3740", 1u << 3, 0x1021, 0xFFFF, 0x29B1},
    {"CRC-16/MODBUS", 1u << 3 | kReversed, 0x8005, 0xFFFF, 0x4B37},
    {"CRC-8/SMBUS", 2u << 3, 0x07, 0, 0xF4},
    {"CRC-7/MMC", 3u << 3, 0x09, 0, 0x75},
};

void algorithms() {
    for (const Algorithm& row : kAlgorithms) {
        store(kPol, row.polynomial);
        store(kInit, row.init);
        store(kCr, row.control | kReset);
        check_equal("RESET clears itself", load(kCr), row.control);
        for (const char c : std::string_view("123456789")) {
            feed(static_cast<std::uint8_t>(c));
        }
        check_equal(row.name, load(kDr), row.result);
    }
}

void widths() {
    store(kPol, 0x04C1'1DB7);
    store(kCr, 0);
    store(kInit, ~0u);
    feed<std::uint32_t>(0);
    check_equal("a word of zeros", load(kDr), 0xC704'DD7B);
    store(kInit, ~0u);
    check_equal("a write of INIT starts anew", load(kDr), ~0u);
    feed<std::uint32_t>(0x3132'3334);
    feed<std::uint16_t>(0x3536);
    feed<std::uint16_t>(0x3738);
    feed<std::uint8_t>(0x39);
    check_equal("words, half-words and bytes, first bits first", load(kDr), 0x0376'E6E7);
    store(kCr, 3u << 5 | 1u << 7 | kReset);
    feed<std::uint32_t>(0x3433'3231);
    feed<std::uint32_t>(0x3837'3635);
    feed<std::uint8_t>(0x39);
    check_equal("words reversed as a whole", load(kDr), ~0xCBF4'3926u);
    store(kCr, 2u << 5 | 1u << 7 | kReset);
    feed<std::uint32_t>(0x3231'3433);
    feed<std::uint16_t>(0x3635);
    feed<std::uint16_t>(0x3837);
    feed<std::uint8_t>(0x39);
    check_equal("words reversed by half", load(kDr), ~0xCBF4'3926u);
    store(kCr, 0);
}

}  // namespace

void run() {
    check_equal("without its clock CRC reads zero", load(kDr), 0);
    set_bits(rcc::kAhb1Enable, 1u << 12);
    check_reset_values(kBlock);
    check_writable_bits(kBlock);
    store(kCr, kReset);
    check_views(kBlock);
    algorithms();
    widths();
}

}  // namespace chip_test
