// SPDX-License-Identifier: Apache-2.0
// The application's first state. What uROT verified is the image; where its vectors point is
// checked here, so that a bad one ends in a name and not in a fault loop.
#include "chip/core.h"
#include "manager/armv8m/armv8m.h"
#include "system/layout.h"

namespace manager::armv8m {
namespace {

using lib::Error;
using lib::handover::ComponentId;
using lib::handover::ComponentRecord;

constexpr std::uint32_t kVectors = (16 + 131) * 4;

const ComponentRecord* application(const lib::handover::HandOver& block) {
    for (std::uint32_t i = 0; i < block.component_count; ++i) {
        const ComponentRecord& r = block.components[i];
        if (r.component == static_cast<std::uint32_t>(ComponentId::kApplication) &&
            (r.flags & lib::handover::kVerified) != 0) {
            return &r;
        }
    }
    return nullptr;
}

template <std::size_t kCount>
bool contains(const layout::Range (&list)[kCount], std::uint32_t base, std::uint32_t size) {
    for (const layout::Range& range : list) {
        if (core::contains({range.base, range.end - range.base}, base, size)) {
            return true;
        }
    }
    return false;
}

// Records name the secure alias; the cells answer by their own, the non-secure one.
constexpr std::uint32_t kSecureBit = 0x0400'0000;

}  // namespace

lib::Result<std::uint32_t> nonsecure_prepare(const lib::handover::HandOver& block) {
    const ComponentRecord* record = application(block);
    if (record == nullptr) {
        return Error::kNoImage;
    }
    core::Range image{record->payload_address & ~kSecureBit, record->payload_size};
    if (!contains(layout::kNonSecureFlash, image.base, image.size) || image.size < kVectors ||
        image.base % 1024 != 0) {
        return Error::kAddressBad;
    }
    const auto* vectors = core::at<const volatile std::uint32_t>(image.base);
    std::uint32_t stack = vectors[0];
    std::uint32_t entry = vectors[1];
    bool stack_good = stack % 8 == 0 && stack >= 8 && contains(layout::kNonSecureRam, stack - 8, 8);
    if (!stack_good || (entry & 1u) == 0 || !core::contains(image, entry - 1, 2)) {
        return Error::kAddressBad;
    }
    chip::core::NonSecureVtor::write(image.base);
    asm volatile(
        "msr msp_ns, %0\n\tmsr psp_ns, %1\n\tmsr msplim_ns, %1\n\tmsr psplim_ns, %1\n\t"
        "msr control_ns, %1\n\tmsr primask_ns, %1\n\tmsr basepri_ns, %1\n\tmsr faultmask_ns, %1"
        :
        : "r"(stack), "r"(0)
        : "memory");
    return entry;
}

}  // namespace manager::armv8m
