// SPDX-License-Identifier: Apache-2.0
// The server side of PSA-FF: delivering a message, serving it, answering it.
#include <cstring>

#include "manager/core/core.h"

namespace manager::core {
namespace {

constexpr std::uint32_t kStaticBase = 9 - 4;  // r9 in Context::callee
constexpr std::uint32_t kReturnStub = 4;      // bytes before the start routine
constexpr std::uint32_t kStackAlignBit = 1u << 9;  // xPSR: the hardware pushed a padding word

ServiceMessage describe(const Message& m, std::int32_t client_id, std::uint32_t rhandle) {
    ServiceMessage out{.type = m.type,
                       .handle = m.handle,
                       .client_id = client_id,
                       .rhandle = rhandle,
                       .in_size = {},
                       .out_size = {}};
    for (std::uint32_t i = 0; i < m.in_count; ++i) {
        out.in_size[i] = m.in[i].left;
    }
    for (std::uint32_t i = 0; i < m.out_count; ++i) {
        out.out_size[i] = m.out[i].size;
    }
    return out;
}

// A connect that failed leaves no connection; all else that fails leaves it as it is.
void connection_settle(Connection& connection, std::int32_t type, bool success) {
    if (type == kIpcDisconnect || (type == kIpcConnect && !success)) {
        connection.link = Link::kFree;
    } else if (type == kIpcConnect) {
        connection.link = Link::kOpen;
    }
}

}  // namespace

// Registers the client may see are cleaned; the rest of them the switch restores.
Domain* Core::answer(Domain& domain, std::uint32_t value) {
    Frame& frame = *at<Frame>(domain.context.psp);
    frame.r0 = value;
    frame.r1 = frame.r2 = frame.r3 = frame.r12 = 0;
    frame.xpsr = (frame.xpsr & kStackAlignBit) | kThumbState;
    current_ = &domain;
    return &domain;
}

Domain* Core::enter(Message& message) {
    Domain& server = domains_[message.server];
    if (server.state != State::kIdle && server.state != State::kStopped) {
        connection_abandon(message);
        message.handle = 0;
        return answer(*current_, static_cast<std::uint32_t>(server.state == State::kDead
                                                                ? kConnectionRefused
                                                                : kConnectionBusy));
    }
    server.message = static_cast<std::uint8_t>(&message - messages_.data());
    return server.state == State::kIdle ? work(server) : start(server);
}

void Core::connection_abandon(const Message& message) {
    if (message.type == kIpcConnect) {
        connections_[message.connection].link = Link::kFree;
    }
}

// What the server does now: hear of clients that are gone, then the message it was woken for.
Domain* Core::work(Domain& server) {
    server.state = State::kServing;
    if (server.orphans != 0) {
        return disconnect_deliver(server);
    }
    const Message& m = messages_[server.message];
    std::uint32_t rhandle = m.connection == kNone ? 0 : connections_[m.connection].rhandle;
    const Domain& client = domains_[m.client];
    deliver(server,
            describe(m, is_agent(client) ? kNonSecureClient : static_cast<int>(client.header->id),
                     rhandle),
            services_[m.service].entry->function);
    return current_ = &server;
}

Domain* Core::disconnect_deliver(Domain& server) {
    for (std::uint8_t i = 0; i < kMaxConnections; ++i) {
        Connection& c = connections_[i];
        if (c.link == Link::kOrphan && &domains_[services_[c.service].domain] == &server) {
            server.disconnect = i;
            --server.orphans;
            const Domain& client = domains_[c.client];
            ServiceMessage message{};
            message.type = kIpcDisconnect;
            message.client_id =
                is_agent(client) ? kNonSecureClient : static_cast<int>(client.header->id);
            message.rhandle = c.rhandle;
            deliver(server, message, services_[c.service].entry->function);
            return current_ = &server;
        }
    }
    server.orphans = 0;
    return work(server);
}

// psa_msg_t and the frame that enters the service function, on the server's empty stack.
void Core::deliver(Domain& server, const ServiceMessage& message, std::uint32_t function) {
    std::uint32_t top = server.ram.base + server.header->stack_size - kSealSize;
    std::uint32_t where = top - sizeof(ServiceMessage);
    *at<ServiceMessage>(where) = message;
    std::uint32_t psp = where - sizeof(Frame);
    *at<Frame>(psp) = {.r0 = where,
                       .r1 = 0,
                       .r2 = 0,
                       .r3 = 0,
                       .r12 = 0,
                       .lr = (server.image.base + server.header->start - kReturnStub) | 1u,
                       .pc = server.image.base + (function & ~1u),
                       .xpsr = kThumbState};
    server.context.psp = psp;
    server.context.exc_return = kReturnToThread;
    server.context.callee = {};
    server.context.callee[kStaticBase] = server.ram.base + server.header->stack_size;
}

Domain* Core::service_return(Status status) {
    Domain& server = *current_;
    if (server.state != State::kServing) {
        return programmer_fault();
    }
    if (server.disconnect != kNone) {
        connections_[server.disconnect].link = Link::kFree;
        server.disconnect = kNone;
        return work(server);
    }
    Message& message = messages_[server.message];
    server.state = State::kIdle;
    server.message = kNone;
    Domain& client = domains_[message.client];
    return answer(client, static_cast<std::uint32_t>(complete(message, status)));
}

// The status the client gets; a connect that was accepted answers with its handle.
Status Core::complete(Message& message, Status status) {
    if (message.type >= 0 && status >= 0) {
        lengths_write(message);
    }
    if (message.connection != kNone) {
        Connection& connection = connections_[message.connection];
        connection_settle(connection, message.type, status == kSuccess);
        if (message.type == kIpcConnect && status == kSuccess) {
            status = static_cast<Status>(connection.handle);
        }
    }
    message.handle = 0;
    return message.type == kIpcDisconnect ? kSuccess : status;
}

// The array was checked when the call was made; where it lies is ours, so it is inside still.
void Core::lengths_write(const Message& message) {
    for (std::uint32_t i = 0; i < message.out_count; ++i) {
        *at<volatile std::uint32_t>(message.out_array + 8 * i + 4) = message.out[i].written;
    }
}

Message* Core::message_served(std::uint32_t handle) {
    std::uint32_t index = (handle & 0xFF) - 1;
    if (index >= kMaxMessages || index != current_->message || current_->disconnect != kNone ||
        messages_[index].handle != handle) {
        return nullptr;
    }
    return &messages_[index];
}

// psa_read(message, vector, buffer, bytes), psa_skip(message, vector, bytes).
Domain* Core::read(Frame& frame, bool copy) {
    Message* m = message_served(frame.r0);
    std::uint32_t size = copy ? frame.r3 : frame.r2;
    if (m == nullptr || m->type < 0 || frame.r1 >= kMaxVectors) {
        return programmer_fault();
    }
    if (frame.r1 >= m->in_count) {
        return answer(*current_, 0);
    }
    InVector& in = m->in[frame.r1];
    size = size < in.left ? size : in.left;
    if (copy && size != 0) {
        if (!may_write(*current_, frame.r2, size)) {
            return programmer_fault();
        }
        std::memcpy(at<void>(frame.r2), at<const void>(in.base), size);
    }
    in.base += size;
    in.left -= size;
    return answer(*current_, size);
}

// psa_write(message, vector, buffer, bytes).
Domain* Core::write(Frame& frame) {
    Message* m = message_served(frame.r0);
    std::uint32_t size = frame.r3;
    if (m == nullptr || m->type < 0 || frame.r1 >= m->out_count ||
        size > m->out[frame.r1].size - m->out[frame.r1].written ||
        (size != 0 && !may_read(*current_, frame.r2, size))) {
        return programmer_fault();
    }
    OutVector& out = m->out[frame.r1];
    std::memcpy(at<void>(out.base + out.written), at<const void>(frame.r2), size);
    out.written += size;
    return answer(*current_, 0);
}

Domain* Core::rhandle_set(Frame& frame) {
    Message* m = message_served(frame.r0);
    if (m == nullptr || m->connection == kNone) {
        return programmer_fault();
    }
    connections_[m->connection].rhandle = frame.r1;
    return answer(*current_, 0);
}

}  // namespace manager::core
