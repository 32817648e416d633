// SPDX-License-Identifier: Apache-2.0
// For tests: a folder that goes away with its object, and what a command failed with.
#pragma once

#include <fmt/format.h>
#include <unistd.h>
#include <filesystem>
#include <string>

#include "host/base/failure.h"
#include "host/base/file.h"

namespace host::test {

class TemporaryFolder {
  public:
    TemporaryFolder() {
        static int count = 0;
        path_ = std::filesystem::temp_directory_path() /
                fmt::format("sm-test-{}-{}", ::getpid(), count++);
        std::filesystem::create_directories(path_);
    }
    ~TemporaryFolder() { std::filesystem::remove_all(path_); }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    Path operator/(const std::string& name) const { return path_ / name; }
    const Path& path() const { return path_; }

  private:
    Path path_;
};

// The name of the Failure that `action` throws, "" if it throws none.
template <typename Action>
std::string failure_of(Action action) {
    try {
        action();
    } catch (const Failure& failure) {
        return failure.name();
    }
    return "";
}

}  // namespace host::test
