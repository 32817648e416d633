// SPDX-License-Identifier: Apache-2.0
// GPIO: port B for its values, pins by world (fact sheet 9.5).
#include "test/chip/block.h"
#include "test/chip/suite.h"

namespace chip_test {

const std::string_view kSuite = "gpio";

namespace {

constexpr std::uint32_t kPortA = 0x4202'0000;
constexpr std::uint32_t kBase = 0x4202'0400;
constexpr std::uint32_t kMode = kBase + 0x00;
constexpr std::uint32_t kType = kBase + 0x04;
constexpr std::uint32_t kPull = kBase + 0x0C;
constexpr std::uint32_t kInput = kBase + 0x10;
constexpr std::uint32_t kOutput = kBase + 0x14;
constexpr std::uint32_t kSetReset = kBase + 0x18;
constexpr std::uint32_t kReset = kBase + 0x28;
constexpr std::uint32_t kSeccfgr = kBase + 0x30;
constexpr std::uint32_t kModeReset = 0xFFFF'FEBF;

constexpr RegisterRow kRegisters[] = {
    {.name = "MODER", .at = 0x00, .reset = kModeReset, .writable = ~0u},
    {.name = "OTYPER", .at = 0x04, .reset = 0, .writable = 0xFFFF},
    {.name = "OSPEEDR", .at = 0x08, .reset = 0, .writable = ~0u},
    {.name = "PUPDR", .at = 0x0C, .reset = 0x100, .writable = ~0u},
    {.name = "IDR", .at = 0x10, .reset = 0x10, .writable = 0, .touch = false},  // PB4 pulled up
    {.name = "ODR", .at = 0x14, .reset = 0, .writable = 0xFFFF},
    {.name = "AFRL", .at = 0x20, .reset = 0, .writable = ~0u},
    {.name = "AFRH", .at = 0x24, .reset = 0, .writable = ~0u},
    {.name = "SECCFGR", .at = 0x30, .reset = 0xFFFF, .writable = 0xFFFF},
};
constexpr BlockRow kBlock{.name = "GPIOB", .base = kBase, .registers = kRegisters};

// Secure pins, as after reset: nothing for the non-secure side; privilege plays no part.
constexpr RegisterRow kSecureRegisters[] = {
    {.name = "MODER", .at = 0x00, .reset = kModeReset, .writable = ~0u, .non_secure = kNothing},
    {.name = "OTYPER", .at = 0x04, .reset = 0, .writable = 0xFFFF, .non_secure = kNothing},
    {.name = "OSPEEDR", .at = 0x08, .reset = 0, .writable = ~0u, .non_secure = kNothing},
    {.name = "PUPDR", .at = 0x0C, .reset = 0x100, .writable = ~0u, .non_secure = kNothing},
    {.name = "IDR",
     .at = 0x10,
     .reset = 0x10,
     .writable = 0,
     .touch = false,
     .non_secure = kNothing},
    {.name = "ODR", .at = 0x14, .reset = 0, .writable = 0xFFFF, .non_secure = kNothing},
    {.name = "AFRL", .at = 0x20, .reset = 0, .writable = ~0u, .non_secure = kNothing},
    {.name = "AFRH", .at = 0x24, .reset = 0, .writable = ~0u, .non_secure = kNothing},
    {.name = "SECCFGR", .at = 0x30, .reset = 0xFFFF, .writable = 0, .non_secure = kNothing},
};
constexpr BlockRow kSecured{.name = "GPIOB secure", .base = kBase, .registers = kSecureRegisters};

// Port A carries the console: looked at, not changed.
constexpr RegisterRow kPortARegisters[] = {
    {.name = "MODER",
     .at = 0x00,
     .reset = 0xABFB'FFFF,
     .writable = 0,
     .touch = false,
     .non_secure = kNothing},
    {.name = "AFRH",
     .at = 0x24,
     .reset = 0x70,
     .writable = 0,
     .touch = false,
     .non_secure = kNothing},
    {.name = "SECCFGR",
     .at = 0x30,
     .reset = 0xFFFF,
     .writable = 0,
     .touch = false,
     .non_secure = kNothing},
};
constexpr BlockRow kPortABlock{.name = "GPIOA", .base = kPortA, .registers = kPortARegisters};

constexpr RegisterRow kPinSecurity[] = {
    {.name = "SECCFGR",
     .at = 0x30,
     .reset = 0xFFFF,
     .writable = 0xFFFF,
     .touch = false,
     .non_secure = kNothing},
};
constexpr BlockRow kPortC{.name = "GPIOC", .base = kPortA + 0x800, .registers = kPinSecurity};
constexpr BlockRow kPortD{.name = "GPIOD", .base = kPortA + 0xC00, .registers = kPinSecurity};
constexpr BlockRow kPortE{.name = "GPIOE", .base = kPortA + 0x1000, .registers = kPinSecurity};
constexpr BlockRow kPortF{.name = "GPIOF", .base = kPortA + 0x1400, .registers = kPinSecurity};
constexpr BlockRow kPortG{.name = "GPIOG", .base = kPortA + 0x1800, .registers = kPinSecurity};
constexpr BlockRow kPortH{.name = "GPIOH", .base = kPortA + 0x1C00, .registers = kPinSecurity};
constexpr BlockRow kPortI{.name = "GPIOI", .base = kPortA + 0x2000, .registers = kPinSecurity};

void check_port(const BlockRow& port) {
    check_reset_values(port);
    check_seen(port);
}

void views() {
    set_bits(rcc::kAhb2Enable, 0x1FF);
    check_seen(kSecured);
    check_port(kPortABlock);
    check_port(kPortC);
    check_port(kPortD);
    check_port(kPortE);
    check_port(kPortF);
    check_port(kPortG);
    check_port(kPortH);
    check_port(kPortI);
}

void outputs() {
    store(kMode, 1);  // pin 0: output
    store(kSetReset, 0x3);
    check_equal("BSRR sets outputs", load(kOutput), 3);
    check_equal("IDR shows those that are outputs", load(kInput), 0x11);
    store(kSetReset, 0x1'0000);
    check_equal("BSRR's upper half resets", load(kOutput), 2);
    store(kReset, 2);
    check_equal("BRR resets", load(kOutput), 0);
}

void worlds() {
    store(kMode, kModeReset);
    check_equal("secure pins: non-secure code reads zero", load(kMode, View::kNonSecure), 0);
    store(kMode, 0, View::kNonSecure);
    store(kSetReset, 0xFFFF, View::kNonSecure);
    check("and changes nothing", load(kMode) == kModeReset && load(kOutput) == 0);
    check_equal("nor reads SECCFGR", load(kSeccfgr, View::kNonSecure), 0);
    store(kSeccfgr, 0xFFFD);
    store(kSetReset, 0xFFFF, View::kNonSecure);
    check_equal("one open pin is the non-secure side's", load(kOutput), 2);
    check_equal("with its mode", load(kMode, View::kNonSecure), kModeReset & 0xC);
    store(kMode, ~0u, View::kNonSecure);
    check_equal("which it sets without touching the others", load(kMode), kModeReset | 0xC);
    check_equal("unprivileged code has the port as well", load(kMode, View::kSecureUser),
                load(kMode));
}

// Pin 7 of port B, with nothing outside it.
void pulls() {
    constexpr std::uint32_t kPin = 1u << 7;
    store(kMode, kModeReset & ~0xC000u);
    check_equal("an input that nothing pulls is low", load(kInput) & kPin, 0);
    store(kPull, 0x100 | 0x4000);
    check_equal("its pull-up is seen", load(kInput) & kPin, kPin);
    store(kPull, 0x100 | 0x8000);
    check_equal("its pull-down too", load(kInput) & kPin, 0);
    store(kPull, 0x100 | 0x4000);
    store(kMode, kModeReset);
    check_equal("an analog pin reads zero", load(kInput) & kPin, 0);
    store(kType, kPin);
    store(kMode, (kModeReset & ~0xC000u) | 0x4000);
    check_equal("an open-drain output at zero is low", load(kInput) & kPin, 0);
    store(kSetReset, kPin);
    check_equal("at one its pull decides", load(kInput) & kPin, kPin);
    store(kPull, 0x100);
    check_equal("or nobody", load(kInput) & kPin, 0);
    store(kSetReset, kPin << 16);
    store(kType, 0);
    store(kMode, kModeReset);
    check_equal("port A: the debug pins are pulled", load(kPortA + 0x10), 0xA000);
}

// Port C, so that port B can be reset by others.
void lock() {
    constexpr std::uint32_t kPort = 0x4202'0800;
    constexpr std::uint32_t kLock = kPort + 0x1C;
    constexpr std::uint32_t kKey = 1u << 16;
    set_bits(rcc::kAhb2Enable, 1u << 2);
    store(kLock, kKey | 3);
    store(kLock, 2);
    store(kLock, kKey | 3);
    check_equal("LCKR: other pins in the sequence break it off", load(kLock) & kKey, 0);
    reset_block(rcc::kAhb2Reset, 2);
    store(kLock, kKey | 3);
    store(kLock, kKey | 3);
    store(kLock, 3);
    store(kLock, kKey | 3);
    check_equal("so does another order", load(kLock) & kKey, 0);
    reset_block(rcc::kAhb2Reset, 2);
    store(kLock, kKey | 3, View::kNonSecure);
    store(kLock, 3, View::kNonSecure);
    store(kLock, kKey | 3, View::kNonSecure);
    check_equal("non-secure code locks nothing", load(kLock) & kKey, 0);
    reset_block(rcc::kAhb2Reset, 2);
    store(kLock, kKey | 3);
    store(kLock, 3);
    store(kLock, kKey | 3);
    check_equal("the sequence locks", load(kLock), kKey | 3);
    for (const std::uint32_t at : {0x00u, 0x04u, 0x08u, 0x0Cu, 0x20u}) {
        const std::uint32_t before = load(kPort + at);
        const std::uint32_t locked = at == 0x04 ? 0x3 : at == 0x20 ? 0xFF : 0xF;
        const std::uint32_t there = at == 0x04 ? 0xFFFF : ~0u;
        store(kPort + at, ~before);
        check_equal("locked pins keep their configuration, others do not", load(kPort + at),
                    (before & locked) | (~before & ~locked & there));
    }
    store(kPort + 0x18, 1);
    check_equal("outputs are free", load(kPort + 0x14), 1);
    store(kLock, 0);
    check_equal("the lock stays", load(kLock), kKey | 3);
    reset_block(rcc::kAhb2Reset, 2);
    check_equal("until a reset", load(kLock), 0);
}

}  // namespace

void run() {
    check_equal("without its clock a port reads zero", load(kMode), 0);
    set_bits(rcc::kAhb2Enable, 1u << 1);
    check_reset_values(kBlock);
    check_equal("GPIOA PUPDR: the debug pins' pulls", load(kPortA + 0x0C), 0x6400'0000);
    check_equal("GPIOA SECCFGR: reset value", load(kPortA + 0x30), 0xFFFF);
    check_writable_bits(kBlock);
    views();
    outputs();
    pulls();
    lock();
    worlds();
    reset_block(rcc::kAhb2Reset, 1);
    check_reset_values(kBlock);
}

}  // namespace chip_test
