// SPDX-License-Identifier: Apache-2.0
// A module with a timer of its own (TIM4, 1 ms), in three shapes: a partition of the IPC model
// whose interrupt is a signal, one that first handles it, and service functions that do. The shape
// is TICKER_SLIH, TICKER_FLIH or TICKER_SFN.
#include "test/modules/ticker/ticker.h"

#include <psa/service.h>

#include <cstdint>

#include "modules/sdk/src/svc.h"
#include "psa_manifest/ticker.h"

namespace {

using namespace ticker;

constexpr std::uintptr_t kTimer = 0x5000'0800;
constexpr std::uint32_t kMicrosecond = 63;  // of 64 MHz
constexpr std::uint32_t kMillisecond = 999;

volatile std::uint32_t& timer(std::uint32_t offset) {
    return *reinterpret_cast<volatile std::uint32_t*>(kTimer + offset);
}

volatile std::uint32_t ticks;
volatile std::uint32_t in_handler;  // a mistake to make there

void timer_quiet() {
    timer(0x10) = 0;  // SR
}

void timer_run() {
    timer(0x00) = 0;
    timer(0x28) = kMicrosecond;
    timer(0x2C) = kMillisecond;
    timer(0x14) = 1;
    timer_quiet();
    timer(0x0C) = 1;  // UIE
    timer(0x00) = 1;
    ticks = 0;
    psa_irq_enable(TICK_SIGNAL);
}

psa_status_t timer_stop() {
    timer(0x00) = 0;
    timer_quiet();
    return static_cast<psa_status_t>(psa_irq_disable(TICK_SIGNAL));
}

#ifdef TICKER_SLIH
constexpr bool kFirstLevel = false;
void tick_take() {
    timer_quiet();
    ticks = ticks + 1;
    psa_eoi(TICK_SIGNAL);
}
void tick_await() {
    (void)psa_wait(TICK_SIGNAL, PSA_BLOCK);
    tick_take();
}
#else
constexpr bool kFirstLevel = true;
#ifdef TICKER_FLIH
void tick_take() {
    psa_reset_signal(TICK_SIGNAL);
}
void tick_await() {
    (void)psa_wait(TICK_SIGNAL, PSA_BLOCK);
    tick_take();
}
#else
void tick_await() {
    const std::uint32_t seen = ticks;
    while (ticks == seen) {
    }
    psa_reset_signal(TICK_SIGNAL);
}
#endif
#endif

psa_status_t wait_for(std::uint32_t count) {
    timer_run();
    while (ticks < count) {
        tick_await();
    }
    timer_stop();
    return static_cast<psa_status_t>(ticks);
}

void blunder_in_handler(std::uint32_t mistake) {
    in_handler = mistake;
    timer_run();
    tick_await();
}

psa_status_t blunder(std::uint32_t mistake) {
    switch (mistake) {
        case kEnableAnothers:
            psa_irq_enable(TICK_SIGNAL << 1);
            break;
        case kDisableNone:
            (void)psa_irq_disable(TICKER_SIGNAL);
            break;
        case kEoi:
            psa_eoi(TICK_SIGNAL);
            break;
        case kReset:
            psa_reset_signal(TICK_SIGNAL);
            break;
        case kEndNoHandler:
            (void)SM_SVC(SM_SVC_HANDLED, 0, 0, 0, 0);
            break;
        default:
            if (!kFirstLevel) {
                psa_panic();
            }
            blunder_in_handler(mistake);
            break;
    }
    return PSA_SUCCESS;  // survived: the application says so
}

psa_status_t serve(const psa_msg_t& message) {
    std::uint32_t number = 0;
    (void)psa_read(message.handle, 0, &number, sizeof number);
    switch (message.type) {
        case kWait:
            return wait_for(number);
        case kRun:
            timer_run();
            return PSA_SUCCESS;
        case kCount:
            return static_cast<psa_status_t>(ticks);
        case kStop:
            return timer_stop();
        case kMistake:
            return blunder(number);
        default:
            return PSA_ERROR_NOT_SUPPORTED;
    }
}

}  // namespace

#ifndef TICKER_SLIH
extern "C" psa_flih_result_t tick_flih() {
    timer_quiet();
    ticks = ticks + 1;
    if (in_handler == kFailInHandler) {
        psa_panic();
    }
    if (in_handler == kCallInHandler) {
        (void)psa_call(1, 0, nullptr, 0, nullptr, 0);
    }
    return PSA_FLIH_SIGNAL;
}
#endif

#ifdef TICKER_SFN
extern "C" psa_status_t ticker_sfn(const psa_msg_t* message) {
    return serve(*message);
}
#else
extern "C" [[noreturn]] void ticker_main() {
    for (;;) {
        const psa_signal_t met = psa_wait(PSA_WAIT_ANY, PSA_BLOCK);
        if ((met & TICK_SIGNAL) != 0) {
            tick_take();
        } else if ((met & TICKER_SIGNAL) != 0) {
            psa_msg_t message;
            (void)psa_get(TICKER_SIGNAL, &message);
            psa_reply(message.handle, serve(message));
        }
    }
}
#endif
