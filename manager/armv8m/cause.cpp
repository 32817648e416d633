// SPDX-License-Identifier: Apache-2.0
// Fault status registers into one cause (Armv8-M, CFSR, SFSR, HFSR).
#include "chip/core.h"
#include "manager/armv8m/armv8m.h"
#include "manager/armv8m/scs.h"

namespace manager::armv8m {
namespace {

using lib::Error;

enum Cfsr : std::uint32_t {
    kMemoryData = 1u << 1,
    kMemoryStacking = 1u << 4,
    kMemoryAddressValid = 1u << 7,
    kBusStacking = 1u << 12,
    kBusAddressValid = 1u << 15,
    kNoCoprocessor = 1u << 19,
    kStackOverflow = 1u << 20,
    kMemoryAny = 0xFF,
    kBusAny = 0xFF00,
};
constexpr std::uint32_t kSecureAddressValid = 1u << 6;
// SFSR: INVIS, INVER, LSPERR. Only an exception return or floating-point state of the non-secure
// side can set them.
constexpr std::uint32_t kBadReturn = 1u << 1 | 1u << 2 | 1u << 5;
enum Hfsr : std::uint32_t { kVectorRead = 1u << 1, kForced = 1u << 30 };

enum Exception : std::uint32_t { kHard = 3, kMemory = 4, kBus = 5, kUsage = 6, kSecure = 7 };

Error error_of(std::uint32_t exception, std::uint32_t cfsr) {
    switch (exception) {
        case kMemory:
            return Error::kFaultMpu;
        case kBus:
            return Error::kFaultBus;
        case kUsage:
            return (cfsr & kStackOverflow) != 0 ? Error::kFaultStack : Error::kFaultUsage;
        case kSecure:
            return Error::kFaultSecure;
        default:
            return Error::kFaultHard;
    }
}

// The secure vector table always reads, and what escalates here from secure code leaves its cause
// in the secure CFSR or SFSR: without one, a non-secure fault escalated.
bool nonsecure(std::uint32_t exception, std::uint32_t cfsr, std::uint32_t sfsr) {
    if (exception == kSecure) {
        return (sfsr & kBadReturn) != 0;
    }
    const std::uint32_t hfsr = chip::core::Hfsr::read();
    bool forced = (hfsr & kForced) != 0 && cfsr == 0 && sfsr == 0;
    return exception == kHard &&
           ((hfsr & kVectorRead) != 0 || (forced && scs::NonSecureCfsr::read() != 0));
}

std::uint32_t address_of(std::uint32_t cfsr, std::uint32_t sfsr) {
    if ((sfsr & kSecureAddressValid) != 0) {
        return chip::core::Sfar::read();
    }
    if ((cfsr & kMemoryAddressValid) != 0) {
        return chip::core::Mmfar::read();
    }
    return (cfsr & kBusAddressValid) != 0 ? chip::core::Bfar::read() : 0;
}

}  // namespace

Cause cause_take(std::uint32_t exception) {
    const std::uint32_t cfsr = chip::core::Cfsr::read();
    const std::uint32_t sfsr = chip::core::Sfsr::read();
    const std::uint32_t fp = scs::FpContextControl::read();
    constexpr std::uint32_t kLazy = scs::kFpLazyActive.mask | scs::kFpSecure.mask;
    Cause cause{};
    cause.fault.cause = error_of(exception, cfsr);
    cause.fault.address = address_of(cfsr, sfsr);
    cause.stacking = (cfsr & (kMemoryStacking | kBusStacking)) != 0;
    cause.data = exception == kMemory && cfsr == (kMemoryData | kMemoryAddressValid) && sfsr == 0;
    cause.lazy_fp = exception == kUsage && (cfsr & kNoCoprocessor) != 0 && (fp & kLazy) == kLazy;
    cause.nonsecure = nonsecure(exception, cfsr, sfsr);
    chip::core::Cfsr::write(cfsr);
    chip::core::Sfsr::write(sfsr);
    chip::core::Hfsr::write(chip::core::Hfsr::read());
    return cause;
}

}  // namespace manager::armv8m
