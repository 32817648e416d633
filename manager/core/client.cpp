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
constexpr std::uint32_t kSerialMask = 0x1F'FFFF;  // handles stay positive, below the stateless ones

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
    return machine::nonsecure_may(base, size, false);
}

bool Core::may_write(const Domain& domain, std::uint32_t base, std::uint32_t size) const {
    if (!is_agent(domain)) {
        return contains(domain.ram, base, size);
    }
    return machine::nonsecure_may(base, size, true);
}

const Service* Core::service_find(std::uint32_t sid) const {
    for (std::uint8_t i = 0; i < service_count_; ++i) {
        if (services_[i].entry->sid == sid) {
            return &services_[i];
        }
    }
    return nullptr;
}

std::uint32_t Core::version(std::uint32_t sid) {
    const Service* service = service_find(sid);
    return service != nullptr && accepts(*current_, *service) ? service->entry->version
                                                              : kVersionNone;
}

Connection* Core::connection_find(std::uint32_t handle) {
    std::uint32_t index = (handle & 0xFF) - 1;
    if (index >= kMaxConnections) {
        return nullptr;
    }
    Connection& c = connections_[index];
    bool usable = c.link == Link::kOpen || c.link == Link::kDropped;
    return usable && c.handle == handle && c.client == current_ ? &c : nullptr;
}

Connection* Core::connection_take() {
    for (std::size_t i = 0; i < kMaxConnections; ++i) {
        if (connections_[i].link == Link::kFree) {
            connections_[i].handle = (++serial_ & kSerialMask) << 8 | (i + 1);
            return &connections_[i];
        }
    }
    return nullptr;
}

Message* Core::message_take(const Service& service, Connection* connection, std::int32_t type) {
    for (std::size_t i = 0; i < kMaxMessages; ++i) {
        Message& m = messages_[i];
        if (m.handle == 0) {
            m.handle = (++serial_ & kSerialMask) << 8 | (i + 1);
            m.type = type;
            m.client = current_;
            m.service = &service;
            m.connection = connection;
            m.out_count = 0;
            m.in_left = {};
            m.out_size = {};
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
        m.in_base[i] = v.base;
        m.in_left[i] = v.size;
    }
    for (std::uint32_t i = 0; i < out_count; ++i) {
        Vector v = vector_read(out, i);
        if (v.size != 0 && !may_write(client, v.base, v.size)) {
            return false;
        }
        m.out_base[i] = v.base;
        m.out_size[i] = v.size;
        m.out_written[i] = 0;
    }
    m.out_count = out_count;
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
    const Service* service = nullptr;
    Connection* connection = nullptr;
    if (number <= kMaxServices) {
        service = stateless_[number];
    } else if ((connection = connection_find(handle)) != nullptr) {
        if (connection->link == Link::kDropped) {
            return answer(*current_, static_cast<std::uint32_t>(kProgrammerError));
        }
        service = connection->service;
    }
    if (service == nullptr || (control >> 22) != 0 || (control & 0x8000) != 0 ||
        !accepts(*current_, *service)) {
        return client_error();
    }
    Message* message =
        message_take(*service, connection, static_cast<std::int32_t>(control & 0x7FFF));
    if (message == nullptr) {
        return answer(*current_, static_cast<std::uint32_t>(kConnectionBusy));
    }
    bool vectors = (control >> SM_CALL_IN_SHIFT) != 0;
    if (vectors && !vectors_load(*message, control, frame.r2, frame.r3)) {
        message->handle = 0;
        return client_error();
    }
    return enter(*message);
}

Domain* Core::connect(Frame& frame) {
    const Service* service = service_find(frame.r0);
    if (service == nullptr || !accepts(*current_, *service) ||
        (service->entry->flags & abi::kConnectionBased) == 0 ||
        !version_fits(*service->entry, frame.r1)) {
        return client_error(kConnectionRefused);
    }
    Connection* connection = connection_take();
    Message* message =
        connection == nullptr ? nullptr : message_take(*service, connection, kIpcConnect);
    if (message == nullptr) {
        return answer(*current_, static_cast<std::uint32_t>(kConnectionBusy));
    }
    connection->rhandle = 0;
    connection->service = service;
    connection->client = current_;
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
    Message* message = connection->service->server->state == State::kIdle
                           ? message_take(*connection->service, connection, kIpcDisconnect)
                           : nullptr;
    if (message == nullptr) {
        connection_orphan(*connection);  // told later: a close never fails
        return answer(*current_, 0);
    }
    return enter(*message);
}

}  // namespace manager::core
