// SPDX-License-Identifier: Apache-2.0
#include "host/bench/sizes.h"

#include <cstring>

#include "host/base/failure.h"
#include "host/bench/elf.h"
#include "host/bench/stack.h"
#include "host/bench/startup.h"
#include "host/gen/system.h"
#include "manager/abi/module_header.h"

namespace host::bench {
namespace {

using manager::abi::Container;
using manager::abi::ModuleHeader;

constexpr std::size_t kImageHeader = 0x400;

Path chip_folder() {
    return root_folder() / "build/chip";
}

template <typename T>
T record_at(const Bytes& bytes, std::size_t at, const Path& file) {
    T record;
    if (bytes.size() < at + sizeof record) {
        throw Failure("IMAGE_TOO_SHORT", shown(file) + " is too short", "build again: ./sm build");
    }
    std::memcpy(&record, bytes.data() + at, sizeof record);
    return record;
}

void add_stack(Json& figures, const std::string& name, const Path& elf) {
    figures[name + "_stack"] = worst_stack(read_functions(ElfFile(elf))).bytes;
}

void add_stage(Json& figures, const std::string& name, const Path& elf) {
    const Image image = read_elf(elf);
    figures[name + "_flash"] = image.flash;
    figures[name + "_ram"] = image.ram;
    add_stack(figures, name, elf);
}

void add_stages(Json& figures) {
    for (const std::string stage : {"irot", "urot"}) {
        add_stage(figures, stage, chip_folder() / "boot" / stage / stage);
        add_stage(figures, stage + "_hw", chip_folder() / "test/blocks" / (stage + "_blocks.elf"));
    }
}

// The linked file of a module, wherever its folder lies.
Path module_elf(const std::string& name) {
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(chip_folder() / "modules")) {
        if (entry.path().filename() == name + ".elf") {
            return entry.path();
        }
    }
    throw Failure("FILE_UNREADABLE", name + ".elf does not exist", "build again: ./sm build");
}

void add_module(Json& figures, const ModuleHeader& header) {
    std::string name(header.name.data(), strnlen(header.name.data(), header.name.size()));
    figures[name + "_flash"] = header.image_size;
    figures[name + "_ram"] = header.ram_size;
    add_stack(figures, name, module_elf(name));
}

// Of core_flash: what can run after start-up, the drivers of the chip in it apart (as the peer
// counts its own), and what runs once. The rest is room for vectors and veneers. RAM: beside the
// stacks.
void add_core_parts(Json& figures, const ElfFile& elf) {
    require_startup_once(elf);
    figures["core_runtime_flash"] =
        section_size(elf, ".vectors") + section_size(elf, ".veneers") + section_size(elf, ".text");
    figures["core_driver_flash"] = section_size(elf, ".drivers");
    figures["core_startup_flash"] = section_size(elf, ".startup") + section_size(elf, ".container");
    figures["core_table_ram"] = section_size(elf, ".bss");
}

void add_manager(Json& figures) {
    Path file = chip_folder() / "images/manager.bin";
    Bytes bytes = read_file(file);
    auto payload_size = record_at<std::uint32_t>(bytes, 12, file);
    auto container =
        record_at<Container>(bytes, kImageHeader + manager::abi::kContainerOffset, file);
    const Path core_elf = chip_folder() / "manager/armv8m/manager.elf";
    Image core = read_elf(core_elf);
    figures["core_flash"] = container.core_size;
    add_core_parts(figures, ElfFile(core_elf));
    figures["core_ram"] = core.ram;
    add_stack(figures, "core", core_elf);
    figures["manager_flash"] = payload_size;
    std::uint32_t ram = core.ram;
    for (std::size_t i = 0; i < container.count && i < container.entries.size(); ++i) {
        auto header =
            record_at<ModuleHeader>(bytes, kImageHeader + container.entries[i].offset, file);
        add_module(figures, header);
        ram += header.ram_size;
    }
    figures["secure_ram"] = ram;
}

}  // namespace

Json measure_sizes() {
    Json figures = Json::object();
    add_stages(figures);
    add_manager(figures);
    gen::System system = gen::load_system(root_folder() / "system.toml");
    figures["app_flash_room"] = system.flash_area(system.stage("app").flash).size;
    return figures;
}

}  // namespace host::bench
