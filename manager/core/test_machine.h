// SPDX-License-Identifier: Apache-2.0
// The chip of the core's tests: real memory mapped at the chip's own addresses, so that the core's
// pointers are pointers, and what stands for the code of modules and application.
#pragma once

#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <memory>
#include <vector>

#include "manager/core/core.h"
#include "manager/core/header.h"

namespace manager::core::testing {

inline constexpr std::uint32_t kSlot = 0x0C01'C000;
inline constexpr std::uint32_t kPayload = kSlot + 0x400;
inline constexpr std::uint32_t kModuleFlash = 0x0C04'C000;
inline constexpr std::uint32_t kNsRam = 0x2000'0000;
inline constexpr std::uint32_t kNsFlash = 0x0806'0000;
inline constexpr std::uint32_t kSecureRam = 0x3004'0000;
inline constexpr std::uint32_t kPool = 0x3004'3000;

extern const Platform kPlatform;
inline constexpr std::uint32_t kStubs = kPayload + 0x400 + 0x3C0;

// What a test module asks for; offsets of code are made up, nothing executes.
struct ModuleSpec {
    std::uint32_t id = 0x101;
    std::vector<abi::ServiceEntry> services{};
    std::vector<abi::DependencyEntry> dependencies{};
    std::vector<abi::RegionEntry> regions{};
    std::vector<abi::IrqEntry> irqs{};
    std::uint32_t ram = 1024;
    std::uint32_t stack = 512;
    std::uint32_t grants = 0;
    std::uint32_t flash_base = 0;
    std::uint32_t flash_size = 0;
    std::uint32_t owner = 0;
    bool ipc = false;
    std::uint32_t priority = 1;
};

abi::ServiceEntry stateless(std::uint32_t sid, std::uint16_t number, bool nonsecure = true);
abi::ServiceEntry connected(std::uint32_t sid, bool nonsecure = true);

// Writes a module's image at `address`, answers its header.
abi::ModuleHeader& module_write(std::uint32_t address, const ModuleSpec& spec);

struct Machine {
    bool mpu_allows = true;
    bool unprivileged = false;     // the non-secure caller
    bool unprivileged_may = true;  // what its MPU says to such a one
    bool random_works = true;
    bool reset = false;
    std::uint32_t random = 0x1000;
    std::vector<std::uint32_t> flash_log;
    std::map<std::uint32_t, bool> lines;  // taken, and whether enabled
    std::map<std::uint32_t, std::uint32_t> priorities;
    unsigned forgotten = 0;
    std::array<RegionWords, kMappedRegions> mapped{};  // MPU regions 8..11
};
extern Machine machine_state;

struct Vectors {
    std::vector<Range> in, out;
};

// A chip with nothing installed; install() writes the container and starts the core.
class Chip : public ::testing::Test {
  protected:
    void SetUp() override;

    // The modules are built in, in this order; all their start routines succeed.
    void install(const std::vector<ModuleSpec>& built_in);
    void install_raw(const std::vector<ModuleSpec>& built_in);  // nothing is started
    void record_add(std::uint32_t id, std::uint32_t address, std::uint32_t size,
                    std::uint32_t flags, std::uint32_t owner);
    const lib::handover::LogEntry* log(std::uint32_t age = 0);

    // One instruction `svc` of whoever runs.
    void svc(std::uint32_t number, std::uint32_t r0 = 0, std::uint32_t r1 = 0, std::uint32_t r2 = 0,
             std::uint32_t r3 = 0);
    Frame& frame() { return *at<Frame>(core->current()->context.psp); }
    std::uint32_t result() { return frame().r0; }
    Status status() { return static_cast<Status>(frame().r0); }
    const ServiceMessage& message() { return *at<const ServiceMessage>(frame().r0); }
    std::uint32_t running() { return core->running_module() ? core->current()->header->id : 0; }

    // psa_call of the running domain with vectors in its own memory (NS RAM or module RAM).
    std::uint32_t control(std::int32_t type, std::size_t in, std::size_t out) {
        return static_cast<std::uint32_t>(type) | static_cast<std::uint32_t>(in) << 16 |
               static_cast<std::uint32_t>(out) << 19;
    }
    void call(std::uint32_t handle, std::int32_t type, const Vectors& v = {});
    void ns_call(std::uint32_t number_of_veneer, std::uint32_t r0 = 0, std::uint32_t r1 = 0,
                 std::uint32_t r2 = 0, std::uint32_t r3 = 0) {
        svc(SM_SVC_VENEER + number_of_veneer, r0, r1, r2, r3);
    }

    lib::handover::HandOver block{};
    std::unique_ptr<Core> core;
    std::uint32_t arrays = 0;  // where call() put the vectors
};

}  // namespace manager::core::testing
