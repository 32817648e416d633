// SPDX-License-Identifier: Apache-2.0
// A partition with MM-IOVEC, and one that it calls.
#pragma once

#include "manager/core/test_machine.h"

namespace manager::core::testing {

inline constexpr std::uint32_t kMaps = abi::kStatelessHandle + 3;
inline constexpr std::uint32_t kPlain = abi::kStatelessHandle + 4;
inline constexpr std::uint32_t kInner = abi::kStatelessHandle + 5;
inline constexpr std::uint32_t kWaits = abi::kStatelessHandle + 6;
inline constexpr std::uint32_t kSignal = 0x10;
inline constexpr std::uint32_t kIn = kNsRam + 0x1000;
inline constexpr std::uint32_t kOut = kNsRam + 0x2'0000;
inline constexpr std::uint32_t kLarge = 0x1'0000;

inline abi::ServiceEntry mapping(abi::ServiceEntry service) {
    service.flags = static_cast<std::uint16_t>(service.flags | abi::kMmIovec);
    return service;
}

inline abi::ServiceEntry signalled(abi::ServiceEntry service, std::uint32_t signal = kSignal) {
    service.function = 0;
    service.signal = signal;
    return service;
}

class Iovec : public Chip {
  protected:
    void SetUp() override {
        Chip::SetUp();
        install({{.id = 0x201,
                  .services = {mapping(stateless(0xF0A0, 3)), stateless(0xF0A1, 4)},
                  .dependencies = {{0xF0B0, 1, 0}},
                  .regions = {{0x5000'0800, 0x400, 3}},
                  .irqs = {{47, 0x20, 0x301}}},
                 {.id = 0x202, .services = {mapping(stateless(0xF0B0, 5, false))}}});
        ASSERT_EQ(running(), 0u);
    }

    void large() { call(kMaps, 1, {{{kIn, kLarge}}, {{kOut, kLarge}}}); }
    void map(std::uint32_t number, std::uint32_t index, std::uint32_t block = 0) {
        svc(number, handle, index, block);
    }
    void ended_as_programmer_error() {
        EXPECT_EQ(running(), 0u);
        EXPECT_EQ(status(), kGenericError);
        EXPECT_EQ(log()->code, static_cast<std::uint32_t>(lib::Error::kFaultProgrammer));
        EXPECT_TRUE(nothing_mapped());
    }
    static bool nothing_mapped() {
        return machine_state.mapped == std::array<RegionWords, kMappedRegions>{};
    }
    std::uint32_t block() { return core->current()->ram.base + 0x200; }
    void entered() {
        if (core->current()->state == State::kStarting) {
            svc(SM_SVC_STARTED, 0);
        }
        ASSERT_EQ(running(), 0x201u);
        handle = message().handle;
    }

    std::uint32_t handle = 0;
};

}  // namespace manager::core::testing
