// SPDX-License-Identifier: Apache-2.0
// A supervisor call's number to its work. Which of them a domain may use is decided here.
#include "manager/core/core.h"

namespace manager::core {

namespace {

std::uintptr_t word(Domain* domain) {
    return reinterpret_cast<std::uintptr_t>(domain);
}

// Grants, MM-IOVEC.
constexpr bool stays(std::uint32_t number) {
    return number - SM_SVC_RANDOM <= SM_SVC_UNMAP_OUTVEC - SM_SVC_RANDOM;
}

}  // namespace

std::uintptr_t Core::supervisor_call(std::uint32_t number, Frame& frame) {
    if (is_agent(*current_)) {
        return word(number == SM_SVC_VENEER + SM_VENEER_CALL ? call(frame)
                                                             : dispatch_agent(number, frame));
    }
    if (number == SM_SVC_READ) {
        return word(read(frame, true));
    }
    if (number == SM_SVC_WRITE) {
        return word(write(frame));
    }
    if (number == SM_SVC_SFN_RETURN) {
        return word(service_return(static_cast<Status>(frame.r0))) | kDiscard;
    }
    if (number == SM_SVC_STARTED) {
        return word(started(static_cast<Status>(frame.r0))) | kDiscard;
    }
    if (number == SM_SVC_HANDLED) {
        return word(handled(frame.r0)) | kDiscard;
    }
    return word(dispatch_module(number, frame));
}

Domain* Core::dispatch_agent(std::uint32_t number, Frame& frame) {
    switch (number) {
        case SM_SVC_VENEER + SM_VENEER_FRAMEWORK_VERSION:
            return answer(kFrameworkVersion);
        case SM_SVC_VENEER + SM_VENEER_VERSION:
            return version_answer(frame.r0);
        case SM_SVC_VENEER + SM_VENEER_CONNECT:
            return connect(frame);
        case SM_SVC_VENEER + SM_VENEER_CLOSE:
            return close(frame);
        case SM_SVC_VENEER + SM_VENEER_RECORD:
            return record(frame);
        default:
            return answer(static_cast<std::uint32_t>(kNotPermitted));
    }
}

Domain* Core::dispatch_module(std::uint32_t number, Frame& frame) {
    // A veneer while a module runs: another non-secure thread, or the module itself jumped there.
    if (number >= SM_SVC_VENEER) {
        return answer(static_cast<std::uint32_t>(kConnectionBusy));
    }
    return current_->state >= State::kHandling ? dispatch_apart(number, frame)
                                               : dispatch_rest(number, frame);
}

// A first-level function, or one whose vectors are in the MPU: they stay there for calls that lead
// to no other domain.
Domain* Core::dispatch_apart(std::uint32_t number, Frame& frame) {
    if (current_->state == State::kHandling) {
        return dispatch_handler(number, frame);
    }
    if (!stays(number)) {
        vectors_hide();
    }
    return dispatch_rest(number, frame);
}

Domain* Core::dispatch_rest(std::uint32_t number, Frame& frame) {
    switch (number) {
        case SM_SVC_CALL:
            return call(frame);
        case SM_SVC_SKIP:
            return read(frame, false);
        case SM_SVC_FRAMEWORK_VERSION:
            return answer(kFrameworkVersion);
        case SM_SVC_VERSION:
            return version_answer(frame.r0);
        case SM_SVC_CONNECT:
            return connect(frame);
        case SM_SVC_CLOSE:
            return close(frame);
        case SM_SVC_WAIT:
            return wait(frame);
        case SM_SVC_GET:
            return get(frame);
        case SM_SVC_REPLY:
            return reply(frame);
        case SM_SVC_NOTIFY:
            return notify(frame);
        case SM_SVC_CLEAR:
            return clear();
        case SM_SVC_SET_RHANDLE:
            return rhandle_set(frame);
        case SM_SVC_IRQ_ENABLE:
        case SM_SVC_IRQ_DISABLE:
        case SM_SVC_EOI:
        case SM_SVC_RESET_SIGNAL:
            return dispatch_handler(number, frame);
        case SM_SVC_IDLE:
            return current_ == &idle_ ? next() : fault_svc(number, frame);
        case SM_SVC_LIFECYCLE:
            return lifecycle_answer();
        case SM_SVC_RANDOM:
            return random(frame);
        case SM_SVC_FLASH_READ:
        case SM_SVC_FLASH_PROGRAM:
        case SM_SVC_FLASH_ERASE:
            return flash(number, frame);
        case SM_SVC_MAP_INVEC:
        case SM_SVC_MAP_OUTVEC:
            return vector_map(frame, number == SM_SVC_MAP_OUTVEC);
        case SM_SVC_UNMAP_INVEC:
        case SM_SVC_UNMAP_OUTVEC:
            return vector_unmap(frame, number == SM_SVC_UNMAP_OUTVEC);
        case SM_SVC_PANIC:
            return programmer_fault();
        default:
            return fault_svc(number, frame);
    }
}

// Out of line, so that the dispatch above is a table of jumps without a stack frame.
Domain* Core::fault_svc(std::uint32_t number, const Frame& frame) {
    return module_fault({lib::Error::kFaultSvc, frame.pc, number});
}

Domain* Core::version_answer(std::uint32_t sid) {
    return answer(version(sid));
}

Domain* Core::lifecycle_answer() {
    return answer(machine::lifecycle());
}

}  // namespace manager::core
