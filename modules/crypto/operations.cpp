// SPDX-License-Identifier: Apache-2.0
#include "modules/crypto/operations.h"

#include <mbedtls/platform_util.h>

#include <algorithm>

#include "modules/crypto/functions.h"

namespace modules::crypto {

constinit Operations operations;

Operations::Slot* Operations::open(std::int32_t client, Kind kind) {
    Slot* found = nullptr;
    std::size_t mine = 0;
    for (Slot& slot : slots_) {
        if (slot.kind == Kind::kNone) {
            found = &slot;
        } else if (slot.client == client) {
            ++mine;
        }
    }
    if (found == nullptr || mine >= kPerClient) {
        return nullptr;
    }
    found->client = client;
    found->kind = kind;
    ++found->uses;
    return found;
}

Operations::Slot* Operations::find(std::int32_t client, std::uint32_t number) {
    const std::size_t index = (number & 0xFFu) - 1u;
    if (index >= slots_.size()) {
        return nullptr;
    }
    Slot& slot = slots_[index];
    const bool fits =
        slot.kind != Kind::kNone && slot.client == client && this->number(slot) == number;
    return fits ? &slot : nullptr;
}

Operations::Slot* Operations::find(std::int32_t client, Kind kind, std::uint32_t number) {
    Slot* slot = find(client, number);
    return slot != nullptr && slot->kind == kind ? slot : nullptr;
}

std::uint32_t Operations::number(const Slot& slot) const {
    return static_cast<std::uint32_t>(&slot - slots_.data() + 1) |
           (static_cast<std::uint32_t>(slot.uses) << 8);
}

void Operations::close(Slot& slot) {
    if (slot.kind == Kind::kHash) {
        psa_hash_abort(&slot.state.hash);
    } else {
        psa_key_derivation_abort(&slot.state.derivation);
    }
    mbedtls_platform_zeroize(&slot.state, sizeof slot.state);
    slot.kind = Kind::kNone;
}

std::size_t Operations::open_count() const {
    return static_cast<std::size_t>(std::count_if(
        slots_.begin(), slots_.end(), [](const Slot& slot) { return slot.kind != Kind::kNone; }));
}

// An operation that is gone has ended already: nothing to do, as for an inactive one.
psa_status_t operation_abort(Call& call) {
    if (auto* slot = operations.find(call.client(), call.request().operation)) {
        operations.close(*slot);
    }
    return PSA_SUCCESS;
}

}  // namespace modules::crypto
