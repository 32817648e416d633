// SPDX-License-Identifier: Apache-2.0
#include "modules/fake_core/fake_core.h"

#include <algorithm>
#include <cstring>

namespace modules::fake_core {
namespace {

FakeCore* core = nullptr;

constexpr psa_handle_t kFirstMessage = 100;

}  // namespace

FakeCore::FakeCore() {
    core = this;
}

FakeCore::~FakeCore() {
    core = nullptr;
}

void FakeCore::serve(psa_handle_t handle, std::int32_t module_id, Function function) {
    services_[handle] = {module_id, std::move(function)};
}

psa_status_t FakeCore::call(psa_handle_t handle, std::int32_t type, const psa_invec* in,
                            std::size_t in_len, psa_outvec* out, std::size_t out_len) {
    ++calls;
    const auto found = services_.find(handle);
    if (found == services_.end() || type < 0 || type > INT16_MAX || in_len > PSA_MAX_IOVEC ||
        out_len > PSA_MAX_IOVEC - in_len) {
        return PSA_ERROR_PROGRAMMER_ERROR;
    }
    Service& service = found->second;
    if (service.busy) {
        return PSA_ERROR_CONNECTION_BUSY;
    }
    Message message{};
    message.server = service.module_id;
    message.shown.type = type;
    message.shown.handle = kFirstMessage + static_cast<psa_handle_t>(stack_.size());
    message.shown.client_id = stack_.empty() ? outer_client_ : stack_.back().server;
    for (std::size_t i = 0; i < in_len; ++i) {
        message.in[i] = static_cast<const std::uint8_t*>(in[i].base);
        message.shown.in_size[i] = message.in_left[i] = in[i].len;
    }
    for (std::size_t i = 0; i < out_len; ++i) {
        message.out[i] = static_cast<std::uint8_t*>(out[i].base);
        message.shown.out_size[i] = message.out_left[i] = out[i].len;
    }
    stack_.push_back(message);
    service.busy = true;
    psa_status_t status = PSA_ERROR_GENERIC_ERROR;
    try {
        status = service.function(message.shown);
    } catch (...) {  // a power cut in a test: nobody is left to answer
        service.busy = false;
        stack_.pop_back();
        throw;
    }
    service.busy = false;
    message = stack_.back();
    stack_.pop_back();
    for (std::size_t i = 0; i < out_len && status >= 0; ++i) {
        out[i].len -= message.out_left[i];
    }
    return status;
}

FakeCore::Message& FakeCore::current(psa_handle_t handle, std::uint32_t vector) {
    if (stack_.empty() || stack_.back().shown.handle != handle || vector >= PSA_MAX_IOVEC) {
        throw ServicePanic("no such message or vector");
    }
    return stack_.back();
}

std::size_t FakeCore::read(psa_handle_t handle, std::uint32_t vector, void* buffer,
                           std::size_t bytes) {
    Message& message = current(handle, vector);
    const std::size_t step = std::min(bytes, message.in_left[vector]);
    if (step != 0) {
        std::memcpy(buffer, message.in[vector], step);
    }
    message.in[vector] += step;
    message.in_left[vector] -= step;
    return step;
}

void FakeCore::write(psa_handle_t handle, std::uint32_t vector, const void* buffer,
                     std::size_t bytes) {
    Message& message = current(handle, vector);
    if (bytes > message.out_left[vector]) {
        throw ServicePanic("more written than the client has room for");
    }
    if (bytes != 0) {
        std::memcpy(message.out[vector], buffer, bytes);
    }
    message.out[vector] += bytes;
    message.out_left[vector] -= bytes;
}

}  // namespace modules::fake_core

using modules::fake_core::core;

extern "C" {

psa_status_t psa_call(psa_handle_t handle, std::int32_t type, const psa_invec* in_vec,
                      std::size_t in_len, psa_outvec* out_vec, std::size_t out_len) {
    return core->call(handle, type, in_vec, in_len, out_vec, out_len);
}

std::size_t psa_read(psa_handle_t message, std::uint32_t vector, void* buffer, std::size_t bytes) {
    return core->read(message, vector, buffer, bytes);
}

std::size_t psa_skip(psa_handle_t message, std::uint32_t vector, std::size_t bytes) {
    std::vector<std::uint8_t> nowhere(bytes);
    return core->read(message, vector, nowhere.data(), bytes);
}

void psa_write(psa_handle_t message, std::uint32_t vector, const void* buffer, std::size_t bytes) {
    core->write(message, vector, buffer, bytes);
}

}  // extern "C"
