// SPDX-License-Identifier: Apache-2.0
// The IPC model of PSA-FF: partitions with a thread of their own, which wait for signals.
//
// One domain runs. A domain that could go on but does not run is in ready_; all others wait: for
// the answer to a call (they are the client of a message) or in psa_wait.
#include <bit>

#include "manager/core/core.h"

namespace manager::core {
namespace {

constexpr std::uint32_t kBlock = 0x8000'0000;      // PSA_BLOCK
constexpr std::uint32_t kEndHandle = 0x1000'0000;  // of a message that has no client any more
constexpr std::uint32_t kModuleBits = ~(1u << kAgent | kDeferred);

// What psa_reply may say, PSA-FF 1.1 section 4.5.5.
constexpr bool reply_fits(const Message& message, Status status) {
    return message.type != kIpcConnect || status == kSuccess || status == kConnectionRefused ||
           status == kConnectionBusy;
}

// By the counter in the low bits of their handles, which wraps.
constexpr bool message_older(const Message& a, const Message& b) {
    return static_cast<std::int32_t>((a.handle - b.handle) << 3) < 0;
}

}  // namespace

// Asserts a signal. A domain that waits for it is ready from here on.
void Core::signal_raise(Domain& domain, std::uint32_t signal) {
    domain.signals |= signal;
    if (domain.state == State::kIdle && (domain.signals & domain.waits) != 0) {
        at<Frame>(domain.context.psp)->r0 = domain.signals & domain.waits;
        domain.waits = 0;
        domain.state = State::kRunning;
        ready_ |= bit_of(domain);
    }
}

// Of the messages that wait for a service the one that came first. more: it is not the only one.
Message* Core::message_oldest(const Service& service, bool& more) {
    Message* oldest = nullptr;
    more = false;
    for (Message& m : messages_) {
        if (m.service == &service && m.queued && m.handle != 0) {
            more = oldest != nullptr;
            oldest = more && !message_older(m, *oldest) ? oldest : &m;
        }
    }
    return oldest;
}

Connection* Core::orphan_of(const Service& service) {
    if (service.server->orphans == 0) {
        return nullptr;
    }
    for (Connection& c : connections_) {
        if (c.link == Link::kOrphan && c.service == &service) {
            return &c;
        }
    }
    return nullptr;
}

// Whose answer the domain waits for, nullptr if it waits for none.
Domain* Core::awaited(const Domain& domain) {
    for (const Message& m : messages_) {
        if (m.handle != 0 && m.client == &domain) {
            return m.service->server;
        }
    }
    return nullptr;
}

// Whether the server's answer would have to wait for the running domain.
bool Core::awaits_running(const Domain& server) {
    const Domain* d = &server;
    for (std::uint8_t n = 0; d != nullptr && n < domain_count_; ++n) {
        if (d == current_) {
            return true;
        }
        d = awaited(*d);
    }
    return false;
}

// A message for a partition that fetches it when it will. Its client, who runs, waits from here on.
Domain* Core::post(Message& message) {
    Domain& server = *message.service->server;
    if (server.state == State::kIdle && (server.waits & message.service->entry->signal) != 0) {
        message.queued = true;
        server.signals |= message.service->entry->signal;
        const std::uint32_t met = server.signals & server.waits;
        server.waits = 0;
        server.state = State::kRunning;
        return answer(server, met);
    }
    if (server.state == State::kDead || (server.state != State::kIdle && awaits_running(server))) {
        return message_refuse(message);
    }
    message.queued = true;
    server.signals |= message.service->entry->signal;
    return server.state == State::kStopped ? start(server) : next();
}

// psa_wait(mask, timeout).
Domain* Core::wait(Frame& frame) {
    Domain& domain = *current_;
    const std::uint32_t mask = frame.r0;
    if (!domain.ipc || (mask & domain.assigned) == 0) {
        return programmer_fault();
    }
    domain.state = State::kRunning;
    const std::uint32_t met = domain.signals & mask;
    if (met != 0 || (frame.r1 & kBlock) == 0) {
        return answer(met);
    }
    domain.waits = mask;
    domain.state = State::kIdle;
    return next();
}

// psa_get(signal, psa_msg_t*).
Domain* Core::get(Frame& frame) {
    Domain& server = *current_;
    const Service* service = service_of_signal(server, frame.r0);
    if (service == nullptr || frame.r1 % 4 != 0 ||
        !module_may_write(server, frame.r1, sizeof(ServiceMessage))) {
        return programmer_fault();
    }
    ServiceMessage& shown = *at<ServiceMessage>(frame.r1);
    bool more = false;
    Message* message = message_oldest(*service, more);
    if (Connection* ended = orphan_of(*service); ended != nullptr) {
        end_show(shown, *ended);
        more = message != nullptr;
    } else {
        message->queued = false;
        message_show(shown, *message);
        server.message = message;
        server.call_handle = message->type < 0 ? 0 : message->handle & ~message->service->watched;
    }
    if (!more && orphan_of(*service) == nullptr) {  // else the signal stays asserted
        server.signals &= ~service->entry->signal;
    }
    return answer(kSuccess);
}

// Of an asserted signal only: so there is a message.
const Service* Core::service_of_signal(const Domain& server, std::uint32_t signal) const {
    for (std::uint8_t i = 0; i < service_count_; ++i) {
        const Service& service = services_[i];
        if (service.server == &server && server.ipc && service.entry->signal == signal &&
            (server.signals & signal) != 0) {
            return &service;
        }
    }
    return nullptr;
}

// The end of a connection whose client is gone: nobody waits for the reply.
void Core::end_show(ServiceMessage& shown, Connection& connection) {
    connection.link = Link::kEnding;
    --connection.service->server->orphans;
    shown = {};
    shown.type = kIpcDisconnect;
    shown.handle = kEndHandle | static_cast<std::uint32_t>(&connection - connections_.data());
    shown.client_id = connection.client->id;
    shown.rhandle = connection.rhandle;
}

bool Core::end_reply(std::uint32_t handle) {
    const std::uint32_t index = handle - kEndHandle;
    if (index >= kMaxConnections || connections_[index].link != Link::kEnding ||
        connections_[index].service->server != current_) {
        return false;
    }
    connections_[index].link = Link::kFree;
    return true;
}

// A message that the running partition has fetched and not answered.
Message* Core::message_fetched(std::uint32_t handle) {
    Message& m = messages_[handle % kMaxMessages];
    return handle != 0 && m.handle == handle && !m.queued && current_->ipc &&
                   m.service->server == current_
               ? &m
               : nullptr;
}

// The slow way: another message of the same partition, or one whose vectors are looked at.
bool Core::call_select(std::uint32_t handle, std::uint32_t vector) {
    Message* m = message_served(handle);
    if (m == nullptr) {
        return false;
    }
    current_->message = m;
    current_->call_handle = 0;
    if (m->service->watched != 0) {
        return vector_stream(*m, vector);
    }
    vectors_hide();  // from here on nobody looks
    current_->call_handle = handle;
    return true;
}

// psa_reply(message, status).
Domain* Core::reply(Frame& frame) {
    if (end_reply(frame.r0)) {
        return current_;
    }
    Message* m = message_fetched(frame.r0);
    const auto status = static_cast<Status>(frame.r1);
    if (m == nullptr || !reply_fits(*m, status)) {
        return programmer_fault();
    }
    if (current_->message == m) {
        current_->message = nullptr;
        current_->call_handle = 0;
    }
    Domain& client = *m->client;
    client_release(client, complete(*m, status));
    return go_on();
}

void Core::client_release(Domain& client, Status status) {
    at<Frame>(client.context.psp)->r0 = static_cast<std::uint32_t>(status);
    ready_ |= bit_of(client);
}

// psa_notify(partition id).
Domain* Core::notify(Frame& frame) {
    for (std::uint8_t i = 1; i < domain_count_; ++i) {
        Domain& target = domains_[i];
        if (target.header->id == frame.r0 && target.ipc) {
            signal_raise(target, kDoorbell);
            return go_on();
        }
    }
    return programmer_fault();
}

// psa_clear().
Domain* Core::clear() {
    if ((current_->signals & kDoorbell) == 0) {
        return programmer_fault();
    }
    current_->signals &= ~kDoorbell;
    return current_;
}

// Of the ready modules the one of highest priority, of equal ones the first; nullptr: none is.
Domain* Core::ready_first() {
    Domain* first = nullptr;
    for (std::uint32_t rest = ready_ & kModuleBits; rest != 0; rest &= rest - 1) {
        Domain& d = domains_[static_cast<std::size_t>(std::countr_zero(rest))];
        if (first == nullptr || d.header->priority > first->header->priority) {
            first = &d;
        }
    }
    return first;
}

// Something became ready: it goes first if it is more urgent than the running one.
Domain* Core::go_on() {
    Domain* first = ready_first();
    if (first == nullptr ||
        (running_module() && first->header->priority <= current_->header->priority)) {
        return current_;
    }
    if (current_ != &idle_) {
        ready_ |= bit_of(*current_);
    }
    return go_to(*first);
}

Domain* Core::go_to(Domain& domain) {
    ready_ &= ~bit_of(domain);
    return current_ = &domain;
}

// The running domain does not go on. The application is the least urgent; where not even that is
// ready, whoever it waits for waits for what will never come, and is stopped for it.
Domain* Core::next() {
    if ((ready_ & kDeferred) != 0) {
        lines_resume();
    }
    Domain* first = ready_first();
    if (first == nullptr) {
        if (Domain* module = boot_next(); module != nullptr) {
            return start(*module);
        }
    }
    if (ready_ == 0 && interrupt_awaited()) {
        return idle_enter();
    }
    if (ready_ == 0) {
        Domain& stuck = stuck_server();
        fault_count(stuck, {lib::Error::kFaultProgrammer, at<Frame>(stuck.context.psp)->pc, 0});
        release(stuck, kGenericError);
        first = ready_first();
    }
    return go_to(first != nullptr ? *first : domains_[kAgent]);
}

Domain& Core::stuck_server() {
    Domain* stuck = &domains_[kAgent];
    for (std::uint8_t n = 0; n < domain_count_; ++n) {
        Domain* further = awaited(*stuck);
        if (further == nullptr) {
            break;
        }
        stuck = further;
    }
    return *stuck;
}

}  // namespace manager::core
