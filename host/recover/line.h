// SPDX-License-Identifier: Apache-2.0
// The serial line to a board: a port of this computer, or the console of an emulated one.
#pragma once

#include <chrono>
#include <optional>

#include "host/base/file.h"

namespace host {

class Line {
  public:
    // Of others, who close them.
    Line(int in, int out) : in_(in), out_(out) {}
    // A port at 115200 8N1, nobody else on it. Throws Failure PORT_MISSING, PORT_BUSY, PORT_BAD.
    static Line open(const Path& port);
    ~Line();
    Line(Line&& other) noexcept;
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    // Throws Failure LINE_CLOSED where the other side is gone.
    void write(ByteView bytes) const;
    // What has come, at least a byte; nothing after `patience`. Throws Failure LINE_CLOSED.
    Bytes read(std::chrono::milliseconds patience) const;

  private:
    int in_;
    int out_;
    bool own_ = false;
};

}  // namespace host
