// SPDX-License-Identifier: Apache-2.0
#include "host/gen/chip_facts.h"

#include <array>

namespace host::gen {
namespace {

// TZSC bits from the chip's public header; no base where a module has no business.
constexpr Peripheral kPeripherals[] = {
    {"TIM2", 0x4000'0000, 0x400, 1, 0},
    {"TIM3", 0x4000'0400, 0x400, 1, 1},
    {"TIM4", 0x4000'0800, 0x400, 1, 2},
    {"TIM5", 0x4000'0C00, 0x400, 1, 3},
    {"TIM6", 0x4000'1000, 0x400, 1, 4},
    {"TIM7", 0x4000'1400, 0x400, 1, 5},
    {"TIM12", 0x4000'1800, 0x400, 1, 6},
    {"TIM13", 0x4000'1C00, 0x400, 1, 7},
    {"TIM14", 0x4000'2000, 0x400, 1, 8},
    {"WWDG", 0x4000'2C00, 0x400, 1, 9},
    {"IWDG", 0x4000'3000, 0x400, 1, 10},
    {"SPI2", 0x4000'3800, 0x400, 1, 11},
    {"SPI3", 0x4000'3C00, 0x400, 1, 12},
    {"USART2", 0x4000'4400, 0x400, 1, 13},
    {"USART3", 0x4000'4800, 0x400, 1, 14},
    {"UART4", 0x4000'4C00, 0x400, 1, 15},
    {"UART5", 0x4000'5000, 0x400, 1, 16},
    {"I2C1", 0x4000'5400, 0x400, 1, 17},
    {"I2C2", 0x4000'5800, 0x400, 1, 18},
    {"I3C1", 0x4000'5C00, 0x400, 1, 19},
    {"CRS", 0x4000'6000, 0x400, 1, 20},
    {"USART6", 0x4000'6400, 0x400, 1, 21},
    {"USART10", 0x4000'6800, 0x400, 1, 22},
    {"USART11", 0x4000'6C00, 0x400, 1, 23},
    {"CEC", 0, 0, 1, 24},
    {"DAC1", 0, 0, 1, 25},
    {"UART7", 0, 0, 1, 26},
    {"UART8", 0, 0, 1, 27},
    {"UART9", 0, 0, 1, 28},
    {"UART12", 0, 0, 1, 29},
    {"DTS", 0, 0, 1, 30},
    {"LPTIM2", 0, 0, 1, 31},
    {"FDCAN1", 0, 0, 2, 0},
    {"FDCAN2", 0, 0, 2, 1},
    {"UCPD1", 0, 0, 2, 2},
    {"TIM1", 0x4001'2C00, 0x400, 2, 8},
    {"SPI1", 0x4001'3000, 0x400, 2, 9},
    {"TIM8", 0x4001'3400, 0x400, 2, 10},
    {"USART1", 0x4001'3800, 0x400, 2, 11},
    {"TIM15", 0, 0, 2, 12},
    {"TIM16", 0, 0, 2, 13},
    {"TIM17", 0, 0, 2, 14},
    {"SPI4", 0, 0, 2, 15},
    {"SPI6", 0, 0, 2, 16},
    {"SAI1", 0, 0, 2, 17},
    {"SAI2", 0, 0, 2, 18},
    {"USB", 0, 0, 2, 19},
    {"SPI5", 0, 0, 2, 24},
    {"LPUART1", 0, 0, 2, 25},
    {"I2C3", 0, 0, 2, 26},
    {"I2C4", 0, 0, 2, 27},
    {"LPTIM1", 0, 0, 2, 28},
    {"LPTIM3", 0, 0, 2, 29},
    {"LPTIM4", 0, 0, 2, 30},
    {"LPTIM5", 0, 0, 2, 31},
    {"LPTIM6", 0, 0, 3, 0},
    {"VREFBUF", 0, 0, 3, 1},
    {"CRC", 0x4002'3000, 0x400, 3, 8},
    {"CORDIC", 0, 0, 3, 9},
    {"FMAC", 0, 0, 3, 10},
    {"ETH", 0, 0, 3, 11},
    {"ICACHE", 0, 0, 3, 12},
    {"DCACHE", 0, 0, 3, 13},
    {"ADC12", 0, 0, 3, 14},
    {"DCMI", 0, 0, 3, 15},
    {"AES", 0x420C'0000, 0x400, 3, 16},
    {"HASH", 0x420C'0400, 0x400, 3, 17},
    {"RNG", 0x420C'0800, 0x400, 3, 18},
    {"SAES", 0x420C'0C00, 0x400, 3, 19},
    {"PKA", 0x420C'2000, 0x2000, 3, 20},
    {"SDMMC1", 0, 0, 3, 21},
    {"SDMMC2", 0, 0, 3, 22},
    {"FMC", 0, 0, 3, 23},
    {"OCTOSPI1", 0, 0, 3, 24},
    {"RAMCFG", 0, 0, 3, 26},
    {"GPDMA1", 0, 0, 0, 0},
    {"GPDMA2", 0, 0, 0, 1},
    {"RTC", 0x4400'7800, 0x400, 0, 0},
    {"GPIOA", 0x4202'0000, 0x400, 0, 0},
    {"GPIOB", 0x4202'0400, 0x400, 0, 1},
    {"GPIOC", 0x4202'0800, 0x400, 0, 2},
    {"GPIOD", 0x4202'0C00, 0x400, 0, 3},
    {"GPIOE", 0x4202'1000, 0x400, 0, 4},
    {"GPIOF", 0x4202'1400, 0x400, 0, 5},
    {"GPIOG", 0x4202'1800, 0x400, 0, 6},
    {"GPIOH", 0x4202'1C00, 0x400, 0, 7},
    {"GPIOI", 0x4202'2000, 0x400, 0, 8},
};

// RCC_APB1LENR, RCC_APB2ENR.
constexpr std::uint32_t kBus1 = 0x9C, kBus2 = 0xA4;

constexpr Source kSources[] = {
    {"TIM2", "TIM2", 45, kBus1, 0},        {"TIM3", "TIM3", 46, kBus1, 1},
    {"TIM4", "TIM4", 47, kBus1, 2},        {"TIM5", "TIM5", 48, kBus1, 3},
    {"TIM6", "TIM6", 49, kBus1, 4},        {"TIM7", "TIM7", 50, kBus1, 5},
    {"TIM12", "TIM12", 120, kBus1, 6},     {"TIM13", "TIM13", 121, kBus1, 7},
    {"TIM14", "TIM14", 122, kBus1, 8},     {"SPI2", "SPI2", 56, kBus1, 14},
    {"SPI3", "SPI3", 57, kBus1, 15},       {"USART2", "USART2", 59, kBus1, 17},
    {"USART3", "USART3", 60, kBus1, 18},   {"UART4", "UART4", 61, kBus1, 19},
    {"UART5", "UART5", 62, kBus1, 20},     {"I2C1_EV", "I2C1", 51, kBus1, 21},
    {"I2C1_ER", "I2C1", 52, kBus1, 21},    {"I2C2_EV", "I2C2", 53, kBus1, 22},
    {"I2C2_ER", "I2C2", 54, kBus1, 22},    {"USART6", "USART6", 85, kBus1, 25},
    {"USART10", "USART10", 86, kBus1, 26}, {"USART11", "USART11", 87, kBus1, 27},
    {"SPI1", "SPI1", 55, kBus2, 12},       {"USART1", "USART1", 58, kBus2, 14},
};

template <typename Wanted>
const Source* find_first(Wanted wanted) {
    for (const Source& s : kSources) {
        if (wanted(s)) {
            return &s;
        }
    }
    return nullptr;
}

}  // namespace

std::span<const Source> sources() {
    return kSources;
}

const Source* find_source(std::string_view name) {
    return find_first([&](const Source& s) { return s.name == name; });
}

const Source* find_source(std::uint32_t line) {
    return find_first([&](const Source& s) { return s.line == line; });
}

std::span<const Peripheral> peripherals() {
    return kPeripherals;
}

const Peripheral* find_peripheral(std::string_view name) {
    for (const Peripheral& p : kPeripherals) {
        if (p.name == name) {
            return &p;
        }
    }
    return nullptr;
}

bool is_gpio(std::string_view name) {
    return name.starts_with("GPIO");
}

bool is_dma(std::string_view name) {
    return name.starts_with("GPDMA");
}

}  // namespace host::gen
