// SPDX-License-Identifier: Apache-2.0
#include "host/base/failure.h"

namespace host {
namespace {

// An explanation is "what was wrong; what to do".
std::string part(lib::Error error, bool advice) {
    const lib::ErrorInfo* row = lib::error_find(static_cast<std::uint32_t>(error));
    const std::string text(row != nullptr ? row->explanation : "unknown error");
    const auto cut = text.find("; ");
    if (cut == std::string::npos) {
        return advice ? "" : text;
    }
    return advice ? text.substr(cut + 2) : text.substr(0, cut);
}

}  // namespace

Failure::Failure(lib::Error error, const std::string& subject)
    : Failure(std::string(lib::error_name(error)), subject + ": " + part(error, false),
              part(error, true)) {}

}  // namespace host
