// SPDX-License-Identifier: Apache-2.0
// Lines of the NVIC that modules have (manager/core/platform.h).
#include "chip/core.h"
#include "chip/rcc.h"
#include "manager/armv8m/scs.h"
#include "manager/core/platform.h"
#include "system/layout.h"

namespace manager::machine {
namespace {

using namespace manager::armv8m;

constexpr std::uint32_t bit(std::uint32_t line) {
    return 1u << line % 32;
}

// The module reaches no RCC.
void clock_on(std::uint32_t line) {
    for (const layout::Source& source : layout::kSources) {
        if (source.line == line) {
            auto* enable =
                reinterpret_cast<volatile std::uint32_t*>(chip::rcc::kBase + source.clock_register);
            *enable = *enable | 1u << source.clock_bit;
        }
    }
}

}  // namespace

void line_take(std::uint32_t line, std::uint32_t priority) {
    const unsigned word = line / 32;
    chip::core::InterruptDisable::write(word, bit(line));
    scs::InterruptTarget::write(word, scs::InterruptTarget::read(word) & ~bit(line));
    const unsigned shift = 8 * (line % 4);
    const std::uint32_t others = scs::InterruptPriority::read(line / 4) & ~(0xFFu << shift);
    scs::InterruptPriority::write(line / 4, others | priority << shift);
    clock_on(line);
}

void line_set(std::uint32_t line, bool enabled) {
    if (enabled) {
        chip::core::InterruptEnable::write(line / 32, bit(line));
    } else {
        chip::core::InterruptDisable::write(line / 32, bit(line));
    }
    chip::core::barrier();
}

void line_forget(std::uint32_t line) {
    chip::core::InterruptUnpend::write(line / 32, bit(line));
}

}  // namespace manager::machine
