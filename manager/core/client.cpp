// SPDX-License-Identifier: Apache-2.0
// The client side of PSA-FF: handles, policy, vectors.
#include "manager/core/core.h"

namespace manager::core {
namespace {

// psa_invec and psa_outvec: base, length.
struct Vector {
    std::uint32_t base;
    std::uint32_t size;
};

constexpr std::uint32_t kCountMask = 7;

// Read once: the memory is the caller's and may change under us.
Vector vector_read(std::uint32_t array, std::uint32_t index) {
    const volatile Vector* v = at<const volatile Vector>(array) + index;
    return {v->base, v->size};
}

}  // namespace

bool version_fits(const abi::ServiceEntry& service, std::uint32_t requested) {
    return (service.flags & abi::kVersionStrict) != 0 ? requested == service.version
                                                      : requested <= service.version;
}

bool Core::may_read(const Domain& domain, std::uint32_t base, std::uint32_t size) const {
    if (!is_agent(domain)) {
        return contains(domain.ram, base, size) || contains(domain.image, base, size);
    }
    return (contained_in_any(platform_->nonsecure_ram, base, size) ||
            contained_in_any(platform_->nonsecure_flash, base, size)) &&
           machine::nonsecure_may(base, size, false);
}

bool Core::may_write(const Domain& domain, std::uint32_t base, std::uint32_t size) const {
    if (!is_agent(domain)) {
        return contains(domain.ram, base, size);
    }
    return contained_in_any(platform_->nonsecure_ram, base, size) &&
           machine::nonsecure_may(base, size, true);
}

std::uint8_t Core::service_find(std::uint32_t sid) const {
    for (std::uint8_t i = 0; i < service_count_; ++i) {
        if (services_[i].entry->sid == sid) {
            return i;
        }
    }
    return kNone;
}

std::uint32_t Core::version(std::uint32_t sid) {
    std::uint8_t service = service_find(sid);
    return service != kNone && accepts(*current_, service) ? services_[service].entry->version
                                                           : kVersionNone;
}

Connection* Core::connection_find(std::uint32_t handle) {
    std::uint32_t index = (handle & 0xFF) - 1;
    if (index >= kMaxConnections) {
        return nullptr;
    }
    Connection& c = connections_[index];
    bool usable = c.link == Link::kOpen || c.link == Link::kDropped;
    return usable && c.handle == handle && c.client == index_of(*current_) ? &c : nullptr;
}

Connection* Core::connection_take() {
    for (std::size_t i = 0; i < kMaxConnections; ++i) {
        if (connections_[i].link == Link::kFree) {
            connections_[i] = {};
            connections_[i].handle = (++serial_ & 0x1F'FFFF) << 8 | (i + 1);
            return &connections_[i];
        }
    }
    return nullptr;
}

Message* Core::message_take(std::uint8_t service, std::uint8_t connection, std::int32_t type) {
    for (std::size_t i = 0; i < kMaxMessages; ++i) {
        Message& m = messages_[i];
        if (m.handle == 0) {
            m.handle = (++serial_ & 0x1F'FFFF) << 8 | (i + 1);
            m.type = type;
            m.client = index_of(*current_);
            m.server = services_[service].domain;
            m.service = service;
            m.connection = connection;
            m.in_count = m.out_count = 0;
            return &m;
        }
    }
    return nullptr;
}

std::size_t Core::messages_free() const {
    std::size_t count = 0;
    for (const Message& m : messages_) {
        count += m.handle == 0 ? 1 : 0;
    }
    return count;
}

bool Core::vectors_load(Message& m, std::uint32_t control, std::uint32_t in, std::uint32_t out) {
    const Domain& client = *current_;
    std::uint32_t in_count = (control >> SM_CALL_IN_SHIFT) & kCountMask;
    std::uint32_t out_count = (control >> SM_CALL_OUT_SHIFT) & kCountMask;
    if (in_count + out_count > kMaxVectors ||
        (in_count != 0 && (in % 4 != 0 || !may_read(client, in, in_count * sizeof(Vector)))) ||
        (out_count != 0 && (out % 4 != 0 || !may_write(client, out, out_count * sizeof(Vector))))) {
        return false;
    }
    for (std::uint32_t i = 0; i < in_count; ++i) {
        Vector v = vector_read(in, i);
        if (v.size != 0 && !may_read(client, v.base, v.size)) {
            return false;
        }
        m.in[i] = {v.base, v.size};
    }
    for (std::uint32_t i = 0; i < out_count; ++i) {
        Vector v = vector_read(out, i);
        if (v.size != 0 && !may_write(client, v.base, v.size)) {
            return false;
        }
        m.out[i] = {v.base, v.size, 0};
    }
    m.in_count = static_cast<std::uint8_t>(in_count);
    m.out_count = static_cast<std::uint8_t>(out_count);
    m.out_array = out;
    return true;
}

// A wrong use of the API: a status for the non-secure caller, the end of a module (PSA-FF 3.4).
Domain* Core::client_error(Status status) {
    if (running_module()) {
        return programmer_fault();
    }
    return answer(*current_, static_cast<std::uint32_t>(status));
}

Domain* Core::call(Frame& frame) {
    std::uint32_t handle = frame.r0;
    std::uint32_t control = frame.r1;
    std::uint32_t number = handle - abi::kStatelessHandle;
    std::uint8_t service = kNone;
    std::uint8_t connection = kNone;
    if (number <= kMaxServices) {
        service = static_cast<std::uint8_t>(stateless_[number] - 1);
    } else if (Connection* found = connection_find(handle); found != nullptr) {
        if (found->link == Link::kDropped) {
            return answer(*current_, static_cast<std::uint32_t>(kProgrammerError));
        }
        service = found->service;
        connection = static_cast<std::uint8_t>(found - connections_.data());
    }
    if (service == kNone || (control >> 22) != 0 || (control & 0x8000) != 0 ||
        !accepts(*current_, service)) {
        return client_error();
    }
    Message* message =
        message_take(service, connection, static_cast<std::int32_t>(control & 0x7FFF));
    if (message == nullptr) {
        return answer(*current_, static_cast<std::uint32_t>(kConnectionBusy));
    }
    if (!vectors_load(*message, control, frame.r2, frame.r3)) {
        message->handle = 0;
        return client_error();
    }
    return enter(*message);
}

Domain* Core::connect(Frame& frame) {
    std::uint8_t service = service_find(frame.r0);
    if (service == kNone || !accepts(*current_, service) ||
        (services_[service].entry->flags & abi::kConnectionBased) == 0 ||
        !version_fits(*services_[service].entry, frame.r1)) {
        return client_error(kConnectionRefused);
    }
    Connection* connection = connection_take();
    if (connection == nullptr) {
        return answer(*current_, static_cast<std::uint32_t>(kConnectionBusy));
    }
    auto index = static_cast<std::uint8_t>(connection - connections_.data());
    Message* message = message_take(service, index, kIpcConnect);
    if (message == nullptr) {
        return answer(*current_, static_cast<std::uint32_t>(kConnectionBusy));
    }
    connection->service = service;
    connection->client = index_of(*current_);
    connection->link = Link::kOpening;
    return enter(*message);
}

Domain* Core::close(Frame& frame) {
    if (frame.r0 == 0) {  // PSA_NULL_HANDLE: nothing to do
        return answer(*current_, 0);
    }
    Connection* connection = connection_find(frame.r0);
    if (connection == nullptr) {
        return client_error();
    }
    if (connection->link == Link::kDropped) {
        connection->link = Link::kFree;
        return answer(*current_, 0);
    }
    auto index = static_cast<std::uint8_t>(connection - connections_.data());
    Message* message = message_take(connection->service, index, kIpcDisconnect);
    Domain& server = domains_[services_[connection->service].domain];
    if (message == nullptr || server.state != State::kIdle) {
        if (message != nullptr) {
            message->handle = 0;
        }
        connection_orphan(*connection);  // told later: a close never fails
        return answer(*current_, 0);
    }
    return enter(*message);
}

}  // namespace manager::core
