// SPDX-License-Identifier: Apache-2.0
// iROT: never updated, so it knows little. It runs at HDPL1, authenticates the uROT with the key
// that only this level can read, and hides itself before the uROT runs.
#include <algorithm>

#include "boot/irot/update.h"
#include "boot/stage/keys.h"
#include "boot/stage/stage.h"
#include "chip/flash.h"
#include "chip/rcc.h"
#include "lib/handover/record.h"
#include "lib/obkeys/obkeys.h"
#include "system/layout.h"

namespace boot::stage {
const Identity kIdentity = {"iROT", lib::handover::Stage::kIrot, chip::sbs::Hdpl::k1,
                            chip::sbs::Hdpl::k2};
}

namespace boot::irot {
namespace {

using chip::mpu::region;
using chip::mpu::Rights;
using lib::hardened::flow_step;
using lib::hardened::FlowCounter;
using lib::obkeys::IrotKeys;
using stage::ComponentId;

constexpr lib::handover::Version kVersion = {1, 0, 0, 0};
constexpr image::Span kUrotRam = {layout::kRamUrotAddress, layout::kRamUrotSize};
constexpr chip::mpu::Region kReadable[] = {
    region(kUrot.address, kUrot.size, Rights::kPrivilegedReadOnly),
    region(layout::kFlashJournalAddress, layout::kFlashJournalSize, Rights::kPrivilegedReadOnly),
    region(layout::kFlashStagingAddress, layout::kFlashStagingSize, Rights::kPrivilegedReadOnly)};

constexpr auto kBlockAnew = flow_step("hand-over block begun anew");
constexpr auto kVerified = flow_step("uROT verified");
constexpr auto kHidden = flow_step("uROT's room will be hidden");
constexpr std::uint32_t kVerifiedFlow =
    FlowCounter::after(kBlockAnew, stage::kBegun, stage::kProtected, stage::kRecordRead, kVerified);
constexpr std::uint32_t kBootFlow = FlowCounter::after(kBlockAnew, stage::kBegun, stage::kProtected,
                                                       stage::kRecordRead, kVerified, kHidden);

void start_hand_over_anew(FlowCounter& flow) {
    constexpr std::uint32_t kPowerWasLost = 1u << 27;  // RCC_RSR.BORRSTF
    const std::uint32_t flags = chip::rcc::reset_flags();
    chip::rcc::clear_reset_flags();
    lib::handover::boot_begin(stage::hand_over(), flags, (flags & kPowerWasLost) != 0);
    // Records of the boot before would be believed.
    lib::hardened::require_true(lib::hardened::equal_words(stage::hand_over().component_count, 0));
    flow.step(kBlockAnew);
}

std::uint32_t rights(const IrotKeys& keys) {
    return (keys.flags & lib::obkeys::kDevelopment) != 0 ? lib::handover::kDevelopmentKey : 0;
}

// Behind iROT's own HDP area, which is hidden from HDPL2 on, the uROT's room is from HDPL3 on.
void hide_urot_from_level_3(FlowCounter& flow) {
    for (unsigned time = 0; time < 2; ++time) {
        if (auto hidden = chip::flash::hdp_extend(layout::kHdp1Extension, 0); !hidden.ok()) {
            stage::refuse(ComponentId::kNone, hidden.error());
        }
    }
    flow.step(kHidden);
}

void admit_urot(const IrotKeys& keys, Update& update, image::Verdict& verdict, FlowCounter& flow) {
    const image::Rule rule = urot_rule(keys);
    const image::Rule again = urot_rule(keys);
    stage::verify(kUrot, rule, again, verdict);
    if (!lib::hardened::is_true(verdict.authentic)) {
        update.refused(verdict.error);
        stage::refuse(ComponentId::kUrot, verdict.error);
    }
    stage::record(kUrot, verdict, rights(keys), rights(keys), flow, kVerified);
}

}  // namespace

// Asked twice; noipa keeps the compiler from answering both at once.
[[gnu::noipa]] image::Rule urot_rule(const IrotKeys& keys) {
    return {.component = kUrot.component,
            .owner = 0,
            .header_size = layout::kStageUrotHeader,
            .min_counter = keys.urot_counter,
            .key = std::as_bytes(std::span(keys.urot_key))};
}

extern "C" [[noreturn]] void stage_main() {
    FlowCounter flow;
    start_hand_over_anew(flow);
    stage::begin(kReadable, flow);
    stage::check_protections(flow);
    stage::measure_self(ComponentId::kIrot, kVersion);

    IrotKeys keys;
    stage::keys_read(lib::obkeys::kIrotOffset, lib::obkeys::kIrotMagic, keys, flow);

    Update update(keys);
    update.resume();

    image::Verdict urot;
    admit_urot(keys, update, urot, flow);
    update.conclude(urot, flow.difference(kVerifiedFlow));
    hide_urot_from_level_3(flow);

    flow.require(kBootFlow);
    stage::leave(kUrot, urot, kUrotRam, flow, kBootFlow);
    lib::hardened::fail_closed();
}

}  // namespace boot::irot
