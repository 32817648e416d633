// SPDX-License-Identifier: Apache-2.0
// Echo as a partition of the IPC model. It is what such a call's cost is measured with.
#include <psa/service.h>

#include <cstddef>
#include <cstdint>

#include "psa_manifest/echo.h"

namespace {

enum Type : std::int32_t { kNull = 0, kEcho = 1 };

constexpr std::size_t kChunk = 1024;

psa_status_t echo(const psa_msg_t& message) {
    if (message.in_size[0] > message.out_size[0]) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    alignas(8) std::uint8_t chunk[kChunk];
    for (std::size_t left = message.in_size[0]; left != 0;) {
        std::size_t size = psa_read(message.handle, 0, chunk, sizeof chunk);
        psa_write(message.handle, 0, chunk, size);
        left -= size;
    }
    return PSA_SUCCESS;
}

psa_status_t serve(const psa_msg_t& message) {
    switch (message.type) {
        case kNull:
        case PSA_IPC_CONNECT:
        case PSA_IPC_DISCONNECT:
            return PSA_SUCCESS;
        case kEcho:
            return echo(message);
        default:
            return PSA_ERROR_NOT_SUPPORTED;
    }
}

void serve_signal(psa_signal_t signal) {
    psa_msg_t message;
    if (psa_get(signal, &message) == PSA_SUCCESS) {
        psa_reply(message.handle, serve(message));
    }
}

}  // namespace

extern "C" [[noreturn]] void waiter_main() {
    for (;;) {
        const psa_signal_t met = psa_wait(PSA_WAIT_ANY, PSA_BLOCK);
        if ((met & ECHO_SIGNAL) != 0) {
            serve_signal(ECHO_SIGNAL);
        } else if ((met & ECHO_CONN_SIGNAL) != 0) {
            serve_signal(ECHO_CONN_SIGNAL);
        } else {
            psa_clear();
        }
    }
}
