// SPDX-License-Identifier: Apache-2.0
// The stand-in ROM's library (fact sheet 4.4): jumps to levels 2 and 3, secure and non-secure, what
// they refuse, and what is found after them. Each jump starts this program anew, in its next phase.
#include "chip/core.h"
#include "chip/mpu.h"
#include "test/chip/suite.h"

namespace chip_test {

const std::string_view kSuite = "rsslib";

namespace {

constexpr std::uint32_t kTable = 0x0BF9'FB68;
constexpr std::uint32_t kProvisioning = kTable + 0x00;
constexpr std::uint32_t kJump2 = kTable + 0x10;
constexpr std::uint32_t kJump3 = kTable + 0x14;
constexpr std::uint32_t kJump3NonSecure = kTable + 0x18;
constexpr std::uint32_t kError = 0xF5F5'F5F5;
constexpr std::uint32_t kLibrary = 0x0FF9'4000;
constexpr std::uint32_t kHdplsr = 0x4400'0414;
constexpr std::uint32_t kOurVectors = 0x3000'0000;
constexpr unsigned kRegion = 5;
constexpr std::uint32_t kRegionEnable = 1;
constexpr std::uint32_t kLevel1 = 0x51;
constexpr std::uint32_t kLevel2 = 0x8A;
constexpr std::uint32_t kLevel3 = 0x6F;

// A kilobyte of SRAM3 that is made non-secure: SRAM3 is kept over reset on the default board.
constexpr std::uint32_t kOpenRam = 0x2009'0000;
constexpr std::uint32_t kFound = kOpenRam + 0x200;
constexpr std::uint32_t kMpcbb3 = 0x4003'3400;
constexpr unsigned kOpenSuperBlock = 16;

using Jump = std::uint32_t (*)(std::uint32_t vectors, std::uint32_t region);

std::uint32_t call(std::uint32_t entry, std::uint32_t first, std::uint32_t second = 0) {
    return reinterpret_cast<Jump>(peek(entry))(first, second);
}

// The region that holds the vector table, set up and left off.
void prepare_region(std::uint32_t base, std::uint32_t limit) {
    chip::mpu::Number::write(kRegion);
    chip::mpu::BaseAddress::write(base | 0b10);
    chip::mpu::LimitAddress::write((limit & ~0x1Fu));
}

void refusals() {
    prepare_region(kOurVectors, kOurVectors + 0xFFFF);
    check_equal("the table points into RSSLIB", peek(kJump3) & ~0x1FFFu, kLibrary);
    check_equal("DataProvisioning is not provided and says so", call(kProvisioning, 0), kError);
    check_equal("a region the MPU has not is refused", call(kJump3, kOurVectors, 12), kError);
    check_equal("a table outside the region is refused",
                call(kJump3, kOurVectors + 0x1'0000, kRegion), kError);
    check_equal("a table that is not aligned is refused", call(kJump2, kOurVectors + 4, kRegion),
                kError);
    chip::mpu::Number::write(kRegion);
    check_equal("and the region stays off", chip::mpu::LimitAddress::read() & kRegionEnable, 0);
    check_equal("and the level as it is", load(kHdplsr), kLevel1);
}

void check_arrived(std::string_view claim, std::uint32_t level) {
    check_equal(claim, load(kHdplsr), level);
    check_equal("VTOR is the program's", peek(0xE000'ED08), kOurVectors);
    chip::mpu::Number::write(kRegion);
    check_equal("the region is on", chip::mpu::LimitAddress::read() & kRegionEnable, kRegionEnable);
    check_equal("the SBS clock is as it was left", load(rcc::kApb3Enable) & 2, 2);
}

[[noreturn]] void jump(std::uint32_t entry) {
    prepare_region(kOurVectors, kOurVectors + 0xFFFF);
    prepare_next_phase();
    call(entry, kOurVectors, kRegion);
    check("the jump does not return", false);
    chip::core::system_reset();
}

// What is copied there: stores HDPLSR and 0x600D, then asks for a reset.
extern "C" const std::uint32_t non_secure_program[], non_secure_program_end[];
asm(R"(
    .pushsection .text.non_secure_program, "ax"
    .balign 4
    .global non_secure_program, non_secure_program_end
non_secure_program:
    ldr r0, 0f
    ldr r1, [r0]
    ldr r2, 1f
    str r1, [r2]
    ldr r1, 2f
    str r1, [r2, #4]
    ldr r0, 3f
    ldr r1, 4f
    str r1, [r0]
    b .
    .balign 4
0:  .word 0x44000414            // SBS_HDPLSR
1:  .word 0x20090200            // kFound
2:  .word 0x600D
3:  .word 0xE000ED0C            // AIRCR
4:  .word 0x05FA0004
non_secure_program_end:
    .popsection
)");
static_assert(kFound == 0x2009'0200);

[[noreturn]] void jump_non_secure() {
    store(kMpcbb3 + 0x100 + 4 * kOpenSuperBlock, 0);
    store(kMpcbb3 + 0x200 + 4 * kOpenSuperBlock, 0);
    chip::sau::set(2, {.base = 0x2000'0000, .limit = 0x2FFF'FFFF, .callable = false});
    poke(kFound, 0);
    poke(kFound + 4, 0);
    poke(kOpenRam, kOpenRam + 0x400);
    poke(kOpenRam + 4, kOpenRam + 0x100 + 1);
    std::uint32_t to = kOpenRam + 0x100;
    for (const std::uint32_t* word = non_secure_program; word != non_secure_program_end; ++word) {
        poke(to, *word);
        to += 4;
    }
    prepare_next_phase();
    call(kJump3NonSecure, kOpenRam);
    check("the jump does not return", false);
    chip::core::system_reset();
}

}  // namespace

void run() {
    chip::sau::set(1, {.base = 0x0BF9'0000, .limit = 0x0BFA'8FFF, .callable = false});
    switch (phase()) {
        case 0:
            refusals();
            jump(kJump3);
        case 1:
            check_arrived("JumpHDPLvl3 arrives at level 3", kLevel3);
            check_equal("from where there is no way to level 2", call(kJump2, kOurVectors, kRegion),
                        kError);
            reset_to_next_phase();
        case 2:
            jump(kJump2);
        case 3:
            check_arrived("JumpHDPLvl2 arrives at level 2", kLevel2);
            reset_to_next_phase();
        case 4:
            jump_non_secure();
        default:
            check_equal("JumpHDPLvl3NS: the non-secure program ran", load(kFound + 4), 0x600D);
            check_equal("at level 3", load(kFound), kLevel3);
            check_equal("a reset is back at level 1", load(kHdplsr), kLevel1);
    }
}

}  // namespace chip_test
