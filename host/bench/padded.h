// SPDX-License-Identifier: Apache-2.0
// The images whose verification the boot's figure is about: uROT and manager as built, an
// application of 64 KB and a module of 16 KB.
#pragma once

#include <string>

#include "host/base/file.h"

namespace host::bench {

inline constexpr std::size_t kApplicationBytes = 64 * 1024;  // of payload
inline constexpr std::size_t kModuleBytes = 16 * 1024;

// A folder in bench_folder() with all images of a board; `application` of the build and the modules
// are padded with 0xFF, signed again with the development keys. `echo` is the module in echo's
// slot. Throws Failure IMAGE_MISSING,
// KEY_MISSING, BAD_SIZE.
Path make_padded_images(const std::string& application, const std::string& echo);

}  // namespace host::bench
