// SPDX-License-Identifier: Apache-2.0
// Claims M1 and M3 from the place of a module: the prober tries, one line for each attempt. A
// module that failed 16 times in a boot stays stopped, so the campaign goes over several boots;
// where it stands is kept in RAM that a reset leaves alone.
#include "psa/client.h"
#include "sm/console.h"
#include "system/layout.h"
#include "test/apps/isolation/attempts.h"

namespace {

using namespace test;

constexpr std::uint32_t kMagic = 0x49534F4C;
constexpr std::uint32_t kFaultsOfABoot = 14;
constexpr std::uint32_t kFaultsToDeath = 16;
constexpr std::uint8_t kModuleFault = 3;  // kind of a log record

struct Progress {
    std::uint32_t magic;
    std::uint32_t next;
    Counts counts;
};

Progress& progress() {
    return *reinterpret_cast<Progress*>(layout::kRamAppHighAddress);
}

System board;
Attempts attempts;

[[noreturn]] void reset() {
    auto* aircr = reinterpret_cast<volatile std::uint32_t*>(0xE000'ED0C);
    *aircr = 0x05FA'0004;
    for (;;) {
    }
}

bool prober_answers() {
    probe::Answer answer{};
    return ask(probe::kWhere, {}, answer) == PSA_SUCCESS && answer.image != 0;
}

void line(const char* verdict, const Attempt& a, const char* why) {
    say(verdict);
    say(a.what);
    say(a.whose != nullptr ? a.whose : "");
    say(": ");
    say(why);
}

// The manager's record of it names the module, the cause, and the place.
bool reported(const Attempt& a, const sm_log_record& log) {
    const ModulePlace& own = board.place();
    bool access = a.action == probe::kRead || a.action == probe::kWrite;
    bool jump = a.action == probe::kExecute;
    return log.kind == kModuleFault && log.component == own.record.id &&
           log.code == static_cast<std::uint32_t>(a.expected) &&
           (!access || (log.address == a.address && own.image.has(log.pc))) &&
           (!jump || log.pc == 0);  // no code of its own: not told
}

void judge_fault(const Attempt& a, psa_status_t status) {
    sm_log_record log{};
    sm_record_log(0, &log);
    bool good = status == PSA_ERROR_GENERIC_ERROR && reported(a, log);
    bool prober = prober_answers();
    bool others = others_answer(board);
    ++(good && prober && others ? counts.passed : counts.failed);
    line(status == PSA_SUCCESS ? "  GOT IN   " : good ? "  refused  " : "  WRONG    ", a, "code ");
    say_hex(log.code);
    say(" at ");
    say_hex(log.address);
    say(" pc ");
    say_hex(log.pc);
    say(prober ? "" : ", does not answer again");
    say(others ? "" : ", others do not answer");
    say_end();
}

void judge_return(const Attempt& a, psa_status_t status, std::uint32_t answered) {
    bool compares = a.action >= probe::kAbuse || a.action == probe::kExecute;
    bool good = status == PSA_SUCCESS && (!compares || answered == a.value);
    ++(good ? counts.passed : counts.failed);
    line(good ? "  as meant " : "  WRONG    ", a, "answer ");
    say_hex(compares ? answered : 0);
    say_end();
}

void attempt(const Attempt& a) {
    probe::Answer answer{};
    psa_status_t status = ask(a.action, {a.address, a.value}, answer);
    if (a.expected == kComesBack) {
        judge_return(a, status, answer.value);
    } else {
        judge_fault(a, status);
    }
}

std::uint32_t faults() {
    sm_module_record record{};
    sm_record_module(board.prober, &record);
    return record.faults;
}

void where_claims() {
    probe::Answer answer{};
    ask(probe::kWhere, {}, answer);
    const ModulePlace& own = board.place();
    claim(answer.image == own.image.base, "the prober's image lies where the records say");
    claim(answer.data == own.ram.base + probe::kStackSize, "its RAM lies where the records say");
    claim(others_answer(board), "every other module answers");
}

// The last of all, in a boot of its own.
void death_claims() {
    probe::Answer answer{};
    const std::int32_t panic = probe::kAbuse + static_cast<std::int32_t>(probe::Abuse::kPanic);
    bool restarted = true;
    for (std::uint32_t i = 0; i < kFaultsToDeath; ++i) {
        restarted = restarted && ask(panic, {}, answer) == PSA_ERROR_GENERIC_ERROR;
    }
    claim(restarted, "a module that fails is restarted at its next call");
    claim(ask(probe::kWhere, {}, answer) == PSA_ERROR_CONNECTION_REFUSED,
          "one that failed 16 times in a boot stays stopped");
    claim(others_answer(board), "and all others answer still");
}

void begin() {
    progress() = {};
    progress().magic = kMagic;
    say("isolation: the prober stands in the place of module ");
    say_hex(board.place().record.id);
    say_end();
    where_claims();
}

[[noreturn]] void go_on_after_reset() {
    progress().counts = counts;
    reset();
}

void finish() {
    death_claims();
    progress().magic = 0;
    say_counts("isolation");
}

}  // namespace

int main() {
    sm_console_open();
    if (!system_read(board)) {
        claim(false, "there is a prober on this board");
        say_counts("isolation");
        return 0;
    }
    add_places(attempts, board);
    add_abuses(attempts, board);
    if (progress().magic != kMagic) {
        begin();
    } else {
        counts = progress().counts;
    }
    while (progress().next < attempts.count) {
        attempt(attempts.list[progress().next++]);
        if (faults() >= kFaultsOfABoot) {
            go_on_after_reset();
        }
    }
    if (faults() != 0) {
        go_on_after_reset();
    }
    finish();
    return 0;
}
