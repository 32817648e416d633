// SPDX-License-Identifier: Apache-2.0
// The static tables of the core: domains, services, connections, messages.
#pragma once

#include <array>
#include <cstdint>

#include "manager/abi/module_header.h"
#include "manager/core/access.h"
#include "manager/core/context.h"
#include "manager/core/status.h"

namespace manager::core {

inline constexpr std::size_t kMaxModules = 12;
inline constexpr std::size_t kMaxServices = 32;
inline constexpr std::size_t kMaxConnections = 16;
inline constexpr std::size_t kNonSecureConnections = 12;  // the rest is the modules' own
inline constexpr std::size_t kMaxMessages = 8;
inline constexpr std::size_t kMaxInterrupts = 16;
inline constexpr std::uint8_t kAgent = 0;  // domain of the non-secure caller; modules are 1..
inline constexpr std::int32_t kNonSecureClient = -1;
inline constexpr std::uint32_t kDoorbell = 0x8;      // PSA_DOORBELL
inline constexpr std::uint32_t kFirstSignal = 0x10;  // the lower ones are PSA-FF's own

enum class State : std::uint8_t {
    kStopped = 0,   // to be started by the next call
    kStarting = 1,  // its start routine runs
    kIdle = 2,
    kServing = 3,   // inside a service function, or in a call of its own from there
    kDead = 4,      // refused to start, or failed too often
    kRunning = 5,   // IPC model: not in psa_wait (which is kIdle)
    kHandling = 6,  // in a first-level interrupt function; what it was before is kept
    kMapping = 7,   // at work, with the vectors it mapped in the MPU (iovec.cpp)
};

struct Message;
struct Connection;

struct Domain {
    Context context;                            // first: the assembly knows a domain by its context
    const abi::ModuleHeader* header = nullptr;  // nullptr: the agent
    std::int32_t id = 0;                        // as clients are known to services
    Range image{};
    Range ram{};
    std::uint32_t callable = 0;    // services it may call, as bits
    std::uint32_t message_at = 0;  // where psa_msg_t is put, on its empty stack
    std::uint32_t return_to = 0;   // where its service functions return to
    std::uint32_t last_fault = 0;
    Message* message = nullptr;        // what it serves, or will when it is started
    std::uint32_t call_handle = 0;     // of `message` while it serves a call, else 0
    Connection* disconnect = nullptr;  // it is told the end of this one before that
    std::uint32_t signals = 0;         // IPC model: asserted
    std::uint32_t waits = 0;           // those psa_wait is for, while kIdle
    std::uint32_t assigned = 0;        // those there are
    State state = State::kStopped;
    std::uint8_t index = 0;  // its place in the table
    bool ipc = false;
    std::uint8_t faults = 0;
    std::uint8_t orphans = 0;  // connections whose client is gone, not told yet
    bool built_in = false;

    // GOT and data of a module: behind its stack.
    std::uint32_t data() const { return ram.base + header->stack_size; }
};
static_assert(offsetof(Domain, context) == 0);

constexpr std::uint32_t bit_of(const Domain& domain) {
    return 1u << domain.index;
}

// A module's pointers: its RAM, for reads also its image.
inline bool module_may_write(const Domain& module, std::uint32_t base, std::uint32_t size) {
    return contains(module.ram, base, size);
}
inline bool module_may_read(const Domain& module, std::uint32_t base, std::uint32_t size) {
    return contains(module.ram, base, size) || contains(module.image, base, size);
}

struct Service {
    const abi::ServiceEntry* entry;
    Domain* server;
    std::uint32_t function;  // address
    std::uint32_t bit;       // its place in Domain::callable
    std::uint32_t watched;   // ~0: has MM-IOVEC, each access to a vector is looked at
};

enum class Link : std::uint8_t {
    kFree,
    kOpening,  // the service is being asked
    kOpen,
    kDropped,  // the service is gone: the client may only close
    kOrphan,   // the client is gone: the service is to be told
    kEnding,   // an IPC service has been told and has not replied yet
};

struct Connection {
    std::uint32_t handle;
    std::uint32_t rhandle;
    const Service* service;
    Domain* client;
    Link link;
};

using PerVector = std::array<std::uint32_t, kMaxVectors>;

struct Message {
    std::uint32_t handle;  // 0 = free; counts up, so it tells the order of arrival too
    std::int32_t type;
    std::uint32_t out_array;  // the client's psa_outvec[], for the lengths
    std::uint32_t out_count;
    Domain* client;
    const Service* service;
    Connection* connection;  // nullptr: a stateless service
    std::uint8_t place;      // its own, in the table
    bool queued;             // IPC model: not fetched yet
    std::uint16_t uses;  // of its vectors (iovec.cpp), where a service of the server has MM-IOVEC
    PerVector in_left;   // 0 where there is no vector
    PerVector out_size;
    PerVector in_base;
    PerVector out_base;
    PerVector out_written;
};

// A line of a module.
struct Interrupt {
    Domain* owner;
    const abi::IrqEntry* entry;
    bool enabled;   // by psa_irq_enable
    bool deferred;  // its function could not run when it came
};

// The first-level function that runs, and what its module was before.
struct Handler {
    Interrupt* line;  // nullptr: none
    Domain* interrupted;
    std::uint32_t call_handle;
    State state;
    std::uint32_t psp;
    std::uint32_t exc_return;
    std::array<std::uint32_t, 8> callee;
};

// psa_msg_t as the service sees it (PSA-FF 1.1 section 4.3.2).
struct ServiceMessage {
    std::int32_t type;
    std::uint32_t handle;
    std::int32_t client_id;
    std::uint32_t rhandle;
    PerVector in_size;
    PerVector out_size;
};
static_assert(sizeof(ServiceMessage) == 48);

}  // namespace manager::core
