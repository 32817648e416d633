// SPDX-License-Identifier: Apache-2.0
// A module's manifest: PSA-FF 1.0 and 1.1 JSON with the field's own key names.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "host/gen/system.h"

namespace host::gen {

struct Service {
    std::string name;
    std::uint32_t sid = 0, version = 1;
    bool nonsecure_clients = false, connection_based = true, strict = true, mm_iovec = false;
    std::uint32_t stateless = 0;  // 1..32, 0 = none
};

struct Dependency {
    std::string name;
    bool weak = false;
};

struct MmioRegion {
    std::uint32_t base = 0, size = 0, access = 3;
};

struct Irq {
    std::uint32_t line = 0;
    std::string source;    // as it is written
    std::string signal;    // the macro's name
    std::string function;  // first level; empty: second
};

struct Manifest {
    std::filesystem::path file;
    std::string name;
    bool psa_rot = false, ipc = false, framework_1_1 = true;
    std::uint32_t priority = 1;  // 0 low, 1 normal, 2 high
    std::string entry_point, entry_init;
    std::uint32_t stack_size = 0, heap_size = 0;
    std::vector<Service> services;
    std::vector<Dependency> dependencies;
    std::vector<MmioRegion> mmio;
    std::vector<Irq> irqs;
};

// Reads and checks one manifest. Throws InputError.
Manifest load_manifest(const std::filesystem::path& file);

}  // namespace host::gen
