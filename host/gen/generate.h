// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace host::gen {

// Writes all generated files below `out` (system/ and psa_manifest/), a file only where its text
// changed, and returns their paths. Throws InputError.
std::vector<std::filesystem::path> generate(const std::filesystem::path& system_toml,
                                            const std::filesystem::path& out);

// The files of one module outside system.toml (a vendor's or a test's): <name>_header.S and
// psa_manifest/. `id`, `owner` and the system's services as usual.
std::vector<std::filesystem::path> generate_module(const std::filesystem::path& system_toml,
                                                   const std::filesystem::path& manifest,
                                                   std::uint32_t id, std::uint32_t owner,
                                                   const std::filesystem::path& out);

}  // namespace host::gen
