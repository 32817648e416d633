// SPDX-License-Identifier: Apache-2.0
// AES (fact sheet 7.1, 7.2).
#include "test/chip/aes_engine.h"
#include "test/chip/block.h"
#include "test/chip/suite.h"

namespace chip_test {

const std::string_view kSuite = "aes";

namespace {

constexpr unsigned kLine = 116;

constexpr RegisterRow kRegisters[] = {
    {.name = "CR", .at = 0x00, .reset = 0, .writable = 0x03F5'787E},
    {.name = "SR", .at = 0x04, .reset = 0, .writable = 0, .touch = false},
    {.name = "IVR0", .at = 0x20, .reset = 0, .writable = ~0u},
    {.name = "IVR3", .at = 0x2C, .reset = 0, .writable = ~0u},
    {.name = "SUSP0R", .at = 0x40, .reset = 0, .writable = ~0u},
    {.name = "SUSP7R", .at = 0x5C, .reset = 0, .writable = ~0u},
    {.name = "IER", .at = 0x300, .reset = 0, .writable = 0x7},
    {.name = "ISR", .at = 0x304, .reset = 0, .writable = 0, .touch = false},
};
constexpr BlockRow kBlock{
    .name = "AES", .base = kAes, .group = 3, .bit = 16, .registers = kRegisters};

}  // namespace

void run() {
    constexpr Engine engine(kAes);
    check_equal("without its clock AES reads zero", load(kAes + 0x20), 0);
    set_bits(rcc::kAhb2Enable, 1u << 16);
    check_reset_values(kBlock);
    check_views(kBlock);
    check_refusals(engine, kLine);
    check_vectors(engine);
    check_dma(engine, 109);
}

}  // namespace chip_test
