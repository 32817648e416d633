// SPDX-License-Identifier: Apache-2.0
// Runs each operation between marks; the emulator's instruction counter watches. The host tool
// starts it (`./sm bench`), nobody needs to read its output.
#include "sm/console.h"
#include "test/bench/operations.h"

extern "C" [[gnu::noinline, gnu::used]] void bench_finished(unsigned failures) {
    asm volatile("" ::"r"(failures));
}

int main() {
    sm_console_open();
    bench_empty();
    bench_calls();
    bench_storage();
    bench_crypto();
    sm_console_text("bench: 1 passed, ");
    sm_console_decimal(bench_failures);
    sm_console_text(" failed\r\n");
    bench_finished(bench_failures);
    return 0;
}
