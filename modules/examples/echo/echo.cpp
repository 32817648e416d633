// SPDX-License-Identifier: Apache-2.0
// The smallest module there is: gives back what it is given. Installed separately, under the key of
// its own owner.
#include "modules/examples/echo/serve.h"

extern "C" psa_status_t echo_sfn(const psa_msg_t* message) {
    return echo::serve(*message);
}

extern "C" psa_status_t echo_conn_sfn(const psa_msg_t* message) {
    return echo::serve(*message);
}

extern "C" psa_status_t echo_mapped_sfn(const psa_msg_t* message) {
    return echo::give_back_mapped(*message);
}
