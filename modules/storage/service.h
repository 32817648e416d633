// SPDX-License-Identifier: Apache-2.0
// Internal Trusted Storage as a service: the requests of app/sdk/include/sm/storage_abi.h on a
// journal. Values are encrypted and authenticated; owner, uid and flags are bound to each. Nothing
// read from flash leaves before its tag was checked.
#pragma once

#include <psa/internal_trusted_storage.h>
#include <psa/service.h>
#include <sm/storage_abi.h>

#include <cstring>

#include "lib/aead/aead.h"
#include "lib/journal/journal.h"
#include "modules/storage/value.h"

namespace modules::storage {

psa_status_t status_of(lib::Error error);

template <lib::journal::Flash F>
class Service {
  public:
    // True when `words` was filled with random words.
    using Random = bool (*)(std::span<std::uint32_t> words);

    Service(F& flash, std::span<std::uint32_t> slots, Random random)
        : journal_(flash, slots), random_(random) {}

    // Derives the key and mounts. The root is not kept.
    psa_status_t init(const lib::aead::Key& root);
    psa_status_t call(const psa_msg_t& message);

  private:
    static constexpr std::size_t kChunk = 512;
    static constexpr std::uint32_t kFlags = PSA_STORAGE_FLAG_WRITE_ONCE |
                                            PSA_STORAGE_FLAG_NO_CONFIDENTIALITY |
                                            PSA_STORAGE_FLAG_NO_REPLAY_PROTECTION;

    struct Found {
        lib::journal::Key key;
        lib::journal::Info info;
        std::size_t size() const { return info.size - kOverhead; }
    };

    psa_status_t dispatch(const psa_msg_t& message);
    psa_status_t set(const psa_msg_t& message, const sm_storage_request& request);
    psa_status_t get(const psa_msg_t& message, const sm_storage_request& request);
    psa_status_t get_info(const psa_msg_t& message, const sm_storage_request& request);
    psa_status_t seal(const psa_msg_t& message, const lib::journal::Key& key, std::uint8_t flags);

    lib::Result<Found> find(const psa_msg_t& message, const sm_storage_request& request);
    // Decrypts and authenticates all of a value; `take` gets its pieces and their offsets.
    template <typename Take>
    lib::Result<void> open(const Found& found, Take take);
    template <typename Take>
    lib::Result<void> open_pieces(const Found& found, Take take);

    lib::journal::Journal<F> journal_;
    Random random_;
    bool mounted_ = false;
    lib::aead::Key key_{};
    // The work buffer, and how much of it has to be wiped after the call.
    std::span<std::byte> work(std::size_t size);

    std::size_t used_ = 0;
    alignas(8) std::array<std::byte, kChunk + kOverhead> buffer_{};
};

}  // namespace modules::storage

#include "modules/storage/service_impl.h"
