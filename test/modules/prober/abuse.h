// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <psa/service.h>

#include <cstdint>

#include "test/modules/prober/probe.h"

extern "C" {
std::uint32_t prober_image();
std::uint32_t prober_here();
std::uint32_t prober_execute(std::uint32_t address, std::uint32_t r0);
[[noreturn]] void prober_overflow();
[[noreturn]] void prober_branch(std::uint32_t to);
}

// Does it; returns only where the manager let it pass, or for those that come back.
std::uint32_t abuse(const psa_msg_t& message, test::probe::Abuse what);
