// SPDX-License-Identifier: Apache-2.0
// What the prober does on request: the type of the call says what, in-vector 0 is a Request,
// out-vector 0 an Answer (kScan: one byte for each block). It stands in a module's own place, with
// that module's id and grants, and tries what that module must not be able to do.
#pragma once

#include <cstdint>

namespace test::probe {

inline constexpr std::int32_t kHandle = 0x4000'0004;  // stateless handle 4 of its manifests
inline constexpr std::uint32_t kStackSize = 0x800;    // of its manifests

struct Request {
    std::uint32_t address;
    std::uint32_t value;
};

struct Answer {
    std::uint32_t value;
    std::uint32_t image;  // kWhere: first byte of the module's header
    std::uint32_t data;   // kWhere: its static base, RAM base + kStackSize
    std::uint32_t code;   // kWhere: a function that only returns
};

enum Action : std::int32_t {
    kWhere = 0,
    kRead = 1,        // value := word at address
    kWrite = 2,       // word at address := value
    kExecute = 3,     // calls address; value := what it left in r0
    kTestTarget = 4,  // value := TT response for address, asked by unprivileged code
    kScan = 5,        // rights of `value` blocks, `address` apart from each other: see kScanFrom
    kScanFrom = 6,    // where the next kScan begins
    kAbuse = 0x100,   // + Abuse
};

// Rights as a witness manager tells them (test/weak/witness.cpp), one byte for each block.
inline constexpr unsigned kWitnessCall = 63;  // supervisor call; a real manager has none of it
enum Rights : std::uint8_t { kNoRight = 0, kMayRead = 1, kMayWrite = 2, kMayExecute = 4 };
inline constexpr std::uint32_t kMostBlocks = 512;

// Each of the first group ends the module as a fault; those from kLastFatal on come back.
enum class Abuse : std::int32_t {
    kForgedMessage,
    kNullMessage,
    kReadVectorFive,
    kReadIntoManager,
    kReadIntoApplication,
    kReadIntoOwnImage,
    kReadAcrossOwnEnd,
    kWriteFromManager,
    kWriteTooMuch,
    kWriteVectorTwo,
    kRhandleWithoutConnection,
    kUnknownCall,
    kStartedTwice,
    kWaitWithoutIpc,
    kPanic,
    kStackOverflow,
    kDivisionByZero,
    kUndefined,
    kUnaligned,
    kFloatingPoint,
    kArmState,
    kExceptionReturn,
    kCallOnLostStack,
    kUndefinedOnLostStack,
    kBreakpoint,
    kCallUndeclared,
    kCallItself,
    kCallForgedConnection,
    kConnectUndeclared,
    kCloseForged,
    kRandomWithoutGrant,
    kRandomIntoManager,
    kFlashReadBeyond,
    kFlashProgramBeyond,
    kFlashEraseBeyond,
    kFlashReadIntoManager,
    kReadAsPrivileged,
    kLastFatal,
    kVeneer = kLastFatal,  // value: what the veneer's supervisor call answered
    kStayUnprivileged,     // value: CONTROL after trying to change it
    kMaskInterrupts,       // value: PRIMASK, FAULTMASK, BASEPRI after trying to set them
    kReadMainStack,        // value: MSP and MSPLIM as it can see them
};

}  // namespace test::probe
