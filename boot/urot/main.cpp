// SPDX-License-Identifier: Apache-2.0
// uROT: runs at HDPL2, authenticates the manager and the application, each with its owner's key,
// and the modules that lie in slots of their own; measures all of them; starts the manager.
#include "boot/stage/stage.h"
#include "boot/urot/data_images.h"
#include "boot/urot/dependencies.h"
#include "boot/urot/key_ring.h"
#include "boot/urot/recovery.h"
#include "boot/urot/updates.h"
#include "chip/core.h"
#include "chip/usart.h"
#include "lib/bytes/bytes.h"
#include "lib/handover/record.h"
#include "system/layout.h"

namespace boot::stage {
const Identity kIdentity = {"uROT", lib::handover::Stage::kUrot, chip::sbs::Hdpl::k2,
                            chip::sbs::Hdpl::k3};
}

namespace boot::urot {
namespace {

using chip::mpu::region;
using chip::mpu::Rights;
using lib::hardened::flow_step;
using lib::hardened::FlowCounter;
using stage::ComponentId;

constexpr stage::Slot kManager = {static_cast<std::uint32_t>(ComponentId::kManager),
                                  layout::kFlashManagerAddress, layout::kFlashManagerSize};
constexpr stage::Slot kApplication = {static_cast<std::uint32_t>(ComponentId::kApplication),
                                      layout::kFlashAppAddress, layout::kFlashAppSize};
constexpr std::uint32_t kNonSecureController = chip::kPeripheralNonSecure + 0x0002'2000;
constexpr std::uint32_t kControllerSize = 0x400;
constexpr image::Span kManagerRam = {layout::kRamManagerAddress, layout::kRamManagerSize};
// What lies side by side is one region of the twelve.
static_assert(layout::kFlashKeysAddress + layout::kFlashKeysSize == layout::kFlashJournalAddress);
static_assert(kManager.address + kManager.size == layout::kFlashModulesAddress);
constexpr chip::mpu::Region kReadable[] = {
    region(layout::kFlashKeysAddress, layout::kFlashKeysSize + layout::kFlashJournalSize,
           Rights::kPrivilegedReadOnly),
    region(kManager.address, kManager.size + layout::kFlashModulesSize,
           Rights::kPrivilegedReadOnly),
    region(chip::kFlashSecure + layout::kFlashDataOffset, layout::kFlashDataSize,
           Rights::kPrivilegedReadOnly),
    region(kApplication.address, kApplication.size, Rights::kPrivilegedReadOnly),
    region(layout::kFlashStagingAddress, layout::kFlashStagingSize, Rights::kPrivilegedReadOnly),
    region(kNonSecureController, kControllerSize, Rights::kPrivilegedReadWrite,
           chip::mpu::Memory::kDevice)};

constexpr auto kContinued = flow_step("hand-over block continued");
constexpr auto kManagerVerified = flow_step("manager verified");
constexpr auto kApplicationVerified = flow_step("application verified");
constexpr auto kOptionalVerified = flow_step("data image or module verified");
constexpr std::uint32_t kBootFlow =
    FlowCounter::after(kContinued, stage::kBegun, stage::kProtected, stage::kRecordRead,
                       kManifestRead, kManagerVerified, kApplicationVerified);

void continue_hand_over(FlowCounter& flow) {
    if (auto entered = lib::handover::stage_enter(stage::hand_over(), lib::handover::Stage::kUrot);
        !entered.ok()) {
        chip::usart::start();  // it is first to say anything
        stage::refuse(ComponentId::kNone, entered.error());
    }
    flow.step(kContinued);
}

// Application flash is non-secure and answers non-secure accesses only, and so does what writes it.
void open_application_flash() {
    chip::sau::set(0, {kApplication.address, kApplication.address + kApplication.size - 1, false});
    chip::sau::set(1, {kNonSecureController, kNonSecureController + kControllerSize - 1, false});
    chip::sau::enable();
}

// Too large for the stack.
KeyRing keys;
Updates updates;

void record(const KeyRing& keys, const stage::Slot& slot, const image::Verdict& verdict,
            FlowCounter& flow, lib::hardened::FlowStep step) {
    stage::record(slot, verdict, keys.rights(slot.component), keys.rights(slot.component), flow,
                  step);
}

// An image that was installed in this boot or is on trial may be the reason: then the old ones come
// back with a reset. Else nothing is left to boot with, and new images are waited for.
void refuse(const stage::Slot& slot, lib::Error error) {
    updates.refused(keys, slot.component, error, true);
    stage::tell_refusal(slot.component, error, 0);
    recover(keys, updates, slot.component, error);
    stage::refuse(slot.component, error);
}

void skip(const stage::Slot& slot, lib::Error error) {
    updates.refused(keys, slot.component, error, false);
    stage::skip(slot.component, error);
    if (lib::handover::is_data(slot.component)) {
        data_refused(slot.component);
    }
}

// What was installed with a manifest that may not be used goes back.
void settle_keys(FlowCounter& flow) {
    if (auto settled = keys.settle(flow); !settled.ok()) {
        updates.refused(keys, kKeySlot.component, settled.error(), true);
        stage::refuse(kKeySlot.component, settled.error());
    }
}

// The boot cannot do without it. `verdict` is as it was made.
void admit(const KeyRing& keys, const stage::Slot& slot, std::uint32_t header_size,
           image::Verdict& verdict, FlowCounter& flow, lib::hardened::FlowStep step) {
    const auto rule = keys.rule(slot.component, header_size);
    const auto again = keys.rule(slot.component, header_size);
    if (!rule.ok() || !again.ok()) {
        refuse(slot, lib::Error::kKeyUnknown);
    }
    stage::verify_hybrid(slot, rule.value(), again.value(), verdict);
    if (!lib::hardened::is_true(verdict.authentic)) {
        refuse(slot, verdict.error);
    }
    record(keys, slot, verdict, flow, step);
}

// A data image or a module. An empty slot is fine, a bad image stays out; the manager runs, and the
// application reads, what the records name.
void admit_optional(const KeyRing& keys, const layout::Slot& entry) {
    const stage::Slot slot = {entry.component, layout::kFlashIrotAddress + entry.offset,
                              entry.size};
    const auto rule = keys.rule(slot.component, entry.header);
    const auto again = keys.rule(slot.component, entry.header);
    if (!rule.ok() || !again.ok()) {
        return skip(slot, lib::Error::kOwnerNotAllowed);
    }
    image::Verdict verdict;
    stage::verify_hybrid(slot, rule.value(), again.value(), verdict);
    if (!lib::hardened::is_true(verdict.authentic)) {
        if (verdict.error == lib::Error::kNoImage) {
            return stage::absent(slot.component);
        }
        return skip(slot, verdict.error);
    }
    if (auto met = dependencies_met(verdict.measured.dependencies); !met.ok()) {
        return skip(slot, met.error());
    }
    FlowCounter flow;
    record(keys, slot, verdict, flow, kOptionalVerified);
    flow.require(FlowCounter::after(kOptionalVerified));
    if (is_data(entry)) {
        data_open(slot, verdict);
    }
    lib::bytes::wipe_object(verdict);
}

// When all that may be depended upon is recorded. The optional ones were asked each before its own
// record.
void require_dependencies(const stage::Slot& slot, const image::Verdict& verdict) {
    if (auto met = dependencies_met(verdict.measured.dependencies); !met.ok()) {
        refuse(slot, met.error());
    }
}

constexpr bool is_module(const layout::Slot& slot) {
    return slot.component >= static_cast<std::uint32_t>(ComponentId::kFirstModule);
}

}  // namespace

extern "C" [[noreturn]] void stage_main() {
    FlowCounter flow;
    continue_hand_over(flow);
    stage::begin(kReadable, flow);
    stage::check_protections(flow);
    keys.load(flow);

    data_close();
    open_application_flash();
    updates.resume(keys);
    settle_keys(flow);

    image::Verdict manager;
    admit(keys, kManager, layout::kStageManagerHeader, manager, flow, kManagerVerified);

    image::Verdict application;
    admit(keys, kApplication, layout::kStageAppHeader, application, flow, kApplicationVerified);

    for (const layout::Slot& slot : layout::kSlots) {
        if (is_data(slot) || is_module(slot)) {
            admit_optional(keys, slot);
        }
    }

    require_dependencies(kManager, manager);
    require_dependencies(kApplication, application);
    lib::bytes::wipe_object(application);
    updates.conclude(keys, flow.difference(kBootFlow));

    flow.require(kBootFlow);
    stage::leave(kManager, manager, kManagerRam, flow, kBootFlow);
    lib::hardened::fail_closed();
}

}  // namespace boot::urot
