// SPDX-License-Identifier: Apache-2.0
// Interrupts of modules (PSA-FF 1.1 section 3.6, DESIGN.md section 3): a line becomes a signal
// (second level), or first runs a function of the module, in its domain and to its end.
#include "manager/core/core.h"
#include "manager/core/header.h"

namespace manager::core {
namespace {

constexpr std::uint32_t kMostUrgent = 0x10;  // below the faults, which are at 0
constexpr std::uint32_t kHigh = 2;           // of a manifest's priority

constexpr std::uint32_t priority_of(const abi::ModuleHeader& header) {
    const std::uint32_t priority = header.priority < kHigh ? header.priority : kHigh;
    return kMostUrgent * (1 + kHigh - priority);
}

// A line that makes itself known by a signal is silent until psa_eoi.
bool acknowledged(const Interrupt& i) {
    return i.entry->handler != 0 || (i.owner->signals & i.entry->signal) == 0;
}

void line_update(const Interrupt& i) {
    machine::line_set(i.entry->line, i.enabled && !i.deferred && acknowledged(i));
}

}  // namespace

// kModuleRegions: a line that is no source of the module's own peripherals. kModuleDuplicateId:
// another module has it. kModuleTooMany: the table is full.
lib::Result<void> Core::interrupts_check(const abi::ModuleHeader& header) const {
    auto lines = interrupts_of(header);
    if (lines.size() > kMaxInterrupts - interrupt_count_) {
        return lib::Error::kModuleTooMany;
    }
    for (const abi::IrqEntry& entry : lines) {
        if (!line_fits(entry.line, regions_of(header), *platform_)) {
            return lib::Error::kModuleRegions;
        }
        for (std::uint8_t i = 0; i < interrupt_count_; ++i) {
            if (interrupts_[i].entry->line == entry.line) {
                return lib::Error::kModuleDuplicateId;
            }
        }
    }
    return lib::kOk;
}

void Core::interrupts_add(Domain& domain) {
    for (const abi::IrqEntry& entry : interrupts_of(*domain.header)) {
        interrupts_[interrupt_count_++] = {&domain, &entry, false, false};
    }
}

// Secure, silent, with a priority; a partition of PSA-FF 1.0 finds its lines enabled.
void Core::lines_take() const {
    for (std::uint8_t i = 0; i < interrupt_count_; ++i) {
        const Interrupt& line = interrupts_[i];
        machine::line_take(line.entry->line, priority_of(*line.owner->header));
    }
}

void Core::lines_start(const Domain& domain) {
    for (std::uint8_t i = 0; i < interrupt_count_; ++i) {
        Interrupt& line = interrupts_[i];
        if (line.owner == &domain) {
            line.deferred = false;
            line.enabled = domain.state == State::kStarting &&
                           (domain.header->flags & abi::kInterruptsEnabled) != 0;
            machine::line_forget(line.entry->line);
            line_update(line);
        }
    }
}

void Core::lines_resume() {
    ready_ &= ~kDeferred;
    for (std::uint8_t i = 0; i < interrupt_count_; ++i) {
        if (interrupts_[i].deferred) {
            interrupts_[i].deferred = false;
            line_update(interrupts_[i]);
        }
    }
}

// A wait may end though nobody is ready.
bool Core::interrupt_awaited() const {
    for (std::uint8_t i = 0; i < interrupt_count_; ++i) {
        const Interrupt& line = interrupts_[i];
        if (line.enabled && line.owner->state == State::kIdle &&
            (line.owner->waits & line.entry->signal) != 0) {
            return true;
        }
    }
    return false;
}

Domain* Core::interrupt(std::uint32_t number, bool between) {
    vectors_hide();
    for (std::uint8_t i = 0; i < interrupt_count_; ++i) {
        Interrupt& line = interrupts_[i];
        if (line.entry->line == number) {
            return line_serve(line, handler_.line == nullptr && (between || is_agent(*current_)));
        }
    }
    return nullptr;
}

// free: another domain may run now. Not while a first-level function does, nor while non-secure
// code runs on top of a module: what that left on its stacks is to be taken back in order.
Domain* Core::line_serve(Interrupt& line, bool free) {
    const bool first_level = line.entry->handler != 0;
    if (first_level && free) {
        return handler_enter(line);
    }
    if (first_level) {
        line.deferred = true;
        ready_ |= kDeferred;
    } else {
        signal_raise(*line.owner, line.entry->signal);
    }
    line_update(line);
    return free ? go_on() : current_;
}

// On the module's own stack, below what it has there; no register of anybody is in it.
Domain* Core::handler_enter(Interrupt& line) {
    Domain& domain = *line.owner;
    Context& context = domain.context;
    handler_ = {&line,       current_,           domain.call_handle, domain.state,
                context.psp, context.exc_return, context.callee};
    domain.state = State::kHandling;
    domain.call_handle = 0;
    current_ = &domain;
    if (context.psp - context.stack_limit < sizeof(Frame)) {
        return module_fault({lib::Error::kFaultStack, 0, context.psp});
    }
    context.psp -= sizeof(Frame);
    context.exc_return = kReturnToThread;
    context.callee = {};
    context.callee[kStaticBase] = domain.data();
    Frame& frame = *at<Frame>(context.psp);
    frame = {};
    frame.lr = stubs_.handled | 1u;
    frame.pc = domain.image.base + (line.entry->handler & ~1u);
    frame.xpsr = kThumbState;
    return &domain;
}

// The module is again what it was; who was interrupted goes on unless told otherwise.
Domain& Core::handler_leave() {
    Domain& domain = *handler_.line->owner;
    domain.state = handler_.state;
    domain.call_handle = handler_.call_handle;
    domain.context.psp = handler_.psp;
    domain.context.exc_return = handler_.exc_return;
    domain.context.callee = handler_.callee;
    handler_.line = nullptr;
    current_ = handler_.interrupted;
    lines_resume();
    return domain;
}

// The result of a first-level function: PSA_FLIH_NO_SIGNAL or PSA_FLIH_SIGNAL.
Domain* Core::handled(std::uint32_t result) {
    if (current_->state != State::kHandling || result > 1) {
        return programmer_fault();
    }
    const std::uint32_t signal = handler_.line->entry->signal;
    signal_raise(handler_leave(), result != 0 ? signal : 0);
    return go_on();
}

// A first-level function failed while its module waits for another's answer: the module ends when
// it has it, at once and before any instruction of its own.
void Core::doom(const Domain& domain) const {
    Frame& frame = *at<Frame>(domain.context.psp);
    frame.pc = stubs_.dead & ~1u;
    frame.xpsr = kThumbState;
}

Interrupt* Core::interrupt_find(std::uint32_t signal) {
    for (std::uint8_t i = 0; i < interrupt_count_; ++i) {
        if (interrupts_[i].owner == current_ && interrupts_[i].entry->signal == signal) {
            return &interrupts_[i];
        }
    }
    return nullptr;
}

// psa_irq_enable(signal), psa_irq_disable(signal) -> whether it was enabled.
Domain* Core::irq_switch(Frame& frame, bool enabled) {
    Interrupt* line = interrupt_find(frame.r0);
    if (line == nullptr) {
        return programmer_fault();
    }
    frame.r0 = line->enabled ? 1 : 0;
    line->enabled = enabled;
    line_update(*line);
    return current_;
}

// psa_eoi(signal) of the second level, psa_reset_signal(signal) of the first.
Domain* Core::signal_end(std::uint32_t signal, bool first_level) {
    Interrupt* line = interrupt_find(signal);
    if (line == nullptr || (line->entry->handler != 0) != first_level ||
        (current_->signals & signal) == 0) {
        return programmer_fault();
    }
    current_->signals &= ~signal;
    if (!first_level) {
        machine::line_forget(line->entry->line);
        line_update(*line);
    }
    return current_;
}

// A supervisor call of a first-level function: what leads to no other domain.
Domain* Core::dispatch_handler(std::uint32_t number, Frame& frame) {
    switch (number) {
        case SM_SVC_IRQ_ENABLE:
        case SM_SVC_IRQ_DISABLE:
            return irq_switch(frame, number == SM_SVC_IRQ_ENABLE);
        case SM_SVC_RESET_SIGNAL:
        case SM_SVC_EOI:
            return signal_end(frame.r0, number == SM_SVC_RESET_SIGNAL);
        default:
            return programmer_fault();
    }
}

// Nobody is ready and an interrupt is awaited: a loop on the agent's stack, below its call.
Domain* Core::idle_enter() {
    Context& context = idle_.context;
    context.psp = domains_[kAgent].context.psp - sizeof(Frame);
    context.exc_return = kReturnToThread;
    context.callee = {};
    Frame& frame = *at<Frame>(context.psp);
    frame = {};
    frame.pc = stubs_.idle & ~1u;
    frame.xpsr = kThumbState;
    return current_ = &idle_;
}

}  // namespace manager::core
