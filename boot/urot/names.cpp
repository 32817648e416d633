// SPDX-License-Identifier: Apache-2.0
#include "boot/stage/error_names.h"

namespace boot::stage {
namespace {

// It shows what an update ended with, whoever wrote that.
constexpr bool any(lib::Error) {
    return true;
}

}  // namespace

std::string_view known_name(lib::Error error) {
    return NameTable<any>::find(error);
}

}  // namespace boot::stage
