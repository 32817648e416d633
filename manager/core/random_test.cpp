// SPDX-License-Identifier: Apache-2.0
// Random programs of application and modules against a small model: who runs, and who is told what.
#include <map>
#include <random>

#include "manager/core/test_machine.h"

namespace manager::core::testing {
namespace {

constexpr std::uint32_t kModules = 4;

class Random : public Chip {
  protected:
    // Module i offers a stateless and a connected service and may call all modules above it.
    void build() {
        std::vector<ModuleSpec> specs;
        for (std::uint32_t i = 0; i < kModules; ++i) {
            ModuleSpec spec{.id = 0x101 + i,
                            .services = {stateless(0xA0 + i, static_cast<std::uint16_t>(1 + i)),
                                         connected(0xB0 + i)}};
            for (std::uint32_t j = i + 1; j < kModules; ++j) {
                spec.dependencies.push_back({0xA0 + j, 1, 0});
                spec.dependencies.push_back({0xB0 + j, 1, 0});
            }
            specs.push_back(spec);
        }
        install(specs);
    }
    std::uint32_t pick(std::uint32_t n) { return random() % n; }
    bool starting() { return core->running_module() && core->current()->state == State::kStarting; }

    // One step of whoever runs. The model: a stack of callers; an answer goes to the top of it.
    void step() {
        std::uint32_t self = running();
        if (starting()) {
            svc(SM_SVC_STARTED, pick(50) == 0 ? 1 : 0);
            return;
        }
        if (self != 0 && pick(3) == 0) {
            leave(self);
            return;
        }
        std::uint32_t target = self == 0 ? pick(kModules) : self - 0x100 + pick(kModules);
        if (target >= kModules) {
            return;
        }
        std::vector<std::uint32_t>& mine = handles[self];
        std::uint32_t before = self;
        switch (pick(4)) {
            case 0:
                call(abi::kStatelessHandle + 1 + target, 1, {{{memory(), 8}}, {{memory(), 8}}});
                break;
            case 1:
                svc(self == 0 ? SM_SVC_VENEER + SM_VENEER_CONNECT : SM_SVC_CONNECT, 0xB0 + target,
                    1);
                connecting.push_back({self, core->domain(1 + target).faults});
                if (running() == before) {
                    connecting.pop_back();
                }
                break;
            case 2:
                if (!mine.empty()) {
                    call(mine[pick(static_cast<std::uint32_t>(mine.size()))], 2);
                }
                break;
            default:
                if (!mine.empty()) {
                    std::uint32_t handle = mine.back();
                    mine.pop_back();
                    svc(self == 0 ? SM_SVC_VENEER + SM_VENEER_CLOSE : SM_SVC_CLOSE, handle);
                }
        }
    }

    std::uint32_t memory() {
        return core->running_module() ? core->current()->ram.base + 0x180 : kNsRam + 0x800;
    }

    // The running service function ends: well, with an error, or by a fault.
    void leave(std::uint32_t self) {
        bool connect = core->current()->disconnect == nullptr && message_type() == kIpcConnect;
        std::uint32_t how = pick(20);
        if (how == 0) {
            handles[self].clear();
            core->module_fault({lib::Error::kFaultMpu, 0, 0});
        } else {
            svc(SM_SVC_SFN_RETURN, how < 4 ? static_cast<std::uint32_t>(kConnectionRefused) : 0);
        }
        if (connect) {
            std::uint32_t client = running();
            if (status() > 0 && how >= 4) {
                handles[client].push_back(result());
            }
        }
    }
    std::int32_t message_type() {
        const Domain& d = *core->current();
        return at<const ServiceMessage>(d.ram.base + 512 - 56)->type;
    }

    std::mt19937 random;
    std::map<std::uint32_t, std::vector<std::uint32_t>> handles;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> connecting;
};

TEST_F(Random, ProgramsNeverLoseASlotOrTheCaller) {
    for (std::uint32_t seed = 0; seed < 300; ++seed) {
        SetUp();
        random.seed(seed);
        handles.clear();
        build();
        for (int i = 0; i < 600; ++i) {
            step();
            ASSERT_NE(core->current(), nullptr);
        }
        while (running() != 0) {  // all of them come home
            svc(starting() ? SM_SVC_STARTED : SM_SVC_SFN_RETURN, 0);
        }
        for (std::uint32_t h : handles[0]) {
            ns_call(SM_VENEER_CLOSE, h);
            while (running() != 0) {
                svc(starting() ? SM_SVC_STARTED : SM_SVC_SFN_RETURN, 0);
            }
        }
        for (std::uint32_t m = 0; m < kModules; ++m) {
            ASSERT_EQ(core->domain(1 + m).message, nullptr);
            ASSERT_NE(core->domain(1 + m).state, State::kServing);
        }
        ASSERT_EQ(core->messages_free(), kMaxMessages);
    }
}

}  // namespace
}  // namespace manager::core::testing
