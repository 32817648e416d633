// SPDX-License-Identifier: Apache-2.0
// Multi-part operations: the clients hold numbers, their state lives here. A number names its slot
// and how often the slot was used, and counts for the client that got it only.
#pragma once

#include <psa/crypto.h>

#include <array>
#include <cstdint>

namespace modules::crypto {

class Operations {
  public:
    static constexpr std::size_t kSlots = 8;
    static constexpr std::size_t kPerClient = 4;

    enum class Kind : std::uint8_t { kNone, kHash, kDerivation };

    struct Slot {
        std::int32_t client = 0;
        std::uint16_t uses = 0;
        Kind kind = Kind::kNone;
        union State {
            psa_hash_operation_t hash;
            psa_key_derivation_operation_t derivation;
        } state{};
    };

    // A zeroed slot, nullptr where the client has its share or none is left.
    Slot* open(std::int32_t client, Kind kind);
    // nullptr: no operation of this client and kind has that number.
    Slot* find(std::int32_t client, Kind kind, std::uint32_t number);
    Slot* find(std::int32_t client, std::uint32_t number);
    std::uint32_t number(const Slot& slot) const;
    // Aborts it in Mbed TLS, wipes it, and its number is no more.
    void close(Slot& slot);
    std::size_t open_count() const;

  private:
    std::array<Slot, kSlots> slots_{};
};

extern Operations operations;

}  // namespace modules::crypto
