// SPDX-License-Identifier: Apache-2.0
// Claim S2: a change that returned success survives any power cut; one in progress leaves the old
// or the new value. Power fails at every flash operation of a workload, in every way the model
// knows, and every boot starts from a fresh journal.
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <vector>

#include "lib/journal/journal.h"
#include "lib/journal/test_flash.h"

namespace lib::journal {
namespace {

using Bytes = std::vector<std::byte>;
using Value = std::optional<Bytes>;

struct Step {
    std::uint64_t id;
    Value value;  // none: remove
    std::uint8_t flags = 0;
};

Bytes filled(std::size_t size, unsigned seed) {
    Bytes bytes(size);
    for (std::size_t i = 0; i < size; ++i) {
        bytes[i] = static_cast<std::byte>(seed + i * 13);
    }
    return bytes;
}

// Sets, overwrites, removes and several collections in three sectors of 512 bytes.
std::vector<Step> workload() {
    std::vector<Step> steps = {{9, filled(20, 99), kImmutable}, {1, filled(40, 1)}};
    for (unsigned i = 0; i < 22; ++i) {
        steps.push_back({1 + i % 3, filled(8 + (i * 11) % 60, i)});
        if (i % 5 == 4) {
            steps.push_back({1 + (i + 1) % 3, std::nullopt});
        }
    }
    return steps;
}

class Machine {
  public:
    explicit Machine(TestFlash& flash) : flash_(flash) {}

    // Runs from `done` on. True: to the end. False: power failed at steps[done].
    bool run(const std::vector<Step>& steps, std::size_t& done) {
        try {
            Journal journal(flash_, slots_);
            EXPECT_TRUE(journal.mount().ok());
            for (; done < steps.size(); ++done) {
                apply(journal, steps[done]);
            }
            return true;
        } catch (const PowerLost&) {
            flash_.power_on();
            return false;
        }
    }

    // What a boot finds; read often enough for weak words to fail.
    std::map<std::uint64_t, Value> look(int times = 1) {
        std::map<std::uint64_t, Value> found;
        for (int i = 0; i < times; ++i) {
            Journal journal(flash_, slots_);
            EXPECT_TRUE(journal.mount().ok());
            EXPECT_FALSE(journal.damaged());
            for (std::uint64_t id : {1, 2, 3, 9}) {
                found[id] = get(journal, id);
            }
        }
        return found;
    }

  private:
    static void apply(Journal<TestFlash>& journal, const Step& step) {
        if (step.value) {
            const auto result = journal.write({5, step.id}, *step.value, step.flags);
            // the step that was cut may have been done
            EXPECT_TRUE(result.ok() || result.error() == Error::kJournalImmutable);
        } else {
            const auto result = journal.remove({5, step.id});
            EXPECT_TRUE(result.ok() || result.error() == Error::kJournalNotFound);
        }
    }

    static Value get(Journal<TestFlash>& journal, std::uint64_t id) {
        const auto info = journal.find({5, id});
        if (!info.ok()) {
            EXPECT_EQ(info.error(), Error::kJournalNotFound);
            return std::nullopt;
        }
        Bytes value(info.value().size);
        EXPECT_TRUE(journal.read(info.value(), 0, value).ok());
        return value;
    }

