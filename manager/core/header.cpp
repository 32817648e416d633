// SPDX-License-Identifier: Apache-2.0
#include "manager/core/header.h"

#include <array>

#include "manager/core/context.h"
#include "manager/core/tables.h"

namespace manager::core {
namespace {

using abi::ModuleHeader;

template <typename T>
std::span<const T> table(const ModuleHeader& header, std::uint16_t offset, std::uint16_t count) {
    return {at<const T>(address_of(&header) + offset), count};
}

// A table lies behind the fixed part and inside the header.
bool table_fits(const ModuleHeader& h, std::uint16_t offset, std::uint16_t count,
                std::size_t each) {
    return count == 0 || (count <= kMaxTable && offset % 4 == 0 && offset >= sizeof(ModuleHeader) &&
                          offset + count * each <= h.header_size);
}

bool tables_fit(const ModuleHeader& h) {
    return table_fits(h, h.services, h.service_count, sizeof(abi::ServiceEntry)) &&
           table_fits(h, h.dependencies, h.dependency_count, sizeof(abi::DependencyEntry)) &&
           table_fits(h, h.regions, h.region_count, sizeof(abi::RegionEntry)) &&
           table_fits(h, h.irqs, h.irq_count, sizeof(abi::IrqEntry));
}

// Code starts behind the header and the return stub and leaves room for an instruction.
bool code_offset_ok(const ModuleHeader& h, std::uint32_t offset) {
    std::uint32_t first = offset & ~1u;
    return first >= h.header_size + 4u && first <= h.image_size - 4u;
}

bool sizes_ok(const ModuleHeader& h, const Range& image) {
    return h.header_size >= sizeof(ModuleHeader) && h.header_size % 4 == 0 &&
           h.image_size >= h.header_size + 8u && h.image_size <= image.size &&
           h.image_size % 32 == 0;
}

bool ram_ok(const ModuleHeader& h) {
    return h.ram_size % 32 == 0 && h.stack_size % 32 == 0 && h.ram_size <= kMaxModuleRam &&
           h.stack_size >= kMinStack && h.stack_size <= h.ram_size;
}

bool is_ipc(const ModuleHeader& h) {
    return (h.flags & abi::kModelIpc) != 0;
}

bool code_ok(const ModuleHeader& h) {
    return code_offset_ok(h, h.start) && (!is_ipc(h) || code_offset_ok(h, h.entry));
}

bool signal_ok(std::uint32_t signal) {
    return signal >= kFirstSignal && (signal & (signal - 1)) == 0;
}

bool service_ok(const ModuleHeader& h, const abi::ServiceEntry& s) {
    bool connection = (s.flags & abi::kConnectionBased) != 0;
    return s.sid != 0 && s.version != 0 && s.stateless <= 32 && connection == (s.stateless == 0) &&
           (is_ipc(h) ? s.function == 0 && signal_ok(s.signal) : code_offset_ok(h, s.function));
}

std::uint32_t signals_of_services(const ModuleHeader& h) {
    std::uint32_t signals = 0;
    for (const abi::ServiceEntry& service : services_of(h)) {
        signals |= service.signal;
    }
    return signals;
}

bool services_ok(const ModuleHeader& h) {
    std::uint32_t signals = 0;
    for (const abi::ServiceEntry& service : services_of(h)) {
        if (!service_ok(h, service) || (is_ipc(h) && (signals & service.signal) != 0)) {
            return false;
        }
        signals |= service.signal;
    }
    return true;
}

// Each signal is one bit and no service's of a partition that waits. Service functions know no
// psa_wait, so theirs are of the first level.
bool interrupts_ok(const ModuleHeader& h) {
    std::uint32_t signals = is_ipc(h) ? signals_of_services(h) : 0;
    std::array<std::uint32_t, (kInterruptLines + 31) / 32> lines{};
    for (const abi::IrqEntry& irq : interrupts_of(h)) {
        const bool handled = irq.handler != 0;
        if (irq.line >= kInterruptLines || !signal_ok(irq.signal) || (signals & irq.signal) != 0 ||
            (!handled && !is_ipc(h)) || (handled && !code_offset_ok(h, irq.handler)) ||
            ((lines[irq.line / 32] >> irq.line % 32) & 1u) != 0) {
            return false;
        }
        signals |= irq.signal;
        lines[irq.line / 32] |= 1u << irq.line % 32;
    }
    return true;
}

// The oldest ABI has another table of interrupts.
bool model_served(const ModuleHeader& h) {
    return h.abi == abi::kModuleAbi || (h.abi == abi::kModuleAbiOldest && h.irq_count == 0);
}

}  // namespace

std::span<const abi::ServiceEntry> services_of(const ModuleHeader& header) {
    return table<abi::ServiceEntry>(header, header.services, header.service_count);
}

std::span<const abi::IrqEntry> interrupts_of(const ModuleHeader& header) {
    return table<abi::IrqEntry>(header, header.irqs, header.irq_count);
}

std::uint32_t signals_of(const ModuleHeader& header) {
    std::uint32_t signals = kDoorbell | signals_of_services(header);
    for (const abi::IrqEntry& irq : interrupts_of(header)) {
        signals |= irq.signal;
    }
    return signals;
}

std::span<const abi::DependencyEntry> dependencies_of(const ModuleHeader& header) {
    return table<abi::DependencyEntry>(header, header.dependencies, header.dependency_count);
}

std::span<const abi::RegionEntry> regions_of(const ModuleHeader& header) {
    return table<abi::RegionEntry>(header, header.regions, header.region_count);
}

lib::Result<const ModuleHeader*> header_check(const Range& image, std::uint32_t expected_id) {
    if (image.base % 32 != 0 || image.size < sizeof(ModuleHeader) || wraps(image)) {
        return lib::Error::kModuleHeaderBad;
    }
    const auto& h = *at<const ModuleHeader>(image.base);
    if (h.magic != abi::kModuleMagic || h.id != expected_id || h.id < 0x100 || h.id > 0x7FFF'FFFF) {
        return lib::Error::kModuleHeaderBad;
    }
    if (!model_served(h)) {
        return lib::Error::kModuleAbi;
    }
    if (!sizes_ok(h, image) || !tables_fit(h) || !code_ok(h) || !services_ok(h) ||
        !interrupts_ok(h)) {
        return lib::Error::kModuleHeaderBad;
    }
    if (!ram_ok(h)) {
        return lib::Error::kModuleRam;
    }
    return &h;
}

}  // namespace manager::core
