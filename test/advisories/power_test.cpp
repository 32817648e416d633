// SPDX-License-Identifier: Apache-2.0
// Power-fail bugs of MCUboot, each by its number in that project, tried on our update engine.
// README.md lists them all.
#include <gtest/gtest.h>

#include "test/powercut/sweep.h"

namespace test::powercut {
namespace {

using boot::update::kConfirmedInAdvance;

const World& world() {
    static const World kWorld = small_world();
    return kWorld;
}

Flow flow_named(const std::string& name) {
    for (const Flow& flow : small_flows()) {
        if (flow.name == name) {
            return flow;
        }
    }
    throw std::runtime_error(name);
}

Counts swept(const std::string& name, const Options& options) {
    const Flow flow = flow_named(name);
    const Counts counts = Sweep(world(), flow, options).run();
    for (const std::string& failure : counts.failures) {
        ADD_FAILURE() << failure;
    }
    return counts;
}
constexpr Options kSingles = {.pairs = false, .repeats = false, .plants = false};

class McubootPower : public ::testing::Test {
  protected:
    McubootPower() : machine(world()) {
        for (const auto component : {kUrot, kManager, kApp}) {
            machine.install(component, {component, 1, 1500});
        }
    }
    std::uint32_t runs(const BootResult& result, std::uint32_t component) const {
        return result.versions[world().index(component)];
    }
    void ask(const Image& image, std::uint32_t flags = 0) {
        machine.stage({image});
        ASSERT_TRUE(machine.ask({image}, flags).ok());
    }
    void install(const Image& image) {
        ask(image);
        machine.boot();
        ASSERT_TRUE(machine.confirm().ok());
        ASSERT_EQ(runs(machine.boot(), image.component), image.version);
    }
    // Cut in each operation of a boot in each way that a word may be torn; what the next boot says.
    template <typename Check>
    void cut_each_operation(Check check) {
        Machine before(world());
        before.assign(machine);
        for (std::uint64_t at = 1; at < 4000; ++at) {
            for (const flash_cut policy : {FLASH_CUT_NOTHING, FLASH_CUT_PART, FLASH_CUT_WEAK}) {
                machine.assign(before);
                machine.cut_after(at, policy, at);
                bool cut = false;
                try {
                    machine.boot();
                } catch (const PowerLost&) {
                    cut = true;
                }
                machine.power_on();
                if (!cut && policy == FLASH_CUT_NOTHING) {
                    return;
                }
                check(machine.boot());
            }
        }
        FAIL() << "the boot does not end";
    }

