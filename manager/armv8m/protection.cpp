// SPDX-License-Identifier: Apache-2.0
// Isolation, brought up from the generated layout, read back, locked.
#include "chip/core.h"
#include "chip/flash.h"
#include "chip/gpdma.h"
#include "chip/gtzc.h"
#include "chip/rcc.h"
#include "chip/sbs.h"
#include "manager/armv8m/armv8m.h"
#include "manager/armv8m/scs.h"
#include "system/layout.h"

namespace manager::armv8m {
namespace {

using lib::Error;
using lib::kOk;
using lib::Result;

// Lines of what stays secure (fact sheet 1.6): RTC_S 3, FLASH_S 7, GTZC 8, RCC_S 10; RNG 114,
// OTFDEC 115, AES 116, HASH 117, PKA 118; SAES 36, TAMP 4, RAMCFG 5.
constexpr std::array<std::uint32_t, 5> kInterruptsNonSecure = {
    ~(1u << 3 | 1u << 4 | 1u << 5 | 1u << 7 | 1u << 8 | 1u << 10),
    ~(1u << (36 - 32)),
    ~0u,
    ~(1u << (114 - 96) | 1u << (115 - 96) | 1u << (116 - 96) | 1u << (117 - 96) | 1u << (118 - 96)),
    0x7,
};

constexpr std::uint32_t kGpio = chip::kPeripheralSecure + 0x0202'0000;
constexpr unsigned kGpioPorts = 9;
using GpioSecure = chip::RegisterArray<kGpio + 0x30, kGpioPorts, 0x400>;
constexpr std::uint32_t kAllPortClocks = (1u << kGpioPorts) - 1;

constexpr std::array<std::uint32_t, 20> kNothing{};

// Clocks and voltage that secure code runs on: HSI, SYSCLK, PRESC, PLL1, HSI48; LPM, SCM (voltage).
// Clock enables follow their peripheral's security, so the application has its own.
using PowerSecure = chip::Register<chip::kPeripheralSecure + 0x0402'0900>;
constexpr std::uint32_t kClocksSecure = 1u << 0 | 1u << 5 | 1u << 6 | 1u << 7 | 1u << 11;
constexpr std::uint32_t kPowerSecure = 1u << 12 | 1u << 13;

void clocks_set() {
    chip::rcc::SecConfig::write(kClocksSecure);
    PowerSecure::write(kPowerSecure);
    chip::sbs::SecConfig::write(chip::sbs::kSbsSecure);
}

bool clocks_secure() {
    return (chip::rcc::SecConfig::read() & kClocksSecure) == kClocksSecure &&
           (PowerSecure::read() & kPowerSecure) == kPowerSecure &&
           chip::sbs::SecConfig::all(chip::sbs::kSbsSecure);
}

bool sau_matches(unsigned index, const layout::Range& range) {
    chip::sau::Number::write(index);
    std::uint32_t limit = ((range.end - 1) & ~0x1Fu) | (range.callable ? 2u : 0u) | 1u;
    return chip::sau::BaseAddress::read() == range.base && chip::sau::LimitAddress::read() == limit;
}

Result<void> sau_check() {
    constexpr unsigned used = std::size(layout::kSauRegions);
    static_assert(used <= chip::sau::kRegions);
    bool good = (chip::sau::Control::read() & 3u) == 1u;
    for (unsigned i = 0; i < chip::sau::kRegions; ++i) {
        chip::sau::Number::write(i);
        good = good && (i < used ? sau_matches(i, layout::kSauRegions[i])
                                 : (chip::sau::LimitAddress::read() & 1u) == 0);
    }
    return good ? kOk : Result<void>(Error::kProtectionMismatch);
}

void sau_set() {
    unsigned index = 0;
    for (const layout::Range& range : layout::kSauRegions) {
        chip::sau::set(index++, {range.base, range.end - 1, range.callable});
    }
    for (; index < chip::sau::kRegions; ++index) {
        chip::sau::clear(index);
    }
    chip::sau::enable();
}

// Who may reach which SRAM block and peripheral at all; privilege is the MPU's matter.
Result<void> gtzc_set() {
    using chip::gtzc::Sram;
    chip::gtzc::enable_clock();
    std::span<const std::uint32_t> none(kNothing);
    LIB_TRY(chip::gtzc::set_sram(Sram::k1, layout::kMpcbb1Secure, none.first(16)));
    LIB_TRY(chip::gtzc::set_sram(Sram::k2, layout::kMpcbb2Secure, none.first(4)));
    LIB_TRY(chip::gtzc::set_sram(Sram::k3, layout::kMpcbb3Secure, none.first(20)));
    LIB_TRY(chip::gtzc::set_peripherals(layout::kTzscSecure, none.first<3>()));
    return chip::gpdma::attribute(layout::kGpdmaNonSecure);
}

// Written before, or only looked at: true where all pins are whose the layout says.
bool gpio(bool write) {
    const std::uint32_t clocks = chip::rcc::Ahb2Enable::read();
    chip::rcc::Ahb2Enable::write(clocks | kAllPortClocks);
    (void)chip::rcc::Ahb2Enable::read();
    bool good = true;
    for (unsigned port = 0; port < kGpioPorts; ++port) {
        const std::uint32_t secure = ((layout::kGpioNonSecure >> port) & 1u) == 0 ? 0xFFFF : 0;
        if (write) {
            GpioSecure::write(port, secure);
        }
        good = good && GpioSecure::read(port) == secure;
    }
    chip::rcc::Ahb2Enable::write(clocks);
    return good;
}

void interrupts_set() {
    for (unsigned i = 0; i < kInterruptsNonSecure.size(); ++i) {
        scs::InterruptTarget::write(i, kInterruptsNonSecure[i]);
    }
}

void faults_set() {
    using namespace chip::core;
    scs::PriorityFaults::write(0);
    scs::PrioritySvc::write(0);
    Aircr::write(kAircrKey | scs::kAircrPolicy);
    Shcsr::set(kMemManageEnable | kBusFaultEnable | kUsageFaultEnable | kSecureFaultEnable);
    scs::Ccr::set(scs::kTrapDivisionByZero);
    Cpacr::write(scs::kFpPrivilegedOnly);
    Nsacr::write(scs::kFpNonSecure);
    scs::FpContextControl::write(scs::kFpPolicy);
}

// Empty, so that the first domain's switch fills it; privileged code has the default map.
void mpu_set() {
    scs::MpuControl::write(0);
    chip::core::barrier();
    for (unsigned i = 0; i < scs::kMpuRegions; ++i) {
        scs::MpuNumber::write(i);
        scs::MpuLimit::write(0);
        scs::MpuBase::write(0);
    }
    scs::MpuAttributes::write(scs::kMpuAttributes);
    scs::MpuControl::write(scs::kMpuOn);
    chip::core::barrier();
}

Result<void> core_check() {
    using namespace chip::core;
    bool good =
        (Aircr::read() & scs::kAircrPolicyMask) == scs::kAircrPolicy &&
        (Cpacr::read() & 0x00F0'0000) == scs::kFpPrivilegedOnly &&
        (scs::FpContextControl::read() & scs::kFpPolicy) == scs::kFpPolicy &&
        Shcsr::all(kMemManageEnable | kBusFaultEnable | kUsageFaultEnable | kSecureFaultEnable) &&
        scs::MpuControl::read() == scs::kMpuOn && Nsacr::read() == scs::kFpNonSecure &&
        (scs::Ccr::read() & scs::kTrapDivisionByZero.mask) != 0 && clocks_secure();
    for (unsigned i = 0; i < kInterruptsNonSecure.size(); ++i) {
        good = good && (scs::InterruptTarget::read(i) & ~kInterruptsNonSecure[i]) == 0;
    }
    return good ? kOk : Result<void>(Error::kProtectionMismatch);
}

}  // namespace

Result<void> protection_set() {
    chip::sbs::enable_clock();
    if (chip::sbs::hdpl() != chip::sbs::Hdpl::k3) {
        return Error::kHdplNotRaised;
    }
    faults_set();
    mpu_set();
    sau_set();
    LIB_TRY(gtzc_set());
    const bool pins = gpio(true);
    clocks_set();
    interrupts_set();
    LIB_TRY(sau_check());
    return pins ? core_check() : Result<void>(Error::kProtectionMismatch);
}

// LOCKSMPU is never set: it would freeze the switch between domains.
Result<void> protection_lock() {
    LIB_TRY(gtzc_set());
    LIB_TRY(sau_check());
    LIB_TRY(core_check());
    if (chip::sbs::hdpl() != chip::sbs::Hdpl::k3) {
        return Error::kHdplNotRaised;
    }
    const bool good = gpio(false) && chip::flash::hdp_extended(layout::kHdp1Extension, 0);
    chip::gtzc::lock();
    chip::sbs::lock_secure(chip::sbs::kLockVtorAircr | chip::sbs::kLockSau);
    return good && chip::gtzc::locked() &&
                   chip::sbs::SecureLock::all(chip::sbs::kLockVtorAircr | chip::sbs::kLockSau)
               ? kOk
               : Result<void>(Error::kProtectionMismatch);
}

}  // namespace manager::armv8m
