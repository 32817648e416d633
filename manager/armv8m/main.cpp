// SPDX-License-Identifier: Apache-2.0
// The manager's start: isolation, modules, application. Each step ends here if it does not hold.
#include "chip/core.h"
#include "chip/rng.h"
#include "lib/handover/record.h"
#include "manager/armv8m/armv8m.h"
#include "system/layout.h"

extern "C" {
void agent_launch();
void stub_idle();
void stub_handled();
void stub_dead();
[[noreturn]] void first_domain(std::uint32_t stack);
void manager_main();
}

// Filled by `sm image pack`.
[[gnu::section(".container"), gnu::used]] constinit const manager::abi::Container kContainer{};

// entry.S knows it by this name.
extern "C" constinit manager::core::Core manager_core;
constinit manager::core::Core manager_core;

namespace manager::armv8m {
namespace {

void require(lib::Result<void> result) {
    if (!result.ok()) {
        halt(result.error(), 0, 0);
    }
}

std::uint32_t place_of(void (*stub)()) {
    return core::address_of(reinterpret_cast<void*>(stub));
}

core::Stubs stubs() {
    return {place_of(agent_launch), place_of(stub_idle), place_of(stub_handled),
            place_of(stub_dead)};
}

}  // namespace

core::Core& the_core() {
    return manager_core;
}

lib::handover::HandOver& hand_over() {
    return *core::at<lib::handover::HandOver>(layout::kRamHandoverAddress);
}

void halt(lib::Error error, std::uint32_t pc, std::uint32_t address) {
    chip::core::disable_interrupts();
    auto& block = hand_over();
    block.last_error = static_cast<std::uint32_t>(error);
    block.refused = static_cast<std::uint32_t>(lib::handover::ComponentId::kManager);
    lib::handover::LogEntry entry{};
    entry.code = block.last_error;
    entry.component = block.refused;
    entry.kind = lib::handover::LogKind::kRefusal;
    entry.pc = pc;
    entry.address = address;
    lib::handover::log_append(block, entry);
    for (;;) {
        chip::core::wait_for_interrupt();
    }
}

}  // namespace manager::armv8m

void manager_main() {
    using namespace manager;
    using namespace manager::armv8m;
    auto& block = hand_over();
    require(lib::handover::stage_enter(block, lib::handover::Stage::kManager));
    require(protection_set());
    require(chip::rng::start());
    require(manager_core.install(kPlatform, block,
                                 layout::kFlashManagerAddress + layout::kStageManagerHeader));
    auto entry = nonsecure_prepare(block);
    if (!entry.ok()) {
        halt(entry.error(), 0, 0);
    }
    manager_core.lines_take();
    manager_core.agent_prepare(stubs(), entry.value());
    require(protection_lock());
    first_domain(manager_core.agent().context.psp);  // below the frame that awaits the application
}
