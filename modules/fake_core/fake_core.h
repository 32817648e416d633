// SPDX-License-Identifier: Apache-2.0
// The manager for tests on a PC: psa_call() of client code runs the service function of the named
// handle in the same process, with psa_read()/psa_write() as strict as the real one's. Misuse by a
// service throws; misuse by a client is answered as the specification says.
#pragma once

#include <psa/client.h>
#include <psa/service.h>

#include <cstdint>
#include <functional>
#include <map>
#include <stdexcept>
#include <vector>

namespace modules::fake_core {

// A service did what the real core would kill its module for.
struct ServicePanic : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class FakeCore {
  public:
    using Function = std::function<psa_status_t(const psa_msg_t&)>;

    // The one core of this process while it lives.
    FakeCore();
    ~FakeCore();
    FakeCore(const FakeCore&) = delete;
    FakeCore& operator=(const FakeCore&) = delete;

    void serve(psa_handle_t handle, std::int32_t module_id, Function function);
    // Who calls from outside of all modules: -1 is the application.
    void set_client(std::int32_t id) { outer_client_ = id; }

    psa_status_t call(psa_handle_t handle, std::int32_t type, const psa_invec* in,
                      std::size_t in_len, psa_outvec* out, std::size_t out_len);
    std::size_t read(psa_handle_t message, std::uint32_t vector, void* buffer, std::size_t bytes);
    void write(psa_handle_t message, std::uint32_t vector, const void* buffer, std::size_t bytes);

    std::uint64_t calls = 0;

  private:
    struct Service {
        std::int32_t module_id;
        Function function;
        bool busy = false;
    };
    struct Message {
        psa_msg_t shown;
        std::int32_t server;
        const std::uint8_t* in[PSA_MAX_IOVEC];
        std::size_t in_left[PSA_MAX_IOVEC];
        std::uint8_t* out[PSA_MAX_IOVEC];
        std::size_t out_left[PSA_MAX_IOVEC];
    };

    Message& current(psa_handle_t handle, std::uint32_t vector);

    std::map<psa_handle_t, Service> services_;
    std::vector<Message> stack_;
    std::int32_t outer_client_ = -1;
};

}  // namespace modules::fake_core
