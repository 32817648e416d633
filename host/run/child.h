// SPDX-License-Identifier: Apache-2.0
// A child process whose stdin and stdout are pipes of ours. It does not outlive this object.
#pragma once

#include <sys/types.h>
#include <chrono>
#include <string>
#include <vector>

namespace host {

class Child {
  public:
    // Throws Failure EMULATOR_FAILED.
    explicit Child(const std::vector<std::string>& command);
    ~Child();
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    int input() const { return input_; }    // write here: its stdin
    int output() const { return output_; }  // read here: its stdout
    // Waits for its end; the exit code, or 128 + signal.
    int wait();
    // Asks it to end (SIGTERM) and waits for that, at most `patience`.
    void finish(std::chrono::milliseconds patience);
    // Ends it now: for a board this is power-off, what was programmed before stays.
    void stop();

  private:
    pid_t pid_ = -1;
    int input_ = -1;
    int output_ = -1;
};

}  // namespace host
