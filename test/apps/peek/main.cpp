// SPDX-License-Identifier: Apache-2.0
// Claim B1 for data images: an application that reads its data slot without asking whether it was
// verified. What it gets is on the console; where the slot is closed the read faults.
#include <cstdint>

#include "sm/console.h"
#include "sm/data.h"
#include "system/layout.h"
#include "test/apps/faults/handlers.h"

namespace {
constexpr std::uint32_t kImageMagic = 0x96F3B83D;
}  // namespace

int main() {
    sm_console_open();
    faults_enable_memory_fault(true);
    const auto* slot = reinterpret_cast<const volatile std::uint32_t*>(layout::kFlashDataAddress);
    const std::uint32_t word = *slot;
    sm_console_text(word == kImageMagic  ? "peek: the image's first word\r\n"
                    : word == UINT32_MAX ? "peek: erased\r\n"
                                         : "peek: nothing\r\n");
    sm_console_text(faults_taken != 0 ? "peek: faulted\r\n" : "peek: no fault\r\n");
    sm_data found;
    const bool open = sm_data_open(8, &found) == PSA_SUCCESS;
    sm_console_text(open ? "peek: verified\r\n" : "peek: not verified\r\n");
    sm_console_text(found.bytes == nullptr ? "peek: no address\r\n" : "peek: address\r\n");
    return 0;
}
