// SPDX-License-Identifier: Apache-2.0
// A running board's sockets: QEMU's monitor and the mailbox, as a test talks to them. All throw
// std::runtime_error when the other side does not answer in time.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <thread>

#include "test/system/tool.h"

namespace test {

class Socket {
  public:
    // Waits for the socket to appear.
    explicit Socket(const Path& path);
    ~Socket();
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    void send(std::span<const std::uint8_t> bytes) const;
    void receive(std::span<std::uint8_t> bytes) const;
    [[nodiscard]] std::string line() const;
    // Bytes the other side took before it would have had to wait, at most `most`.
    [[nodiscard]] std::size_t flood(std::span<const std::uint8_t> bytes, std::size_t most) const;

  private:
    int file_;
};

// QEMU's machine protocol.
class Monitor {
  public:
    explicit Monitor(const Path& path);
    // The property's value as JSON text, or the error's.
    [[nodiscard]] std::string get(const std::string& path, const std::string& property) const;
    // `value`: JSON text.
    void set(const std::string& path, const std::string& property, const std::string& value) const;
    void reset() const;  // of the system
    void stop() const;   // the core
    void go_on() const;
    // Ends the emulator: the board loses power.
    void quit() const;

  private:
    [[nodiscard]] std::string execute(const std::string& command,
                                      const std::string& arguments) const;
    Socket socket_;
};

// Access port 0: emulator/dev/mailbox/SPEC.md.
class AccessPort {
  public:
    static constexpr std::uint32_t kBase = 0xE004'4000;

    struct Reply {
        std::uint32_t status;
        std::uint32_t value;
    };

    explicit AccessPort(const Path& path) : socket_(path) {}
    [[nodiscard]] Reply ask(std::uint32_t operation, std::uint32_t address = 0,
                            std::uint32_t value = 0) const;
    // `at`: offset in DBGMCU. Throws unless the status is 0.
    [[nodiscard]] std::uint32_t read(std::uint32_t at) const;
    void write(std::uint32_t at, std::uint32_t value) const;
    void hold_reset(bool low) const;
    // Puts a word when the device has taken the last; takes one when there is one.
    void put(std::uint32_t word) const;
    [[nodiscard]] std::uint32_t take() const;
    [[nodiscard]] const Socket& socket() const { return socket_; }

  private:
    Socket socket_;
};

// A board that runs agent.cpp beside the test, with both sockets.
class AgentBoard {
  public:
    // `more`: arguments of `sm board run`.
    explicit AgentBoard(const std::string& state, const std::vector<std::string>& more = {});
    ~AgentBoard();
    [[nodiscard]] Path mailbox() const { return board_.folder() / "mailbox"; }
    [[nodiscard]] Path monitor() const { return board_.folder() / "monitor"; }
    // Waits for the run's end.
    const Outcome& outcome();

  private:
    TestBoard board_;
    Outcome outcome_;
    std::thread run_;
};

// What the agent on the chip does for us.
class Agent {
  public:
    explicit Agent(const AccessPort& port) : port_(port) {}
    [[nodiscard]] std::uint32_t read(std::uint32_t address) const;
    void write(std::uint32_t address, std::uint32_t value) const;
    void enable(std::uint32_t line) const;
    [[nodiscard]] bool interrupted(std::uint32_t line) const;
    [[nodiscard]] std::uint32_t echo(std::uint32_t word) const;
    void end() const;

  private:
    const AccessPort& port_;
};

}  // namespace test
