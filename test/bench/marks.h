// SPDX-License-Identifier: Apache-2.0
// Places in the code that the instruction counter knows by name: an operation is counted from
// bench_begin_NAME to bench_end_NAME. The host side (host/bench) takes all such pairs from the ELF.
#pragma once

// A function of its own with nothing in it; the call is what `empty` measures and subtracts.
#define BENCH_MARK(name)                                                \
    extern "C" [[gnu::noinline, gnu::used]] void bench_begin_##name() { \
        asm volatile("");                                               \
    }                                                                   \
    extern "C" [[gnu::noinline, gnu::used]] void bench_end_##name() {   \
        asm volatile("");                                               \
    }

// One warm-up, then `count` samples of `operation`, each between the marks.
template <typename Operation>
void bench_run(void (*begin)(), void (*end)(), unsigned count, Operation operation) {
    operation();
    for (unsigned i = 0; i < count; ++i) {
        begin();
        operation();
        end();
    }
}

#define BENCH(name, count, ...) \
    bench_run(bench_begin_##name, bench_end_##name, count, [&] { __VA_ARGS__; })
