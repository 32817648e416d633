// SPDX-License-Identifier: Apache-2.0
// Whether what an image depends on is there. Versions compare as MCUboot's do: major, minor,
// revision; the build number says nothing about order.
#pragma once

#include <tuple>

#include "boot/image/image.h"

namespace boot::image {

// Image numbers below this are ComponentIds (data images among them); from it on they count the
// modules' slots in the order of system.toml.
inline constexpr std::uint32_t kFirstModuleImage = 16;

constexpr bool version_satisfies(const lib::handover::Version& have,
                                 const lib::handover::Version& wanted) {
    return std::tuple(have.major, have.minor, have.revision) >=
           std::tuple(wanted.major, wanted.minor, wanted.revision);
}

// `find(number)`: the version that runs, or nullptr where there is none. Error: DEPENDENCY_UNMET.
template <typename Find>
lib::Result<void> dependencies_met(const Dependencies& dependencies, Find find) {
    for (const Dependency& dependency : dependencies.view()) {
        const lib::handover::Version* have = find(dependency.image);
        if (have == nullptr || !version_satisfies(*have, dependency.min_version)) {
            return lib::Error::kDependencyUnmet;
        }
    }
    return lib::kOk;
}

}  // namespace boot::image
