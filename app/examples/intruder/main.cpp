// SPDX-License-Identifier: Apache-2.0
// A malicious application: tries everything an application can try, one line for each attempt.
#include "app/examples/intruder/attempt.h"
#include "sm/console.h"

namespace {

std::uint32_t refused;
std::uint32_t got_in;

void print(const char* attempt, bool success) {
    sm_console_text(success ? "  GOT IN   " : "  refused  ");
    sm_console_text(attempt);
    sm_console_text(": ");
    ++(success ? got_in : refused);
}

// The manager hands the faults of this world to MemManage, if it is switched on.
void enable_faults() {
    auto* shcsr = reinterpret_cast<volatile std::uint32_t*>(0xE000'ED24);
    *shcsr = *shcsr | 1u << 16;
}

}  // namespace

void judge(const char* attempt, bool success, const char* ending) {
    print(attempt, success);
    sm_console_text(ending);
    sm_console_text("\r\n");
}

void judge_status(const char* attempt, bool success, psa_status_t status) {
    print(attempt, success);
    sm_console_text("status ");
    sm_console_text(status < 0 ? "-" : "");
    sm_console_decimal(static_cast<std::uint32_t>(status < 0 ? -status : status));
    sm_console_text("\r\n");
}

int main() {
    sm_console_open();
    enable_faults();
    sm_console_text("intruder: direct access\r\n");
    try_direct_access();
    sm_console_text("intruder: forged calls\r\n");
    try_forged_calls();
    sm_console_text("intruder: ");
    sm_console_decimal(refused);
    sm_console_text(" passed, ");
    sm_console_decimal(got_in);
    sm_console_text(" failed\r\n");
    return got_in != 0 ? 1 : 0;
}
