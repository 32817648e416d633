// SPDX-License-Identifier: Apache-2.0
// Advisories about the border between the worlds, tried from the application's side; one line for
// each, with its number. test/advisories/README.md lists them all.
#include "manager/abi/svc.h"
#include "psa/client.h"
#include "psa_manifest/sid.h"
#include "sm/console.h"
#include "sm/record.h"
#include "system/layout.h"
#include "test/apps/advisories/attempts.h"

namespace {

std::uint32_t passed;
std::uint32_t failed;
volatile unsigned handlers_run;
volatile unsigned handlers_refused;

volatile std::uint32_t& word(std::uint32_t address) {
    return *reinterpret_cast<volatile std::uint32_t*>(address);
}

void claim(bool holds, const char* text) {
    ++(holds ? passed : failed);
    sm_console_text(holds ? "  ok    " : "  FAIL  ");
    sm_console_text(text);
    sm_console_text("\r\n");
}

bool refused(std::uint32_t answer) {
    return static_cast<psa_status_t>(answer) == PSA_ERROR_NOT_PERMITTED;
}

// TFMV-2: every veneer that answers, from a handler.
void call_from_handler() {
    sm_log_record log{};
    const bool all = refused(psa_framework_version()) && refused(psa_version(ECHO_CONN_SID)) &&
                     psa_connect(ECHO_CONN_SID, 1) == PSA_ERROR_NOT_PERMITTED &&
                     psa_call(ECHO_HANDLE, 0, nullptr, 0, nullptr, 0) == PSA_ERROR_NOT_PERMITTED &&
                     sm_record_log(0, &log) == PSA_ERROR_NOT_PERMITTED;
    handlers_run = handlers_run + 1;
    handlers_refused = handlers_refused + (all ? 1 : 0);
}

void handler_claims() {
    asm volatile("svc #1" : : : "memory");
    word(0xE000'ED04) = 1u << 28;  // PENDSVSET
    asm volatile("dsb\n\tisb" : : : "memory");
    word(0xE000'E014) = 100;
    word(0xE000'E018) = 0;
    word(0xE000'E010) = 7;
    while (handlers_run < 3) {
    }
    word(0xE000'E010) = 0;
    claim(handlers_refused == handlers_run,  // SysTick may come more than once
          "CVE-2021-27562: calls from the handlers of SVC, PendSV and SysTick are refused");
    claim(psa_framework_version() == PSA_FRAMEWORK_VERSION,
          "CVE-2021-27562: and go on from thread mode");
}

void fill(Registers& registers, const std::uint32_t (&arguments)[4]) {
    for (unsigned i = 0; i < 4; ++i) {
        registers.low[i] = arguments[i];
    }
    for (unsigned i = 0; i < 8; ++i) {
        registers.callee[i] = 0xC0DE'0000 + i;
    }
    for (unsigned i = 0; i < 32; ++i) {
        registers.floats[i] = 0x3F80'0000 + i;
    }
    registers.fpscr = 0x8000'0000;
}

// Nothing but the answer and r12 is another than before, and r12 says nothing.
bool same(const Registers& before, const Registers& after) {
    bool good = after.scratch == 0 && after.fpscr == before.fpscr;
    for (unsigned i = 1; i < 4; ++i) {
        good = good && after.low[i] == before.low[i];
    }
    for (unsigned i = 0; i < 8; ++i) {
        good = good && after.callee[i] == before.callee[i];
    }
    for (unsigned i = 0; i < 32; ++i) {
        good = good && after.floats[i] == before.floats[i];
    }
    return good;
}

bool clean(std::uint32_t veneer, const std::uint32_t (&arguments)[4]) {
    Registers before{};
    Registers after{};
    fill(before, arguments);
    registers_around(&before, &after, layout::kVeneersAddress + layout::kVeneersEach * veneer + 1);
    return same(before, after);
}

void register_claims() {
    word(0xE000'ED88) = word(0xE000'ED88) | 0xFu << 20;  // CPACR: the application's FPU
    asm volatile("dsb\n\tisb" : : : "memory");
    constexpr std::uint32_t kEcho = ECHO_HANDLE;
    static std::uint8_t data[16];
    static psa_invec in{data, sizeof data};
    static psa_outvec out{data, sizeof data};
    const std::uint32_t control = 1u | 1u << 16 | 1u << 19;
    const auto in_at = reinterpret_cast<std::uint32_t>(&in);
    const auto out_at = reinterpret_cast<std::uint32_t>(&out);
    claim(clean(SM_VENEER_FRAMEWORK_VERSION, {1, 2, 3, 4}) &&
              clean(SM_VENEER_CALL, {kEcho, 0, 5, 6}) &&
              clean(SM_VENEER_CALL, {kEcho, control, in_at, out_at}) &&
              clean(SM_VENEER_CALL, {0xDEAD'BEEF, control, in_at, 0x3004'0000}) &&
              clean(SM_VENEER_CONNECT, {0xDEAD'BEEF, 1, 7, 8}),
          "CVE-2024-7883: a call leaves nothing in the registers, those of the FPU included");
}

void return_claims() {
    word(0xE000'ED24) = word(0xE000'ED24) | 1u << 16;  // SHCSR: MemManage, where faults arrive
    constexpr std::uint32_t kForged[] = {0xFFFF'FFF9, 0xFFFF'FFFD, 0xFFFF'FFBD};
    unsigned tried = 0;
    for (const std::uint32_t to : kForged) {
        branch_and_recover(to);
        ++tried;
    }
    claim(faults_recovered == tried && psa_framework_version() == PSA_FRAMEWORK_VERSION,
          "CVE-2020-16273: a forged exception return from thread mode is a fault of ours");
}

}  // namespace

extern "C" {
void SVC_Handler() {
    call_from_handler();
}
void PendSV_Handler() {
    call_from_handler();
}
void SysTick_Handler() {
    word(0xE000'E010) = 0;
    call_from_handler();
}
}

int main() {
    sm_console_open();
    handler_claims();
    register_claims();
    return_claims();
    sm_console_text("advisories: ");
    sm_console_decimal(passed);
    sm_console_text(" passed, ");
    sm_console_decimal(failed);
    sm_console_text(" failed\r\n");
    return failed != 0 ? 1 : 0;
}
