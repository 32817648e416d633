// SPDX-License-Identifier: Apache-2.0
// The server side of PSA-FF: delivering a message, serving it, answering it.
#include <cstring>

#include "manager/core/core.h"

namespace manager::core {
namespace {

// A connect that failed leaves no connection; all else that fails leaves it as it is.
void connection_settle(Connection& connection, std::int32_t type, bool success) {
    if (type == kIpcDisconnect || (type == kIpcConnect && !success)) {
        connection.link = Link::kFree;
    } else if (type == kIpcConnect) {
        connection.link = Link::kOpen;
    }
}

}  // namespace

// All registers but r0 come back as the domain had them at its supervisor call: r1-r3, r12 and the
// flags from the frame, r4-r11 from its context. So nothing of ours or of another is in them.
Domain* Core::answer(Domain& domain, std::uint32_t value) {
    at<Frame>(domain.context.psp)->r0 = value;
    return current_ = &domain;
}

Domain* Core::answer(std::uint32_t value) {
    Domain* running = current_;
    at<Frame>(running->context.psp)->r0 = value;
    return running;
}

Domain* Core::enter(Message& message) {
    Domain& server = *message.service->server;
    if (server.ipc) {
        return post(message);
    }
    if (server.state == State::kIdle) {
        server.message = &message;
        return work(server);
    }
    if (server.state == State::kStopped) {
        server.message = &message;
        return start(server);
    }
    return message_refuse(message);
}

Domain* Core::message_refuse(Message& message) {
    connection_abandon(message);
    message.handle = 0;
    bool dead = message.service->server->state == State::kDead;
    return answer(static_cast<std::uint32_t>(dead ? kConnectionRefused : kConnectionBusy));
}

void Core::connection_abandon(const Message& message) {
    if (message.type == kIpcConnect) {
        message.connection->link = Link::kFree;
    }
}

// What the server does now: hear of clients that are gone, then the message it was woken for.
Domain* Core::work(Domain& server) {
    server.state = State::kServing;
    if (server.orphans != 0) {
        return disconnect_deliver(server);
    }
    const Message& m = *server.message;
    message_show(*at<ServiceMessage>(server.message_at), m);
    server.call_handle = m.type < 0 ? 0 : m.handle & ~m.service->watched;
    return function_enter(server, m.service->function);
}

void Core::message_show(ServiceMessage& shown, const Message& m) {
    shown.in_size = m.in_left;
    shown.out_size = m.out_size;
    shown.type = m.type;
    shown.handle = m.handle;
    shown.client_id = m.client->id;
    shown.rhandle = m.connection == nullptr ? 0 : m.connection->rhandle;
}

Domain* Core::disconnect_deliver(Domain& server) {
    for (Connection& c : connections_) {
        if (c.link == Link::kOrphan && c.service->server == &server) {
            server.disconnect = &c;
            --server.orphans;
            ServiceMessage& shown = *at<ServiceMessage>(server.message_at);
            shown = {};
            shown.type = kIpcDisconnect;
            shown.client_id = c.client->id;
            shown.rhandle = c.rhandle;
            return function_enter(server, c.service->function);
        }
    }
    server.orphans = 0;
    return work(server);
}

// psa_msg_t lies at the top of the server's empty stack, below the seal; the frame that enters the
// service function below it. r4-r11 are its own: of its start, or of its last call to others.
Domain* Core::function_enter(Domain& server, std::uint32_t function) {
    std::uint32_t psp = server.message_at - sizeof(Frame);
    Frame& frame = *at<Frame>(psp);
    frame.r0 = server.message_at;
    frame.r1 = frame.r2 = frame.r3 = frame.r12 = 0;
    frame.lr = server.return_to;
    frame.pc = function;
    frame.xpsr = kThumbState;
    server.context.psp = psp;
    return current_ = &server;
}

Domain* Core::service_return(Status status) {
    Domain& server = *current_;
    if (server.state != State::kServing) {
        if (server.state != State::kMapping) {
            return programmer_fault();
        }
        vectors_hide();
    }
    if (server.disconnect != nullptr) {
        server.disconnect->link = Link::kFree;
        server.disconnect = nullptr;
        return work(server);
    }
    Message& message = *server.message;
    server.state = State::kIdle;
    server.message = nullptr;
    server.call_handle = 0;
    Domain& client = *message.client;
    const Status answered = complete(message, status);
    if (ready_ != 0) {
        client_release(client, answered);
        return next();
    }
    return answer(client, static_cast<std::uint32_t>(answered));
}

// The status the client gets; a connect that was accepted answers with its handle.
Status Core::complete(Message& message, Status status) {
    if (message.type >= 0) {
        if (status >= 0) {
            lengths_write(message);
        }
    } else {
        Connection& connection = *message.connection;
        connection_settle(connection, message.type, status == kSuccess);
        if (message.type == kIpcDisconnect) {
            status = kSuccess;
        } else if (status == kSuccess) {
            status = static_cast<Status>(connection.handle);
        }
    }
    message.handle = 0;
    return status;
}

// The array was checked when the call was made; where it lies is ours, so it is inside still.
void Core::lengths_write(const Message& message) {
    std::uint32_t* length = at<std::uint32_t>(message.out_array + 4);
    for (std::uint32_t i = 0, count = message.out_count; i < count; ++i) {
        length[2 * i] = message.out_written[i];
    }
}

// vector: 0..3 in, 4..7 out.
bool Core::call_served(std::uint32_t handle, std::uint32_t vector) {
    return handle != 0 && (handle == current_->call_handle || call_select(handle, vector));
}

// psa_read(message, vector, buffer, bytes), psa_skip(message, vector, bytes).
Domain* Core::read(Frame& frame, bool copy) {
    Domain& server = *current_;
    std::uint32_t index = frame.r1;
    std::uint32_t size = copy ? frame.r3 : frame.r2;
    if (!call_served(frame.r0, index) || index >= kMaxVectors) {
        return programmer_fault();
    }
    std::uint32_t& base = server.message->in_base[index];
    std::uint32_t& left = server.message->in_left[index];
    const std::uint32_t from = base;
    size = size < left ? size : left;
    left -= size;
    base = from + size;
    frame.r0 = size;
    if (copy && size != 0) {
        if (!module_may_write(server, frame.r2, size)) {
            return programmer_fault();
        }
        std::memcpy(at<void>(frame.r2), at<const void>(from), size);
    }
    return &server;
}

// psa_write(message, vector, buffer, bytes).
Domain* Core::write(Frame& frame) {
    Domain& server = *current_;
    std::uint32_t index = frame.r1;
    std::uint32_t size = frame.r3;
    if (!call_served(frame.r0, kMaxVectors + index) || index >= server.message->out_count) {
        return programmer_fault();
    }
    std::uint32_t& written = server.message->out_written[index];
    const std::uint32_t before = written;
    if (size > server.message->out_size[index] - before ||
        (size != 0 && !module_may_read(server, frame.r2, size))) {
        return programmer_fault();
    }
    written = before + size;
    std::memcpy(at<void>(server.message->out_base[index] + before), at<const void>(frame.r2), size);
    return &server;
}

Domain* Core::rhandle_set(Frame& frame) {
    if (current_->ipc) {
        current_->message = message_fetched(frame.r0);
        current_->call_handle = 0;  // found again by psa_read
    }
    const Message* m = current_->message;
    if ((!current_->ipc && current_->state != State::kServing) || m == nullptr ||
        m->handle != frame.r0 || m->connection == nullptr || current_->disconnect != nullptr) {
        return programmer_fault();
    }
    m->connection->rhandle = frame.r1;
    return answer(0);
}

}  // namespace manager::core
