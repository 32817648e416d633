// SPDX-License-Identifier: Apache-2.0
// USART1, the board's virtual COM port (fact sheet 9.4): checked as after its reset, and given back
// to the console before anything is printed.
#include <array>

#include "chip/usart.h"
#include "test/chip/block.h"
#include "test/chip/dma.h"
#include "test/chip/suite.h"

namespace chip_test {

const std::string_view kSuite = "usart";

namespace {

constexpr std::uint32_t kBase = 0x4001'3800;
constexpr std::uint32_t kCr1 = kBase + 0x00;
constexpr std::uint32_t kCr3 = kBase + 0x08;
constexpr std::uint32_t kBrr = kBase + 0x0C;
constexpr std::uint32_t kIsr = kBase + 0x1C;
constexpr std::uint32_t kIcr = kBase + 0x20;
constexpr std::uint32_t kTdr = kBase + 0x28;
constexpr std::uint32_t kPresc = kBase + 0x2C;
constexpr std::uint32_t kTcie = 1u << 6;
constexpr unsigned kClock = 14;
constexpr unsigned kLine = 58;

struct Row {
    std::string_view claim;
    std::uint32_t at;
    std::uint32_t reset;
};
constexpr Row kResetValues[] = {
    {"CR1: reset value", 0x00, 0},    {"CR2: reset value", 0x04, 0},
    {"CR3: reset value", 0x08, 0},    {"BRR: reset value", 0x0C, 0},
    {"GTPR: reset value", 0x10, 0},   {"RTOR: reset value", 0x14, 0},
    {"ISR: reset value", 0x1C, 0xC0}, {"RDR: reset value", 0x24, 0},
    {"PRESC: reset value", 0x2C, 0},
};
constexpr std::size_t kRows = sizeof kResetValues / sizeof kResetValues[0];

void reset_values() {
    std::array<std::uint32_t, kRows> seen{};
    reset_block(rcc::kApb2Reset, kClock);
    for (std::size_t i = 0; i < kRows; ++i) {
        seen[i] = load(kBase + kResetValues[i].at);
    }
    clear_bits(rcc::kApb2Enable, 1u << kClock);
    const std::uint32_t without_clock = load(kIsr);
    chip::usart::start();
    for (std::size_t i = 0; i < kRows; ++i) {
        check_equal(kResetValues[i].claim, seen[i], kResetValues[i].reset);
    }
    check_equal("without its clock it reads zero", without_clock, 0);
}

void frozen_while_enabled() {
    const std::uint32_t brr = load(kBrr);
    store(kBrr, 0x1234);
    const std::uint32_t after = load(kBrr);
    store(kPresc, 3);
    store(kCr3, 0x8);
    check_equal("UE: BRR is frozen", after, brr);
    check_equal("UE: PRESC is frozen", load(kPresc), 0);
    check_equal("UE: CR3 is frozen", load(kCr3), 0);
    store(kCr3, 0xC0);
    check_equal("but for DMAT, DMAR and the interrupt enables", load(kCr3), 0xC0);
    store(kCr3, 0);
}

void flags() {
    check_equal("TXE, TC and TEACK while idle", load(kIsr) & 0x2000C0, 0x2000C0);
    store(kIcr, 1u << 6);
    check_equal("ICR clears TC", load(kIsr) & 0x40, 0);
    store(kTdr, ' ');
    check_equal("a byte sent sets it", load(kIsr) & 0x40, 0x40);
    enable_interrupt(kLine);
    set_bits(kCr1, kTcie);
    clear_bits(kCr1, kTcie);
    check("TC interrupts", interrupted(kLine));
}

constexpr std::uint32_t kTransmitDma = 1u << 7;
constexpr std::uint32_t kReceiveDma = 1u << 6;
constexpr std::string_view kText = "sent by DMA\r\n";

void by_dma() {
    dma::start_gpdma();
    dma::divide_memory();
    for (unsigned i = 0; i < kText.size(); i += 4) {
        std::uint32_t word = 0;
        for (unsigned j = 0; j < 4 && i + j < kText.size(); ++j) {
            word |= static_cast<std::uint32_t>(kText[i + j]) << 8 * j;
        }
        poke(dma::kOpenMemory + i, word);
    }
    dma::prepare(0, {.source = dma::kOpenMemory,
                     .destination = kTdr,
                     .block = kText.size(),
                     .transfer1 = dma::kSourceMoves,
                     .transfer2 = 22 | dma::kToPeripheral});
    dma::enable(0);
    dma::let_time_pass();
    check_equal("without DMAT nothing is sent", load(dma::at(0, dma::kBlock1)), kText.size());
    store(kCr3, kTransmitDma | kReceiveDma);
    check_equal("DMAT: the text goes out", dma::finish(0), dma::kDone);
    dma::prepare(0, {.source = kBase + 0x24,
                     .destination = dma::kOpenMemory,
                     .block = 4,
                     .transfer1 = dma::kDestinationMoves,
                     .transfer2 = 21});
    dma::enable(0);
    dma::let_time_pass();
    check_equal("DMAR: nothing came, nothing moves", load(dma::at(0, dma::kBlock1)), 4);
    store(kCr3, 0);
}

constexpr RegisterRow kRegisters[] = {
    {.name = "TDR",
     .at = 0x28,
     .reset = 0,
     .writable = 0,
     .touch = false},  // before a line is printed
    {.name = "CR1", .at = 0x00, .reset = 0, .writable = 0, .touch = false},
    {.name = "BRR", .at = 0x0C, .reset = 0, .writable = 0, .touch = false},
    {.name = "CR3", .at = 0x08, .reset = 0, .writable = 0, .touch = false},
    {.name = "RDR", .at = 0x24, .reset = 0, .writable = 0, .touch = false},
    {.name = "ISR", .at = 0x1C, .reset = 0xC0, .writable = 0, .touch = false},
};
constexpr BlockRow kBlock{
    .name = "USART1", .base = kBase, .group = 2, .bit = 11, .registers = kRegisters};

}  // namespace

void run() {
    reset_values();
    frozen_while_enabled();
    flags();
    by_dma();
    check_views(kBlock);
    reset_block(rcc::kApb2Reset, 14);
    check_reset_values(kBlock);  // seen by nobody, but counted
    chip::usart::start();
}

}  // namespace chip_test
