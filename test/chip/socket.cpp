// SPDX-License-Identifier: Apache-2.0
#include "test/chip/socket.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstring>
#include <stdexcept>

#include "test/chip/agent.h"

namespace test {
namespace {

using Clock = std::chrono::steady_clock;
using chip_test::Request;
constexpr auto kPatience = std::chrono::seconds(30);
constexpr int kPatienceMs = 30'000;
constexpr std::uint32_t kHost = 0x100;
constexpr std::uint32_t kDevice = 0x104;
constexpr std::uint32_t kAck = 0x108;

int try_connect(const Path& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    const int file = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(file, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
        return file;
    }
    ::close(file);
    return -1;
}

int connect_patiently(const Path& path) {
    for (const auto end = Clock::now() + kPatience; Clock::now() < end;) {
        if (const int file = try_connect(path); file >= 0) {
            return file;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    throw std::runtime_error("nobody listens at " + path.string());
}

void put_word(std::uint8_t* to, std::uint32_t word) {
    for (unsigned i = 0; i < 4; ++i) {
        to[i] = static_cast<std::uint8_t>(word >> 8 * i);
    }
}

std::uint32_t get_word(const std::uint8_t* from) {
    return from[0] | from[1] << 8 | from[2] << 16 | static_cast<std::uint32_t>(from[3]) << 24;
}

}  // namespace

Socket::Socket(const Path& path) : file_(connect_patiently(path)) {}

Socket::~Socket() {
    ::close(file_);
}

void Socket::send(std::span<const std::uint8_t> bytes) const {
    if (::send(file_, bytes.data(), bytes.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(bytes.size())) {
        throw std::runtime_error("the emulator hung up");
    }
}

void Socket::receive(std::span<std::uint8_t> bytes) const {
    while (!bytes.empty()) {
        pollfd wait{file_, POLLIN, 0};
        if (::poll(&wait, 1, kPatienceMs) <= 0) {
            throw std::runtime_error("the emulator does not answer");
        }
        const ssize_t n = ::recv(file_, bytes.data(), bytes.size(), 0);
        if (n <= 0) {
            throw std::runtime_error("the emulator hung up");
        }
        bytes = bytes.subspan(static_cast<std::size_t>(n));
    }
}

std::string Socket::line() const {
    std::string text;
    for (std::uint8_t byte = 0; byte != '\n';) {
        receive({&byte, 1});
        text += static_cast<char>(byte);
    }
    return text;
}

std::size_t Socket::flood(std::span<const std::uint8_t> bytes, std::size_t most) const {
    std::size_t sent = 0;
    while (sent < most) {
        const ssize_t n = ::send(file_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        pollfd wait{file_, POLLOUT, 0};
        if (n <= 0 && ::poll(&wait, 1, 200) == 0) {
            break;
        }
        sent += n > 0 ? static_cast<std::size_t>(n) : 0;
    }
    return sent;
}

Monitor::Monitor(const Path& path) : socket_(path) {
    (void)socket_.line();
    (void)execute("qmp_capabilities", "{}");
}

std::string Monitor::execute(const std::string& command, const std::string& arguments) const {
    const std::string text = R"({"execute":")" + command + R"(","arguments":)" + arguments + "}\n";
    socket_.send({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    std::string answer;
    do {
        answer = socket_.line();
    } while (answer.find("\"event\"") != std::string::npos);
    return answer;
}

std::string Monitor::get(const std::string& path, const std::string& property) const {
    const std::string answer =
        execute("qom-get", R"({"path":")" + path + R"(","property":")" + property + R"("})");
    const std::string before = "{\"return\": ";
    const std::size_t start = answer.find(before);
    const std::size_t end = answer.rfind('}');
    return start == std::string::npos
               ? answer
               : answer.substr(start + before.size(), end - start - before.size());
}

void Monitor::set(const std::string& path, const std::string& property,
                  const std::string& value) const {
    const std::string answer = execute("qom-set", R"({"path":")" + path + R"(","property":")" +
                                                      property + R"(","value":)" + value + "}");
    if (answer.find("error") != std::string::npos) {
        throw std::runtime_error(answer);
    }
}

void Monitor::reset() const {
    (void)execute("system_reset", "{}");
}

void Monitor::stop() const {
    (void)execute("stop", "{}");
}

void Monitor::go_on() const {
    (void)execute("cont", "{}");
}

void Monitor::quit() const {
    (void)execute("quit", "{}");
}

AccessPort::Reply AccessPort::ask(std::uint32_t operation, std::uint32_t address,
                                  std::uint32_t value) const {
    std::array<std::uint8_t, 12> request{};
    std::array<std::uint8_t, 8> reply{};
    put_word(&request[0], operation);
    put_word(&request[4], address);
    put_word(&request[8], value);
    socket_.send(request);
    socket_.receive(reply);
    return {get_word(&reply[0]), get_word(&reply[4])};
}

std::uint32_t AccessPort::read(std::uint32_t at) const {
    const Reply reply = ask(1, kBase + at);
    if (reply.status != 0) {
        throw std::runtime_error("access port: read refused");
    }
    return reply.value;
}

void AccessPort::write(std::uint32_t at, std::uint32_t value) const {
    if (ask(2, kBase + at, value).status != 0) {
        throw std::runtime_error("access port: write refused");
    }
}

void AccessPort::hold_reset(bool low) const {
    (void)ask(3, 0, low ? 1 : 0);
}

void AccessPort::put(std::uint32_t word) const {
    for (const auto end = Clock::now() + kPatience; (read(kAck) & 1) != 0;) {
        if (Clock::now() > end) {
            throw std::runtime_error("the device does not take the word");
        }
    }
    write(kHost, word);
}

std::uint32_t AccessPort::take() const {
    for (const auto end = Clock::now() + kPatience; (read(kAck) & 2) == 0;) {
        if (Clock::now() > end) {
            throw std::runtime_error("the device has no word for us");
        }
    }
    return read(kDevice);
}

AgentBoard::AgentBoard(const std::string& state, const std::vector<std::string>& more)
    : board_({"--state", state}) {
    const Outcome placed = board_.install("irot", root() / "build/chip/test/chip/agent.bin");
    if (placed.exit_code != 0) {
        throw std::runtime_error("sm board install: " + placed.output);
    }
    std::vector<std::string> options{
        "--mailbox", mailbox().string(), "--qemu-arg=-qmp",
        "--qemu-arg=unix:" + monitor().string() + ",server=on,wait=off"};
    options.insert(options.end(), more.begin(), more.end());
    run_ = std::thread([this, options] { outcome_ = board_.demo(options); });
}

AgentBoard::~AgentBoard() {
    (void)outcome();
}

const Outcome& AgentBoard::outcome() {
    if (run_.joinable()) {
        run_.join();
    }
    return outcome_;
}

std::uint32_t Agent::read(std::uint32_t address) const {
    port_.put(static_cast<std::uint32_t>(Request::kRead));
    port_.put(address);
    return port_.take();
}

void Agent::write(std::uint32_t address, std::uint32_t value) const {
    port_.put(static_cast<std::uint32_t>(Request::kWrite));
    port_.put(address);
    port_.put(value);
    (void)port_.take();
}

void Agent::enable(std::uint32_t line) const {
    port_.put(static_cast<std::uint32_t>(Request::kEnable));
    port_.put(line);
    (void)port_.take();
}

bool Agent::interrupted(std::uint32_t line) const {
    port_.put(static_cast<std::uint32_t>(Request::kInterrupted));
    port_.put(line);
    return port_.take() != 0;
}

std::uint32_t Agent::echo(std::uint32_t word) const {
    port_.put(static_cast<std::uint32_t>(Request::kEcho));
    port_.put(word);
    return port_.take();
}

void Agent::end() const {
    port_.put(static_cast<std::uint32_t>(Request::kEnd));
}

}  // namespace test
