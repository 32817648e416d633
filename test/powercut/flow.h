// SPDX-License-Identifier: Apache-2.0
// What is done to a board in each flow, and what may be found on it when power failed on the way.
#pragma once

#include <string>
#include <vector>

#include "test/powercut/machine.h"

namespace test::powercut {

enum class Step : std::uint8_t { kStage, kAsk, kBoot, kConfirm, kReject, kRecover };

struct Flow {
    std::string name;
    std::vector<Image> old_images;  // of the components that take part; missing: empty slot
    std::vector<Image> new_images;
    std::vector<Step> steps;
    std::uint32_t flags = 0;
    bool refused = false;   // by a rule; forged images are refused as well
    int damaged_copy = -1;  // of the key manifest, before it begins: 0, 1, or none
    bool repeats = false;   // the same operation is also cut a thousand times in a row
};

// All flows in every image size, on the small board.
std::vector<Flow> small_flows();
// On the board of system.toml: images of whole slots, and a few others.
std::vector<Flow> full_flows(const World& world);

// The board as it is before the flow: the old images, and good ones wherever one is needed.
void prepare(Machine& machine, const Flow& flow);
// False: the step failed.
bool perform(Machine& machine, const Flow& flow, Step step);

// Operations of a flow that ran undisturbed. step_ends[i]: how many there were when step i ended.
struct Recording {
    std::vector<Operation> operations;
    std::vector<std::size_t> step_ends;
    bool good = false;  // each step did what it should
};
Recording record_flow(Machine& machine, const Flow& flow);

// What the next boot may find when power failed in operation `at`.
struct Allowed {
    bool old_images;
    bool new_images;
    bool recovery = false;  // it may wait for recovery, again
};
Allowed allowed_after(const Flow& flow, const Recording& recording, std::size_t at);

}  // namespace test::powercut
