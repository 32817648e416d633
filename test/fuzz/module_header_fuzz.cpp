// SPDX-License-Identifier: Apache-2.0
// The header of an installed module. What passes has its tables and code inside the image.
#include <sys/mman.h>

#include "manager/core/header.h"
#include "test/fuzz/fuzz.h"

namespace {

using namespace manager;
using test::fuzz::require;

constexpr std::uint32_t kBytes = 4096;

// Addresses of the core have 32 bits.
std::uint8_t* low_memory() {
    void* got = mmap(nullptr, kBytes, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
    require(got != MAP_FAILED);
    return static_cast<std::uint8_t*>(got);
}

template <typename T>
void inside(std::span<const T> table, std::uint32_t base, const abi::ModuleHeader& header) {
    const auto at = reinterpret_cast<std::uintptr_t>(table.data());
    require(table.empty() || (at >= base + sizeof(abi::ModuleHeader) &&
                              at + table.size_bytes() <= base + header.header_size));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static std::uint8_t* const kMemory = low_memory();
    // at its end, so that what is read behind it faults
    const std::size_t used = std::min<std::size_t>(size, kBytes) / 32 * 32;
    std::uint8_t* const start = kMemory + kBytes - used;
    std::memcpy(start, data, used);
    const auto base = static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(start));
    const core::Range image = {base, static_cast<std::uint32_t>(used)};
    const auto checked = core::header_check(image, 0x201);
    if (!checked.ok()) {
        return 0;
    }
    const abi::ModuleHeader& header = *checked.value();
    require(header.id == 0x201 && header.image_size <= used && header.header_size <= used);
    require(header.stack_size >= core::kMinStack && header.stack_size <= header.ram_size &&
            header.ram_size <= core::kMaxModuleRam);
    inside(core::services_of(header), base, header);
    inside(core::dependencies_of(header), base, header);
    inside(core::regions_of(header), base, header);
    require(header.start >= header.header_size && header.start < header.image_size);
    for (const abi::ServiceEntry& service : core::services_of(header)) {
        require(service.function >= header.header_size && service.function < header.image_size);
    }
    return 0;
}

// Most headers fail at magic, id and sizes; after a mutation those are right most of the time.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
    size = LLVMFuzzerMutate(data, size, most) / 32 * 32;
    if (seed % 8 == 0 || size < sizeof(abi::ModuleHeader) + 32) {
        return size;
    }
    abi::ModuleHeader header;
    std::memcpy(&header, data, sizeof header);
    header.magic = abi::kModuleMagic;
    header.abi = abi::kModuleAbi;
    header.id = 0x201;
    header.irq_count = 0;
    header.flags &= ~abi::kModelIpc;
    header.image_size = static_cast<std::uint32_t>(size);
    header.header_size =
        static_cast<std::uint16_t>(sizeof header + header.header_size % 32 / 4 * 4);
    header.ram_size = 0x2000;
    header.stack_size = 256 + header.stack_size % 32 * 32;
    std::memcpy(data, &header, sizeof header);
    return size;
}
