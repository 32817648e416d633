// SPDX-License-Identifier: Apache-2.0
// An application that measures only with calibration its owner signed, and says so where it has
// none: exit code 0 calibrated, 2 no calibration, 3 calibration refused.
#include <cstdint>

#include "app/examples/calibrated/calibration.h"
#include "sm/console.h"
#include "sm/data.h"

namespace {

constexpr std::int32_t kRaw = 412;  // what the sensor of this example always says

void say(const char* text) {
    sm_console_text(text);
}

int measure(const calibration& table) {
    const std::int32_t result =
        (kRaw + table.offset) * static_cast<std::int32_t>(table.gain) / 1000;
    say("calibrated: sensor ");
    sm_console_decimal(table.serial);
    say(" reads ");
    sm_console_decimal(static_cast<std::uint32_t>(result));
    say("\r\n");
    return 0;
}

int without(psa_status_t why) {
    const bool refused = why == PSA_ERROR_INVALID_SIGNATURE;
    say(refused ? "calibrated: the calibration was refused, see the log\r\n"
                : "calibrated: no calibration\r\n");
    return refused ? 3 : 2;
}

}  // namespace

int main() {
    sm_console_open();
    sm_data found;
    const psa_status_t status = sm_data_open(CALIBRATION_DATA_ID, &found);
    if (status != PSA_SUCCESS) {
        return without(status);
    }
    const auto* table = sm::data<calibration>(CALIBRATION_DATA_ID);
    if (table == nullptr || table->format != CALIBRATION_FORMAT) {
        say("calibrated: the calibration has another format\r\n");
        return 4;
    }
    return measure(*table);
}
