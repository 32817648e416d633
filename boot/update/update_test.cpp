// SPDX-License-Identifier: Apache-2.0
// What the update engine does and refuses. Power cuts: test/powercut sweeps them all; here a part
// of the same sweep runs under the sanitizers.
#include <gtest/gtest.h>

#include "boot/update/engine.h"
#include "boot/update/request.h"
#include "test/powercut/sweep.h"

namespace boot::update {
namespace {

using test::powercut::BootResult;
using test::powercut::Flow;
using test::powercut::Image;
using test::powercut::kApp;
using test::powercut::kManager;
using test::powercut::kModule;
using test::powercut::kUrot;
using test::powercut::Machine;
using test::powercut::small_world;
using test::powercut::World;

const World& world() {
    static const World kWorld = small_world();
    return kWorld;
}

class Update : public ::testing::Test {
  protected:
    Update() : machine(world()) {
        for (const auto component : {kUrot, kManager, kApp}) {
            machine.install(component, {component, 1, 1500});
        }
    }
    std::uint32_t runs(const BootResult& result, std::uint32_t component) const {
        return result.versions[world().index(component)];
    }
    void stage_and_ask(const std::vector<Image>& images, std::uint32_t flags = 0) {
        machine.stage(images);
        ASSERT_TRUE(machine.ask(images, flags).ok());
    }
    Standing standing() { return Requester(machine, world().log).look(); }
    // A request as written by somebody who does not play by the rules.
    void forge(const Request& request) { ASSERT_TRUE(Log(machine, world().log).begin(request)); }
    void expect_refused(const Request& request) {
        forge(request);
        const std::uint64_t before = machine.operations;
        EXPECT_EQ(runs(machine.boot(), kApp), 1u);
        EXPECT_LE(machine.operations - before, 2u);  // the end mark
        EXPECT_EQ(standing().outcome, static_cast<std::uint32_t>(lib::Error::kUpdateRequestBad));
    }

