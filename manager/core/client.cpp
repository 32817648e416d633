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
constexpr std::uint32_t kMessageHandle = 0x2000'0000;
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
    const bool module = !is_agent(*current_);
    const std::size_t first = module ? kNonSecureConnections : 0;
    for (std::size_t n = 0; n < (module ? kMaxConnections : kNonSecureConnections); ++n) {
        const std::size_t i = (first + n) % kMaxConnections;
        if (connections_[i].link == Link::kFree) {
            connections_[i].handle = (++serial_ & kSerialMask) << 8 | (i + 1);
            return &connections_[i];
        }
    }
    return nullptr;
}

Message* Core::message_take(const Service& service, Connection* connection, std::int32_t type) {
    for (Message& m : messages_) {
        if (m.handle == 0) {
            m.handle =
                kMessageHandle | ((++serial_ * kMaxMessages + m.place) & (kMessageHandle - 1));
            m.queued = false;
            m.uses = 0;
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

namespace {

// What a caller may read or write, asked for each vector of a call.
struct CallersMemory {
    const Domain* module;  // nullptr: the application

    bool may(std::uint32_t base, std::uint32_t size, bool write) const {
        if (module == nullptr) {
            return machine::nonsecure_may(base, size, write);
        }
        return write ? module_may_write(*module, base, size) : module_may_read(*module, base, size);
    }
};

// One region of the application's RAM, known by the answer of the target test.
struct KnownRegion {
    std::uint32_t answer;

    bool may(std::uint32_t base, std::uint32_t size, bool) const {
        const std::uint32_t last = base + (size - 1);
        return last >= base && machine::nonsecure_test(base) == answer &&
               machine::nonsecure_test(last) == answer;
    }
};

// `count` vectors of either direction.
template <typename Memory>
bool array_load(const Memory& memory, bool write, std::uint32_t array, std::uint32_t count,
                PerVector& sizes, PerVector& bases) {
    if (array % 4 != 0 || !memory.may(array, count * sizeof(Vector), write)) {
        return false;
    }
    for (std::uint32_t i = 0; i < count; ++i) {
        const Vector v = vector_read(array, i);
        if (v.size != 0 && !memory.may(v.base, v.size, write)) {
            return false;
        }
        bases[i] = v.base;
        sizes[i] = v.size;
    }
    return true;
}

template <typename Memory>
bool vectors_load_from(Message& m, const Memory& memory, const Frame& frame) {
    const std::uint32_t in_count = (frame.r1 >> SM_CALL_IN_SHIFT) & kCountMask;
    const std::uint32_t out_count = (frame.r1 >> SM_CALL_OUT_SHIFT) & kCountMask;
    m.out_count = out_count;
    m.out_array = frame.r3;
    m.out_written = {};
    return in_count + out_count <= kMaxVectors &&
           (in_count == 0 || array_load(memory, false, frame.r2, in_count, m.in_left, m.in_base)) &&
           (out_count == 0 ||
            array_load(memory, true, frame.r3, out_count, m.out_size, m.out_base));
}

[[gnu::noinline]] bool vectors_load_known(Message& m, const Frame& frame, std::uint32_t answer) {
    return vectors_load_from(m, KnownRegion{answer}, frame);
}

[[gnu::noinline, gnu::cold]] bool vectors_load_any(Message& m, const Frame& frame,
                                                   const Domain* module) {
    return vectors_load_from(m, CallersMemory{module}, frame);
}

}  // namespace

// Mostly all vectors of the application lie in the region that it has its arrays in: then to know
// that one is enough. Where not, nothing that was read counts and all is looked up anew.
bool Core::vectors_load(Message& message, const Frame& frame) const {
    if (running_module()) {
        return vectors_load_any(message, frame, current_);
    }
    const std::uint32_t known = machine::nonsecure_ram(frame.r2 != 0 ? frame.r2 : frame.r3);
    return vectors_load_known(message, frame, known) || vectors_load_any(message, frame, nullptr);
}

// A wrong use of the API: a status for the non-secure caller, the end of a module (PSA-FF 3.4).
Domain* Core::client_error(Status status) {
    if (running_module()) {
        return programmer_fault();
    }
    return answer(static_cast<std::uint32_t>(status));
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
            return answer(static_cast<std::uint32_t>(kProgrammerError));
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
        return answer(static_cast<std::uint32_t>(kConnectionBusy));
    }
    if ((control >> SM_CALL_IN_SHIFT) != 0) {
        if (!vectors_load(*message, frame)) {
            message->handle = 0;
            return client_error();
        }
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
        return answer(static_cast<std::uint32_t>(kConnectionBusy));
    }
    connection->rhandle = 0;
    connection->service = service;
    connection->client = current_;
    connection->link = Link::kOpening;
    return enter(*message);
}

Domain* Core::close(Frame& frame) {
    if (frame.r0 == 0) {  // PSA_NULL_HANDLE: nothing to do
        return answer(0);
    }
    Connection* connection = connection_find(frame.r0);
    if (connection == nullptr) {
        return client_error();
    }
    if (connection->link == Link::kDropped) {
        connection->link = Link::kFree;
        return answer(0);
    }
    const Domain& server = *connection->service->server;
    const bool listens = server.state == State::kIdle || (server.ipc && !awaits_running(server));
    Message* message =
        listens ? message_take(*connection->service, connection, kIpcDisconnect) : nullptr;
    if (message == nullptr) {
        connection_orphan(*connection);  // told later: a close never fails
        return answer(0);
    }
    return enter(*message);
}

}  // namespace manager::core
