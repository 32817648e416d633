// SPDX-License-Identifier: Apache-2.0
// Files as byte vectors; where the repository is.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace host {

using Path = std::filesystem::path;
using Bytes = std::vector<std::byte>;
using ByteView = std::span<const std::byte>;

// Throws Failure FILE_UNREADABLE.
Bytes read_file(const Path& path);
std::string read_text(const Path& path);

// Replaces the file at once: a reader sees the old or the new one. `mode`: permission bits.
// Throws Failure FILE_UNWRITABLE.
void write_file(const Path& path, ByteView bytes, unsigned mode = 0644);
void write_text(const Path& path, std::string_view text, unsigned mode = 0644);
void make_folder(const Path& path);

// SM_ROOT, or the first folder upwards that holds system.toml. Throws Failure NO_ROOT.
Path root_folder();
// `path` as seen from the repository, for messages; unchanged where it lies elsewhere.
std::string shown(const Path& path);

inline ByteView view(std::string_view text) {
    return std::as_bytes(std::span(text.data(), text.size()));
}

// The bytes of a trivially copyable record.
template <typename T>
ByteView record_bytes(const T& record) {
    return std::as_bytes(std::span<const T, 1>(&record, 1));
}

}  // namespace host
