// SPDX-License-Identifier: Apache-2.0
// What the echo service answers, whatever the model of the partition that offers it.
#pragma once

#include <psa/service.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace echo {

enum Type : std::int32_t { kNull = 0, kEcho = 1 };

inline constexpr std::size_t kChunk = 1024;

inline psa_status_t give_back(const psa_msg_t& message) {
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

// The same without a copy: both ends only, or all of it.
inline psa_status_t give_back_mapped(const psa_msg_t& message) {
    const std::size_t size = message.in_size[0];
    if (size == 0 || size > message.out_size[0]) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    const auto* in = static_cast<const std::uint8_t*>(psa_map_invec(message.handle, 0));
    auto* out = static_cast<std::uint8_t*>(psa_map_outvec(message.handle, 0));
    if (in == nullptr || out == nullptr) {
        return PSA_ERROR_INSUFFICIENT_MEMORY;
    }
    if (message.type == kEcho) {
        std::memcpy(out, in, size);
    }
    out[0] = in[0];
    out[size - 1] = in[size - 1];
    psa_unmap_outvec(message.handle, 0, size);
    psa_unmap_invec(message.handle, 0);
    return PSA_SUCCESS;
}

inline psa_status_t serve(const psa_msg_t& message) {
    switch (message.type) {
        case kNull:
        case PSA_IPC_CONNECT:
        case PSA_IPC_DISCONNECT:
            return PSA_SUCCESS;
        case kEcho:
            return give_back(message);
        default:
            return PSA_ERROR_NOT_SUPPORTED;
    }
}

}  // namespace echo
