// SPDX-License-Identifier: Apache-2.0
// Counts what passed and says so, one line each.
#pragma once

#include <cstdint>

#include "psa/error.h"
#include "sm/console.h"

class Report {
  public:
    void check(const char* what, bool good, psa_status_t status = PSA_SUCCESS) {
        sm_console_text(good ? "  ok    " : "  FAIL  ");
        sm_console_text(what);
        if (!good) {
            sm_console_text(": status -");
            sm_console_decimal(static_cast<std::uint32_t>(-status));
        }
        sm_console_text("\r\n");
        ++(good ? passed_ : failed_);
    }

    void close(const char* name) const {
        sm_console_text(name);
        sm_console_text(": ");
        sm_console_decimal(passed_);
        sm_console_text(" passed, ");
        sm_console_decimal(failed_);
        sm_console_text(" failed\r\n");
    }

  private:
    std::uint32_t passed_ = 0;
    std::uint32_t failed_ = 0;
};
