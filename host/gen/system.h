// SPDX-License-Identifier: Apache-2.0
// system.toml, read and checked. Everything that is not allowed is refused with its line.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace host::gen {

// A mistake in an input file: what() is "file:line: what is wrong; what to do".
class InputError : public std::runtime_error {
  public:
    InputError(const std::string& file, unsigned line, const std::string& what);
};

enum class World { kSecure, kNonSecure };

struct Area {  // of flash or RAM; `at` and `size` in bytes, from the start of the memory
    std::string name;
    std::uint32_t at = 0;
    std::uint32_t size = 0;
    World world = World::kSecure;
    std::vector<std::string> shared_with;  // RAM only: areas of other stages, used at another time
    unsigned line = 0;
    [[nodiscard]] std::uint32_t end() const { return at + size; }
};

struct StageEntry {
    std::string name, flash, ram, key;
    std::uint32_t hdpl = 0;
    std::uint32_t stack = 0;   // bytes
    std::uint32_t header = 0;  // bytes before the payload
    unsigned line = 0;
};

struct RegionGrant {  // an OBKeys range a module may map
    std::uint32_t obkeys = 0, size = 0, access = 0;
};

struct ModuleEntry {
    std::uint32_t id = 0, owner = 0;
    std::filesystem::path manifest;
    bool builtin = true;
    bool random = false;
    std::string flash;  // name of the flash area it may program, or empty
    std::string key;    // separately signed modules: whose key
    std::vector<RegionGrant> regions;
    std::uint32_t slot_at = 0, slot_size = 0;  // absolute flash offset; 0 for built-in ones
    unsigned line = 0;
};

struct DataEntry {  // a signed image of the application's data
    std::string name, key;
    std::uint32_t id = 0, owner = 0;
    std::uint32_t slot_at = 0, slot_size = 0;  // absolute flash offset
    unsigned line = 0;
};

struct Options {
    bool tzen = true, boot_lock = true;
    bool sram2_erase_on_reset = true, sram13_erase_on_reset = false;
    std::string hdp;
    std::vector<std::string> wrp;
};

struct Engines {  // what computes for the boot stages: "software" or the block's name
    std::string hash = "software", verify = "software";
};

struct System {
    std::filesystem::path file;
    std::vector<Area> flash, ram;
    std::uint32_t veneers_at = 0, veneers_size = 0, veneers_each = 0;
    std::vector<StageEntry> stages;
    Options options;
    Engines engines;
    std::vector<std::string> nonsecure_peripherals;
    std::vector<ModuleEntry> modules;
    std::vector<DataEntry> data;

    [[nodiscard]] const Area& flash_area(const std::string& name) const;
    [[nodiscard]] const Area& ram_area(const std::string& name) const;
    [[nodiscard]] const StageEntry& stage(const std::string& name) const;
};

// A peripheral of the application.
bool is_nonsecure(const System& system, std::string_view peripheral);

// Reads and checks the file. Throws InputError.
System load_system(const std::filesystem::path& file);

}  // namespace host::gen
