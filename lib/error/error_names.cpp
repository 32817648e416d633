// SPDX-License-Identifier: Apache-2.0
#include "lib/error/error_names.h"

#include "lib/error/error_rows.h"

namespace lib {

std::span<const ErrorInfo> error_table() {
    return kErrorRows;
}

const ErrorInfo* error_find(uint32_t value) {
    for (const ErrorInfo& row : kErrorRows) {
        if (static_cast<uint32_t>(row.error) == value) {
            return &row;
        }
    }
    return nullptr;
}

std::string_view error_name(Error error) {
    const ErrorInfo* row = error_find(static_cast<uint32_t>(error));
    return row != nullptr ? row->name : "UNKNOWN_ERROR";
}

}  // namespace lib
