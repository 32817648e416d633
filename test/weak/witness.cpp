// SPDX-License-Identifier: Apache-2.0
// A manager with one supervisor call more: what the running module may do with an address, by the
// MPU as it stands now. TT tells unprivileged code nothing of the MPU, and a fault for each of some
// 100,000 blocks would take long; all else is the real manager.

#include "manager/armv8m/scs.h"
#include "manager/core/core.h"
#include "test/modules/prober/probe.h"

using manager::core::Core;
namespace scs = manager::armv8m::scs;

std::uintptr_t real_supervisor_call(Core& core,
                                    std::uint32_t number) asm("__real_manager_supervisor_call");
std::uintptr_t witness_supervisor_call(Core& core,
                                       std::uint32_t number) asm("__wrap_manager_supervisor_call");

namespace {

using namespace test::probe;

// TT's answer (Armv8-M): the region, whether there is one, and the rights of who is asked for.
constexpr std::uint32_t kRegion = 0xFF, kRegionValid = 1u << 16, kRead = 1u << 18,
                        kReadWrite = 1u << 19;
constexpr std::uint32_t kExecuteNever = 1u << 0;  // MPU_RBAR

bool executable(std::uint32_t answer) {
    if ((answer & kRegionValid) == 0) {
        return true;
    }
    scs::MpuNumber::write(answer & kRegion);
    return (scs::MpuBase::read() & kExecuteNever) == 0;
}

std::uint32_t rights(std::uint32_t address) {
    std::uint32_t answer;
    asm volatile("ttt %0, %1" : "=r"(answer) : "r"(address));
    std::uint32_t found = 0;
    if ((answer & kRead) != 0) {
        found |= kMayRead | (executable(answer) ? kMayExecute : kNoRight);
    }
    return found | ((answer & kReadWrite) != 0 ? kMayWrite : kNoRight);
}

}  // namespace

std::uintptr_t witness_supervisor_call(Core& core, std::uint32_t number) {
    if (number != kWitnessCall || !core.running_module()) {
        return real_supervisor_call(core, number);
    }
    auto& frame = *manager::core::at<manager::core::Frame>(core.current()->context.psp);
    frame.r0 = rights(frame.r0);
    return reinterpret_cast<std::uintptr_t>(core.current());
}
