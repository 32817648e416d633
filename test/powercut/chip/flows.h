// SPDX-License-Identifier: Apache-2.0
// Updates of a virtual board, as a user makes them, each up to the moment before the boot in which
// the power fails.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "test/powercut/chip/twin.h"
#include "test/system/tool.h"

namespace test::powercut::chip {

// What the boot that is cut does, and so what may be found afterwards.
enum class Task : std::uint8_t {
    kTry,      // install on trial: the new images, the old ones once the trial was on record
    kKeep,     // confirmed: the new images, and their counters count
    kInstall,  // confirmed in advance: the same, installed in this boot
    kGoBack,   // unconfirmed or rejected: the old images
};

struct Flow {
    std::string name;
    Task task;
    std::vector<std::string>
        told_as;  // "uROT: application": how a stage names each that takes part
    std::unique_ptr<TestBoard> board;  // as it is before that boot
    Bytes opened;                      // plain text of the encrypted image, if there is one
    Counters before;
};

inline constexpr std::uint32_t kNewCounter = 2;  // security counter of all new images

std::vector<std::string> flow_names();
// Makes the board. Throws std::runtime_error where it cannot.
Flow make_flow(const std::string& name);

}  // namespace test::powercut::chip
