// SPDX-License-Identifier: Apache-2.0
#include "manager/core/test_machine.h"

namespace manager::core::testing {
namespace {

constexpr std::uint32_t kEcho = abi::kStatelessHandle + 3;
constexpr std::uint32_t kInner = abi::kStatelessHandle + 4;
constexpr std::uint32_t kIn = kNsRam + 0x1000;
constexpr std::uint32_t kOut = kNsRam + 0x2000;

class Call : public Chip {
  protected:
    void SetUp() override {
        Chip::SetUp();
        install(
            {{.id = 0x201,
              .services = {stateless(0xF0A0, 3), connected(0xF0A1)},
              .dependencies = {{0xF0B0, 1, 0}, {0xF0B1, 1, 0}}},
             {.id = 0x202, .services = {stateless(0xF0B0, 4, false), connected(0xF0B1, false)}}});
        ASSERT_EQ(running(), 0u);
    }

    // Echo's own code: reads vector 0 to its RAM and writes it back.
    void echo(std::uint32_t size) {
        std::uint32_t handle = message().handle;
        std::uint32_t buffer = core->current()->ram.base + 0x40;
        svc(SM_SVC_READ, handle, 0, buffer, size);
        std::uint32_t got = result();
        svc(SM_SVC_WRITE, handle, 0, buffer, got);
        svc(SM_SVC_SFN_RETURN, 0);
    }
};

TEST_F(Call, NullCallEntersTheServiceAndComesBackClean) {
    call(kEcho, 0);
    ASSERT_EQ(running(), 0x201u);
    EXPECT_EQ(message().type, 0);
    EXPECT_EQ(message().client_id, -1);
    EXPECT_EQ(frame().lr, core->current()->image.base + 0x201u);
    EXPECT_EQ(frame().pc, core->current()->image.base + 0x300u);
    EXPECT_EQ(core->current()->context.callee[5], core->current()->ram.base + 512);
    svc(SM_SVC_SFN_RETURN, static_cast<std::uint32_t>(-7));
    EXPECT_EQ(running(), 0u);
    EXPECT_EQ(status(), -7);
    EXPECT_EQ(frame().r1, control(0, 0, 0));  // as it had them at its call, nothing of ours
    EXPECT_EQ(frame().r12, 0xBAD0'0000u);
    EXPECT_EQ(frame().xpsr, kThumbState | 0xF000'0000);
}

TEST_F(Call, EchoesAndWritesTheLengthAtReply) {
    std::memcpy(at<char>(kIn), "0123456789abcdef", 16);
    call(kEcho, 1, {{{kIn, 16}}, {{kOut, 32}}});
    EXPECT_EQ(message().in_size[0], 16u);
    EXPECT_EQ(message().out_size[0], 32u);
    echo(64);
    EXPECT_EQ(status(), 0);
    EXPECT_EQ(std::memcmp(at<char>(kOut), "0123456789abcdef", 16), 0);
    EXPECT_EQ(at<Range>(arrays)[1].size, 16u);
}

TEST_F(Call, Toctou_DescriptorsAreReadOnce) {
    std::memcpy(at<char>(kIn), "secret", 6);
    call(kEcho, 1, {{{kIn, 6}}, {{kOut, 8}}});
    at<Range>(arrays)[0] = {kSecureRam, 64};
    at<Range>(arrays)[1] = {kSecureRam, 64};
    echo(64);
    EXPECT_EQ(std::memcmp(at<char>(kOut), "secret", 6), 0);
    EXPECT_EQ(*at<std::uint8_t>(kSecureRam), 0xA5);
}

TEST_F(Call, CVE_2024_45746_ErrorWritesNoLength) {
    call(kEcho, 1, {{}, {{kOut, 32}}});
    svc(SM_SVC_WRITE, message().handle, 0, core->current()->ram.base, 4);
    svc(SM_SVC_SFN_RETURN, static_cast<std::uint32_t>(kGenericError));
    EXPECT_EQ(at<Range>(arrays)[0].size, 32u);
}

TEST_F(Call, CVE_2024_45746_VectorsOutsideTheCallersMemoryAreRefused) {
    const Range bad[] = {
        {kSecureRam, 4},
        {kNsRam - 1, 4},
        {kNsRam + 0x3'FFFD, 4},
        {kNsRam, 0xFFFF'FFFF},
        {0xFFFF'FFFC, 8},
        {kNsRam + 0x3'FFFF, 0xE000'0002},
        {0x0C00'0000, 1},
        {kPool, 1},
        {0, 1},
        {kNsFlash + 0xFFFF, 2},
        {kNsRam, 0x4'0001},
        {0x5000'0000, 4},
        {kNsRam + 0x1000, 0xFFFF'FFFF},
    };
    for (const Range& r : bad) {
        call(kEcho, 1, {{r}, {}});
        EXPECT_EQ(running(), 0u);
        EXPECT_EQ(status(), kProgrammerError) << std::hex << r.base;
        call(kEcho, 1, {{}, {r}});
        EXPECT_EQ(status(), kProgrammerError) << std::hex << r.base;
        ASSERT_EQ(running(), 0u);
    }
    for (std::uint32_t array : {kSecureRam, kNsRam + 0x3'FFFC, 0xFFFF'FFFCu, kPool, kNsRam + 2}) {
        ns_call(SM_VENEER_CALL, kEcho, control(0, 1, 0), array, 0);
        EXPECT_EQ(status(), kProgrammerError) << std::hex << array;
        ns_call(SM_VENEER_CALL, kEcho, control(0, 0, 1), 0, array);
        EXPECT_EQ(status(), kProgrammerError) << std::hex << array;
    }
    call(kEcho, 1, {{}, {{kNsFlash, 4}}});  // may be read, not written
    EXPECT_EQ(status(), kProgrammerError);
    call(kEcho, 1, {{{kNsFlash, 4}}, {}});
    EXPECT_EQ(running(), 0x201u);
}

// Beside the region that the arrays lie in, and arrays that are constant.
TEST_F(Call, TakesVectorsOfSeveralRegions) {
    constexpr std::uint32_t kOther = 0x2005'4000;
    call(kEcho, 1, {{{kIn, 4}, {kNsFlash, 8}, {kOther, 12}}, {{kOther + 0x100, 16}}});
    ASSERT_EQ(running(), 0x201u);
    EXPECT_EQ(message().in_size, (PerVector{4, 8, 12, 0}));
    EXPECT_EQ(message().out_size, (PerVector{16, 0, 0, 0}));
    svc(SM_SVC_SFN_RETURN, 0);
    *at<Range>(kNsFlash) = {kIn, 4};
    ns_call(SM_VENEER_CALL, kEcho, control(1, 1, 0), kNsFlash, 0);
    ASSERT_EQ(running(), 0x201u);
    EXPECT_EQ(message().in_size[0], 4u);
    svc(SM_SVC_SFN_RETURN, 0);
    ns_call(SM_VENEER_CALL, kEcho, control(1, 0, 1), 0, kNsFlash);
    EXPECT_EQ(status(), kProgrammerError);
}

TEST_F(Call, AsksTheCallersOwnMpu) {
    machine_state.mpu_allows = false;
    call(kEcho, 1, {{{kIn, 4}}, {}});
    EXPECT_EQ(status(), kProgrammerError);
    call(kEcho, 0);
    EXPECT_EQ(running(), 0x201u);
}

TEST_F(Call, UnprivilegedCallersHaveTheirOwnRightsOnly) {
    machine_state.unprivileged = true;
    call(kEcho, 1, {{{kIn, 4}}, {{kOut, 4}}});
    EXPECT_EQ(running(), 0x201u);
    svc(SM_SVC_SFN_RETURN, 0);
    machine_state.unprivileged_may = false;
    call(kEcho, 1, {{{kIn, 4}}, {}});
    EXPECT_EQ(status(), kProgrammerError);
    call(kEcho, 1, {{}, {{kOut, 4}}});
    EXPECT_EQ(status(), kProgrammerError);
    machine_state.unprivileged = false;
    call(kEcho, 1, {{{kIn, 4}}, {{kOut, 4}}});
    EXPECT_EQ(running(), 0x201u);
}

TEST_F(Call, CVE_2024_0151_TypesCountsAndHandlesThatDoNotExistAreRefused) {
    for (std::uint32_t c : {0x8000u, 5u << 16, 5u << 19, 3u << 16 | 2u << 19, 7u << 16, 1u << 22}) {
        ns_call(SM_VENEER_CALL, kEcho, c, kNsRam, kNsRam);
        EXPECT_EQ(status(), kProgrammerError) << std::hex << c;
    }
    for (std::uint32_t h : {0u, 1u, 0x101u, abi::kStatelessHandle, abi::kStatelessHandle + 1,
                            abi::kStatelessHandle + 33, 0x8000'0000u, 0xFFFF'FFFFu, kInner}) {
        ns_call(SM_VENEER_CALL, h, 0, 0, 0);
        EXPECT_EQ(status(), kProgrammerError) << std::hex << h;
    }
}

TEST_F(Call, VersionsAreThoseTheCallerMaySee) {
    ns_call(SM_VENEER_FRAMEWORK_VERSION);
    EXPECT_EQ(result(), 0x0101u);
    ns_call(SM_VENEER_VERSION, 0xF0A0);
    EXPECT_EQ(result(), 1u);
    for (std::uint32_t sid : {0xF0B0u, 0xDEADu}) {
        ns_call(SM_VENEER_VERSION, sid);
        EXPECT_EQ(result(), 0u);
    }
}

TEST_F(Call, NestsAndUnwinds) {
    call(kEcho, 2);
    call(kInner, 5, {{{core->current()->ram.base, 8}}, {}});
    ASSERT_EQ(running(), 0x202u);
    EXPECT_EQ(message().client_id, 0x201);
    svc(SM_SVC_SFN_RETURN, 77);
    ASSERT_EQ(running(), 0x201u);
    EXPECT_EQ(status(), 77);
    svc(SM_SVC_SFN_RETURN, 78);
    EXPECT_EQ(running(), 0u);
    EXPECT_EQ(status(), 78);
}

TEST_F(Call, AModuleIsHeldToItsDependencies) {
    call(kEcho, 2);
    call(kInner, 0);
    ASSERT_EQ(running(), 0x202u);
    call(kEcho, 0);  // the inner one declared nothing: its end, and its caller's error
    EXPECT_EQ(running(), 0x201u);
    EXPECT_EQ(status(), kGenericError);
    EXPECT_EQ(log()->code, static_cast<std::uint32_t>(lib::Error::kFaultProgrammer));
}

TEST_F(Call, AModulesVectorsLieInItsOwnMemory) {
    const Domain& other = core->domain(2);
    call(kEcho, 2);
    std::uint32_t image = core->current()->image.base;
    call(kInner, 0, {{{image, 16}}, {}});  // constants of its own
    EXPECT_EQ(running(), 0x202u);
    svc(SM_SVC_SFN_RETURN, 0);
    for (Range r : {other.ram, Range{kNsRam, 4}, Range{kSecureRam, 4},
                    Range{core->current()->ram.base + core->current()->ram.size - 3, 4}}) {
        call(kInner, 0, {{r}, {}});
        EXPECT_EQ(running(), 0u);
        EXPECT_EQ(status(), kGenericError);
        call(kEcho, 2);
        svc(SM_SVC_STARTED, 0);
        ASSERT_EQ(running(), 0x201u);
    }
    call(kInner, 0, {{}, {{image, 16}}});
    EXPECT_EQ(running(), 0u);
}

TEST_F(Call, AVeneerWhileAModuleRunsIsBusy) {
    call(kEcho, 0);
    std::uint32_t psp = core->current()->context.psp;
    core->current()->context.psp -= 64;  // another thread's frame, on the module's stack
    ns_call(SM_VENEER_CALL, kEcho, 0);
    EXPECT_EQ(status(), kConnectionBusy);
    EXPECT_EQ(running(), 0x201u);
    core->current()->context.psp = psp;
    svc(SM_SVC_SFN_RETURN, 0);
    EXPECT_EQ(status(), kSuccess);
}

TEST_F(Call, TheAgentHasNoCallsOfAModule) {
    for (std::uint32_t n : {SM_SVC_CALL, SM_SVC_READ, SM_SVC_RANDOM, SM_SVC_STARTED,
                            SM_SVC_SFN_RETURN, SM_SVC_PANIC, 0, SM_SVC_VENEER + 6, 255}) {
        svc(n, kEcho, 0, kNsRam, 4);
        EXPECT_EQ(status(), kNotPermitted) << n;
        EXPECT_EQ(running(), 0u);
    }
}

TEST_F(Call, ReadAndSkipCountWhatIsLeft) {
    std::memcpy(at<char>(kIn), "abcdefgh", 8);
    call(kEcho, 1, {{{kIn, 8}}, {}});
    std::uint32_t handle = message().handle;
    std::uint32_t buffer = core->current()->ram.base;
    svc(SM_SVC_READ, handle, 0, buffer, 3);
    EXPECT_EQ(result(), 3u);
    svc(SM_SVC_SKIP, handle, 0, 2);
    EXPECT_EQ(result(), 2u);
    svc(SM_SVC_READ, handle, 0, buffer + 3, 100);
    EXPECT_EQ(result(), 3u);
    EXPECT_EQ(std::memcmp(at<char>(buffer), "abcfgh", 6), 0);
    svc(SM_SVC_READ, handle, 0, buffer, 1);
    EXPECT_EQ(result(), 0u);
    svc(SM_SVC_READ, handle, 3, buffer, 1);
    EXPECT_EQ(result(), 0u);
}

TEST_F(Call, ServiceErrorsEndTheService) {
    struct Bad {
        std::uint32_t number, r0, r1, r2, r3;
    };
    const Domain& d = core->domain(1);
    for (int i = 0; i < 8; ++i) {
        call(kEcho, 1, {{{kIn, 8}}, {{kOut, 8}}});
        if (running() == 0x201 && core->current()->state == State::kStarting) {
            svc(SM_SVC_STARTED, 0);
        }
        ASSERT_EQ(running(), 0x201u);
        std::uint32_t h = message().handle;
        const Bad bad[] = {
            {SM_SVC_READ, h + 0x100, 0, d.ram.base, 1}, {SM_SVC_READ, h, 4, d.ram.base, 1},
            {SM_SVC_READ, h, 0, kSecureRam, 1},         {SM_SVC_WRITE, h, 0, d.ram.base, 9},
            {SM_SVC_WRITE, h, 1, d.ram.base, 1},        {SM_SVC_WRITE, h, 0, kSecureRam, 1},
            {SM_SVC_SET_RHANDLE, h, 1, 0, 0},           {SM_SVC_STARTED, 0, 0, 0, 0}};
        svc(bad[i].number, bad[i].r0, bad[i].r1, bad[i].r2, bad[i].r3);
        EXPECT_EQ(running(), 0u) << i;
        EXPECT_EQ(status(), kGenericError) << i;
    }
}

TEST_F(Call, ConnectionsCarryTheirRhandleAndClose) {
    ns_call(SM_VENEER_CONNECT, 0xF0A1, 1);
    ASSERT_EQ(running(), 0x201u);
    EXPECT_EQ(message().type, kIpcConnect);
    svc(SM_SVC_SET_RHANDLE, message().handle, 0x1234);
    svc(SM_SVC_SFN_RETURN, 0);
    std::uint32_t handle = result();
    EXPECT_GT(status(), 0);
    call(handle, 9);
    EXPECT_EQ(message().rhandle, 0x1234u);
    EXPECT_EQ(message().type, 9);
    svc(SM_SVC_SFN_RETURN, 0);
    ns_call(SM_VENEER_CLOSE, handle);
    EXPECT_EQ(message().type, kIpcDisconnect);
    EXPECT_EQ(message().rhandle, 0x1234u);
    svc(SM_SVC_SFN_RETURN, 5);
    EXPECT_EQ(running(), 0u);
    EXPECT_EQ(status(), 0);
    call(handle, 9);
    EXPECT_EQ(status(), kProgrammerError);
}

TEST_F(Call, ConnectIsRefusedByPolicyOrByTheService) {
    struct {
        std::uint32_t sid, version;
    } bad[] = {{0xF0A1, 2}, {0xF0A0, 1}, {0xF0B1, 1}, {0x1, 1}};
    for (auto b : bad) {
        ns_call(SM_VENEER_CONNECT, b.sid, b.version);
        EXPECT_EQ(status(), kConnectionRefused) << std::hex << b.sid;
    }
    ns_call(SM_VENEER_CONNECT, 0xF0A1, 1);
    svc(SM_SVC_SFN_RETURN, static_cast<std::uint32_t>(kConnectionRefused));
    EXPECT_EQ(status(), kConnectionRefused);
}

TEST_F(Call, ManyConnectionsThenBusyAndNoneIsLost) {
    std::vector<std::uint32_t> handles;
    for (int round = 0; round < 3; ++round) {
        for (;;) {
            ns_call(SM_VENEER_CONNECT, 0xF0A1, 1);
            if (running() == 0) {
                break;
            }
            svc(SM_SVC_SFN_RETURN, 0);
            handles.push_back(result());
        }
        EXPECT_EQ(status(), kConnectionBusy);
        EXPECT_EQ(handles.size(), kNonSecureConnections);
        for (std::uint32_t h : handles) {
            ns_call(SM_VENEER_CLOSE, h);
            svc(SM_SVC_SFN_RETURN, 0);
        }
        handles.clear();
    }
}

TEST_F(Call, AModuleConnectsWhateverTheApplicationHoldsOpen) {
    for (std::size_t i = 0; i < kNonSecureConnections; ++i) {
        ns_call(SM_VENEER_CONNECT, 0xF0A1, 1);
        svc(SM_SVC_SFN_RETURN, 0);
    }
    ns_call(SM_VENEER_CONNECT, 0xF0A1, 1);
    ASSERT_EQ(status(), kConnectionBusy);
    call(kEcho, 0);
    ASSERT_EQ(running(), 0x201u);
    svc(SM_SVC_CONNECT, 0xF0B1, 1);
    EXPECT_EQ(running(), 0x202u);
}

TEST_F(Call, CVE_2023_51712_RecordsAreCutToTheBufferAndTheBufferIsChecked) {
    ns_call(SM_VENEER_RECORD, SM_RECORD_MODULE, 0, kOut, 64);
    EXPECT_GT(status(), 0);
    EXPECT_EQ(*at<std::uint32_t>(kOut), 0x201u);
    std::memset(at<void>(kOut), 0x11, 8);
    ns_call(SM_VENEER_RECORD, SM_RECORD_MODULE, 1, kOut, 4);
    EXPECT_EQ(status(), 4);
    EXPECT_EQ(at<std::uint32_t>(kOut)[1], 0x1111'1111u);
    ns_call(SM_VENEER_RECORD, SM_RECORD_MODULE, 2, kOut, 64);
    EXPECT_EQ(status(), kDoesNotExist);
    ns_call(SM_VENEER_RECORD, SM_RECORD_MODULE, 0xFFFF'FFFF, kOut, 64);
    EXPECT_EQ(status(), kDoesNotExist);
    ns_call(SM_VENEER_RECORD, SM_RECORD_COMPONENT, 0, kSecureRam, 64);
    EXPECT_EQ(status(), kInvalidArgument);
    ns_call(SM_VENEER_RECORD, SM_RECORD_LOG, 0, kOut, 0xFFFF'FFFF);
    EXPECT_EQ(status(), kInvalidArgument);
}

}  // namespace
}  // namespace manager::core::testing
