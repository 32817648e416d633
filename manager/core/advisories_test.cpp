// SPDX-License-Identifier: Apache-2.0
// Advisories of TF-M about the core, by their numbers, where no test of a claim bears them.
// test/advisories/README.md lists them all.
#include "manager/core/test_machine.h"

namespace manager::core::testing {
namespace {

constexpr std::uint32_t kOuter = abi::kStatelessHandle + 3;
constexpr std::uint32_t kInner = abi::kStatelessHandle + 4;

class TrustedFirmwareCore : public Chip {
  protected:
    void SetUp() override {
        Chip::SetUp();
        install({{.id = 0x201,
                  .services = {stateless(0xF0A0, 3), connected(0xF0A1)},
                  .dependencies = {{0xF0B0, 1, 0}}},
                 {.id = 0x202, .services = {stateless(0xF0B0, 4)}}});
        ASSERT_EQ(running(), 0u);
    }

    static bool sealed(std::uint32_t top) {
        return *at<std::uint32_t>(top - 4) == kStackSeal &&
               *at<std::uint32_t>(top - 8) == kStackSeal;
    }
    // Of every domain that was started, and nobody's stack pointer is above its seal.
    void expect_seals(const char* when) {
        for (std::size_t i = 0; i < core->domain_count(); ++i) {
            const Domain& d = core->domain(i);
            if (d.header != nullptr && d.state == State::kStopped) {
                continue;
            }
            const std::uint32_t top =
                d.header == nullptr ? d.ram.base + d.ram.size : d.ram.base + d.header->stack_size;
            EXPECT_TRUE(sealed(top)) << when << ", domain " << i;
            EXPECT_LE(d.context.psp + sizeof(Frame), top - kSealSize) << when << ", domain " << i;
            EXPECT_GE(d.context.psp, d.context.stack_limit) << when << ", domain " << i;
        }
    }
};

// TFMV-1: a forged EXC_RETURN took a frame from above an empty stack.
TEST_F(TrustedFirmwareCore, CVE_2020_16273_EveryStackIsSealedAtEachSwitch) {
    expect_seals("at rest");
    call(kOuter, 0);
    expect_seals("in a service");
    call(kInner, 0);
    ASSERT_EQ(running(), 0x202u);
    expect_seals("in a nested service");
    core->module_fault({lib::Error::kFaultMpu, 0, 0});
    ASSERT_EQ(running(), 0x201u);
    expect_seals("after a fault");
    call(kInner, 0);
    ASSERT_EQ(core->current()->state, State::kStarting);
    expect_seals("while it starts again");
    svc(SM_SVC_STARTED, 0);
    svc(SM_SVC_SFN_RETURN, 0);
    svc(SM_SVC_SFN_RETURN, 0);
    expect_seals("at rest again");
    ns_call(SM_VENEER_CONNECT, 0xF0A1, 1);
    expect_seals("in a connect");
    svc(SM_SVC_SFN_RETURN, 0);
    expect_seals("connected");
}

}  // namespace
}  // namespace manager::core::testing
