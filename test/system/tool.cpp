// SPDX-License-Identifier: Apache-2.0
#include "test/system/tool.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace test {
namespace {

using Clock = std::chrono::steady_clock;

struct Child {
    pid_t pid;
    int output;
    int errors;  // a file: in one pipe a message would break into a line of the console
};

std::vector<std::string> command(const std::vector<std::string>& arguments) {
    std::vector<std::string> all{(root() / "build/host/host/sm").string()};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return all;
}

// A process group of its own, so that the emulator dies with the tool.
Child start(const std::vector<std::string>& words) {
    int pipe_ends[2];
    if (pipe(pipe_ends) != 0) {
        throw std::runtime_error("no pipe");
    }
    const int errors = memfd_create("errors", MFD_CLOEXEC);
    pid_t pid = fork();
    if (pid == 0) {
        setpgid(0, 0);
        dup2(open("/dev/null", O_RDONLY), 0);
        dup2(pipe_ends[1], 1);
        dup2(errors, 2);
        close(pipe_ends[0]);
        setenv("SM_ROOT", root().c_str(), 1);
        std::vector<char*> argv;
        for (const std::string& word : words) {
            argv.push_back(const_cast<char*>(word.c_str()));
        }
        argv.push_back(nullptr);
        execv(argv[0], argv.data());
        _exit(127);
    }
    setpgid(pid, pid);
    close(pipe_ends[1]);
    return {pid, pipe_ends[0], errors};
}

void read_until(const Child& child, Clock::time_point end, std::string& text) {
    char buffer[4096];
    for (;;) {
        auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
        pollfd wait{child.output, POLLIN, 0};
        if (left.count() <= 0 || poll(&wait, 1, static_cast<int>(left.count())) <= 0) {
            kill(-child.pid, SIGKILL);  // the emulator dies with its parent
            return;
        }
        ssize_t n = read(child.output, buffer, sizeof buffer);
        if (n <= 0) {
            return;
        }
        text.append(buffer, static_cast<std::size_t>(n));
    }
}

void append_errors(int file, std::string& text) {
    char buffer[4096];
    for (off_t at = 0;;) {
        const ssize_t n = pread(file, buffer, sizeof buffer, at);
        if (n <= 0) {
            return;
        }
        text.append(buffer, static_cast<std::size_t>(n));
        at += n;
    }
}

Outcome run(const std::vector<std::string>& arguments, std::chrono::milliseconds time) {
    Outcome outcome;
    Child child = start(command(arguments));
    read_until(child, Clock::now() + time, outcome.output);
    int status = 0;
    waitpid(child.pid, &status, 0);
    close(child.output);
    append_errors(child.errors, outcome.output);
    close(child.errors);
    outcome.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return outcome;
}

Path temporary(const std::string& name) {
    static int count = 0;
    return root() / "build/test" /
           (std::to_string(getpid()) + "-" + std::to_string(count++) + "-" + name);
}

}  // namespace

Path root() {
    if (const char* given = std::getenv("SM_ROOT")) {
        return given;
    }
    Path here = std::filesystem::current_path();
    while (!std::filesystem::exists(here / "system.toml") && here.has_relative_path()) {
        here = here.parent_path();
    }
    return here;
}

Path images() {
    return root() / "build/chip/images";
}

Path keys() {
    return root() / "build/keys";
}

Outcome sm(const std::vector<std::string>& arguments, unsigned seconds) {
    return run(arguments, std::chrono::seconds(seconds));
}

Outcome sm_killed(const std::vector<std::string>& arguments, unsigned milliseconds) {
    return run(arguments, std::chrono::milliseconds(milliseconds));
}

TestBoard::TestBoard(const std::vector<std::string>& options) : folder_(temporary("board")) {
    std::filesystem::create_directories(folder_.parent_path());
    std::vector<std::string> words{"board", "new", "--dir", folder_.string()};
    words.insert(words.end(), options.begin(), options.end());
    make(words);
}

TestBoard::TestBoard(Blank /*blank*/) : folder_(temporary("board")) {
    std::filesystem::create_directories(folder_.parent_path());
    make({"board", "blank", "--dir", folder_.string()});
}

void TestBoard::make(const std::vector<std::string>& command) {
    const Outcome made = sm(command);
    if (made.exit_code != 0) {
        throw std::runtime_error("sm board: " + made.output);
    }
}

TestBoard::~TestBoard() {
    std::filesystem::remove_all(folder_);
}

Outcome TestBoard::demo(const std::vector<std::string>& options) const {
    std::vector<std::string> words{"board", "run", "--dir", folder_.string(), "--demo"};
    words.insert(words.end(), options.begin(), options.end());
    return sm(words);
}

Outcome TestBoard::show() const {
    return sm({"board", "show", "--dir", folder_.string()});
}

Outcome TestBoard::install(const std::string& slot, const Path& image) const {
    return sm({"board", "install", slot, image.string(), "--dir", folder_.string()});
}

void TestBoard::flip(std::uint32_t offset) const {
    std::fstream file(folder_ / "flash.bin", std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(offset);
    char byte = static_cast<char>(file.get() ^ 0x01);
    file.seekp(offset);
    file.put(byte);
    if (!file) {
        throw std::runtime_error("cannot change flash.bin");
    }
}

void install_parts(const TestBoard& board, const std::vector<Part>& parts) {
    for (const Part& part : parts) {
        Outcome placed = board.install(part.slot, images() / (part.image + ".bin"));
        if (placed.exit_code != 0) {
            throw std::runtime_error("sm board install: " + placed.output);
        }
    }
}

void spoil(const Path& file, std::streamoff at) {
    std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekg(at);
    const int byte = bytes.get();
    bytes.seekp(at);
    bytes.put(static_cast<char>(byte ^ 1));
}

void copy_payload(const Path& image, const Path& to) {
    std::ifstream in(image, std::ios::binary);
    std::string all{std::istreambuf_iterator<char>(in), {}};
    auto field = [&all](std::size_t at, unsigned size) {
        std::size_t value = 0;
        for (unsigned i = 0; i < size; ++i) {
            value |= static_cast<std::size_t>(static_cast<unsigned char>(all.at(at + i))) << 8 * i;
        }
        return value;
    };
    std::ofstream(to, std::ios::binary) << all.substr(field(8, 2), field(12, 4));
}

TestFile::TestFile(const std::string& name) : path_(temporary(name)) {
    std::filesystem::create_directories(path_.parent_path());
}

TestFile::~TestFile() {
    std::filesystem::remove_all(path_);
}

}  // namespace test
