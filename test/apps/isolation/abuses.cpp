// SPDX-License-Identifier: Apache-2.0
// Claims M1 and M3: what a module is given, misused in each way there is.
#include "system/layout.h"
#include "test/apps/isolation/attempts.h"

namespace test {
namespace {

using lib::Error;
using probe::Abuse;

struct Misuse {
    const char* name;
    Abuse abuse;
    Error expected = Error::kFaultProgrammer;
};

constexpr std::uint32_t kBusy = static_cast<std::uint32_t>(PSA_ERROR_CONNECTION_BUSY);
constexpr std::uint32_t kUnprivilegedOnProcessStack = 3;

constexpr Misuse kMisuses[] = {
    {"psa_read of a forged message", Abuse::kForgedMessage},
    {"psa_read of the null message", Abuse::kNullMessage},
    {"psa_read of a vector that is none", Abuse::kReadVectorFive},
    {"psa_read into the manager's RAM", Abuse::kReadIntoManager},
    {"psa_read into the application's RAM", Abuse::kReadIntoApplication},
    {"psa_read into its own image", Abuse::kReadIntoOwnImage},
    {"psa_read across the end of its RAM", Abuse::kReadAcrossOwnEnd},
    {"psa_write from the manager's RAM", Abuse::kWriteFromManager},
    {"psa_write of more than there is room for", Abuse::kWriteTooMuch},
    {"psa_write to a vector that is none", Abuse::kWriteVectorTwo},
    {"psa_set_rhandle without a connection", Abuse::kRhandleWithoutConnection},
    {"a supervisor call that is none", Abuse::kUnknownCall, Error::kFaultSvc},
    {"end of start in the midst of service", Abuse::kStartedTwice},
    {"psa_wait in the SFN model", Abuse::kWaitWithoutIpc, Error::kFaultProgrammer},
    {"psa_panic", Abuse::kPanic},
    {"stack overflow", Abuse::kStackOverflow, Error::kFaultStack},
    {"division by zero", Abuse::kDivisionByZero, Error::kFaultUsage},
    {"undefined instruction", Abuse::kUndefined, Error::kFaultUsage},
    {"unaligned access", Abuse::kUnaligned, Error::kFaultUsage},
    {"floating point", Abuse::kFloatingPoint, Error::kFaultUsage},
    {"branch to the Arm state", Abuse::kArmState, Error::kFaultUsage},
    {"forged exception return", Abuse::kExceptionReturn, Error::kFaultMpu},
    {"supervisor call on a stack that is not its own", Abuse::kCallOnLostStack, Error::kFaultMpu},
    {"undefined instruction on such a stack", Abuse::kUndefinedOnLostStack, Error::kFaultMpu},
    {"breakpoint without a debugger", Abuse::kBreakpoint, Error::kFaultHard},
    {"psa_call of a service it does not depend on", Abuse::kCallUndeclared},
    {"psa_call of itself", Abuse::kCallItself},
    {"psa_call over a forged connection", Abuse::kCallForgedConnection},
    {"psa_connect to a service it does not depend on", Abuse::kConnectUndeclared},
    {"psa_close of a forged connection", Abuse::kCloseForged},
    {"random words into the manager's RAM", Abuse::kRandomIntoManager},
    {"flash read beyond its range", Abuse::kFlashReadBeyond},
    {"flash program beyond its range", Abuse::kFlashProgramBeyond},
    {"flash erase before its range", Abuse::kFlashEraseBeyond},
    {"flash read into the manager's RAM", Abuse::kFlashReadIntoManager},
    {"read as if privileged", Abuse::kReadAsPrivileged, Error::kFaultMpu},
};

void add(Attempts& attempts, const char* name, Abuse abuse, std::uint32_t answer, Error expected) {
    attempts.add(
        {name, nullptr, probe::kAbuse + static_cast<std::int32_t>(abuse), 0, answer, expected});
}

}  // namespace

void add_abuses(Attempts& attempts, const System& system) {
    for (const Misuse& misuse : kMisuses) {
        add(attempts, misuse.name, misuse.abuse, 0, misuse.expected);
    }
    bool installed = system.place().record.built_in == 0;  // no grants at all
    if (installed) {
        add(attempts, "random words without the grant", Abuse::kRandomWithoutGrant, 0,
            Error::kFaultProgrammer);
    }
    add(attempts, "a veneer's supervisor call", Abuse::kVeneer, kBusy, kComesBack);
    attempts.add({"jump to a veneer", nullptr, probe::kExecute,
                  layout::kVeneersAddress + 3 * layout::kVeneersEach, kBusy, kComesBack});
    add(attempts, "make itself privileged", Abuse::kStayUnprivileged, kUnprivilegedOnProcessStack,
        kComesBack);
    add(attempts, "mask interrupts", Abuse::kMaskInterrupts, 0, kComesBack);
    add(attempts, "see the main stack", Abuse::kReadMainStack, 0, kComesBack);
}

}  // namespace test
