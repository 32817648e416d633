// SPDX-License-Identifier: Apache-2.0
// Crypto and storage services on a fake core over one flash: what the crypto tests run on.
#pragma once

#include <memory>
#include <random>

#include "lib/journal/test_flash.h"
#include "modules/crypto/random.h"
#include "modules/crypto/service.h"
#include "modules/fake_core/fake_core.h"
#include "modules/storage/service.h"

namespace modules::crypto {

// Everything the service keeps in RAM, as at power-on (test_reboot.cpp).
void forget_everything();

class Board {
  public:
    explicit Board(lib::journal::TestFlash& flash)
        : storage_(std::make_unique<Storage>(flash, slots_, core_random)) {
        forget_everything();
        storage_->init(lib::aead::Key{});
        core.serve(SM_STORAGE_HANDLE, 0x101,
                   [this](const psa_msg_t& message) { return storage_->call(message); });
        core.serve(static_cast<psa_handle_t>(0x40000002), 0x102,
                   [](const psa_msg_t& message) { return service_call(message); });
        ready = service_init() == PSA_SUCCESS;
    }

    fake_core::FakeCore core;
    bool ready = false;

  private:
    using Storage = storage::Service<lib::journal::TestFlash>;

    std::array<std::uint32_t, 64> slots_{};
    std::unique_ptr<Storage> storage_;
};

}  // namespace modules::crypto
