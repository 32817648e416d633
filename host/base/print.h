// SPDX-License-Identifier: Apache-2.0
// Data for people: objects as aligned lines, lists of objects as tables, the rest as text.
#pragma once

#include <string>

#include "host/base/failure.h"
#include "host/base/report.h"

namespace host {

std::string human(const Json& data);
// "sm: NAME: what was wrong; what to do"
std::string human(const Failure& failure);
Json as_json(const Failure& failure);

}  // namespace host
