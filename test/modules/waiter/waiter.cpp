// SPDX-License-Identifier: Apache-2.0
// Echo as a partition of the IPC model. It is what such a call's cost is measured with.
#include "modules/examples/echo/serve.h"
#include "psa_manifest/echo.h"

namespace {

void serve_signal(psa_signal_t signal) {
    psa_msg_t message;
    if (psa_get(signal, &message) == PSA_SUCCESS) {
        psa_reply(message.handle, signal == ECHO_MAPPED_SIGNAL ? echo::give_back_mapped(message)
                                                               : echo::serve(message));
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
        } else if ((met & ECHO_MAPPED_SIGNAL) != 0) {
            serve_signal(ECHO_MAPPED_SIGNAL);
        } else {
            psa_clear();
        }
    }
}
