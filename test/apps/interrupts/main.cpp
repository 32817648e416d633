// SPDX-License-Identifier: Apache-2.0
// Claims M1, M3 and M4 for interrupts of modules: the ticker (test/modules/ticker) stands in
// crypto's place in one of its shapes; every shape passes the same.
#include <cstdint>

#include "psa/client.h"
#include "sm/console.h"
#include "sm/record.h"
#include "test/modules/ticker/ticker.h"

namespace {

using namespace ticker;

constexpr psa_handle_t kTicker = 0x4000'0004;
constexpr std::uint32_t kLine = 47;  // TIM4
constexpr std::uint32_t kTimer = 0x4000'0800;
constexpr std::uint32_t kCycles = 20'000;  // of SysTick
constexpr unsigned kPatience = 50'000'000;

unsigned passed, failed;
volatile std::uint32_t system_ticks;

volatile std::uint32_t& word(std::uint32_t address) {
    return *reinterpret_cast<volatile std::uint32_t*>(address);
}

void claim(bool holds, const char* text) {
    ++(holds ? passed : failed);
    sm_console_text(holds ? "  ok    " : "  FAIL  ");
    sm_console_text(text);
    sm_console_text("\r\n");
}

psa_status_t ask(Type type, std::uint32_t number) {
    const psa_invec in{&number, sizeof number};
    return psa_call(kTicker, type, &in, 1, nullptr, 0);
}

// Twelve registers full of values that only this loop changes, while others interrupt it.
bool registers_hold(std::uint32_t rounds) {
    std::uint32_t a = rounds, b = 1, c = 2, d = 3, e = 4, f = 5, g = 6, h = 7;
    for (std::uint32_t i = rounds; i != 0; --i) {
        asm volatile(
            "add %0, #7\n\tadd %1, #1\n\tadd %2, #2\n\tadd %3, #3\n\tadd %4, #4\n\tadd %5, #5\n\t"
            "add %6, #6\n\tadd %7, #8"
            : "+r"(a), "+r"(b), "+r"(c), "+r"(d), "+r"(e), "+r"(f), "+r"(g), "+r"(h));
    }
    return a == rounds * 8 && b == 1 + rounds && c == 2 + 2 * rounds && d == 3 + 3 * rounds &&
           e == 4 + 4 * rounds && f == 5 + 5 * rounds && g == 6 + 6 * rounds && h == 7 + 8 * rounds;
}

void wait() {
    const std::uint32_t before = system_ticks;
    claim(ask(kWait, 5) >= 5, "a service waits for five interrupts and answers");
    claim(system_ticks != before, "the application's interrupts are taken meanwhile");
}

void run_beside() {
    claim(ask(kRun, 0) == PSA_SUCCESS, "the timer runs while the application does");
    bool held = true;
    unsigned patience = kPatience;
    psa_status_t count = 0;
    while (count < 8 && --patience != 0) {
        held = registers_hold(1000) && held;
        count = ask(kCount, 0);
    }
    claim(count >= 8, "interrupts came in between");
    claim(held, "and left the application's registers as they were");
    claim(ask(kStop, 0) == 1, "it says that it was enabled");
    claim(ask(kStop, 0) == 0, "and then that it was not");
}

void line_out_of_reach() {
    constexpr std::uint32_t kBit = 1u << (kLine - 32);
    word(0xE000'E104) = kBit;  // ISER1, ISPR1, ITNS1
    word(0xE000'E204) = kBit;
    word(0xE000'E384) = kBit;
    const bool reached = ((word(0xE000'E104) | word(0xE000'E204)) & kBit) != 0 ||
                         (word(0xE000'E400 + (kLine & ~3u)) >> 24) != 0;
    claim(!reached, "the application cannot enable, pend or see the module's line");
    word(kTimer + 0x2C) = 1234;
    claim(word(kTimer + 0x2C) == 0, "nor its timer");
}

void mistakes() {
    for (std::uint32_t m = 0; m < kMistakes; ++m) {
        claim(ask(kMistake, m) == PSA_ERROR_GENERIC_ERROR, "a mistake ends the module");
        claim(ask(kWait, 2) >= 2, "which starts again, interrupt and all");
    }
}

}  // namespace

extern "C" void SysTick_Handler() {
    system_ticks = system_ticks + 1;
}

int main() {
    sm_console_open();
    word(0xE000'E014) = kCycles;
    word(0xE000'E018) = 0;
    word(0xE000'E010) = 7;
    wait();
    run_beside();
    line_out_of_reach();
    mistakes();
    word(0xE000'E010) = 0;
    sm_console_text("interrupts: ");
    sm_console_decimal(passed);
    sm_console_text(" passed, ");
    sm_console_decimal(failed);
    sm_console_text(" failed\r\n");
    return failed != 0;
}
