// SPDX-License-Identifier: Apache-2.0
#include "manager/core/test_iovec.h"

namespace manager::core::testing {
namespace {

TEST_F(Iovec, WholeGranulesOfTheApplicationAreMappedAsTheyAre) {
    large();
    entered();
    map(SM_SVC_MAP_INVEC, 0);
    EXPECT_EQ(result(), kIn);
    EXPECT_EQ(frame().r1, kLarge);
    map(SM_SVC_MAP_OUTVEC, 0);
    EXPECT_EQ(result(), kOut);
    // Read only, never executable; read and write, never executable.
    EXPECT_EQ(machine_state.mapped[0], (RegionWords{kIn | 7u, kIn + kLarge - 32 + 1}));
    EXPECT_EQ(machine_state.mapped[1], (RegionWords{kOut | 3u, kOut + kLarge - 32 + 1}));
    EXPECT_EQ(machine_state.mapped[2], RegionWords{});
    svc(SM_SVC_UNMAP_OUTVEC, handle, 0, 100);
    EXPECT_EQ(result(), 0u);
    svc(SM_SVC_SFN_RETURN, 0);
    EXPECT_EQ(running(), 0u);
    EXPECT_EQ(at<Range>(arrays)[1].size, 100u);
    EXPECT_TRUE(nothing_mapped());
}

TEST_F(Iovec, AnOutVectorStillMappedAtTheReplyCountsAsNothingWritten) {
    large();
    entered();
    map(SM_SVC_MAP_OUTVEC, 0);
    svc(SM_SVC_SFN_RETURN, 0);
    EXPECT_EQ(status(), 0);
    EXPECT_EQ(at<Range>(arrays)[1].size, 0u);
    EXPECT_TRUE(nothing_mapped());
}

TEST_F(Iovec, FourVectorsFitInAnyMix) {
    for (std::uint32_t ins = 0; ins <= kMaxVectors; ++ins) {
        Vectors v;
        for (std::uint32_t i = 0; i < kMaxVectors; ++i) {
            (i < ins ? v.in : v.out).push_back({kIn + 0x100 * i, 32});
        }
        call(kMaps, 1, v);
        entered();
        for (std::uint32_t i = 0; i < kMaxVectors; ++i) {
            map(i < ins ? SM_SVC_MAP_INVEC : SM_SVC_MAP_OUTVEC, i < ins ? i : i - ins);
            EXPECT_EQ(result(), kIn + 0x100 * i);
            EXPECT_EQ(machine_state.mapped[i].base & 4u, i < ins ? 4u : 0u);
        }
        svc(SM_SVC_SFN_RETURN, 0);
        EXPECT_EQ(status(), 0);
    }
}

TEST_F(Iovec, WhatWouldLendAByteMoreIsNotMapped) {
    const Range imprecise[] = {{kIn + 4, 64}, {kIn, 63}, {kIn + 1, 1}, {kIn + 16, 32}, {kIn, 16}};
    for (const Range& r : imprecise) {
        call(kMaps, 1, {{r}, {}});
        entered();
        map(SM_SVC_MAP_INVEC, 0);
        EXPECT_EQ(result(), 0u);
        EXPECT_EQ(frame().r1, r.size);
        EXPECT_TRUE(nothing_mapped());
        svc(SM_SVC_SFN_RETURN, 0);
    }
}

TEST_F(Iovec, VectorsThatOverlapAreNotBothMapped) {
    call(kMaps, 1, {{{kIn, 64}}, {{kIn + 32, 64}}});
    entered();
    map(SM_SVC_MAP_INVEC, 0);
    EXPECT_EQ(result(), kIn);
    map(SM_SVC_MAP_OUTVEC, 0);
    EXPECT_EQ(result(), 0u);
}

TEST_F(Iovec, AModulesOwnMemoryIsNotMapped) {
    call(kPlain, 1);
    entered();
    call(kInner, 1, {{{core->current()->ram.base + 0x40, 32}}, {}});
    ASSERT_EQ(running(), 0x202u);
    handle = message().handle;
    map(SM_SVC_MAP_INVEC, 0);
    EXPECT_EQ(result(), 0u);
}

TEST_F(Iovec, WhatIsNotMappedIsCopiedIntoABlockAndBack) {
    std::memcpy(at<char>(kIn + 3), "copied", 6);
    call(kMaps, 1, {{{kIn + 3, 6}}, {{kOut + 5, 10}}});
    entered();
    map(SM_SVC_MAP_INVEC, 0, block());
    EXPECT_EQ(result(), block());
    EXPECT_EQ(std::memcmp(at<char>(block()), "copied", 6), 0);
    map(SM_SVC_MAP_OUTVEC, 0, block() + 32);
    EXPECT_TRUE(nothing_mapped());
    std::memcpy(at<char>(block() + 32), "backwards", 9);
    svc(SM_SVC_UNMAP_OUTVEC, handle, 0, 4, block() + 32);
    EXPECT_EQ(result(), 1u);
    svc(SM_SVC_UNMAP_INVEC, handle, 0);
    EXPECT_EQ(result(), 1u);
    *at<char>(kOut + 9) = '-';
    svc(SM_SVC_SFN_RETURN, 0);
    EXPECT_EQ(std::memcmp(at<char>(kOut + 5), "back-", 5), 0);
    EXPECT_EQ(at<Range>(arrays)[1].size, 4u);
}

TEST_F(Iovec, ABlockLiesInThePartitionsOwnMemory) {
    for (std::uint32_t where : {kSecureRam, kNsRam, core->domain(2).ram.base,
                                core->domain(1).ram.base + 1024 - 5, core->domain(1).image.base}) {
        call(kMaps, 1, {{{kIn + 3, 6}}, {{kOut + 5, 6}}});
        entered();
        map(SM_SVC_MAP_INVEC, 0, where);
        ended_as_programmer_error();
        call(kMaps, 1, {{{kIn + 3, 6}}, {{kOut + 5, 6}}});
        entered();
        map(SM_SVC_MAP_OUTVEC, 0, block());
        if (where != core->domain(1).image.base) {  // may be read
            svc(SM_SVC_UNMAP_OUTVEC, handle, 0, 6, where);
            ended_as_programmer_error();
        }
    }
}

// What PSA-FF calls a programmer error of these four and of their neighbours.
TEST_F(Iovec, EachMisuseEndsThePartition) {
    struct Step {
        std::uint32_t number, index, r2 = 0, r3 = 0;
    };
    constexpr std::uint32_t kSize = 64;
    const Step in{SM_SVC_MAP_INVEC, 0}, out{SM_SVC_MAP_OUTVEC, 0};
    const std::uint32_t ram = core->domain(1).ram.base;
    const std::vector<std::vector<Step>> misuses = {
        {in, in},
        {out, out},
        {{SM_SVC_MAP_INVEC, 0, ram + 0x200}, in},
        {in, {SM_SVC_UNMAP_INVEC, 0}, in},
        {out, {SM_SVC_UNMAP_OUTVEC, 0, 0}, out},
        {{SM_SVC_UNMAP_INVEC, 0}},
        {{SM_SVC_UNMAP_OUTVEC, 0, 0}},
        {in, {SM_SVC_UNMAP_INVEC, 0}, {SM_SVC_UNMAP_INVEC, 0}},
        {out, {SM_SVC_UNMAP_OUTVEC, 0, 0}, {SM_SVC_UNMAP_OUTVEC, 0, 0}},
        {out, {SM_SVC_UNMAP_OUTVEC, 0, kSize + 1}},
        {{SM_SVC_MAP_INVEC, 1}},
        {{SM_SVC_MAP_INVEC, 3}},
        {{SM_SVC_MAP_INVEC, 4}},
        {{SM_SVC_MAP_INVEC, 0xFFFF'FFFF}},
        {{SM_SVC_MAP_OUTVEC, 1}},
        {{SM_SVC_MAP_OUTVEC, 3}},
        {{SM_SVC_MAP_OUTVEC, 4}},
        {{SM_SVC_MAP_OUTVEC, 0xFFFF'FFFC}},
        {{SM_SVC_UNMAP_INVEC, 4}},
        {{SM_SVC_UNMAP_OUTVEC, 0xFFFF'FFFC}},
        {in, {SM_SVC_READ, 0, ram, 1}},
        {in, {SM_SVC_READ, 0, ram, 0}},
        {in, {SM_SVC_SKIP, 0, 1}},
        {out, {SM_SVC_WRITE, 0, ram, 1}},
        {in, {SM_SVC_UNMAP_INVEC, 0}, {SM_SVC_READ, 0, ram, 1}},
        {out, {SM_SVC_UNMAP_OUTVEC, 0, 8}, {SM_SVC_WRITE, 0, ram, 1}},
        {{SM_SVC_READ, 0, ram, 1}, in},
        {{SM_SVC_READ, 0, ram, 0}, in},
        {{SM_SVC_SKIP, 0, 1}, in},
        {{SM_SVC_WRITE, 0, ram, 1}, out},
        {{SM_SVC_WRITE, 0, ram, 0}, out},
    };
    for (const auto& steps : misuses) {
        SCOPED_TRACE(&steps - misuses.data());
        SetUp();
        call(kMaps, 1, {{{kIn, kSize}}, {{kOut, kSize}}});
        entered();
        for (const Step& s : steps) {
            ASSERT_EQ(running(), 0x201u);
            svc(s.number, handle, s.index, s.r2, s.r3);
        }
        ended_as_programmer_error();
    }
}

TEST_F(Iovec, HandlesAndServicesWithoutItAreRefused) {
    for (std::uint32_t number :
         {SM_SVC_MAP_INVEC, SM_SVC_MAP_OUTVEC, SM_SVC_UNMAP_INVEC, SM_SVC_UNMAP_OUTVEC}) {
        SetUp();
        large();
        entered();
        svc(number, handle + 8, 0);
        ended_as_programmer_error();
        large();
        entered();
        svc(number, 0, 0);
        ended_as_programmer_error();
        call(kPlain, 1, {{{kIn, 32}}, {{kOut, 32}}});
        entered();
        svc(number, handle, 0);
        ended_as_programmer_error();
        svc(number, 0, 0);  // the application
        EXPECT_EQ(status(), kNotPermitted);
    }
}

TEST_F(Iovec, AnIndexIsOfItsOwnDirection) {
    call(kMaps, 1, {{{kIn, 32}, {kIn + 32, 32}, {kIn + 64, 32}, {kIn + 96, 32}}, {}});
    entered();
    map(SM_SVC_MAP_INVEC, 4);
    ended_as_programmer_error();
}

TEST_F(Iovec, LengthZeroIsRefused) {
    call(kMaps, 1, {{{kIn, 0}}, {{kOut, 0}}});
    entered();
    map(SM_SVC_MAP_INVEC, 0);
    ended_as_programmer_error();
    call(kMaps, 1, {{{kIn, 0}}, {{kOut, 0}}});
    entered();
    map(SM_SVC_MAP_OUTVEC, 0);
    ended_as_programmer_error();
}

TEST_F(Iovec, ReadAndWriteServeTheOtherVectors) {
    call(kMaps, 1, {{{kIn, 32}, {kIn + 64, 8}}, {{kOut, 32}, {kOut + 64, 8}}});
    entered();
    std::memcpy(at<char>(kIn + 64), "streamed", 8);
    map(SM_SVC_MAP_INVEC, 0);
    map(SM_SVC_MAP_OUTVEC, 0);
    svc(SM_SVC_READ, handle, 1, block(), 3);
    EXPECT_EQ(result(), 3u);
    svc(SM_SVC_READ, handle, 1, block() + 3, 100);
    EXPECT_EQ(result(), 5u);
    svc(SM_SVC_READ, handle, 3, block(), 1);  // no such vector
    EXPECT_EQ(result(), 0u);
    svc(SM_SVC_WRITE, handle, 1, block(), 8);
    svc(SM_SVC_SFN_RETURN, 0);
    EXPECT_EQ(std::memcmp(at<char>(kOut + 64), "streamed", 8), 0);
    EXPECT_EQ(at<Range>(arrays)[2].size, 0u);
    EXPECT_EQ(at<Range>(arrays)[3].size, 8u);
}

// What is read-only in the MPU is so for the core: it must not meet it when it writes for a client
// that gave the same bytes twice.
TEST_F(Iovec, TheCoreWritesToAClientOnlyWithNothingMapped) {
    call(kMaps, 1, {{{kIn, 64}}, {{kIn + 32, 8}, {kIn + 3, 8}}});
    entered();
    map(SM_SVC_MAP_INVEC, 0);
    map(SM_SVC_MAP_OUTVEC, 1, block());
    EXPECT_FALSE(nothing_mapped());
    svc(SM_SVC_WRITE, handle, 0, block(), 8);
    EXPECT_TRUE(nothing_mapped());
    EXPECT_TRUE(core->vectors_touched(kIn));
    EXPECT_FALSE(nothing_mapped());
    svc(SM_SVC_UNMAP_OUTVEC, handle, 1, 8, block());
    EXPECT_TRUE(nothing_mapped());
    EXPECT_TRUE(core->vectors_touched(kIn + 63));
    svc(SM_SVC_SFN_RETURN, 0);
    EXPECT_TRUE(nothing_mapped());
}

TEST_F(Iovec, AnotherPartitionNeverSeesThem) {
    large();
    entered();
    map(SM_SVC_MAP_INVEC, 0);
    map(SM_SVC_MAP_OUTVEC, 0);
    call(kInner, 1);
    ASSERT_EQ(running(), 0x202u);
    EXPECT_TRUE(nothing_mapped());
    EXPECT_FALSE(core->vectors_touched(kIn));
    svc(SM_SVC_SFN_RETURN, 0);
    ASSERT_EQ(running(), 0x201u);
    EXPECT_TRUE(nothing_mapped());
    EXPECT_TRUE(core->vectors_touched(kOut + kLarge - 1));
    EXPECT_EQ(machine_state.mapped[0].base & ~31u, kIn);
    EXPECT_EQ(machine_state.mapped[1].base & ~31u, kOut);
    EXPECT_FALSE(core->vectors_touched(kOut));  // it is there: this is a fault
}

TEST_F(Iovec, OnlyWhatIsMappedComesBack) {
    large();
    entered();
    EXPECT_FALSE(core->vectors_touched(kIn));
    map(SM_SVC_MAP_INVEC, 0);
    map(SM_SVC_MAP_OUTVEC, 0);
    svc(SM_SVC_UNMAP_INVEC, handle, 0);
    EXPECT_FALSE(core->vectors_touched(kIn));
    EXPECT_FALSE(core->vectors_touched(kOut - 1));
    EXPECT_FALSE(core->vectors_touched(kOut + kLarge));
    EXPECT_TRUE(core->vectors_touched(kOut));
    EXPECT_EQ(machine_state.mapped[1], RegionWords{});
    svc(SM_SVC_SFN_RETURN, 0);
    EXPECT_FALSE(core->vectors_touched(kOut));
}

TEST_F(Iovec, AFirstLevelFunctionHasNone) {
    large();
    entered();
    svc(SM_SVC_IRQ_ENABLE, 0x20);
    map(SM_SVC_MAP_INVEC, 0);
    core->interrupt(47, true);
    ASSERT_EQ(core->current()->state, State::kHandling);
    EXPECT_TRUE(nothing_mapped());
    EXPECT_FALSE(core->vectors_touched(kIn));
    svc(SM_SVC_HANDLED, 0);
    EXPECT_TRUE(core->vectors_touched(kIn));
    core->interrupt(47, true);
    map(SM_SVC_MAP_OUTVEC, 0);
    EXPECT_TRUE(nothing_mapped());
    EXPECT_EQ(running(), 0u);
}

TEST_F(Iovec, AFaultTakesThemAway) {
    large();
    entered();
    map(SM_SVC_MAP_OUTVEC, 0);
    core->module_fault({lib::Error::kFaultMpu, 0, kIn});
    EXPECT_EQ(running(), 0u);
    EXPECT_TRUE(nothing_mapped());
    EXPECT_EQ(at<Range>(arrays)[1].size, kLarge);
}

// A mapped vector is not the partition's own memory.
TEST_F(Iovec, MappedVectorsAreNotPassedOn) {
    large();
    entered();
    map(SM_SVC_MAP_INVEC, 0);
    call(kInner, 1, {{{kIn, 32}}, {}});
    ended_as_programmer_error();
}

class IovecIpc : public Iovec {
  protected:
    void SetUp() override {
        Chip::SetUp();
        install_raw({{.id = 0x201,
                      .services = {signalled(mapping(stateless(0xF0A0, 6))),
                                   signalled(stateless(0xF0A1, 4), 2 * kSignal)},
                      .ipc = true},
                     {.id = 0x203,
                      .services = {signalled(stateless(0xF0C0, 7))},
                      .dependencies = {{0xF0A1, 1, 0}},
                      .ipc = true,
                      .priority = 2}});
        core->boot();
        while (running() != 0) {
            svc(SM_SVC_WAIT, 0xFFFF'FFFF, 0x8000'0000);
        }
    }
    void fetch(std::uint32_t signal = kSignal) {
        const std::uint32_t shown = core->current()->ram.base + 0x40;
        svc(SM_SVC_GET, signal, shown);
        ASSERT_EQ(status(), 0);
        handle = at<ServiceMessage>(shown)->handle;
    }
};

TEST_F(IovecIpc, VectorsStayMappedThroughAWaitAndEndWithTheReply) {
    call(kWaits, 1, {{{kIn, kLarge}}, {{kOut, kLarge}}});
    ASSERT_EQ(running(), 0x201u);
    fetch();
    map(SM_SVC_MAP_INVEC, 0);
    map(SM_SVC_MAP_OUTVEC, 0);
    EXPECT_EQ(core->current()->state, State::kMapping);
    svc(SM_SVC_WAIT, 0xFFFF'FFFF, 0);  // PSA_POLL
    EXPECT_TRUE(nothing_mapped());
    EXPECT_TRUE(core->vectors_touched(kIn));
    EXPECT_TRUE(core->current()->state == State::kMapping);
    svc(SM_SVC_UNMAP_OUTVEC, handle, 0, 7);
    EXPECT_TRUE(core->vectors_touched(kIn));
    svc(SM_SVC_REPLY, handle, 0);
    EXPECT_TRUE(nothing_mapped());
    EXPECT_FALSE(core->vectors_touched(kIn));
    svc(SM_SVC_WAIT, 0xFFFF'FFFF, 0x8000'0000);
    EXPECT_EQ(running(), 0u);
    EXPECT_EQ(status(), 0);
    EXPECT_EQ(at<Range>(arrays)[1].size, 7u);
}

TEST_F(IovecIpc, WhatWasReadIsNotMapped) {
    call(kWaits, 1, {{{kIn, 64}}, {}});
    fetch();
    svc(SM_SVC_READ, handle, 0, block(), 4);
    map(SM_SVC_MAP_INVEC, 0);
    ended_as_programmer_error();
}

// One message of the partition is mapped, another one is not: each finds its own vectors, and the
// core writes for neither of them with regions on.
TEST_F(IovecIpc, MessagesWithAndWithoutItAreServedSideBySide) {
    std::memcpy(at<char>(kIn + 64), "first message", 13);
    call(kWaits, 1, {{{kIn, 64}, {kIn + 64, 13}}, {}});
    fetch();
    const std::uint32_t first = handle;
    map(SM_SVC_MAP_INVEC, 0);
    svc(SM_SVC_NOTIFY, 0x203);
    ASSERT_EQ(running(), 0x203u);
    const std::uint32_t own = core->current()->ram.base + 0x40;
    std::memcpy(at<char>(own), "the second one", 14);
    call(kPlain, 1, {{{own, 14}}, {{own + 32, 14}}});
    ASSERT_EQ(running(), 0x201u);
    EXPECT_TRUE(nothing_mapped());
    fetch(2 * kSignal);
    svc(SM_SVC_READ, handle, 0, block(), 4);
    svc(SM_SVC_READ, first, 1, block() + 4, 6);
    EXPECT_TRUE(core->vectors_touched(kIn));
    svc(SM_SVC_READ, handle, 0, block() + 10, 7);
    EXPECT_TRUE(nothing_mapped());
    svc(SM_SVC_READ, first, 1, block() + 17, 8);
    EXPECT_EQ(std::memcmp(at<char>(block()), "the first second messa", 22), 0);
    svc(SM_SVC_WRITE, handle, 0, block(), 4);
    EXPECT_TRUE(core->vectors_touched(kIn));
    svc(SM_SVC_WRITE, handle, 0, block(), 4);
    EXPECT_TRUE(nothing_mapped());
    svc(SM_SVC_REPLY, handle, 0);
    EXPECT_EQ(running(), 0x203u);
    EXPECT_EQ(std::memcmp(at<char>(own + 32), "the the ", 8), 0);
}

}  // namespace
}  // namespace manager::core::testing
