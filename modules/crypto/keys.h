// SPDX-License-Identifier: Apache-2.0
// Keys of clients: attributes from and to the wire, and how many volatile keys each client has.
#pragma once

#include <array>
#include <cstdint>

#include "modules/crypto/call.h"

namespace modules::crypto {

// The attributes of the request, owned by its client. PSA_ERROR_INVALID_ARGUMENT for an id that
// comes with a volatile lifetime.
psa_status_t wanted_attributes(const Call& call, psa_key_attributes_t& attributes);

// Answers with the id of a key just made and books it; the key is destroyed where that fails.
psa_status_t answer_key(Call& call, mbedtls_svc_key_id_t key);

// Volatile keys by client: half of all slots at most for each, so that nobody is locked out.
class Shares {
  public:
    static constexpr std::size_t kClients = 16;
    static constexpr std::uint16_t kEach = MBEDTLS_PSA_KEY_SLOT_COUNT / 2;

    bool may_add(std::int32_t client) const;
    void add(std::int32_t client);
    void remove(std::int32_t client);

  private:
    struct Share {
        std::int32_t client;
        std::uint16_t count;
    };
    std::array<Share, kClients> shares_{};
};

extern Shares shares;

}  // namespace modules::crypto
