// SPDX-License-Identifier: Apache-2.0
// FLASH: an operation takes time (fact sheet 2.2, 2.3, 2.6): BSY, what is refused meanwhile, the
// interrupt at the end, and what a reset in the middle leaves and tells (OPSR).
#include "chip/core.h"
#include "test/chip/flash_controller.h"
#include "test/chip/suite.h"

namespace chip_test {

const std::string_view kSuite = "flash_busy";

namespace {

using namespace flash;

constexpr std::uint32_t kOpsr = kBase + 0x18;
constexpr std::uint32_t kOptionControl = kBase + 0x1C;
constexpr std::uint32_t kObkConfig = kBase + 0x44;
constexpr std::uint32_t kEpoch = kBase + 0x60;
constexpr std::uint32_t kDetected = kBase + 0x104;
constexpr unsigned kSector = 40;
constexpr std::uint32_t kStorage = 0x0C00'0000 + kSector * 0x2000;
constexpr unsigned kSecureLine = 7;

void start_program(std::uint32_t address, std::uint32_t value) {
    control(kSecure, kProgram);
    for (unsigned i = 0; i < 4; ++i) {
        poke(address + 4 * i, value);
    }
}

void start_erase(unsigned sector) {
    control(kSecure, kSectorErase | sector << 6 | kStart);
}

unsigned busy_polls() {
    unsigned polls = 0;
    while ((status(kSecure) & kBusy) != 0) {
        ++polls;
    }
    return polls;
}

void durations() {
    start_erase(kSector);
    check_equal("STRT reads 1 while the erase runs", load(kSecure.control) & kStart, kStart);
    check_equal("both worlds see BSY", status(kOpen) & kBusy, kBusy);
    check_equal("an erase keeps it for four polls", busy_polls(), 3);
    check_equal("then there is EOP and no error", status(kSecure), kDone);
    check_equal("not in the other world's status", status(kOpen), 0);
    check_equal("and STRT is 0", load(kSecure.control) & kStart, 0);
    take_errors(kSecure);
    start_program(kStorage, 1);
    check_equal("a program for two", busy_polls(), 2);
    control(kSecure, 0);
    take_errors(kSecure);
}

void refused_meanwhile() {
    start_program(kStorage + 16, 1);
    poke(kStorage + 32, 1);
    check_equal("a store meanwhile: PGSERR", take_errors(kSecure), kSequence);
    check_equal("and it is not in the cells", peek(kStorage + 32), ~0u);
    start_program(kStorage + 32, 1);
    control(kSecure, kSectorErase | kSector << 6 | kStart);
    check_equal("STRT meanwhile: PGSERR", take_errors(kSecure), kSequence);
    check_equal("nothing is erased", peek(kStorage), 1);
    check_equal("the control register is what it was", load(kSecure.control), kProgram);
    start_program(kStorage + 48, 1);
    control(kOpen, kProgram);
    check_equal("the other world's control register: its PGSERR", take_errors(kOpen), kSequence);
    check_equal("not ours", take_errors(kSecure), 0);
    start_program(kStorage + 64, 1);
    store(kObkConfig, 0x01FF'0008);
    check_equal("an erase of OBKeys meanwhile: PGSERR", take_errors(kSecure), kSequence);
    check_equal("each program came to its end", peek(kStorage + 64), 1);
    control(kSecure, 0);
}

void options_meanwhile() {
    const std::uint32_t epoch = load(kEpoch);
    store(kEpoch + 4, epoch + 1);
    store(kOptionControl, 2);
    check_equal("OPTSTRT reads 1 while options change", load(kOptionControl) & 2, 2);
    check_equal("they are the old ones", load(kEpoch), epoch);
    store(kEpoch + 4, epoch + 2);
    check_equal("_PRG is frozen", load(kEpoch + 4), epoch + 1);
    start_program(kStorage + 80, 1);
    check_equal("a program is refused", take_errors(kSecure) & kSequence, kSequence);
    check_equal("then they are the new ones", load(kEpoch), epoch + 1);
    check_equal("and OPTSTRT is 0", load(kOptionControl) & 2, 0);
    control(kSecure, 0);
    take_errors(kOpen);
    store(kEpoch + 4, epoch);
    store(kOptionControl, 2);
    wait(kOpen);
    store(kEpoch + 4, epoch + 2);
    store(kOptionControl, 2);
    check_equal("OPTSTRT waits until OPTCHANGEERR is cleared", status(kOpen) & kBusy, 0);
    store(kOpen.clear, kEverything, kOpen.view);
    check_equal("nothing has changed", load(kEpoch), epoch + 1);
}

void waiting() {
    start_program(kStorage + 96, 7);
    check_equal("a read shows the word", peek(kStorage + 96), 7);
    take_errors(kSecure);
    start_program(kStorage + 96, 6);
    nmis();
    check_equal("a read of a word being spoilt waits for the end", peek(kStorage + 96), 6);
    check_equal("so that it meets the ECC error", nmis(), 1);
    check_equal("and nothing is busy any more", status(kSecure) & kBusy, 0);
    control(kSecure, 0);
    take_errors(kSecure);
}

void interrupt() {
    enable_interrupt(kSecureLine);
    control(kSecure, kDone | kSectorErase | kSector << 6 | kStart);
    while (!interrupted(kSecureLine)) {
        chip::core::wait_for_interrupt();
    }
    check_equal("who sleeps is woken at the end", status(kSecure) & (kBusy | kDone), kDone);
    control(kSecure, 0);
    take_errors(kSecure);
}

void torn_program() {
    check_equal("OPSR tells of the program", load(kOpsr), 1u << 29 | kSector * 0x2000);
    nmis();
    peek(kStorage);
    check_equal("the word is torn", nmis(), 1);
    check_equal("ECCDETR is clear again", load(kDetected), 0);
}

void torn_erase() {
    check_equal("OPSR tells of the erase", load(kOpsr), 3u << 29 | kSector * 0x2000);
    unsigned bad = 0;
    nmis();
    for (std::uint32_t at = 0; at < 0x2000; at += 16) {
        peek(kStorage + at);
        bad += nmis();
    }
    check("words of the sector are torn", bad > 0);
    check_equal("erased again it is sound", erase(kSecure, kSector), 0);
    for (std::uint32_t at = 0; at < 0x2000; at += 16) {
        program(kSecure, kStorage + at, {1, 2, 3, 4});
        bad = peek(kStorage + at) == 1 ? nmis() : 99;
        if (bad != 0) {
            break;
        }
    }
    check_equal("to the last word", bad, 0);
}

}  // namespace

void run() {
    unlock(kSecure);
    switch (phase()) {
        case 0:
            check_equal("OPSR is 0 after power-on", load(kOpsr), 0);
            unlock(kOpen);
            unlock_options();
            store(kBase + 0x14, 0x192A'083B);
            store(kBase + 0x14, 0x6E7F'4C5D);
            durations();
            refused_meanwhile();
            options_meanwhile();
            waiting();
            interrupt();
            prepare_next_phase();
            start_program(kStorage, 0);
            chip::core::system_reset();
        case 1:
            torn_program();
            prepare_next_phase();
            start_erase(kSector);
            chip::core::system_reset();
        case 2:
            torn_erase();
            reset_to_next_phase();
        default:
            check_equal("a reset that interrupts nothing clears OPSR", load(kOpsr), 0);
            break;
    }
}

}  // namespace chip_test
