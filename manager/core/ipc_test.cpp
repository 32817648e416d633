// SPDX-License-Identifier: Apache-2.0
#include "manager/core/test_machine.h"

namespace manager::core::testing {
namespace {

constexpr std::uint32_t kPost = abi::kStatelessHandle + 3;
constexpr std::uint32_t kBackHandle = abi::kStatelessHandle + 5;
constexpr std::uint32_t kPostSignal = 0x10, kConnSignal = 0x20, kBackSignal = 0x10;
constexpr std::uint32_t kWaitAny = 0xFFFF'FFFF;
constexpr std::uint32_t kBlock = 0x8000'0000, kPoll = 0;
constexpr std::uint32_t kPostId = 0x201, kBackId = 0x202, kSfnId = 0x203;
constexpr std::uint32_t kIn = kNsRam + 0x1000, kOut = kNsRam + 0x2000;

abi::ServiceEntry waited(abi::ServiceEntry entry, std::uint32_t signal) {
    entry.function = 0;
    entry.signal = signal;
    return entry;
}

// POST (IPC, urgent enough) asks BACK (IPC) and PLAIN (SFN); PLAIN asks POST.
class Ipc : public Chip {
  protected:
    void SetUp() override {
        Chip::SetUp();
        install_raw(
            {{.id = kPostId,
              .services = {waited(stateless(0xF0C0, 3), kPostSignal),
                           waited(connected(0xF0C1), kConnSignal)},
              .dependencies = {{0xF0D0, 1, 0}, {0xF0E0, 1, 0}},
              .ipc = true},
             {.id = kBackId,
              .services = {waited(stateless(0xF0D0, 5, false), kBackSignal)},
              .ipc = true,
              .priority = 2},
             {.id = kSfnId, .services = {stateless(0xF0E0, 6)}, .dependencies = {{0xF0C0, 1, 0}}}});
        core->boot();
        for (std::uint32_t id : {kPostId, kBackId}) {
            ASSERT_EQ(running(), id);
            wait();
        }
        ASSERT_EQ(running(), kSfnId);
        svc(SM_SVC_STARTED, 0);
        ASSERT_EQ(running(), 0u);
    }

