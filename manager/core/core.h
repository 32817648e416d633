// SPDX-License-Identifier: Apache-2.0
// The core: which domain runs next, and what it may be given. No registers, no service's name.
//
// Every entry point is called with the running domain's context.psp pointing at its exception
// frame, and answers with the domain to continue, whose frame holds what it is to see.
#pragma once

#include <span>

#include "lib/error/error.h"
#include "lib/handover/handover.h"
#include "manager/abi/svc.h"
#include "manager/core/platform.h"
#include "manager/core/region.h"
#include "manager/core/tables.h"

namespace manager::core {

inline constexpr std::uint8_t kMaxFaults = 16;  // of one module in a boot, then it stays stopped

inline constexpr std::uint32_t kDeferred = 1u << 31;  // in ready_: lines wait for lines_resume

inline constexpr std::uintptr_t kDiscard = 1;  // known to entry.S

// Places in the veneer page, which every domain may execute (armv8m/veneers.S).
struct Stubs {
    std::uint32_t launch;   // the agent's first instruction
    std::uint32_t idle;     // a loop: wait for an event, SM_SVC_IDLE
    std::uint32_t handled;  // SM_SVC_HANDLED
    std::uint32_t dead;     // SM_SVC_PANIC
};

struct Fault {
    lib::Error cause;
    std::uint32_t pc;       // 0: the frame could not be pushed
    std::uint32_t address;  // 0: none
};

// Whether a client that asks for `requested` is served (version_policy, PSA-FF 1.1 section 3.2.3).
bool version_fits(const abi::ServiceEntry& service, std::uint32_t requested);

class Core {
  public:
    // Set-up, in this order; all zero before it.
    // Reads the container behind the veneers and the hand-over records; a module that does not fit
    // is left out, with a log entry. Error: HANDOVER_BAD, MODULE_HEADER_BAD (no container).
    // payload: address of the manager's first byte. All of what is given stays the caller's.
    lib::Result<void> install(const Platform& platform, lib::handover::HandOver& block,
                              std::uint32_t payload);
    // The agent's first frame: continues at the launch stub with lr = `entry` (bit 0 clear:
    // non-secure).
    void agent_prepare(const Stubs& stubs, std::uint32_t entry);
    // Gives the modules their lines (machine::line_take).
    void lines_take() const;
    // The first domain to run: a module's start routine, at the end of all of them the agent.
    Domain* boot();

    // manager/abi/svc.h; an unknown number is the caller's fault.
    // The domain to continue; kDiscard is added where the caller's registers are done with: its
    // context may hold new ones already. By this name entry.S calls it.
    // frame: the caller's, where current()->context.psp points.
    std::uintptr_t supervisor_call(std::uint32_t number,
                                   Frame& frame) asm("manager_supervisor_call");
    // An interrupt of the line. between: it came between two instructions of a secure thread, else
    // in non-secure code. The domain to continue, always by its context; nullptr: nobody's line.
    Domain* interrupt(std::uint32_t line, bool between) asm("manager_interrupt");
    [[gnu::noinline, gnu::cold]] Domain* module_fault(const Fault& fault);
    void nonsecure_fault(const Fault& fault);
    // Non-secure code spoiled the running module's stack or its return: logged as the
    // application's, the module is stopped and its client told, but it is not counted as the
    // module's fault.
    [[gnu::noinline, gnu::cold]] Domain* module_spoiled(const Fault& fault);

    Domain* current() { return current_; }
    Domain& agent() { return domains_[kAgent]; }
    // The running module touched what it may not: true where it is a vector it has mapped, which it
    // may try again now.
    bool vectors_touched(std::uint32_t address);

    bool running_module() const { return current_->header != nullptr; }
    std::size_t domain_count() const { return domain_count_; }
    const Domain& domain(std::size_t index) const { return domains_[index]; }
    std::size_t messages_free() const;

  private:
    // install.cpp
    struct Plan {
        const abi::Container& container;
        std::uint32_t payload;
        std::uint32_t refused = 0;  // hand-over records that were, as bits
    };
    bool install_all(Plan& plan);
    void install_container(const Plan& plan);
    static bool is_built_in(const Plan& plan, std::uint32_t id);
    bool replaced(const Plan& plan, std::uint32_t id) const;
    lib::Result<void> domain_add(const Range& image, std::uint32_t id, const Rights& rights,
                                 bool built_in);
    bool resources_free(const abi::ModuleHeader& header) const;
    lib::Result<void> services_add(const abi::ModuleHeader& header, Domain& domain);
    void dependencies_bind();
    lib::Result<void> dependency_bind(Domain& domain, const abi::DependencyEntry& dependency);

    // client.cpp
    Domain* call(Frame& frame);
    Domain* connect(Frame& frame);
    Domain* close(Frame& frame);
    std::uint32_t version(std::uint32_t sid);
    const Service* service_find(std::uint32_t sid) const;
    Connection* connection_find(std::uint32_t handle);
    Connection* connection_take();
    Message* message_take(const Service& service, Connection* connection, std::int32_t type);
    bool vectors_load(Message& message, const Frame& frame) const;
    static bool accepts(const Domain& client, const Service& service) {
        return (client.callable & service.bit) != 0;
    }
    [[gnu::noinline, gnu::cold]] Domain* client_error(Status status = kProgrammerError);

