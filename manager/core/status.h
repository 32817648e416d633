// SPDX-License-Identifier: Apache-2.0
// Status values of PSA-FF 1.1 section 4.3 that the core itself answers with.
#pragma once

#include <cstdint>

namespace manager::core {

using Status = std::int32_t;

inline constexpr Status kSuccess = 0;
inline constexpr Status kProgrammerError = -129;
inline constexpr Status kConnectionRefused = -130;
inline constexpr Status kConnectionBusy = -131;
inline constexpr Status kGenericError = -132;
inline constexpr Status kNotPermitted = -133;
inline constexpr Status kInvalidArgument = -135;
inline constexpr Status kBufferTooSmall = -138;
inline constexpr Status kDoesNotExist = -140;
inline constexpr Status kHardwareFailure = -147;

// Message types (psa_msg_t.type); a call has its own type, >= 0.
inline constexpr std::int32_t kIpcConnect = -1;
inline constexpr std::int32_t kIpcDisconnect = -2;

inline constexpr std::uint32_t kFrameworkVersion = 0x0101;
inline constexpr std::uint32_t kVersionNone = 0;
inline constexpr std::size_t kMaxVectors = 4;

}  // namespace manager::core
