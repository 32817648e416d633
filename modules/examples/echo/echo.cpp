// SPDX-License-Identifier: Apache-2.0
// The smallest module there is: gives back what it is given. Installed separately, under the key of
// its own owner.
#include <psa/service.h>

#include <cstddef>
#include <cstdint>

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

}  // namespace

extern "C" psa_status_t echo_sfn(const psa_msg_t* message) {
    return serve(*message);
}

extern "C" psa_status_t echo_conn_sfn(const psa_msg_t* message) {
    return serve(*message);
}
