// SPDX-License-Identifier: Apache-2.0
// What both stages are made of. A stage's main.cpp reads as its policy; each call here returns only
// if the boot may go on, and ends in a named, logged state otherwise. A check steps the flow
// itself, behind its own decision: a call that was skipped is a step that is missing.
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
using lib::hardened::FlowCounter;
using lib::hardened::FlowStep;

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

// Steps of the calls below.
inline constexpr auto kBegun = lib::hardened::flow_step("stage begun");
inline constexpr auto kProtected = lib::hardened::flow_step("protections checked");
inline constexpr auto kRecordRead = lib::hardened::flow_step("OBKeys record read");

// MPU, console, level. `readable`: flash this stage reads (and, as device memory, registers that
// its work on flash needs), at most 6 regions, which outlive the stage's work. Step: kBegun.
// Refuses: HDPL_NOT_RAISED (the stage does not run at its own level).
void begin(std::span<const chip::mpu::Region> readable, FlowCounter& flow);

// Option bytes against the manifest: PROTECTION_MISMATCH, but only a warning in product state Open.
// Step: kProtected.
void check_protections(FlowCounter& flow);

// Hand-over record of the code that runs, which no stage before it measured. Refuses: FLASH_ECC.
void measure_self(ComponentId component, const lib::handover::Version& version);

// A slot of the layout, as boot policy sees it.
struct Slot {
    std::uint32_t component;
    std::uint32_t address;  // in the alias of its world
    std::uint32_t size;
};

// Where header and TLVs of the image at hand are read to: one place for all, where no flipped bit
// of SP leads (sections.ld).
image::ImageBuffer& image_buffer();

// Reads and judges the image in `slot`; decides nothing. `rule` and `again`: the same rule, made
// twice.
void verify(const Slot& slot, const image::Rule& rule, const image::Rule& again,
            image::Verdict& verdict);

// The same, and the LMS signature besides P-256 where the rule's owner has such a key.
void verify_hybrid(const Slot& slot, const image::Rule& rule, const image::Rule& again,
                   image::Verdict& verdict);

// The room where both keep header and TLVs at hand; free between two calls of them. What an
// attacker may fill lies there and nowhere else.
std::span<std::byte> untrusted();

// Console line and hand-over record of the image that was accepted in `slot`; anything else stops
// here. `flags` and `again`: lib::handover rights and development mark, looked up twice (both must
// name one); kVerified is added. Steps `step`.
void record(const Slot& slot, const image::Verdict& verdict, std::uint32_t flags,
            std::uint32_t again, FlowCounter& flow, FlowStep step);

// An empty slot that may be empty: a console line. No log entry: it would be one in every boot.
void absent(std::uint32_t component);

// A refused image that the boot can do without: console line and log entry.
void skip(std::uint32_t component, lib::Error error);

// What became of an update: console line and log entry. `component`: whose staged image was refused
// for `error`; kNone: the error is of the update as a whole.
void tell_update(ComponentId component, lib::Error error);

// New images run for the first time: console line.
void tell_trial();

// Whether the flash of begin() and OBKeys may be written; they are read-only until this is asked.
void flash_writable(bool writable);

// What the end of a boot leaves behind: console line, log entry, last_error.
void tell_refusal(std::uint32_t component, lib::Error error, std::uint32_t detail);

// The end of this boot: console lines, log entry, last_error; then sleeps until reset. Not declared
// noreturn, so that nothing unrelated is placed behind the call of it.
void refuse_once(std::uint32_t component, lib::Error error, std::uint32_t detail);

// If that call is skipped, it is made again.
[[noreturn, gnu::always_inline]] inline void refuse(std::uint32_t component, lib::Error error,
                                                    std::uint32_t detail = 0) {
    for (;;) {
        refuse_once(component, error, detail);
    }
}
[[noreturn, gnu::always_inline]] inline void refuse(ComponentId component, lib::Error error) {
    refuse(static_cast<std::uint32_t>(component), error);
}

// Gives everything back and starts what was accepted in `slot` at the next level. `ram`: where its
// stack pointer may point; `expected`: what `flow` must be by now. Does not come back (see
// refuse_once). Refuses: ADDRESS_BAD.
void leave(const Slot& slot, const image::Verdict& verdict, const image::Span& ram,
           const FlowCounter& flow, std::uint32_t expected);

}  // namespace boot::stage
