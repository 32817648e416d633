// SPDX-License-Identifier: Apache-2.0
#include "boot/stage/error_names.h"

namespace boot::stage {
namespace {

using lib::Error;

constexpr bool is_of(Error error, char first, char second) {
    const auto code = static_cast<std::uint32_t>(error);
    return code >> 24 == static_cast<std::uint32_t>(first) &&
           (code >> 16 & 0xFF) == static_cast<std::uint32_t>(second);
}

// What only the manager, its modules, or the host tool say.
constexpr Error kOthers[] = {
    Error::kVersionRollback,  Error::kDevelopmentKey,  Error::kClockTimeout,
    Error::kUpdateNotOnTrial, Error::kFaultSvc,        Error::kFaultProgrammer,
    Error::kBadArgument,      Error::kModuleHeaderBad, Error::kModuleAbi,
    Error::kModuleRam,        Error::kModuleRegions,   Error::kModuleDuplicateId,
    Error::kModuleDependency, Error::kModuleTooMany,   Error::kModuleRelocation};

constexpr bool met(Error error) {
    return !is_of(error, 'J', 'O') && !is_of(error, 'C', 'R') &&
           std::ranges::find(kOthers, error) == std::end(kOthers);
}

}  // namespace

std::string_view known_name(Error error) {
    return NameTable<met>::find(error);
}

}  // namespace boot::stage
