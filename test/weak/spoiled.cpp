// SPDX-License-Identifier: Apache-2.0
// A manager whose set-up is spoiled in one place between its two looks at it, or that leaves one
// lock open: what one fault could do. The application's revision says which (system/armour_test).
#include "chip/core.h"
#include "chip/gtzc.h"
#include "chip/rcc.h"
#include "chip/sbs.h"
#include "manager/armv8m/armv8m.h"
#include "manager/armv8m/scs.h"
#include "test/weak/spoils.h"

using lib::handover::HandOver;
using Locks = chip::Bits<chip::sbs::SecureLock>;

#define PREPARE "_ZN7manager6armv8m17nonsecure_prepareERKN3lib8handover8HandOverE"
#define LOCK_GTZC "_ZN4chip4gtzc4lockEv"
#define LOCK_CORE "_ZN4chip3sbs11lock_secureENS_4BitsINS_8RegisterILm1409287496ELNS_6AccessE0EEEEE"
lib::Result<std::uint32_t> real_prepare(const HandOver& block) asm("__real_" PREPARE);
lib::Result<std::uint32_t> spoiled_prepare(const HandOver& block) asm("__wrap_" PREPARE);
void real_lock_gtzc() asm("__real_" LOCK_GTZC);
void spoiled_lock_gtzc() asm("__wrap_" LOCK_GTZC);
void real_lock_core(Locks what) asm("__real_" LOCK_CORE);
void spoiled_lock_core(Locks what) asm("__wrap_" LOCK_CORE);

namespace {

using test::Spoil;
namespace core = chip::core;
namespace scs = manager::armv8m::scs;

using PowerSecure = chip::Register<chip::kPeripheralSecure + 0x0402'0900>;
using PortASecure = chip::Register<chip::kPeripheralSecure + 0x0202'0030>;

Spoil wanted(const HandOver& block) {
    for (std::uint32_t i = 0; i < block.component_count; ++i) {
        if (block.components[i].component ==
            static_cast<std::uint32_t>(lib::handover::ComponentId::kApplication)) {
            return static_cast<Spoil>(block.components[i].version.revision);
        }
    }
    return Spoil::kNothing;
}

void spoil_system(Spoil what) {
    switch (what) {
        case Spoil::kClocks:
            return chip::rcc::SecConfig::write(0);
        case Spoil::kPower:
            return PowerSecure::write(0);
        case Spoil::kSystemBlock:
            return chip::sbs::SecConfig::write(0);
        case Spoil::kPins:
            chip::rcc::Ahb2Enable::write(chip::rcc::Ahb2Enable::read() | 1u);
            (void)chip::rcc::Ahb2Enable::read();
            return PortASecure::write(PortASecure::read() ^ 1u);
        default:
            return;
    }
}

void spoil(Spoil what) {
    switch (what) {
        case Spoil::kSauRegion:
            return chip::sau::set(0, {0x2000'0000, 0x3FFF'FFFF, false});
        case Spoil::kSauSpareRegion:
            return chip::sau::set(7, {0x3000'0000, 0x3FFF'FFFF, false});
        case Spoil::kSauOff:
            return chip::sau::Control::write(2);
        case Spoil::kPriorities:
            return core::Aircr::write(core::kAircrKey);
        case Spoil::kFloatState:
            return scs::FpContextControl::write(0);
        case Spoil::kFloatAccess:
            return core::Nsacr::write(0);
        case Spoil::kDivision:
            return scs::Ccr::clear(scs::kTrapDivisionByZero);
        case Spoil::kFaults:
            return core::Shcsr::clear(core::kSecureFaultEnable);
        case Spoil::kMpu:
            return scs::MpuControl::write(0);
        case Spoil::kInterrupts:
            return scs::InterruptTarget::write(0, ~0u);
        default:
            return spoil_system(what);
    }
}

Spoil chosen;

}  // namespace

lib::Result<std::uint32_t> spoiled_prepare(const HandOver& block) {
    auto entry = real_prepare(block);
    chosen = wanted(block);
    spoil(chosen);
    core::barrier();
    return entry;
}

void spoiled_lock_gtzc() {
    if (chosen != Spoil::kGtzcUnlocked) {
        real_lock_gtzc();
    }
}

void spoiled_lock_core(Locks what) {
    if (chosen != Spoil::kCoreUnlocked) {
        real_lock_core(what);
    }
}
