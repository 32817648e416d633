// SPDX-License-Identifier: Apache-2.0
// What test/weak/spoiled.cpp can spoil, by the application's revision.
#pragma once

namespace test {

enum class Spoil : unsigned {
    kNothing,
    kSauRegion,
    kSauSpareRegion,
    kSauOff,
    kPriorities,
    kFloatState,
    kFloatAccess,
    kDivision,
    kFaults,
    kMpu,
    kInterrupts,
    kClocks,
    kPower,
    kSystemBlock,
    kPins,
    kGtzcUnlocked,
    kCoreUnlocked,
};

}  // namespace test
