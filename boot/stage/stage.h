// SPDX-License-Identifier: Apache-2.0
// What both stages are made of. A stage's main.cpp reads as its policy; each call here returns only
// if the boot may go on, and ends in a named, logged state otherwise.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "boot/image/verify.h"
#include "chip/mpu.h"
#include "chip/sbs.h"
#include "lib/handover/handover.h"

namespace boot::stage {

using lib::handover::ComponentId;
using lib::handover::HandOver;

// Who this stage is; defined by its main.cpp.
struct Identity {
    std::string_view name;  // on the console
    lib::handover::Stage stage;
    chip::sbs::Hdpl level;  // it runs at
    chip::sbs::Hdpl next_level;
};
extern const Identity kIdentity;

// The one hand-over block.
HandOver& hand_over();

// MPU, console, level. `readable`: flash this stage reads, at most 6 regions. Refuses:
// HDPL_NOT_RAISED (the stage does not run at its own level).
void begin(std::span<const chip::mpu::Region> readable);

// Option bytes against the manifest: PROTECTION_MISMATCH, but only a warning in product state Open.
void check_protections();

// Hand-over record of the code that runs, which no stage before it measured. Refuses: FLASH_ECC.
void measure_self(ComponentId component, const lib::handover::Version& version);

// A slot of the layout, as boot policy sees it.
struct Slot {
    std::uint32_t component;
    std::uint32_t address;  // in the alias of its world
    std::uint32_t size;
};

// Reads and judges the image in `slot`; decides nothing.
image::Verdict verify(const Slot& slot, const image::Rule& rule);

// Console line and hand-over record of an image that verdict.authentic was required for.
// `flags`: lib::handover rights and development mark, kVerified is added.
void record(const Slot& slot, const image::Rule& rule, const image::Verdict& verdict,
            std::uint32_t flags);

// An empty slot that may be empty: console line and log entry.
void absent(std::uint32_t component);

// A refused image that the boot can do without: console line and log entry.
void skip(std::uint32_t component, lib::Error error);

// The end of this boot: console lines, log entry, last_error; then sleeps until reset.
[[noreturn]] void refuse(std::uint32_t component, lib::Error error, std::uint32_t detail = 0);
[[noreturn]] inline void refuse(ComponentId component, lib::Error error) {
    refuse(static_cast<std::uint32_t>(component), error);
}

// Gives everything back and starts what lies in `slot` at the next level. `ram`: where its stack
// pointer may point. Refuses: ADDRESS_BAD.
[[noreturn]] void leave(const Slot& slot, const image::Rule& rule, const image::Verdict& verdict,
                        const image::Span& ram);

}  // namespace boot::stage