    // ipc.cpp
    void signal_raise(Domain& domain, std::uint32_t signal);
    Message* message_oldest(const Service& service, bool& more);
    Connection* orphan_of(const Service& service);
    Domain* awaited(const Domain& domain);
    bool awaits_running(const Domain& server);
    Domain* post(Message& message);
    Domain* wait(Frame& frame);
    Domain* get(Frame& frame);
    const Service* service_of_signal(const Domain& server, std::uint32_t signal) const;
    void end_show(ServiceMessage& shown, Connection& connection);
    bool end_reply(std::uint32_t handle);
    Message* message_fetched(std::uint32_t handle);
    bool call_select(std::uint32_t handle, std::uint32_t vector);
    Domain* reply(Frame& frame);
    void client_release(Domain& client, Status status);
    Domain* notify(Frame& frame);
    Domain* clear();
    Domain* ready_first();
    Domain* go_on();
    Domain* go_to(Domain& domain);
    [[gnu::noinline]] Domain* next();
    Domain& stuck_server();

    // server.cpp
    Domain* enter(Message& message);
    Domain* message_refuse(Message& message);
    static void message_show(ServiceMessage& shown, const Message& message);
    [[gnu::noinline]] Domain* work(Domain& server);
    [[gnu::noinline, gnu::cold]] Domain* disconnect_deliver(Domain& server);
    void connection_abandon(const Message& message);
    Domain* function_enter(Domain& server, std::uint32_t function);
    Domain* service_return(Status status);
    Status complete(Message& message, Status status);
    void lengths_write(const Message& message);
    bool call_served(std::uint32_t handle, std::uint32_t vector);
    Domain* read(Frame& frame, bool copy);
    Domain* write(Frame& frame);
    Domain* rhandle_set(Frame& frame);

    // iovec.cpp
    struct VectorPlace {
        Message* message;
        std::uint32_t slot;
        Range range;
    };
    struct MappedVectors {
        std::array<Range, kMappedRegions> range;
        std::array<bool, kMappedRegions> writable;
        std::size_t count;
    };
    Message* message_served(std::uint32_t handle);
    bool vector_stream(Message& message, std::uint32_t vector);
    bool vector_find(const Frame& frame, bool out, VectorPlace& found);
    Domain* vector_map(Frame& frame, bool out);
    Domain* vector_unmap(Frame& frame, bool out);
    MappedVectors vectors_mapped() const;
    bool vector_fits(const VectorPlace& v, const MappedVectors& mapped) const;
    void vectors_show(const MappedVectors& mapped);
    void vectors_hide();

    // life.cpp
    Domain* start(Domain& module);
    Domain* started(Status status);
    Domain* boot_next();
    Domain* stop(Domain& module, Status status);
    void release(Domain& module, Status status);
    void fault_count(Domain& module, const Fault& fault);
    void connections_drop(const Domain& module);
    void connection_orphan(Connection& connection);

    // interrupt.cpp
    lib::Result<void> interrupts_check(const abi::ModuleHeader& header) const;
    void interrupts_add(Domain& domain);
    void lines_start(const Domain& domain);
    void lines_resume();
    bool interrupt_awaited() const;
    Domain* line_serve(Interrupt& line, bool free);
    Domain* handler_enter(Interrupt& line);
    Domain& handler_leave();
    Domain* handled(std::uint32_t result);
    void doom(const Domain& domain) const;
    Interrupt* interrupt_find(std::uint32_t signal);
    Domain* irq_switch(Frame& frame, bool enabled);
    Domain* signal_end(std::uint32_t signal, bool first_level);
    Domain* dispatch_handler(std::uint32_t number, Frame& frame);
    Domain* idle_enter();

    // grants.cpp
    Domain* random(Frame& frame);
    Domain* flash(std::uint32_t number, Frame& frame);
    Domain* record(Frame& frame);
    std::uint32_t record_copy(std::uint32_t kind, std::uint32_t index, std::uint32_t to,
                              std::uint32_t size);

    Domain* dispatch_agent(std::uint32_t number, Frame& frame);
    Domain* dispatch_module(std::uint32_t number, Frame& frame);
    [[gnu::noinline]] Domain* dispatch_apart(std::uint32_t number, Frame& frame);
    [[gnu::noinline]] Domain* dispatch_rest(std::uint32_t number, Frame& frame);
    Domain* answer(Domain& domain, std::uint32_t value);
    Domain* answer(std::uint32_t value);  // the running one goes on
    [[gnu::noinline, gnu::cold]] Domain* programmer_fault();
    [[gnu::noinline]] Domain* fault_svc(std::uint32_t number, const Frame& frame);
    [[gnu::noinline]] Domain* version_answer(std::uint32_t sid);
    [[gnu::noinline]] Domain* lifecycle_answer();
    bool is_agent(const Domain& domain) const { return &domain == domains_.data(); }

    Domain* current_ = nullptr;  // first: entry.S reads it
    const Platform* platform_ = nullptr;
    lib::handover::HandOver* block_ = nullptr;
    std::uint32_t pool_used_ = 0;
    std::uint32_t serial_ = 0;  // makes each handle a new one
    std::uint32_t ready_ = 0;   // domains that could run and do not, as bits; kDeferred
    std::uint8_t domain_count_ = 0;
    std::uint8_t service_count_ = 0;
    std::uint8_t boot_index_ = 0;
    std::uint8_t interrupt_count_ = 0;
    std::array<Message, kMaxMessages> messages_{};  // early: within reach of short instructions
    std::array<Domain, kMaxModules + 1> domains_{};
    std::array<Service, kMaxServices> services_{};
    std::array<const Service*, kMaxServices + 1> stateless_{};  // of stateless handle n
    std::array<Connection, kMaxConnections> connections_{};
    std::array<Interrupt, kMaxInterrupts> interrupts_{};
    Handler handler_{};
    Domain idle_{};
    Stubs stubs_{};
};

}  // namespace manager::core
