// SPDX-License-Identifier: Apache-2.0
// What the mapper does on request: the type of the call says what. In-vector 0 and out-vector 0 are
// buffers to be mapped.
#pragma once

#include <cstddef>
#include <cstdint>

namespace test::mapping {

inline constexpr std::int32_t kHandle = 0x4000'0009;  // of its manifest: with MM-IOVEC
inline constexpr std::int32_t kPlain = 0x4000'0003;   // without
inline constexpr std::size_t kHeap = 0x1000;

enum Action : std::int32_t {
    kCopy,     // maps both, copies, unmaps
    kKeep,     // the same without unmapping
    kNested,   // calls another module in between, and after that the copy
    kShow,     // lets another module read the mapped in-vector: its status is the answer
    kMistake,  // + Mistake
    kLast = 0x100,
};

// Each ends the module.
enum Mistake : std::int32_t {
    kWriteIn,
    kTouchUnmappedIn,
    kTouchUnmappedOut,
    kTouchBefore,
    kTouchBehind,
    kExecuteOut,
    kPassInOn,
    kPassOutOn,
    kFirstOfSteps,  // those of kSteps
};

enum class Step : std::uint8_t {
    kNone,
    kMapIn,
    kMapOut,
    kUnmapIn,
    kUnmapOut,
    kRead,
    kSkip,
    kWrite,
    kMapInSecond,  // vectors that are not there
    kMapInFifth,
    kMapOutSecond,
    kMapOutFifth,
    kUnmapTooMuch,
    kForgedMessage,
};

using S = Step;
inline constexpr Step kSteps[][3] = {
    {S::kMapIn, S::kMapIn},
    {S::kMapOut, S::kMapOut},
    {S::kMapIn, S::kUnmapIn, S::kMapIn},
    {S::kMapOut, S::kUnmapOut, S::kMapOut},
    {S::kUnmapIn},
    {S::kUnmapOut},
    {S::kMapIn, S::kUnmapIn, S::kUnmapIn},
    {S::kMapOut, S::kUnmapOut, S::kUnmapOut},
    {S::kMapIn, S::kRead},
    {S::kMapIn, S::kSkip},
    {S::kMapOut, S::kWrite},
    {S::kMapIn, S::kUnmapIn, S::kRead},
    {S::kMapOut, S::kUnmapOut, S::kWrite},
    {S::kRead, S::kMapIn},
    {S::kSkip, S::kMapIn},
    {S::kWrite, S::kMapOut},
    {S::kMapInSecond},
    {S::kMapInFifth},
    {S::kMapOutSecond},
    {S::kMapOutFifth},
    {S::kMapOut, S::kUnmapTooMuch},
    {S::kForgedMessage},
};
inline constexpr std::int32_t kMistakes =
    kFirstOfSteps + static_cast<std::int32_t>(sizeof kSteps / sizeof kSteps[0]);

}  // namespace test::mapping