    Machine machine;
};

TEST_F(Update, InstallsThreeTogetherAndKeepsThemOnceConfirmed) {
    stage_and_ask({{kManager, 2, 1024}, {kModule, 2, 1040}, {kApp, 2, 3000}});
    const BootResult trial = machine.boot();
    EXPECT_TRUE(trial.on_trial);
    EXPECT_EQ(runs(trial, kManager), 2u);
    EXPECT_EQ(runs(trial, kModule), 2u);
    EXPECT_EQ(runs(trial, kApp), 2u);
    EXPECT_EQ(machine.counter(kManager), 0u);
    ASSERT_TRUE(machine.confirm().ok());
    EXPECT_EQ(runs(machine.boot(), kApp), 2u);
    EXPECT_EQ(machine.counter(kManager), 2u);
    EXPECT_EQ(standing().stand, Stand::kEnded);
    EXPECT_EQ(standing().outcome, 0u);
}

TEST_F(Update, BringsBackWhatNobodyConfirmed) {
    stage_and_ask({{kManager, 2, 4000}, {kModule, 2, 1040}});
    EXPECT_EQ(runs(machine.boot(), kManager), 2u);
    const BootResult after = machine.boot();
    EXPECT_EQ(runs(after, kManager), 1u);
    EXPECT_EQ(runs(after, kModule), 0u);  // there was none
    EXPECT_EQ(machine.counter(kManager), 0u);
    EXPECT_EQ(standing().outcome, static_cast<std::uint32_t>(lib::Error::kUpdateReverted));
}

TEST_F(Update, BringsBackWhatWasRejected) {
    stage_and_ask({{kApp, 2, 2000}});
    machine.boot();
    ASSERT_TRUE(machine.reject().ok());
    EXPECT_EQ(machine.confirm().error(), lib::Error::kUpdateNotOnTrial);
    EXPECT_EQ(runs(machine.boot(), kApp), 1u);
}

TEST_F(Update, RefusesBeforeAnythingIsChanged) {
    stage_and_ask({{kManager, 2, 1024}, {kApp, 2, 2000, true}});
    const std::uint64_t before = machine.operations;
    const BootResult result = machine.boot();
    EXPECT_LE(machine.operations - before, 2u);
    EXPECT_EQ(runs(result, kManager), 1u);
    EXPECT_EQ(runs(result, kApp), 1u);
    EXPECT_EQ(standing().outcome, static_cast<std::uint32_t>(lib::Error::kHashMismatch));
}

TEST_F(Update, RefusesVersionBelowTheCounter) {
    stage_and_ask({{kApp, 3, 2000}});
    machine.boot();
    ASSERT_TRUE(machine.confirm().ok());
    machine.boot();
    stage_and_ask({{kApp, 2, 2000}});
    EXPECT_EQ(runs(machine.boot(), kApp), 3u);
    EXPECT_EQ(standing().outcome, static_cast<std::uint32_t>(lib::Error::kCounterRollback));
}

// MCUboot #2811: an image installed where none was, never confirmed, was "reverted" to nothing.
TEST_F(Update, FirstInstallConfirmedInAdvanceStays) {
    stage_and_ask({{kModule, 2, 1040}}, kConfirmedInAdvance);
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(runs(machine.boot(), kModule), 2u);
    }
    EXPECT_EQ(machine.counter(kModule), 2u);
}

TEST_F(Update, UrotIsInstalledAloneOnly) {
    stage_and_ask({{kUrot, 2, 2000}});
    EXPECT_EQ(runs(machine.boot(), kUrot), 2u);
    ASSERT_TRUE(machine.confirm().ok());
    machine.boot();
    EXPECT_EQ(machine.counter(kUrot), 2u);
    stage_and_ask({{kUrot, 3, 1000}, {kApp, 3, 1000}});
    const BootResult first = machine.boot();
    EXPECT_EQ(runs(first, kUrot), 2u);
    EXPECT_EQ(runs(first, kApp), 1u);
    stage_and_ask({{kApp, 3, 1000}, {kUrot, 3, 1000}});
    const BootResult second = machine.boot();
    EXPECT_EQ(runs(second, kUrot), 2u);
    EXPECT_EQ(runs(second, kApp), 1u);
}

// The log may be forged by whoever writes flash at HDPL3; what is judged is what is copied.
TEST_F(Update, UrotSlotIsWrittenWithGoodImagesOnlyWhateverTheLogSays) {
    const std::uint32_t slot = world().place(kUrot).at;
    const std::uint32_t sector = world().sector;
    for (const std::uint32_t mark : {kSaved, kReverting, kTrial}) {
        machine.stage({{kUrot, 2, 2000, true}});
        Log log(machine, world().log);
        ASSERT_TRUE(log.begin({.count = 1, .entries = {{{kUrot, 2000}}}}));
        ASSERT_TRUE(log.write(mark));
        const auto before = machine.erases();
        EXPECT_EQ(runs(machine.boot(), kUrot), 1u);
        EXPECT_EQ(machine.erases()[slot / sector], before[slot / sector]) << mark;
        EXPECT_EQ(standing().outcome, static_cast<std::uint32_t>(lib::Error::kHashMismatch));
    }
}

// A uROT where there was none has nothing to go back to.
TEST_F(Update, UrotThatReplacedNoneStaysAndItsCounterDoesNotRise) {
    machine.plant(world().place(kUrot).at);
    stage_and_ask({{kUrot, 2, 2000}});
    for (int i = 0; i < 3; ++i) {
        const BootResult result = machine.boot();
        EXPECT_TRUE(result.started);
        EXPECT_EQ(runs(result, kUrot), 2u);
    }
    EXPECT_EQ(standing().stand, Stand::kEnded);
    EXPECT_EQ(machine.counter(kUrot), 0u);
}

TEST_F(Update, UrotRequestThatLeavesThePoolIsRefused) {
    const std::uint32_t pool = world().pool_size / world().sector;
    expect_refused({.gap = pool - 5, .count = 1, .entries = {{{kUrot, 2000}}}});
    expect_refused({.gap = 0xFFFF, .count = 1, .entries = {{{kUrot, 2000}}}});
    for (const std::uint32_t size : {0u, 3 * 1024 + 1u, 0x7FFFFFFFu, 0xFFFFFFFFu, 0xFFFFFC01u}) {
        expect_refused({.count = 1, .entries = {{{kUrot, size}}}});
    }
    stage_and_ask({{kUrot, 2, 2000}});
    EXPECT_EQ(runs(machine.boot(), kUrot), 2u);
}

TEST_F(Update, OneRequestAtATime) {
    stage_and_ask({{kApp, 2, 2000}});
    const std::vector<Image> other = {{kManager, 2, 1000}};
    EXPECT_EQ(machine.ask(other, 0).error(), lib::Error::kUpdateBusy);
    machine.boot();
    EXPECT_EQ(machine.ask(other, 0).error(), lib::Error::kUpdateBusy);
    ASSERT_TRUE(machine.confirm().ok());
    EXPECT_EQ(machine.ask(other, 0).error(), lib::Error::kUpdateBusy);
    machine.boot();
    EXPECT_TRUE(machine.ask(other, 0).ok());
}

TEST_F(Update, NothingToConfirmWithoutTrial) {
    EXPECT_EQ(machine.confirm().error(), lib::Error::kUpdateNotOnTrial);
    stage_and_ask({{kApp, 2, 2000}});
    EXPECT_EQ(machine.confirm().error(), lib::Error::kUpdateNotOnTrial);
    EXPECT_EQ(machine.reject().error(), lib::Error::kUpdateNotOnTrial);
}

TEST_F(Update, ImageThatDecaysOnTrialIsReplacedByTheOldOne) {
    stage_and_ask({{kApp, 2, 2000}});
    machine.boot();
    ASSERT_TRUE(machine.confirm().ok());
    machine.plant(world().place(kApp).at + 1024);
    const BootResult result = machine.boot();
    EXPECT_TRUE(result.started);
    EXPECT_EQ(result.resets, 1u);
    EXPECT_EQ(runs(result, kApp), 1u);
}

TEST_F(Update, RequestThatLeavesThePoolIsRefused) {
    const std::uint32_t pool = world().pool_size / world().sector;
    expect_refused({.gap = pool, .count = 1, .entries = {{{kApp, 1000}}}});
    expect_refused({.gap = pool - 1, .count = 1, .entries = {{{kApp, 1000}}}});
    expect_refused({.gap = 0xFFFF, .count = 1, .entries = {{{kApp, 1000}}}});
    expect_refused({.gap = pool - 3, .count = 2, .entries = {{{kApp, 2048}, {kManager, 1}}}});
}

TEST_F(Update, RequestWithAbsurdSizesIsRefused) {
    for (const std::uint32_t size : {0u, 5 * 1024 + 1u, 0x7FFFFFFFu, 0xFFFFFFFFu, 0xFFFFFC01u}) {
        expect_refused({.count = 1, .entries = {{{kApp, size}}}});
        expect_refused({.count = 2, .entries = {{{kManager, 10}, {kApp, size}}}});
    }
}

TEST_F(Update, RequestForWhatHasNoSlotIsRefused) {
    expect_refused({.count = 1, .entries = {{{99, 1000}}}});
    expect_refused({.count = 2, .entries = {{{kApp, 1000}, {kApp, 1000}}}});
    expect_refused({.count = 3, .entries = {{{kApp, 1000}, {kManager, 10}}}});
    expect_refused({.count = 1, .entries = {{{1, 1000}}}});
}

TEST_F(Update, RequestOfMoreThanEightIsRefused) {
    Request request{.count = 0, .entries = {{{kApp, 1000}}}};
    EXPECT_EQ(Requester(machine, world().log).ask(request).error(), lib::Error::kUpdateRequestBad);
    request.count = kMaxEntries + 1;
    EXPECT_EQ(Requester(machine, world().log).ask(request).error(), lib::Error::kUpdateRequestBad);
}

TEST_F(Update, ErasesEachSectorOfSlotAndPoolOnceForEachUpdate) {
    for (std::uint32_t version = 2; version < 12; ++version) {
        const auto before = machine.erases();
        stage_and_ask({{kApp, version, 2048}});
        machine.boot();
        ASSERT_TRUE(machine.confirm().ok());
        machine.boot();
        const auto& after = machine.erases();
        for (std::uint32_t i = 0; i < after.size(); ++i) {
            const std::uint32_t at = i * world().sector;
            const bool pool = at >= world().pool;
            EXPECT_LE(after[i] - before[i], pool ? 2u : 1u) << "sector " << i;
        }
    }
    // the log's two sectors take turns
    EXPECT_LE(machine.erases()[0], 5u);
    EXPECT_LE(machine.erases()[1], 5u);
}

// Every operation of two flows in every way, under the sanitizers; pairs are left to the sweep.
TEST(UpdateSweep, EveryCutOfAnUpgradeAndARevertIsSurvived) {
    for (const Flow& flow : test::powercut::small_flows()) {
        if (flow.name == "upgrade-module@1040" || flow.name == "first-install-unconfirmed") {
            test::powercut::Sweep sweep(world(), flow, {.pairs = false, .repeats = false});
            const auto counts = sweep.run();
            EXPECT_GT(counts.single, 500u);
            EXPECT_GT(counts.planted, 500u);
            for (const std::string& failure : counts.failures) {
                ADD_FAILURE() << failure;
            }
        }
    }
}

}  // namespace
}  // namespace boot::update
