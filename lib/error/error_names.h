// SPDX-License-Identifier: Apache-2.0
// The whole table, for tools that list it and for the test that proves its distance.
#pragma once

#include <span>

#include "lib/error/error.h"

namespace lib {

std::span<const ErrorInfo> error_table();

}  // namespace lib
