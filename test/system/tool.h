// SPDX-License-Identifier: Apache-2.0
// The host tool as a user calls it, and boards to try things on.
#pragma once

#include <cstdint>
#include <filesystem>
#include <ios>
#include <string>
#include <vector>

namespace test {

using Path = std::filesystem::path;

struct Outcome {
    int exit_code = -1;  // 128 + signal where one ended it
    std::string output;  // standard output, then standard error

    [[nodiscard]] bool says(const std::string& text) const {
        return output.find(text) != std::string::npos;
    }
};

Path root();    // the repository
Path images();  // build/chip/images
Path keys();    // build/keys

// Runs `sm arguments...` and waits. A run of more than `seconds` is killed (exit code 137).
Outcome sm(const std::vector<std::string>& arguments, unsigned seconds = 120);

// Starts the board's emulator by `sm board run` and kills it, emulator included, after
// `milliseconds` without any warning: a power failure.
Outcome sm_killed(const std::vector<std::string>& arguments, unsigned milliseconds);

// A provisioned board of its own in a temporary folder, removed with the object.
class TestBoard {
  public:
    // `options` are added to `sm board new`.
    explicit TestBoard(const std::vector<std::string>& options = {});
    struct Blank {};  // as the part leaves the factory
    explicit TestBoard(Blank blank);
    ~TestBoard();
    TestBoard(const TestBoard&) = delete;
    TestBoard& operator=(const TestBoard&) = delete;

    [[nodiscard]] Path folder() const { return folder_; }
    [[nodiscard]] Outcome demo(const std::vector<std::string>& options = {}) const;
    [[nodiscard]] Outcome show() const;
    [[nodiscard]] Outcome install(const std::string& slot, const Path& image) const;
    // Changes one byte of the flash while the board is off, without a trace in its ECC.
    void flip(std::uint32_t offset) const;

  private:
    static void make(const std::vector<std::string>& command);
    Path folder_;
};

// An image of the build put into a slot in the place of the right one.
struct Part {
    std::string slot;
    std::string image;  // name without .bin
};
void install_parts(const TestBoard& board, const std::vector<Part>& parts);

// Changes one bit of a file's byte: never to what stood there already, as keys are random.
void spoil(const Path& file, std::streamoff at);

// Writes the payload of a signed image (what follows its header) to a file.
void copy_payload(const Path& image, const Path& to);

// A file or folder of a test's own, removed with the object.
class TestFile {
  public:
    explicit TestFile(const std::string& name);
    ~TestFile();
    TestFile(const TestFile&) = delete;
    TestFile& operator=(const TestFile&) = delete;
    [[nodiscard]] const Path& path() const { return path_; }

  private:
    Path path_;
};

}  // namespace test
