// SPDX-License-Identifier: Apache-2.0
#include "manager/abi/record.h"
#include "manager/core/test_machine.h"

namespace manager::core::testing {
namespace {

constexpr std::uint32_t kOne = abi::kStatelessHandle + 1;
constexpr std::uint32_t kTwo = abi::kStatelessHandle + 2;

class Life : public Chip {
  protected:
    std::vector<ModuleSpec> two() {
        return {{.id = 0x101,
                 .services = {stateless(0xA0, 1), connected(0xA1)},
                 .dependencies = {{0xB0, 1, 0}, {0xB1, 1, 0}},
                 .grants = abi::kGrantRandom | abi::kGrantFlash,
                 .flash_base = 0x5'0000,
                 .flash_size = 0x4000},
                {.id = 0x102, .services = {stateless(0xB0, 2), connected(0xB1)}}};
    }
    void fault(lib::Error cause = lib::Error::kFaultMpu) {
        core->module_fault({cause, 0x0C02'0000, 0x1234});
    }
};

TEST_F(Life, StartsEachModuleOnceThenTheApplication) {
    install_raw(two());
    core->boot();
    EXPECT_EQ(running(), 0x101u);
    const Domain& d = *core->current();
    EXPECT_EQ(frame().r0, d.image.base);
    EXPECT_EQ(frame().r1, d.ram.base + d.ram.size);
    EXPECT_EQ(frame().pc, d.image.base + 0x204);
    EXPECT_EQ(*at<std::uint32_t>(d.ram.base + 512 - 4), kStackSeal);
    EXPECT_EQ(*at<std::uint32_t>(d.ram.base + 512), 0u);
    svc(SM_SVC_STARTED, 0);
    EXPECT_EQ(running(), 0x102u);
    svc(SM_SVC_STARTED, 0);
    EXPECT_EQ(running(), 0u);
    EXPECT_EQ(frame().lr, kNsFlash + 0x400);
    EXPECT_EQ(frame().pc, kStubs);
}

TEST_F(Life, ACallDuringStartStartsTheOtherOneFirst) {
    install_raw(two());
    core->boot();
    call(kTwo, 0);
    EXPECT_EQ(running(), 0x102u);
    EXPECT_EQ(core->current()->state, State::kStarting);
    svc(SM_SVC_STARTED, 0);
    EXPECT_EQ(running(), 0x102u);
    EXPECT_EQ(message().client_id, 0x101);
    svc(SM_SVC_SFN_RETURN, 3);
    EXPECT_EQ(running(), 0x101u);
    EXPECT_EQ(status(), 3);
    svc(SM_SVC_STARTED, 0);
    EXPECT_EQ(running(), 0u);
}

TEST_F(Life, AFaultIsRecordedItsCallerIsToldAndMemoryIsClean) {
    install(two());
    call(kOne, 0);
    const Domain& d = *core->current();
    std::memset(at<void>(d.ram.base), 0x77, 64);
    fault();
    EXPECT_EQ(running(), 0u);
    EXPECT_EQ(status(), kGenericError);
    EXPECT_EQ(log()->code, static_cast<std::uint32_t>(lib::Error::kFaultMpu));
    EXPECT_EQ(log()->component, 0x101u);
    EXPECT_EQ(log()->pc, 0x0C02'0000u);
    EXPECT_EQ(log()->address, 0x1234u);
    EXPECT_EQ(log()->kind, lib::handover::LogKind::kModuleFault);
    call(kOne, 0);
    EXPECT_EQ(core->current()->state, State::kStarting);
    EXPECT_EQ(*at<std::uint32_t>(d.ram.base), 0u);
    svc(SM_SVC_STARTED, 0);
    EXPECT_EQ(message().type, 0);
    svc(SM_SVC_SFN_RETURN, 0);
    EXPECT_EQ(status(), 0);
}

TEST_F(Life, AfterTooManyFaultsItStaysStopped) {
    install(two());
    for (int i = 0; i < kMaxFaults; ++i) {
        call(kOne, 0);
        ASSERT_EQ(running(), 0x101u) << i;
        fault();
        EXPECT_EQ(status(), kGenericError);
    }
    call(kOne, 0);
    EXPECT_EQ(running(), 0u);
    EXPECT_EQ(status(), kConnectionRefused);
    call(kTwo, 0);
    EXPECT_EQ(running(), 0x102u);
}

TEST_F(Life, WhatTheApplicationSpoilsIsNoFaultOfTheModule) {
    install(two());
    for (int i = 0; i < kMaxFaults + 1; ++i) {
        call(kOne, 0);
        if (core->current()->state == State::kStarting) {
            svc(SM_SVC_STARTED, 0);
        }
        ASSERT_EQ(running(), 0x101u) << i;
        core->module_spoiled({lib::Error::kFaultSecure, 0, 0});
        EXPECT_EQ(running(), 0u);
        EXPECT_EQ(status(), kGenericError);
    }
    EXPECT_EQ(core->domain(1).faults, 0u);
    EXPECT_EQ(log()->component, 4u);
}

TEST_F(Life, AStartThatFailsRefusesItsCallersForGood) {
    install_raw(two());
    core->boot();
    svc(SM_SVC_STARTED, static_cast<std::uint32_t>(-5));
    svc(SM_SVC_STARTED, 0);
    EXPECT_EQ(running(), 0u);
    call(kOne, 0);
    EXPECT_EQ(status(), kConnectionRefused);
}

TEST_F(Life, AFaultDropsConnectionsToTheModule) {
    install(two());
    ns_call(SM_VENEER_CONNECT, 0xA1, 1);
    svc(SM_SVC_SFN_RETURN, 0);
    std::uint32_t handle = result();
    call(handle, 1);
    fault();
    EXPECT_EQ(status(), kGenericError);
    call(handle, 1);
    EXPECT_EQ(status(), kProgrammerError);
    ns_call(SM_VENEER_CLOSE, handle);
    EXPECT_EQ(running(), 0u);
    EXPECT_EQ(status(), 0);
}

TEST_F(Life, AServiceHearsOfAClientThatFailed) {
    install(two());
    call(kOne, 0);
    svc(SM_SVC_CONNECT, 0xB1, 1);
    svc(SM_SVC_SET_RHANDLE, message().handle, 0x55);
    svc(SM_SVC_SFN_RETURN, 0);
    ASSERT_EQ(running(), 0x101u);
    fault();
    call(kTwo, 4);
    ASSERT_EQ(running(), 0x102u);
    EXPECT_EQ(message().type, kIpcDisconnect);
    EXPECT_EQ(message().rhandle, 0x55u);
    EXPECT_EQ(message().client_id, 0x101);
    svc(SM_SVC_SFN_RETURN, 0);
    ASSERT_EQ(running(), 0x102u);
    EXPECT_EQ(message().type, 4);
    svc(SM_SVC_SFN_RETURN, 6);
    EXPECT_EQ(running(), 0u);
    EXPECT_EQ(status(), 6);
}

TEST_F(Life, AConnectThatFaultsLeavesNoConnection) {
    install(two());
    for (int i = 0; i < 10; ++i) {
        ns_call(SM_VENEER_CONNECT, 0xA1, 1);
        if (core->current()->state == State::kStarting) {
            svc(SM_SVC_STARTED, 0);
        }
        ASSERT_EQ(message().type, kIpcConnect);
        fault();
        EXPECT_EQ(status(), kGenericError);
    }
}

TEST_F(Life, AnUnknownSupervisorCallIsAFault) {
    install(two());
    call(kOne, 0);
    svc(63);
    EXPECT_EQ(status(), kGenericError);
    EXPECT_EQ(log()->code, static_cast<std::uint32_t>(lib::Error::kFaultSvc));
}

TEST_F(Life, RandomIsForThoseWhoAskedForIt) {
    install(two());
    call(kOne, 0);
    std::uint32_t ram = core->current()->ram.base;
    svc(SM_SVC_RANDOM, ram, 2);
    EXPECT_EQ(status(), 0);
    EXPECT_NE(*at<std::uint32_t>(ram), 0u);
    machine_state.random_works = false;
    svc(SM_SVC_RANDOM, ram, 2);
    EXPECT_EQ(status(), kHardwareFailure);
    svc(SM_SVC_RANDOM, ram, 0x4000'0001);
    EXPECT_EQ(running(), 0u);
    call(kTwo, 0);
    svc(SM_SVC_RANDOM, core->current()->ram.base, 1);
    EXPECT_EQ(running(), 0u);
    EXPECT_EQ(status(), kGenericError);
}

TEST_F(Life, FlashStaysInsideTheGrant) {
    install(two());
    call(kOne, 0);
    std::uint32_t ram = core->current()->ram.base;
    svc(SM_SVC_FLASH_READ, 0x3FF0, ram, 16);
    EXPECT_EQ(result(), static_cast<std::uint32_t>(SM_FLASH_OK));
    svc(SM_SVC_FLASH_PROGRAM, 0x10, ram);
    svc(SM_SVC_FLASH_ERASE, 0x2000);
    EXPECT_EQ(machine_state.flash_log, (std::vector<std::uint32_t>{0x5'3FF0, 0x5'0010, 0x5'2000}));
    struct {
        std::uint32_t number, offset, buffer, size;
    } bad[] = {{SM_SVC_FLASH_READ, 0x3FF1, ram, 16},      {SM_SVC_FLASH_READ, 0, kNsRam, 16},
               {SM_SVC_FLASH_READ, 0xFFFF'FFFF, ram, 16}, {SM_SVC_FLASH_PROGRAM, 8, ram, 0},
               {SM_SVC_FLASH_PROGRAM, 0x4000, ram, 0},    {SM_SVC_FLASH_ERASE, 0x4000, 0, 0},
               {SM_SVC_FLASH_ERASE, 0x1000, 0, 0},        {SM_SVC_FLASH_READ, 0, ram, 0x4001},
               {SM_SVC_FLASH_PROGRAM, 0, kSecureRam, 0}};
    for (auto b : bad) {
        svc(b.number, b.offset, b.buffer, b.size);
        EXPECT_EQ(status(), kGenericError);
        call(kOne, 0);
        svc(SM_SVC_STARTED, 0);
    }
    EXPECT_EQ(machine_state.flash_log.size(), 3u);
}

TEST_F(Life, AnInstalledModuleTakesTheBuiltInOnesPlace) {
    module_write(kModuleFlash, {.id = 0x102, .services = {stateless(0xB0, 2), connected(0xB1)}});
    record_add(0x102, kModuleFlash, 0x400, lib::handover::kVerified, 0);
    install(two());
    EXPECT_EQ(core->domain_count(), 3u);
    EXPECT_EQ(core->domain(2).image.base, kModuleFlash);
    EXPECT_FALSE(core->domain(2).built_in);
}

TEST_F(Life, ABadInstalledModuleDoesNotPushOutTheBuiltIn) {
    module_write(kModuleFlash, {.id = 0x102}).image_size = 0xFFFF'FFE0;
    record_add(0x102, kModuleFlash, 0x400, lib::handover::kVerified, 0);
    install(two());
    EXPECT_EQ(core->domain_count(), 3u);
    EXPECT_TRUE(core->domain(2).built_in);
    EXPECT_EQ(log()->component, 0x102u);
}

TEST_F(Life, ARefusedReplacementLeavesTheServiceThere) {
    ModuleSpec greedy{.id = 0x102, .services = {stateless(0xA0, 2)}};
    module_write(kModuleFlash, greedy);
    record_add(0x102, kModuleFlash, 0x400, lib::handover::kVerified, 0);
    module_write(kModuleFlash + 0x400,
                 {.id = 0x101, .services = {stateless(0xA0, 1)}, .regions = {{0x5000'0000, 8, 3}}});
    record_add(0x101, kModuleFlash + 0x400, 0x400, lib::handover::kVerified, 0);
    install(two());
    EXPECT_EQ(core->domain_count(), 3u);
    EXPECT_TRUE(core->domain(1).built_in);
    EXPECT_TRUE(core->domain(2).built_in);
    EXPECT_EQ(block.log_next_sequence, 3u);
    call(kOne, 0);
    EXPECT_EQ(running(), 0x101u);
}

TEST_F(Life, OnlyANewerModuleTakesTheBuiltInOnesPlace) {
    record_add(3, kPayload, 0x4000, lib::handover::kVerified, 0);
    block.components[0].version = {1, 2, 3, 4};
    module_write(kModuleFlash, {.id = 0x102, .services = {stateless(0xB0, 2), connected(0xB1)}});
    record_add(0x102, kModuleFlash, 0x400, lib::handover::kVerified, 0);
    block.components[1].version = {1, 2, 3, 4};
    install(two());
    EXPECT_TRUE(core->domain(2).built_in);
    block.components[1].version = {1, 2, 3, 5};
    install(two());
    EXPECT_FALSE(core->domain(2).built_in);
}

TEST_F(Life, AModuleThatNamesAnotherOwnerIsRefused) {
    module_write(kModuleFlash, {.id = 0x201, .owner = 0xA001});
    record_add(0x201, kModuleFlash, 0x400, lib::handover::kVerified, 0xA002);
    install(two());
    EXPECT_EQ(core->domain_count(), 3u);
    block.components[0].owner = 0xA001;
    install(two());
    EXPECT_EQ(core->domain_count(), 4u);
}

TEST_F(Life, OnePeripheralHasOneOwnerByAnyAlias) {
    module_write(kModuleFlash, {.id = 0x201, .regions = {{0x4000'0400, 32, 3}}});
    record_add(0x201, kModuleFlash, 0x400, lib::handover::kVerified | lib::handover::kMayMmio, 0);
    auto specs = two();
    specs[0].regions = {{0x5000'0400, 32, 3}};
    install(specs);
    EXPECT_EQ(core->domain_count(), 3u);
    EXPECT_EQ(log()->code, static_cast<std::uint32_t>(lib::Error::kModuleDuplicateId));
}

TEST_F(Life, AnInstalledModuleCannotTakeAServiceOrARightOfOthers) {
    module_write(kModuleFlash, {.id = 0x201, .services = {stateless(0xA0, 9)}, .owner = 0xA001});
    module_write(kModuleFlash + 0x400,
                 {.id = 0x202, .services = {stateless(0xC0, 1)}, .owner = 0xA001});
    module_write(kModuleFlash + 0x800,
                 {.id = 0x203, .regions = {{0x0FFD'0C00, 32, 1}}, .owner = 0xA001});
    module_write(kModuleFlash + 0xC00,
                 {.id = 0x204, .regions = {{0x5000'0000, 32, 3}}, .owner = 0xA001});
    for (std::uint32_t i = 0; i < 4; ++i) {
        record_add(0x201 + i, kModuleFlash + 0x400 * i, 0x400, lib::handover::kVerified, 0xA001);
    }
    record_add(0x205, kSlot, 0x400, lib::handover::kVerified, 0xA001);
    record_add(0x206, kModuleFlash, 0x400, 0, 0xA001);  // not verified
    install(two());
    EXPECT_EQ(core->domain_count(), 3u);
    EXPECT_EQ(block.log_next_sequence, 6u);
}

TEST_F(Life, AMissingDependencyKeepsTheModuleDown) {
    auto specs = two();
    specs[1].dependencies = {{0xDEAD, 1, 0}};
    specs[0].dependencies.push_back({0xDEAD, 1, 1});  // weak
    install(specs);
    call(kTwo, 0);
    EXPECT_EQ(status(), kConnectionRefused);
    call(kOne, 0);
    EXPECT_EQ(running(), 0x101u);
}

TEST_F(Life, NoContainerNoBoot) {
    std::memset(at<void>(kPayload + abi::kContainerOffset), 0xFF, 16);
    core = std::make_unique<Core>();
    EXPECT_FALSE(core->install(kPlatform, block, kPayload).ok());
    block.magic = 0;
    core = std::make_unique<Core>();
    EXPECT_EQ(core->install(kPlatform, block, kPayload).error(), lib::Error::kHandoverBad);
}

TEST_F(Life, MoreModulesThanThePoolHoldsAreLeftOut) {
    std::vector<ModuleSpec> specs;
    for (std::uint32_t i = 0; i < 6; ++i) {
        specs.push_back({.id = 0x300 + i, .ram = 0x3000});
    }
    install(specs);
    EXPECT_EQ(core->domain_count(), 5u);
    EXPECT_EQ(log()->code, static_cast<std::uint32_t>(lib::Error::kModuleRam));
}

}  // namespace
}  // namespace manager::core::testing
