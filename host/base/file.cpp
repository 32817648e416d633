// SPDX-License-Identifier: Apache-2.0
#include "host/base/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include "host/base/failure.h"

namespace host {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void unreadable(const Path& path, const char* why) {
    throw Failure("FILE_UNREADABLE", fmt::format("{}: {}", shown(path), why),
                  "check the path and its permissions");
}

[[noreturn]] void unwritable(const Path& path) {
    throw Failure("FILE_UNWRITABLE", fmt::format("{}: {}", shown(path), std::strerror(errno)),
                  "check that the folder exists, is writable and has room");
}

void write_all(int file, ByteView bytes, const Path& path) {
    while (!bytes.empty()) {
        const ssize_t done = ::write(file, bytes.data(), bytes.size());
        if (done < 0) {
            ::close(file);
            unwritable(path);
        }
        bytes = bytes.subspan(static_cast<std::size_t>(done));
    }
}

}  // namespace

Bytes read_file(const Path& path) {
    if (fs::is_directory(path)) {
        unreadable(path, "is a folder, a file is needed");
    }
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    if (!file) {
        unreadable(path, std::strerror(errno));
    }
    Bytes bytes(static_cast<std::size_t>(file.tellg()));
    file.seekg(0);
    if (!file.read(reinterpret_cast<char*>(bytes.data()),
                   static_cast<std::streamsize>(bytes.size()))) {
        unreadable(path, "reading failed");
    }
    return bytes;
}

std::string read_text(const Path& path) {
    const Bytes bytes = read_file(path);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void write_file(const Path& path, ByteView bytes, unsigned mode) {
    const Path fresh = path.string() + fmt::format(".{}.new", ::getpid());
    const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    if (file < 0) {
        unwritable(path);
    }
    write_all(file, bytes, path);
    if (::close(file) != 0 || ::rename(fresh.c_str(), path.c_str()) != 0) {
        unwritable(path);
    }
}

void write_text(const Path& path, std::string_view text, unsigned mode) {
    write_file(path, view(text), mode);
}

void make_folder(const Path& path) {
    std::error_code error;
    fs::create_directories(path, error);
    if (error) {
        errno = error.value();
        unwritable(path);
    }
}

Path root_folder() {
    if (const char* root = std::getenv("SM_ROOT"); root != nullptr && *root != '\0') {
        return root;
    }
    for (Path folder = fs::current_path();; folder = folder.parent_path()) {
        if (fs::exists(folder / "system.toml")) {
            return folder;
        }
        if (folder == folder.root_path()) {
            throw Failure("NO_ROOT", "no system.toml in this folder or above it",
                          "work inside the repository, or set SM_ROOT to it");
        }
    }
}

std::string shown(const Path& path) {
    std::error_code error;
    const Path near = fs::proximate(path, error);
    const bool shorter = !error && near.string().size() < path.string().size();
    return shorter ? near.string() : path.string();
}

}  // namespace host