    TestFlash& flash_;
    std::array<std::uint32_t, 16> slots_{};
};

std::map<std::uint64_t, Value> after(const std::vector<Step>& steps, std::size_t count) {
    std::map<std::uint64_t, Value> state = {{1, {}}, {2, {}}, {3, {}}, {9, {}}};
    for (std::size_t i = 0; i < count; ++i) {
        state[steps[i].id] = steps[i].value;
    }
    return state;
}

// Old or new of the step that was cut, everything else as acknowledged, and it stays so.
void expect_old_or_new(Machine& machine, const std::vector<Step>& steps, std::size_t done) {
    const auto first = machine.look();
    const auto old_state = after(steps, done);
    const auto new_state = after(steps, std::min(done + 1, steps.size()));
    EXPECT_TRUE(first == old_state || first == new_state);
    EXPECT_EQ(machine.look(12), first);
}

class PowerCut : public ::testing::TestWithParam<flash_cut> {};

TEST_P(PowerCut, AtEveryOperationLeavesOldOrNew) {
    const auto steps = workload();
    std::uint64_t cuts = 0;
    for (std::uint64_t at = 1;; ++at) {
        TestFlash flash(3, 512);
        Machine machine(flash);
        std::size_t done = 0;
        flash.cut_after(at, GetParam(), at * 77 + 5);
        if (machine.run(steps, done)) {
            break;
        }
        ++cuts;
        expect_old_or_new(machine, steps, done);
        ASSERT_TRUE(machine.run(steps, done));
        ASSERT_EQ(machine.look(), after(steps, steps.size())) << "cut " << at;
        ASSERT_FALSE(HasFailure()) << "cut " << at;
    }
    EXPECT_GT(cuts, 180u);
}

TEST_P(PowerCut, TwiceLeavesOldOrNew) {
    const auto steps = workload();
    for (std::uint64_t at = 1;; at += 3) {
        TestFlash probe(3, 512);
        Machine machine(probe);
        std::size_t done = 0;
        probe.cut_after(at, GetParam(), at);
        if (machine.run(steps, done)) {
            break;
        }
        for (std::uint64_t second = 1; second <= 60; ++second) {
            TestFlash flash(3, 512);
            Machine again(flash);
            std::size_t reached = 0;
            flash.cut_after(at, GetParam(), at);
            again.run(steps, reached);
            flash.cut_after(second, GetParam(), second * 31 + at);
            if (again.run(steps, reached)) {
                break;
            }
            expect_old_or_new(again, steps, reached);
            ASSERT_TRUE(again.run(steps, reached));
            ASSERT_EQ(again.look(), after(steps, steps.size()));
            ASSERT_FALSE(HasFailure()) << "cuts " << at << ", then " << second;
        }
    }
}

// The class of bug that single cuts do not find: the same operation of the same change, again and
// again. Every k-th operation after boot, 1000 times each; then the change must go through.
TEST_P(PowerCut, ThousandTimesAtTheSameOperationStillProgresses) {
    const auto steps = workload();
    for (const std::size_t start : {0u, 1u, 9u, 15u, 20u, 25u}) {
        for (std::uint64_t k : {1, 2, 3, 4, 5, 7, 9, 12, 16, 20}) {
            TestFlash flash(3, 512);
            Machine machine(flash);
            std::size_t done = 0;
            const std::vector<Step> before(steps.begin(), steps.begin() + start);
            ASSERT_TRUE(machine.run(before, done));
            const std::vector<Step> upto(steps.begin(), steps.begin() + start + 1);
            for (int i = 0; i < 1000; ++i) {
                std::size_t reached = start;
                flash.cut_after(k, GetParam(), static_cast<std::uint64_t>(i));
                if (machine.run(upto, reached)) {
                    break;
                }
            }
            flash.power_on();
            const auto found = machine.look();
            EXPECT_TRUE(found == after(steps, start) || found == after(steps, start + 1));
            done = start;
            ASSERT_TRUE(machine.run(steps, done));
            ASSERT_EQ(machine.look(), after(steps, steps.size()));
            ASSERT_FALSE(HasFailure()) << "step " << start << ", operation " << k;
        }
    }
}

// Cuts at random for a long time: nothing acknowledged is lost, and room does not run out.
TEST_P(PowerCut, RandomSoakLosesNothing) {
    TestFlash flash(4, 512);
    Machine machine(flash);
    std::uint64_t seed = 42;
    auto random = [&seed] { return seed = seed * 6364136223846793005u + 1442695040888963407u; };
    std::map<std::uint64_t, Value> state = {{1, {}}, {2, {}}, {3, {}}, {9, {}}};
    for (int round = 0; round < 3000; ++round) {
        const Step step = {1 + (random() >> 33) % 3,
                           (random() >> 33) % 4 == 0 ? Value{}
                                                     : Value(filled((random() >> 33) % 70,
                                                                    static_cast<unsigned>(round)))};
        std::size_t done = 0;
        flash.cut_after(1 + (random() >> 33) % 40, GetParam(), random());
        const bool finished = machine.run({step}, done);
        flash.power_on();
        const auto found = machine.look();
        auto wanted = state;
        wanted[step.id] = step.value;
        ASSERT_TRUE(found == wanted || (!finished && found == state)) << "round " << round;
        state = found;
    }
    const auto [least, most] = std::minmax_element(flash.erases().begin(), flash.erases().end());
    EXPECT_LE(*most - *least, 150u);
}

INSTANTIATE_TEST_SUITE_P(Policies, PowerCut,
                         ::testing::Values(FLASH_CUT_NOTHING, FLASH_CUT_DONE, FLASH_CUT_PART,
                                           FLASH_CUT_BITS, FLASH_CUT_WEAK, FLASH_CUT_ERASE_MIX,
                                           FLASH_CUT_ERASE_SHALLOW),
                         [](const auto& info) { return "T" + std::to_string(info.param); });

}  // namespace
}  // namespace lib::journal
