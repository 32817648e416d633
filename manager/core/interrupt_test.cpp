// SPDX-License-Identifier: Apache-2.0
// Interrupts of modules: PSA-FF 1.1 section 3.6 and each programmer error of its calls.
#include "manager/core/test_machine.h"

namespace manager::core::testing {
namespace {

using lib::Error;

constexpr std::uint32_t kDriverId = 0x201, kFirstId = 0x202, kPlainId = 0x203;
constexpr std::uint32_t kDriver = abi::kStatelessHandle + 3, kFirst = abi::kStatelessHandle + 4,
                        kPlain = abi::kStatelessHandle + 5;
constexpr std::uint32_t kServiceSignal = 0x10, kLineSignal = 0x20;
constexpr std::uint32_t kDriverLine = 47, kFirstLine = 48, kPlainLine = 51;
constexpr std::uint32_t kWaitAny = 0xFFFF'FFFF, kBlock = 0x8000'0000;
constexpr abi::RegionEntry kTim4{0x5000'0800, 0x400, 3}, kTim5{0x5000'0C00, 0x400, 3},
    kI2c1{0x5000'5400, 0x400, 3};

abi::ServiceEntry waited(abi::ServiceEntry entry) {
    entry.function = 0;
    entry.signal = kServiceSignal;
    return entry;
}

const ModuleSpec kDriverSpec{.id = kDriverId,
                             .services = {waited(stateless(0xF0C0, 3))},
                             .regions = {kTim4},
                             .irqs = {{kDriverLine, kLineSignal, 0}},
                             .ipc = true};
const ModuleSpec kFirstSpec{.id = kFirstId,
                            .services = {waited(stateless(0xF0D0, 4))},
                            .dependencies = {{0xF0C0, 1, 0}},
                            .regions = {kTim5},
                            .irqs = {{kFirstLine, kLineSignal, 0x311}},
                            .ipc = true};
const ModuleSpec kPlainSpec{.id = kPlainId,
                            .services = {stateless(0xF0E0, 5)},
                            .regions = {kI2c1},
                            .irqs = {{kPlainLine, kLineSignal, 0x311}}};

// DRIVER: second level. FIRST: first level, IPC. PLAIN: first level, service functions.
class Interrupts : public Chip {
  protected:
    void SetUp() override {
        Chip::SetUp();
        install_raw({kDriverSpec, kFirstSpec, kPlainSpec});
        core->boot();
        for (int i = 0; i < 2; ++i) {
            svc(SM_SVC_IRQ_ENABLE, kLineSignal);
            wait();
        }
        svc(SM_SVC_IRQ_ENABLE, kLineSignal);
        svc(SM_SVC_STARTED, 0);
        ASSERT_TRUE(agent_runs());
    }

    void wait(std::uint32_t mask = kWaitAny) { svc(SM_SVC_WAIT, mask, kBlock); }
    bool agent_runs() { return core->current() == &core->agent(); }
    bool idles() { return !core->running_module() && !agent_runs(); }
    bool interrupt(std::uint32_t line, bool between = true) {
        return core->interrupt(line, between) == core->current();
    }
    std::uint32_t room() { return core->current()->ram.base + 0x80; }
    std::uint32_t get() {
        svc(SM_SVC_GET, kServiceSignal, room());
        return at<ServiceMessage>(room())->handle;
    }
    bool enabled(std::uint32_t line) { return machine_state.lines.at(line); }
    std::uint8_t faults(std::size_t domain) { return core->domain(domain).faults; }
};

TEST_F(Interrupts, SecondLevelIsASignalUntilItIsAcknowledged) {
    ASSERT_TRUE(enabled(kDriverLine));
    ASSERT_TRUE(interrupt(kDriverLine, false));
    ASSERT_EQ(running(), kDriverId);
    EXPECT_EQ(result(), kLineSignal);
    EXPECT_FALSE(enabled(kDriverLine));
    const unsigned forgotten = machine_state.forgotten;
    svc(SM_SVC_EOI, kLineSignal);
    EXPECT_TRUE(enabled(kDriverLine));
    EXPECT_EQ(machine_state.forgotten, forgotten + 1);
    wait();
    EXPECT_TRUE(agent_runs());
    EXPECT_EQ(faults(1), 0);
}

TEST_F(Interrupts, InterruptedApplicationFindsItsContext) {
    Context& context = core->agent().context;
    context.exc_return = 0xFFFF'FFBC;
    context.callee[3] = 0x77;
    const std::uint32_t psp = context.psp;
    frame().r0 = 0x1234;
    interrupt(kDriverLine, false);
    svc(SM_SVC_EOI, kLineSignal);
    wait();
    ASSERT_TRUE(agent_runs());
    EXPECT_EQ(context.exc_return, 0xFFFF'FFBCu);
    EXPECT_EQ(context.psp, psp);
    EXPECT_EQ(context.callee[3], 0x77u);
    EXPECT_EQ(frame().r0, 0x1234u);
}

TEST_F(Interrupts, WaitForAnInterruptIdlesAndAnswersItsCaller) {
    call(kDriver, 0);
    const std::uint32_t message = get();
    wait(kLineSignal);
    ASSERT_TRUE(idles());
    svc(SM_SVC_IDLE);
    ASSERT_TRUE(idles());
    svc(SM_SVC_VENEER + SM_VENEER_FRAMEWORK_VERSION);  // another thread of the application
    EXPECT_EQ(status(), kConnectionBusy);
    ASSERT_TRUE(idles());
    interrupt(kDriverLine);
    ASSERT_EQ(running(), kDriverId);
    svc(SM_SVC_EOI, kLineSignal);
    svc(SM_SVC_REPLY, message, 7);
    wait();
    ASSERT_TRUE(agent_runs());
    EXPECT_EQ(status(), 7);
}

TEST_F(Interrupts, WaitForADisabledOneIsAFault) {
    install_raw({kDriverSpec});
    core->boot();
    svc(SM_SVC_IRQ_ENABLE, kLineSignal);
    wait();
    ASSERT_TRUE(agent_runs());
    call(kDriver, 0);
    get();
    svc(SM_SVC_IRQ_DISABLE, kLineSignal);
    EXPECT_EQ(result(), 1u);
    EXPECT_FALSE(enabled(kDriverLine));
    wait(kLineSignal);
    ASSERT_TRUE(agent_runs());
    EXPECT_EQ(status(), kGenericError);
    EXPECT_EQ(faults(1), 1);
}

TEST_F(Interrupts, NonSecureCodeOnTopOfAModuleIsNotLeftBehind) {
    call(kPlain, 0);
    ASSERT_EQ(running(), kPlainId);
    interrupt(kDriverLine, false);
    ASSERT_EQ(running(), kPlainId);
    interrupt(kFirstLine, false);
    ASSERT_EQ(running(), kPlainId);
    EXPECT_FALSE(enabled(kFirstLine));
    svc(SM_SVC_SFN_RETURN, 5);
    EXPECT_TRUE(enabled(kFirstLine));
    ASSERT_EQ(running(), kDriverId);
    svc(SM_SVC_EOI, kLineSignal);
    wait();
    ASSERT_TRUE(agent_runs());
    EXPECT_EQ(status(), 5);
}

TEST_F(Interrupts, OverTheIdleLoopTheyWaitForItsReturn) {
    call(kDriver, 0);
    get();
    wait(kLineSignal);
    ASSERT_TRUE(idles());
    interrupt(kDriverLine, false);
    ASSERT_TRUE(idles());
    svc(SM_SVC_IDLE);
    EXPECT_EQ(running(), kDriverId);
}

TEST_F(Interrupts, FirstLevelRunsInItsDomainToItsEnd) {
    const_cast<Context&>(core->domain(2).context).callee[2] = 0x99;
    const Context before = core->domain(2).context;
    ASSERT_TRUE(interrupt(kFirstLine, false));
    ASSERT_EQ(running(), kFirstId);
    EXPECT_EQ(frame().pc, core->current()->image.base + 0x310);
    EXPECT_EQ(frame().lr, (kStubs + 0x26) | 1u);
    EXPECT_EQ(frame().r0 | frame().r1 | frame().r2 | frame().r3 | frame().r12, 0u);
    EXPECT_EQ(core->current()->context.psp, before.psp - sizeof(Frame));
    EXPECT_EQ(core->current()->context.callee[kStaticBase], core->current()->data());
    EXPECT_EQ(core->current()->context.callee[2], 0u);
    interrupt(kDriverLine);  // a signal, no switch
    ASSERT_EQ(running(), kFirstId);
    interrupt(kPlainLine);  // another function waits
    ASSERT_EQ(running(), kFirstId);
    EXPECT_FALSE(enabled(kPlainLine));
    svc(SM_SVC_HANDLED, 0);
    EXPECT_TRUE(enabled(kPlainLine));
    EXPECT_EQ(core->domain(2).context.psp, before.psp);
    EXPECT_EQ(core->domain(2).context.callee, before.callee);
    EXPECT_EQ(core->domain(2).state, State::kIdle);
    EXPECT_EQ(running(), kDriverId);
}

TEST_F(Interrupts, FirstLevelDecidesWhetherThereIsASignal) {
    interrupt(kFirstLine, false);
    svc(SM_SVC_HANDLED, 0);
    ASSERT_TRUE(agent_runs());
    EXPECT_TRUE(enabled(kFirstLine));
    interrupt(kFirstLine, false);
    svc(SM_SVC_HANDLED, 1);
    ASSERT_EQ(running(), kFirstId);
    EXPECT_EQ(result(), kLineSignal);
    svc(SM_SVC_RESET_SIGNAL, kLineSignal);
    wait();
    EXPECT_TRUE(agent_runs());
}

TEST_F(Interrupts, FirstLevelOfServiceFunctionsKeepsItsSignal) {
    call(kPlain, 0);
    interrupt(kPlainLine);  // its own function is interrupted
    ASSERT_EQ(running(), kPlainId);
    EXPECT_EQ(core->current()->state, State::kHandling);
    svc(SM_SVC_HANDLED, 1);
    ASSERT_EQ(running(), kPlainId);
    EXPECT_EQ(core->current()->state, State::kServing);
    svc(SM_SVC_RESET_SIGNAL, kLineSignal);
    svc(SM_SVC_SFN_RETURN, 3);
    EXPECT_EQ(status(), 3);
    EXPECT_EQ(faults(3), 0);
}

TEST_F(Interrupts, FirstLevelMayOnlyCallWhatLeadsNowhere) {
    for (std::uint32_t number :
         {SM_SVC_CALL, SM_SVC_CONNECT, SM_SVC_CLOSE, SM_SVC_WAIT, SM_SVC_GET, SM_SVC_READ,
          SM_SVC_SKIP, SM_SVC_WRITE, SM_SVC_REPLY, SM_SVC_NOTIFY, SM_SVC_CLEAR, SM_SVC_RANDOM,
          SM_SVC_SET_RHANDLE, SM_SVC_SFN_RETURN, SM_SVC_STARTED, SM_SVC_PANIC, SM_SVC_IDLE}) {
        SetUp();
        call(kFirst, 0);
        const std::uint32_t message = get();
        interrupt(kFirstLine);
        ASSERT_EQ(core->current()->state, State::kHandling);
        svc(number, number >= SM_SVC_SET_RHANDLE && number <= SM_SVC_REPLY ? message : kDriver);
        EXPECT_EQ(faults(2), 1) << number;
        EXPECT_TRUE(agent_runs()) << number;
        EXPECT_EQ(status(), kGenericError) << number;
        EXPECT_EQ(core->messages_free(), kMaxMessages);
    }
}

TEST_F(Interrupts, FirstLevelThatFailsHurtsNobodyElse) {
    frame().r0 = 0x1234;
    interrupt(kFirstLine, false);
    svc(SM_SVC_PANIC);
    EXPECT_TRUE(agent_runs());
    EXPECT_EQ(frame().r0, 0x1234u);
    EXPECT_EQ(faults(2), 1);
    EXPECT_FALSE(enabled(kFirstLine));
    call(kFirst, 0);  // starts again, and its line is silent until it says so
    ASSERT_EQ(running(), kFirstId);
    EXPECT_FALSE(enabled(kFirstLine));
}

TEST_F(Interrupts, FirstLevelThatFailsWhileItsModuleAwaitsAnAnswer) {
    call(kFirst, 0);
    get();
    call(kDriver, 0);
    ASSERT_EQ(running(), kDriverId);
    const std::uint32_t message = get();
    interrupt(kFirstLine);
    ASSERT_EQ(running(), kFirstId);
    svc(SM_SVC_PANIC);
    ASSERT_EQ(running(), kDriverId);
    EXPECT_EQ(faults(2), 1);
    svc(SM_SVC_REPLY, message, 0);
    wait();
    ASSERT_EQ(running(), kFirstId);
    EXPECT_EQ(frame().pc, kStubs + 0x2A);
    svc(SM_SVC_PANIC);
    ASSERT_TRUE(agent_runs());
    EXPECT_EQ(status(), kGenericError);
    EXPECT_EQ(core->messages_free(), kMaxMessages);
}

TEST_F(Interrupts, FirstLevelNeedsRoomOnTheStack) {
    const_cast<Context&>(core->domain(2).context).psp = core->domain(2).ram.base + 16;
    interrupt(kFirstLine, false);
    EXPECT_TRUE(agent_runs());
    EXPECT_EQ(core->domain(2).last_fault, static_cast<std::uint32_t>(Error::kFaultStack));
}

TEST_F(Interrupts, ProgrammerErrorsEndTheModule) {
    constexpr std::uint32_t kNone = 0, kOthers = 0x40, kTwo = kServiceSignal | kLineSignal;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> wrong;
    for (std::uint32_t number :
         {SM_SVC_IRQ_ENABLE, SM_SVC_IRQ_DISABLE, SM_SVC_EOI, SM_SVC_RESET_SIGNAL}) {
        for (std::uint32_t signal : {kNone, kOthers, kTwo, kServiceSignal, kDoorbell}) {
            wrong.emplace_back(number, signal);
        }
    }
    wrong.emplace_back(SM_SVC_EOI, kLineSignal);  // not asserted
    wrong.emplace_back(SM_SVC_RESET_SIGNAL, kLineSignal);
    wrong.emplace_back(SM_SVC_GET, kLineSignal);
    wrong.emplace_back(SM_SVC_HANDLED, 0);
    for (std::uint32_t handle : {kDriver, kFirst, kPlain}) {
        for (const auto& [number, signal] : wrong) {
            SetUp();
            call(handle, 0);
            const std::size_t domain = handle - kDriver + 1;
            svc(number, signal, room());
            EXPECT_EQ(faults(domain), 1) << number << ' ' << signal << ' ' << domain;
            EXPECT_TRUE(agent_runs());
        }
    }
}

TEST_F(Interrupts, EachLevelHasItsOwnEnd) {
    interrupt(kDriverLine, false);
    svc(SM_SVC_RESET_SIGNAL, kLineSignal);  // asserted, but of the second level
    EXPECT_EQ(faults(1), 1);
    SetUp();
    interrupt(kFirstLine, false);
    svc(SM_SVC_HANDLED, 1);
    svc(SM_SVC_EOI, kLineSignal);
    EXPECT_EQ(faults(2), 1);
    SetUp();
    interrupt(kFirstLine, false);
    svc(SM_SVC_HANDLED, 2);  // no such result
    EXPECT_EQ(faults(2), 1);
    EXPECT_TRUE(agent_runs());
}

TEST_F(Interrupts, DisabledBeforeItIsAcknowledgedStaysSilent) {
    interrupt(kDriverLine, false);
    svc(SM_SVC_IRQ_DISABLE, kLineSignal);
    svc(SM_SVC_EOI, kLineSignal);
    EXPECT_FALSE(enabled(kDriverLine));
    svc(SM_SVC_IRQ_ENABLE, kLineSignal);
    EXPECT_EQ(result(), 0u);
    EXPECT_TRUE(enabled(kDriverLine));
}

TEST_F(Interrupts, NobodysLineIsToldApart) {
    EXPECT_EQ(core->interrupt(99, true), nullptr);
}

TEST_F(Interrupts, MoreUrgentModulesHaveMoreUrgentLines) {
    ModuleSpec urgent = kDriverSpec;
    urgent.priority = 2;
    ModuleSpec idle = kFirstSpec;
    idle.dependencies = {};
    idle.priority = 0;
    install_raw({urgent, idle, kPlainSpec});
    EXPECT_EQ(machine_state.priorities[kDriverLine], 0x10u);
    EXPECT_EQ(machine_state.priorities[kPlainLine], 0x20u);
    EXPECT_EQ(machine_state.priorities[kFirstLine], 0x30u);
}

TEST_F(Interrupts, OlderFrameworkFindsThemEnabled) {
    ModuleSpec spec = kDriverSpec;
    install_raw({spec});
    at<abi::ModuleHeader>(kPayload + 0x4000)->flags |= abi::kInterruptsEnabled;
    core->boot();
    EXPECT_TRUE(enabled(kDriverLine));
}

class InterruptsRefused : public Chip {
  protected:
    // Of the last of these modules: what it was refused for, 0 if it was not.
    std::uint32_t refusal(const std::vector<ModuleSpec>& specs) {
        Chip::SetUp();
        install_raw(specs);
        return core->domain_count() == specs.size() + 1 ? 0 : log()->code;
    }
    std::uint32_t refusal(std::vector<abi::IrqEntry> irqs, bool ipc = true) {
        ModuleSpec spec = ipc ? kDriverSpec : kPlainSpec;
        spec.irqs = std::move(irqs);
        return refusal({spec});
    }
    static std::uint32_t code(Error error) { return static_cast<std::uint32_t>(error); }
};

TEST_F(InterruptsRefused, LineOfAPeripheralThatIsNotTheModules) {
    EXPECT_EQ(refusal({{kDriverLine, kLineSignal, 0}}), 0u);
    EXPECT_EQ(refusal({{kFirstLine, kLineSignal, 0}}), code(Error::kModuleRegions));
    EXPECT_EQ(refusal({{99, kLineSignal, 0}}), code(Error::kModuleRegions));
    ModuleSpec reads = kDriverSpec;
    reads.regions[0].access = 1;
    EXPECT_EQ(refusal({reads}), code(Error::kModuleRegions));
    ModuleSpec tail = kDriverSpec;
    tail.regions[0] = {0x5000'0820, 0x3E0, 3};
    EXPECT_EQ(refusal({tail}), code(Error::kModuleRegions));
}

TEST_F(InterruptsRefused, LineThatAnotherModuleHas) {
    ModuleSpec half = kDriverSpec;  // half of I2C1's registers each
    half.regions = {{0x5000'5400, 0x20, 3}};
    half.irqs = {{51, kLineSignal, 0}};
    ModuleSpec other = kFirstSpec;
    other.dependencies = {};
    other.regions = {{0x5000'5420, 0x20, 3}};
    other.irqs = {{51, kLineSignal, 0}};
    EXPECT_EQ(refusal({half, other}), code(Error::kModuleRegions));
    other.regions = {{0x5000'5400, 0x20, 3}};
    EXPECT_EQ(refusal({half, other}), code(Error::kModuleDuplicateId));
    EXPECT_EQ(refusal({{kDriverLine, 0x20, 0}, {kDriverLine, 0x40, 0}}),
              code(Error::kModuleHeaderBad));
}

TEST_F(InterruptsRefused, TablesThatContradictThemselves) {
    for (const abi::IrqEntry& bad : std::vector<abi::IrqEntry>{{131, kLineSignal, 0},
                                                               {0xFFFF'FFFF, kLineSignal, 0},
                                                               {kDriverLine, 0, 0},
                                                               {kDriverLine, 0x60, 0},
                                                               {kDriverLine, kDoorbell, 0},
                                                               {kDriverLine, kServiceSignal, 0},
                                                               {kDriverLine, kLineSignal, 0x400},
                                                               {kDriverLine, kLineSignal, 1}}) {
        EXPECT_EQ(refusal({bad}), code(Error::kModuleHeaderBad)) << bad.line << ' ' << bad.signal;
    }
    EXPECT_EQ(refusal({{kPlainLine, kLineSignal, 0}}, false), code(Error::kModuleHeaderBad));
    EXPECT_EQ(refusal({{kPlainLine, kLineSignal, 0x311}}, false), 0u);
}

}  // namespace
}  // namespace manager::core::testing
