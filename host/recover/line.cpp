// SPDX-License-Identifier: Apache-2.0
#include "host/recover/line.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "host/base/failure.h"

namespace host {
namespace {

[[noreturn]] void closed() {
    throw Failure("LINE_CLOSED", "the line to the board was closed",
                  "power and connect it, then run the same command again: it goes on from there");
}

int open_port(const Path& port) {
    const int file = ::open(port.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (file >= 0) {
        return file;
    }
    if (errno == EBUSY) {
        throw Failure("PORT_BUSY", shown(port) + " is in use", "close the terminal program on it");
    }
    throw Failure("PORT_MISSING", shown(port) + ": " + std::strerror(errno),
                  "plug the board in and name its port (/dev/ttyACM0, ...)");
}

void set_up(int file) {
    termios mode{};
    if (::tcgetattr(file, &mode) != 0) {
        throw Failure("PORT_BAD", "this is no serial port", "name the board's (/dev/ttyACM0, ...)");
    }
    if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
        throw Failure("PORT_BUSY", "another program has this port", "close it, then try again");
    }
    ::ioctl(file, TIOCEXCL);
    ::cfmakeraw(&mode);
    mode.c_cflag |= CLOCAL | CREAD;
    mode.c_cflag &= ~static_cast<tcflag_t>(CRTSCTS | CSTOPB);
    ::cfsetspeed(&mode, B115200);
    ::tcsetattr(file, TCSANOW, &mode);
    ::tcflush(file, TCIOFLUSH);
}

}  // namespace

Line Line::open(const Path& port) {
    Line line(-1, -1);
    line.in_ = open_port(port);
    line.out_ = line.in_;
    line.own_ = true;
    set_up(line.in_);
    return line;
}

Line::~Line() {
    if (own_) {
        ::close(in_);
    }
}

Line::Line(Line&& other) noexcept
    : in_(other.in_), out_(other.out_), own_(std::exchange(other.own_, false)) {}

void Line::write(ByteView bytes) const {
    while (!bytes.empty()) {
        const ssize_t done = ::write(out_, bytes.data(), bytes.size());
        if (done < 0 && errno != EINTR) {
            closed();
        }
        bytes = bytes.subspan(done > 0 ? static_cast<std::size_t>(done) : 0);
    }
}

Bytes Line::read(std::chrono::milliseconds patience) const {
    pollfd wait{in_, POLLIN, 0};
    if (::poll(&wait, 1, static_cast<int>(patience.count())) <= 0) {
        return {};
    }
    std::array<std::byte, 4096> buffer;
    const ssize_t size = ::read(in_, buffer.data(), buffer.size());
    if (size == 0 || (size < 0 && errno != EINTR)) {
        closed();
    }
    return {buffer.begin(), buffer.begin() + (size < 0 ? 0 : size)};
}

}  // namespace host
