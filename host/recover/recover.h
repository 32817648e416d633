// SPDX-License-Identifier: Apache-2.0
// Recovering a board over its serial line: images into its pool, judged there, installed at a
// reset.
#pragma once

#include "host/base/report.h"
#include "host/recover/client.h"

namespace host {

struct RecoveryImage {
    std::string slot;  // for messages
    std::uint32_t component = 0;
    Path file;
    Bytes bytes;
};

// What the user sees while it goes on.
using Progress = std::function<void(const std::string&)>;

// Whether a board in recovery answers.
bool in_recovery(RecoveryClient& client, std::chrono::milliseconds patience);

// Sends what the pool does not hold yet, has each image judged, asks for their installation and
// resets the board. Throws Failure with the board's own error (HASH_MISMATCH, COUNTER_ROLLBACK ...)
// where it refuses one; nothing was installed then. RECOVERY_VERSION, RECOVERY_SILENT, LINE_CLOSED.
Json recover(RecoveryClient& client, const std::vector<RecoveryImage>& images,
             const Progress& progress);

// Lines of the console of one boot, and what they come to.
class BootWatch {
  public:
    enum class State : std::uint8_t { kRunning, kBooted, kHalted, kRecovery };

    void line(const std::string& line);
    // After a while without a line.
    void silence();
    void restart() { *this = {}; }
    State state() const { return state_; }
    // The last refusal's line, empty where there was none.
    const std::string& refusal() const { return refusal_; }

  private:
    State state_ = State::kRunning;
    bool admitted_ = false;  // the application: all that must be there is
    std::string refusal_;
};

}  // namespace host
