// SPDX-License-Identifier: Apache-2.0
// Starting, failing and starting again of a module.
#include <cstring>

#include "lib/handover/record.h"
#include "manager/core/core.h"

namespace manager::core {
namespace {

using lib::handover::LogEntry;
using lib::handover::LogKind;

LogEntry entry_of(const Fault& fault, LogKind kind, std::uint32_t component) {
    LogEntry entry{};
    entry.code = static_cast<std::uint32_t>(fault.cause);
    entry.component = component;
    entry.kind = kind;
    entry.pc = fault.pc;
    entry.address = fault.address;
    return entry;
}

}  // namespace

void Core::agent_prepare(const Stubs& stubs, std::uint32_t entry) {
    stubs_ = stubs;
    Domain& agent = domains_[kAgent];
    std::uint32_t top = platform_->agent_stack.base + platform_->agent_stack.size - kSealSize;
    *at<std::uint32_t>(top) = *at<std::uint32_t>(top + 4) = kStackSeal;
    agent.ram = platform_->agent_stack;
    agent.context = {};
    agent.context.regions = agent_plan(*platform_);
    agent.context.stack_limit = agent.ram.base;
    agent.context.psp = top - sizeof(Frame);
    agent.context.fp_access = kFpAll;
    agent.context.exc_return = kReturnToThread;
    idle_.context = agent.context;
    idle_.ram = agent.ram;
    *at<Frame>(agent.context.psp) = {};
    at<Frame>(agent.context.psp)->lr = entry & ~1u;
    at<Frame>(agent.context.psp)->pc = stubs.launch & ~1u;
    at<Frame>(agent.context.psp)->xpsr = kThumbState;
}

Domain* Core::boot() {
    ready_ = 1u << kAgent;
    return next();
}

// The next module that has not been started, nullptr once all have.
Domain* Core::boot_next() {
    while (boot_index_ < domain_count_) {
        Domain& module = domains_[boot_index_++];
        if (module.state == State::kStopped) {
            return &module;
        }
    }
    return nullptr;
}

Domain* Core::start(Domain& module) {
    std::memset(at<void>(module.ram.base), 0, module.ram.size);
    std::uint32_t top = module.data() - kSealSize;
    *at<std::uint32_t>(top) = *at<std::uint32_t>(top + 4) = kStackSeal;
    Context& context = module.context;
    context.psp = top - sizeof(Frame);
    context.fp_access = kFpPrivileged;
    context.exc_return = kReturnToThread;
    context.callee = {};
    context.callee[kStaticBase] = module.data();
    Frame& frame = *at<Frame>(context.psp);
    frame.r0 = module.image.base;
    frame.r1 = module.ram.base + module.ram.size;
    frame.pc = module.image.base + (module.header->start & ~1u);
    frame.xpsr = kThumbState;
    module.state = State::kStarting;
    lines_start(module);
    return current_ = &module;
}

Domain* Core::started(Status status) {
    Domain& module = *current_;
    if (module.state != State::kStarting || module.ipc) {  // an IPC partition never ends
        return programmer_fault();
    }
    if (status != kSuccess) {
        module.faults = kMaxFaults;  // it said itself that it cannot work
        return module_fault({lib::Error::kFaultProgrammer, 0, static_cast<std::uint32_t>(status)});
    }
    module.state = State::kIdle;
    return module.message != nullptr ? work(module) : next();
}

Domain* Core::programmer_fault() {
    return module_fault({lib::Error::kFaultProgrammer, at<Frame>(current_->context.psp)->pc, 0});
}

Domain* Core::module_fault(const Fault& fault) {
    fault_count(*current_, fault);
    return stop(*current_, kGenericError);
}

void Core::fault_count(Domain& module, const Fault& fault) {
    log_append(*block_, entry_of(fault, LogKind::kModuleFault, module.header->id));
    if ((module.header->flags & abi::kPanicResets) != 0) {
        machine::system_reset();
    }
    module.last_fault = static_cast<std::uint32_t>(fault.cause);
    if (module.faults < kMaxFaults) {
        ++module.faults;
    }
}

void Core::nonsecure_fault(const Fault& fault) {
    log_append(*block_,
               entry_of(fault, LogKind::kCallRefused,
                        static_cast<std::uint32_t>(lib::handover::ComponentId::kApplication)));
}

Domain* Core::module_spoiled(const Fault& fault) {
    nonsecure_fault(fault);
    return stop(*current_, kGenericError);
}

Domain* Core::stop(Domain& module, Status status) {
    vectors_hide();
    if (handler_.line == nullptr) {
        release(module, status);
        return next();
    }
    handler_leave();  // `module` is whose function it was
    if (awaited(module) != nullptr) {
        doom(module);
        return go_on();
    }
    release(module, status);
    return current_ == &module ? next() : go_on();
}

// Whoever waited for the module gets `status`; nobody waits while the modules are first started.
void Core::release(Domain& module, Status status) {
    module.state = module.faults < kMaxFaults ? State::kStopped : State::kDead;
    module.disconnect = nullptr;
    module.call_handle = 0;
    module.orphans = 0;
    module.signals = module.waits = 0;
    ready_ &= ~bit_of(module);
    lines_start(module);
    module.message = nullptr;
    connections_drop(module);
    for (Message& m : messages_) {
        if (m.handle != 0 && m.service->server == &module) {
            connection_abandon(m);
            m.handle = 0;
            client_release(*m.client, status);
        }
    }
}

void Core::connections_drop(const Domain& module) {
    for (Connection& c : connections_) {
        if (c.link == Link::kFree) {
            continue;
        }
        if (c.service->server == &module) {
            if (c.link == Link::kOrphan || c.link == Link::kEnding) {
                c.link = Link::kFree;
            } else if (c.link == Link::kOpen) {
                c.link = Link::kDropped;
            }
        } else if (c.client == &module) {
            connection_orphan(c);
        }
    }
}

// The client is gone, or will not wait: the service hears of it when it next runs.
void Core::connection_orphan(Connection& connection) {
    Domain& server = *connection.service->server;
    bool to_tell = connection.link == Link::kOpen && server.state != State::kStopped &&
                   server.state != State::kDead;
    connection.link = to_tell ? Link::kOrphan : Link::kFree;
    server.orphans = static_cast<std::uint8_t>(server.orphans + (to_tell ? 1 : 0));
    if (to_tell && server.ipc) {
        signal_raise(server, connection.service->entry->signal);
    }
}

}  // namespace manager::core
