// SPDX-License-Identifier: Apache-2.0
// What the core does for modules by manifest, and what it tells the application.
#include <cstring>

#include "lib/handover/record.h"
#include "manager/abi/record.h"
#include "manager/core/core.h"

namespace manager::core {
namespace {

constexpr std::uint32_t kFlashWord = 16;      // of flash, programmed at once
constexpr std::uint32_t kFlashSector = 8192;  // erased at once

static_assert(sizeof(sm_component_record) == sizeof(lib::handover::ComponentRecord));
static_assert(sizeof(sm_log_record) == sizeof(lib::handover::LogEntry));

constexpr std::uint32_t module_state(State state) {
    return static_cast<std::uint32_t>(state >= State::kRunning ? State::kServing : state);
}
static_assert(module_state(State::kDead) == SM_MODULE_DEAD);
static_assert(module_state(State::kIdle) == SM_MODULE_READY);

sm_module_record module_record(const Domain& domain) {
    sm_module_record r{};
    r.id = domain.header->id;
    r.owner = domain.header->owner;
    std::memcpy(r.name, domain.header->name.data(), sizeof r.name);
    r.state = module_state(domain.state);
    r.faults = domain.faults;
    r.last_fault = domain.last_fault;
    r.built_in = domain.built_in ? 1 : 0;
    r.ram_size = domain.ram.size;
    r.image_size = domain.image.size;
    return r;
}

std::uint32_t copy_out(std::uint32_t to, std::uint32_t room, const void* from, std::uint32_t size) {
    size = size < room ? size : room;
    std::memcpy(at<void>(to), from, size);
    return size;
}

}  // namespace

// (uint32_t *words, count)
Domain* Core::random(Frame& frame) {
    std::uint32_t count = frame.r1;
    bool granted = (current_->header->grants & abi::kGrantRandom) != 0;
    if (!granted || frame.r0 % 4 != 0 || count > current_->ram.size / 4 ||
        !module_may_write(*current_, frame.r0, 4 * count)) {
        return programmer_fault();
    }
    for (std::uint32_t i = 0; i < count; ++i) {
        if (!machine::random_word(at<std::uint32_t>(frame.r0)[i])) {
            return answer(static_cast<std::uint32_t>(kHardwareFailure));
        }
    }
    return answer(0);
}

// Offsets count from the start of the granted range; leaving it is a fault of the module.
Domain* Core::flash(std::uint32_t number, Frame& frame) {
    const abi::ModuleHeader& h = *current_->header;
    Range granted{0, (h.grants & abi::kGrantFlash) != 0 ? h.flash_size : 0};
    std::uint32_t offset = frame.r0;
    bool reads = number == SM_SVC_FLASH_READ;
    std::uint32_t unit = reads ? 1 : number == SM_SVC_FLASH_PROGRAM ? kFlashWord : kFlashSector;
    std::uint32_t size = reads ? frame.r2 : unit;
    if (granted.size == 0 || offset % unit != 0 || !contains(granted, offset, size) ||
        (reads && !module_may_write(*current_, frame.r1, size)) ||
        (number == SM_SVC_FLASH_PROGRAM && !module_may_read(*current_, frame.r1, kFlashWord))) {
        return programmer_fault();
    }
    std::uint32_t place = h.flash_base + offset;
    if (reads) {
        auto result = machine::flash_read(place, at<std::uint8_t>(frame.r1), size);
        return answer(static_cast<std::uint32_t>(result));
    }
    bool done = number == SM_SVC_FLASH_PROGRAM
                    ? machine::flash_program(place, at<const std::uint8_t>(frame.r1))
                    : machine::flash_erase(place);
    return answer(static_cast<std::uint32_t>(done ? kSuccess : kHardwareFailure));
}

// (kind, index, buffer, bytes) -> bytes written or an error. The agent only.
Domain* Core::record(Frame& frame) {
    if (frame.r3 == 0 || frame.r3 > 0x1000 || !machine::nonsecure_may(frame.r2, frame.r3, true)) {
        return answer(static_cast<std::uint32_t>(kInvalidArgument));
    }
    return answer(record_copy(frame.r0, frame.r1, frame.r2, frame.r3));
}

std::uint32_t Core::record_copy(std::uint32_t kind, std::uint32_t index, std::uint32_t to,
                                std::uint32_t room) {
    if (kind == SM_RECORD_COMPONENT && index < block_->component_count &&
        index < lib::handover::kMaxComponents) {
        return copy_out(to, room, &block_->components[index],
                        sizeof(lib::handover::ComponentRecord));
    }
    if (kind == SM_RECORD_LOG) {
        const lib::handover::LogEntry* entry = lib::handover::log_entry(*block_, index);
        if (entry != nullptr) {
            return copy_out(to, room, entry, sizeof *entry);
        }
    }
    if (kind == SM_RECORD_MODULE && index < domain_count_ - 1u) {
        sm_module_record module = module_record(domains_[index + 1]);
        return copy_out(to, room, &module, sizeof module);
    }
    return static_cast<std::uint32_t>(kDoesNotExist);
}

}  // namespace manager::core