    void wait(std::uint32_t mask = kWaitAny, std::uint32_t timeout = kBlock) {
        svc(SM_SVC_WAIT, mask, timeout);
    }
    std::uint32_t room() { return core->current()->ram.base + 0x80; }
    const ServiceMessage& got() { return *at<const ServiceMessage>(room()); }
    // psa_get into the partition's RAM.
    const ServiceMessage& get(std::uint32_t signal) {
        svc(SM_SVC_GET, signal, room());
        return got();
    }
    void reply(std::uint32_t handle, Status status) {
        svc(SM_SVC_REPLY, handle, static_cast<std::uint32_t>(status));
    }
    std::uint8_t faults(std::size_t domain) { return core->domain(domain).faults; }
    // The partition that runs died of a programmer error and left nothing behind.
    void expect_died(std::size_t domain) {
        EXPECT_EQ(faults(domain), 1);
        EXPECT_EQ(log()->code, static_cast<std::uint32_t>(lib::Error::kFaultProgrammer));
        EXPECT_EQ(running(), 0u);
        EXPECT_EQ(status(), kGenericError);
        EXPECT_EQ(core->messages_free(), kMaxMessages);
    }
};

TEST_F(Ipc, CallWakesTheWaitingPartitionAndTheReplyReachesTheClient) {
    std::memcpy(at<char>(kIn), "0123456789abcdef", 16);
    call(kPost, 7, {{{kIn, 16}}, {{kOut, 32}}});
    ASSERT_EQ(running(), kPostId);
    EXPECT_EQ(result(), kPostSignal);
    const ServiceMessage& m = get(kPostSignal);
    EXPECT_EQ(status(), kSuccess);
    EXPECT_EQ(m.type, 7);
    EXPECT_EQ(m.client_id, -1);
    EXPECT_EQ(m.in_size[0], 16u);
    EXPECT_EQ(m.out_size[0], 32u);
    const std::uint32_t handle = m.handle, buffer = room() + 0x40;
    svc(SM_SVC_READ, handle, 0, buffer, 64);
    EXPECT_EQ(result(), 16u);
    svc(SM_SVC_WRITE, handle, 0, buffer, 16);
    reply(handle, 5);
    ASSERT_EQ(running(), kPostId);  // it goes on until it waits
    wait();
    ASSERT_EQ(running(), 0u);
    EXPECT_EQ(status(), 5);
    EXPECT_EQ(std::memcmp(at<char>(kOut), "0123456789abcdef", 16), 0);
    EXPECT_EQ(at<Range>(arrays)[1].size, 16u);
    EXPECT_EQ(core->messages_free(), kMaxMessages);
}

TEST_F(Ipc, SignalStaysUntilTheLastMessageIsFetched) {
    call(kPost, 0);
    wait(kWaitAny, kPoll);
    EXPECT_EQ(result(), kPostSignal);
    get(kPostSignal);
    wait(kWaitAny, kPoll);
    EXPECT_EQ(result(), 0u);
    EXPECT_EQ(running(), kPostId);
}

TEST_F(Ipc, PollOfAnotherSignalAnswersAtOnce) {
    call(kPost, 0);
    wait(kConnSignal, kPoll);
    EXPECT_EQ(running(), kPostId);
    EXPECT_EQ(result(), 0u);
}

TEST_F(Ipc, ConnectionCarriesItsRhandleToTheEnd) {
    ns_call(SM_VENEER_CONNECT, 0xF0C1, 1);
    ASSERT_EQ(running(), kPostId);
    EXPECT_EQ(result(), kConnSignal);
    EXPECT_EQ(get(kConnSignal).type, kIpcConnect);
    svc(SM_SVC_SET_RHANDLE, got().handle, 0x1234);
    reply(got().handle, kSuccess);
    wait();
    ASSERT_EQ(running(), 0u);
    const std::uint32_t handle = result();
    ASSERT_GT(status(), 0);
    call(handle, 3);
    EXPECT_EQ(get(kConnSignal).rhandle, 0x1234u);
    reply(got().handle, -9);
    wait();
    EXPECT_EQ(status(), -9);
    ns_call(SM_VENEER_CLOSE, handle);
    EXPECT_EQ(get(kConnSignal).type, kIpcDisconnect);
    EXPECT_EQ(got().rhandle, 0x1234u);
    reply(got().handle, kSuccess);
    wait();
    ASSERT_EQ(running(), 0u);
    call(handle, 3);
    EXPECT_EQ(status(), kProgrammerError);
}

TEST_F(Ipc, RefusedConnectionIsNone) {
    for (Status said : {kConnectionRefused, kConnectionBusy}) {
        ns_call(SM_VENEER_CONNECT, 0xF0C1, 1);
        reply(get(kConnSignal).handle, said);
        wait();
        EXPECT_EQ(status(), said);
    }
    ns_call(SM_VENEER_CONNECT, 0xF0C1, 1);
    reply(get(kConnSignal).handle, -1);  // no such answer to a connect
    expect_died(1);
}

TEST_F(Ipc, PartitionMayCallAnotherBeforeItReplies) {
    call(kPost, 0);
    const std::uint32_t handle = get(kPostSignal).handle;
    call(kBackHandle, 2);
    ASSERT_EQ(running(), kBackId);
    EXPECT_EQ(get(kBackSignal).client_id, static_cast<std::int32_t>(kPostId));
    reply(got().handle, 11);
    ASSERT_EQ(running(), kBackId);  // the more urgent one
    wait();
    ASSERT_EQ(running(), kPostId);
    EXPECT_EQ(status(), 11);
    reply(handle, 12);
    wait();
    EXPECT_EQ(running(), 0u);
    EXPECT_EQ(status(), 12);
}

TEST_F(Ipc, PartitionAndServiceFunctionCallEachOther) {
    call(abi::kStatelessHandle + 6, 1);
    ASSERT_EQ(running(), kSfnId);
    const std::uint32_t outer = message().handle;
    call(kPost, 1);
    ASSERT_EQ(running(), kPostId);
    reply(get(kPostSignal).handle, 3);
    wait();
    ASSERT_EQ(running(), kSfnId);
    EXPECT_EQ(status(), 3);
    EXPECT_NE(outer, 0u);
    svc(SM_SVC_SFN_RETURN, 4);
    EXPECT_EQ(running(), 0u);
    EXPECT_EQ(status(), 4);
}

TEST_F(Ipc, CallInACircleIsBusy) {
    call(kPost, 0);
    get(kPostSignal);
    call(abi::kStatelessHandle + 6, 1);  // POST -> PLAIN
    ASSERT_EQ(running(), kSfnId);
    call(kPost, 0);  // -> POST, which waits for PLAIN
    ASSERT_EQ(running(), kSfnId);
    EXPECT_EQ(status(), kConnectionBusy);
    EXPECT_EQ(core->messages_free(), kMaxMessages - 2);
}

TEST_F(Ipc, WaitingForWhatCannotComeEndsThePartition) {
    call(kPost, 0);
    get(kPostSignal);
    wait(kDoorbell);  // nobody is left to ring
    expect_died(1);
}

TEST_F(Ipc, CallToAPartitionThatWaitsForSomethingElseIsAnswered) {
    call(kPost, 0);
    reply(get(kPostSignal).handle, 0);
    wait(kDoorbell);
    ASSERT_EQ(running(), 0u);
    call(kPost, 0);  // would never be fetched
    expect_died(1);
    call(kPost, 0);  // starts it again
    ASSERT_EQ(running(), kPostId);
    wait();
    EXPECT_EQ(result(), kPostSignal);
}

TEST_F(Ipc, DoorbellWakesAndIsClearedByItsOwner) {
    call(kPost, 0);
    const std::uint32_t handle = get(kPostSignal).handle;
    svc(SM_SVC_NOTIFY, kBackId);
    ASSERT_EQ(running(), kBackId);  // more urgent
    EXPECT_EQ(result(), kDoorbell);
    svc(SM_SVC_NOTIFY, kPostId);
    svc(SM_SVC_CLEAR);
    wait();
    ASSERT_EQ(running(), kPostId);
    wait(kDoorbell);
    EXPECT_EQ(result(), kDoorbell);
    svc(SM_SVC_CLEAR);
    reply(handle, 0);
    wait();
    EXPECT_EQ(running(), 0u);
}

TEST_F(Ipc, NotifiedPartitionRunsBeforeTheApplication) {
    call(abi::kStatelessHandle + 6, 1);
    ASSERT_EQ(running(), kSfnId);
    svc(SM_SVC_NOTIFY, kPostId);
    ASSERT_EQ(running(), kSfnId);  // equally urgent
    svc(SM_SVC_SFN_RETURN, 4);
    ASSERT_EQ(running(), kPostId);
    EXPECT_EQ(result(), kDoorbell);
    svc(SM_SVC_CLEAR);
    wait();
    EXPECT_EQ(running(), 0u);
    EXPECT_EQ(status(), 4);
}

TEST_F(Ipc, ClientsOfAPartitionThatFailsAreReleased) {
    call(abi::kStatelessHandle + 6, 1);
    call(kPost, 0);
    ASSERT_EQ(running(), kPostId);
    svc(SM_SVC_PANIC);
    ASSERT_EQ(running(), kSfnId);
    EXPECT_EQ(status(), kGenericError);
    svc(SM_SVC_SFN_RETURN, 0);
    EXPECT_EQ(running(), 0u);
    EXPECT_EQ(core->messages_free(), kMaxMessages);
}

TEST_F(Ipc, EndOfAConnectionWhoseClientFailedIsToldAndReplied) {
    call(abi::kStatelessHandle + 6, 1);
    ASSERT_EQ(running(), kSfnId);
    // PLAIN has no dependency on the connected service, so it may not even ask.
    svc(SM_SVC_CONNECT, 0xF0C1, 1);
    expect_died(3);
}

TEST_F(Ipc, ProgrammerErrorsEndThePartition) {
    const std::uint32_t wrong[][3] = {
        {SM_SVC_WAIT, 0, kBlock},
        {SM_SVC_WAIT, 0x4000'0000, kBlock},  // no signal of its own
        {SM_SVC_GET, kConnSignal, 0},        // not asserted
        {SM_SVC_GET, 0x30, 0},               // two at once
        {SM_SVC_GET, kDoorbell, 0},
        {SM_SVC_GET, kPostSignal, kSecureRam},
        {SM_SVC_GET, kPostSignal, kNsRam},
        {SM_SVC_REPLY, 0, 0},
        {SM_SVC_REPLY, 0x2000'0009, 0},
        {SM_SVC_REPLY, 0x1000'0000, 0},
        {SM_SVC_NOTIFY, 0x999, 0},
        {SM_SVC_NOTIFY, kSfnId, 0},
        {SM_SVC_CLEAR, 0, 0},
        {SM_SVC_SFN_RETURN, 0, 0},
        {SM_SVC_STARTED, 0, 0},
        {SM_SVC_READ, 0x2000'0008, 0},
    };
    for (const auto& w : wrong) {
        SetUp();
        call(kPost, 0);
        ASSERT_EQ(running(), kPostId);
        svc(w[0], w[1], w[2]);
        expect_died(1);
        if (HasFailure()) {
            FAIL() << "supervisor call " << w[0] << ' ' << std::hex << w[1];
        }
    }
}

TEST_F(Ipc, MessageIsAnsweredOnceAndByItsServerOnly) {
    call(kPost, 0);
    const std::uint32_t handle = get(kPostSignal).handle;
    call(kBackHandle, 0);
    ASSERT_EQ(running(), kBackId);
    reply(handle, 0);  // POST's
    ASSERT_EQ(running(), kPostId);
    EXPECT_EQ(status(), kGenericError);
    reply(handle, 0);
    reply(handle, 0);
    EXPECT_EQ(faults(1), 1);
    EXPECT_EQ(running(), 0u);
    EXPECT_EQ(status(), kSuccess);  // the first reply counts
}

TEST_F(Ipc, ServiceFunctionsHaveNoneOfThis) {
    for (std::uint32_t number : {SM_SVC_WAIT, SM_SVC_GET, SM_SVC_REPLY, SM_SVC_CLEAR}) {
        SetUp();
        call(abi::kStatelessHandle + 6, 1);
        ASSERT_EQ(running(), kSfnId);
        svc(number, kWaitAny, kBlock);
        expect_died(3);
    }
}

TEST_F(Ipc, EntryThatEndsIsAFault) {
    install_raw({{.id = kPostId, .services = {waited(stateless(0xF0C0, 3), 0x10)}, .ipc = true}});
    core->boot();
    ASSERT_EQ(running(), kPostId);
    svc(SM_SVC_STARTED, 0);
    EXPECT_EQ(faults(1), 1);
    EXPECT_EQ(running(), 0u);
}

TEST_F(Ipc, HeaderNeedsAnEntryAndASignalForEachService) {
    const auto refused = [&](std::uint32_t signal, std::uint32_t second, std::uint32_t entry) {
        ModuleSpec spec{.id = kPostId,
                        .services = {waited(stateless(0xF0C0, 3), signal),
                                     waited(stateless(0xF0C1, 4), second)},
                        .ipc = true};
        abi::ModuleHeader& h = module_write(kModuleFlash, spec);
        h.entry = entry;
        return !header_check({kModuleFlash, 0x400}, kPostId).ok();
    };
    EXPECT_FALSE(refused(0x10, 0x20, 0x305));
    EXPECT_TRUE(refused(0x10, 0x10, 0x305));
    EXPECT_TRUE(refused(0x8, 0x20, 0x305));
    EXPECT_TRUE(refused(0x30, 0x40, 0x305));
    EXPECT_TRUE(refused(0x10, 0x20, 0));
    EXPECT_TRUE(refused(0x10, 0x20, 0x400));
}

// Partitions that do anything at any time: what is counted must come back to where it was.
TEST_F(Ipc, RandomSequencesLeaveNothingBehind) {
    std::uint32_t state = 1;
    const auto random = [&state](std::uint32_t bound) {
        state = state * 1664525 + 1013904223;
        return (state >> 16) % bound;
    };
    for (unsigned step = 0; step < 200'000; ++step) {
        const std::uint32_t id = running();
        if (id == 0) {
            ASSERT_EQ(core->messages_free(), kMaxMessages) << step;
            call(random(2) != 0 ? kPost : abi::kStatelessHandle + 6, 0);
            continue;
        }
        if (random(500) == 0) {
            svc(random(2) != 0 ? SM_SVC_PANIC : SM_SVC_CLEAR);
        } else if (id == kSfnId) {
            random(3) != 0 ? svc(SM_SVC_SFN_RETURN, 1) : call(kPost, 1);
        } else if (random(8) == 0 && id == kPostId) {
            call(random(2) != 0 ? kBackHandle : abi::kStatelessHandle + 6, 1);
        } else if (random(8) == 0) {
            svc(SM_SVC_NOTIFY, random(2) != 0 ? kPostId : kBackId);
        } else {
            wait(kWaitAny, kPoll);
            const std::uint32_t met = running() == id ? result() : 0;
            if ((met & kDoorbell) != 0) {
                svc(SM_SVC_CLEAR);
            } else if (met != 0) {
                reply(get(met & (~met + 1)).handle, 2);
            } else if (running() == id) {
                wait();
            }
        }
        if (faults(1) + faults(2) + faults(3) > 30) {
            SetUp();
        }
    }
}

}  // namespace
}  // namespace manager::core::testing