    Machine machine;
};

TEST_F(McubootPower, Issue480_RevertThatIsCutNeverSwapsTheImagesTwice) {
    ask({kManager, 2, 1024});
    EXPECT_EQ(runs(machine.boot(), kManager), 2u);
    cut_each_operation([this](const BootResult& result) {
        EXPECT_TRUE(result.started);
        EXPECT_EQ(runs(result, kManager), 1u);
        EXPECT_EQ(runs(machine.boot(), kManager), 1u);
    });
}

// A request that ended in any way, and none at all, is what the log may hold before the next.
TEST_F(McubootPower, Issue829_UpdateWorksFromEveryStateTheLogMayBeIn) {
    const auto expect_update = [this](std::uint32_t version) {
        ask({kApp, version, 2048});
        cut_each_operation([&](const BootResult& result) {
            EXPECT_TRUE(runs(result, kApp) == version || runs(result, kApp) == 1) << version;
            EXPECT_TRUE(result.started);
        });
    };
    expect_update(2);  // after none; cut_each_operation leaves a board that reverts
    machine.boot();
    expect_update(3);  // after a revert
    machine.boot();
    machine.boot();
    machine.stage({{kApp, 4, 2000, true}});
    ASSERT_TRUE(machine.ask({{kApp, 4, 2000, true}}, 0).ok());
    machine.boot();
    expect_update(5);  // after a refusal
    machine.boot();
    install({kManager, 2, 1000});
    expect_update(6);  // after an update that stayed
}

TEST(McubootSweep, Issue1588_RecoveryFromPoisonedMemoryAfterEveryCut) {
    EXPECT_GT(swept("upgrade-module@1040", kSingles).single, 500u);
}

TEST(McubootSweep, Issue1645_TornEraseLosesNoImage) {
    EXPECT_GT(swept("upgrade-manager@1024", kSingles).single, 500u);
}

TEST(McubootSweep, Issue1966_TornMarkInARevertBricksNothing) {
    EXPECT_GT(swept("reject-app@2048", kSingles).single, 500u);
}

TEST(McubootSweep, Commit33094fc5_SecondCutInTheRecoveryLeavesNoStuckRevert) {
    const Options pairs = {.pairs = true, .repeats = false, .plants = false, .thorough = false};
    EXPECT_GT(swept("first-install-unconfirmed", pairs).pairs, 10'000u);
}

TEST_F(McubootPower, Commit8975d5c4_EverySizeAroundASectorsEndIsInstalledAndReverted) {
    for (std::uint32_t sectors = 1; sectors <= 5; ++sectors) {
        for (const std::uint32_t by : {-17, -16, -1, 0, 1, 16, 17}) {
            const std::uint32_t size = sectors * world().sector + by;
            if (size > world().place(kApp).size) {
                continue;
            }
            ask({kApp, 2, size});
            const BootResult trial = machine.boot();
            EXPECT_EQ(runs(trial, kApp), 2u) << size;
            EXPECT_TRUE(trial.started) << size;
            EXPECT_EQ(runs(machine.boot(), kApp), 1u) << size;
        }
    }
}

TEST_F(McubootPower, PR2282_CounterRisesWithTheConfirmationOnlySoThatARevertIsPossible) {
    ask({kApp, 9, 2048});
    machine.boot();
    EXPECT_EQ(machine.counter(kApp), 0u);
    EXPECT_EQ(runs(machine.boot(), kApp), 1u);
    EXPECT_EQ(machine.counter(kApp), 0u);
    ask({kApp, 9, 2048});
    machine.boot();
    ASSERT_TRUE(machine.confirm().ok());
    cut_each_operation([this](const BootResult& result) {
        EXPECT_EQ(runs(result, kApp), 9u);
        EXPECT_EQ(machine.counter(kApp), 9u);
    });
}

TEST_F(McubootPower, Issue2811_FirstInstallConfirmedInAdvanceIsNeverReverted) {
    ask({kModule, 2, 1040}, kConfirmedInAdvance);
    for (int i = 0; i < 4; ++i) {
        EXPECT_EQ(runs(machine.boot(), kModule), 2u);
    }
}

TEST_F(McubootPower, Issue2811_FirstInstallUnconfirmedTakesNothingElseWithIt) {
    ask({kModule, 2, 1040});
    EXPECT_EQ(runs(machine.boot(), kModule), 2u);
    const BootResult after = machine.boot();
    EXPECT_TRUE(after.started);
    EXPECT_EQ(runs(after, kModule), 0u);
    EXPECT_EQ(runs(after, kApp), 1u);
}

TEST(McubootSweep, Issue2845_BrokenWordAnywhereInTheLogEndsInNoLoop) {
    const Options plants = {.pairs = false, .repeats = false, .plants = true};
    EXPECT_GT(swept("upgrade-module@1040", plants).planted, 500u);
}

TEST(McubootSweep, PR2648_EveryWriteIsTornInEveryWay) {
    EXPECT_GT(swept("first-install", kSingles).single, 500u);
}

// Zephyr #84874, of its storage: a counter of consecutive cuts wrapped after 256 of them.
TEST_F(McubootPower, Zephyr84874_ThreeHundredCutsInTheSameOperationLoseNothing) {
    ask({kApp, 2, 2048});
    for (int i = 0; i < 300; ++i) {
        machine.cut_after(3, FLASH_CUT_PART, static_cast<std::uint64_t>(i));
        try {
            machine.boot();
        } catch (const PowerLost&) {
        }
        machine.power_on();
    }
    const BootResult result = machine.boot();
    EXPECT_TRUE(result.started);
    EXPECT_TRUE(runs(result, kApp) == 1u || runs(result, kApp) == 2u);
    const BootResult reverted = machine.boot();  // nobody confirmed
    EXPECT_TRUE(reverted.started);
    EXPECT_EQ(runs(reverted, kApp), 1u);
}

}  // namespace
}  // namespace test::powercut
