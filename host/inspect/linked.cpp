// SPDX-License-Identifier: Apache-2.0
#include "host/inspect/linked.h"

#include <fmt/format.h>

#include <cstring>

#include "host/base/failure.h"
#include "host/board/provision.h"
#include "host/gen/chip_facts.h"
#include "host/image/image_file.h"
#include "host/inspect/application.h"
#include "host/inspect/core_tables.h"
#include "host/inspect/granted.h"
#include "lib/bytes/bytes.h"
#include "manager/abi/module_header.h"
#include "manager/core/region.h"

namespace host::inspect {
namespace {

namespace abi = manager::abi;
namespace core = manager::core;

constexpr std::uint32_t kRegionEnabled = 1;
constexpr std::uint32_t kGranuleMask = 31;

struct Payload {
    Bytes bytes;
    std::uint32_t header_size = 0;
};

Payload payload_of(const Path& file) {
    const Bytes bytes = read_file(file);
    const ParsedImage image = require_image(bytes, file);
    const auto& header = image.view.header;
    return {{bytes.begin() + header.header_size, bytes.begin() + header.payload_end()},
            header.header_size};
}

template <typename T>
T record_at(ByteView bytes, std::size_t at, const std::string& name) {
    if (!lib::bytes::range_within(at, sizeof(T), bytes.size())) {
        throw Failure("MODULE_HEADER_BAD", name + ": a table lies outside of its payload",
                      "build it again");
    }
    T record{};
    std::memcpy(&record, bytes.data() + at, sizeof(T));
    return record;
}

template <typename T>
std::vector<T> table_at(ByteView bytes, std::size_t at, std::size_t count,
                        const std::string& name) {
    std::vector<T> table;
    for (std::size_t i = 0; i < count; ++i) {
        table.push_back(record_at<T>(bytes, at + i * sizeof(T), name));
    }
    return table;
}

class Reader {
  public:
    Reader(const Images& images, const SystemPlan& plan)
        : images_(images),
          plan_(plan),
          manager_(payload_of(images.folder / "manager.bin")),
          core_(read_core(images.core, manager_.bytes)) {}

    Table read() {
        table_.reaches = application_reaches(core_, plan_.system);
        add_built_in();
        for (const gen::ModuleEntry& entry : plan_.system.modules) {
            if (!entry.builtin) {
                add_installed(entry);
            }
        }
        return std::move(table_);
    }

  private:
    void add(const std::string& who, const std::string& what, std::uint32_t base,
             std::uint32_t size, const std::string& access) {
        table_.reaches.push_back({who, what, base, size, access});
    }

    void add_built_in() {
        const auto container =
            record_at<abi::Container>(manager_.bytes, abi::kContainerOffset, "manager.bin");
        if (container.magic != abi::kContainerMagic || container.count > abi::kMaxBuiltIn) {
            throw Failure("MODULE_HEADER_BAD", "manager.bin has no directory of its modules",
                          "make it with 'sm image pack'");
        }
        for (const auto& entry : std::span(container.entries).first(container.count)) {
            if (!lib::bytes::range_within(entry.offset, entry.size, manager_.bytes.size())) {
                throw Failure("MODULE_HEADER_BAD", "manager.bin's directory points outside of it",
                              "make it with 'sm image pack'");
            }
            add_module(name_of(entry.id),
                       ByteView(manager_.bytes).subspan(entry.offset, entry.size),
                       core_.payload + entry.offset);
        }
    }

    std::string name_of(std::uint32_t id) const {
        for (const gen::ModuleEntry& entry : plan_.system.modules) {
            if (entry.id == id) {
                return module_name(entry);
            }
        }
        return fmt::format("module 0x{:X}", id);
    }

    void add_installed(const gen::ModuleEntry& entry) {
        const std::string name = module_name(entry);
        const Payload payload = payload_of(images_.folder / (name + ".bin"));
        add_module(name, payload.bytes, gen::kFlashSecure + entry.slot_at + payload.header_size);
    }

    // RAM is handed out in the order of installation, as Core::domain_add does.
    void add_module(const std::string& name, ByteView bytes, std::uint32_t address) {
        const auto header = record_at<abi::ModuleHeader>(bytes, 0, name);
        const auto regions =
            table_at<abi::RegionEntry>(bytes, header.regions, header.region_count, name);
        const core::Range ram{core_.platform.pool.base + pool_used_, header.ram_size};
        pool_used_ += header.ram_size;
        const auto plan =
            core::module_plan({{address, header.image_size}, ram}, regions, core_.platform);
        for (std::size_t i = 0; i < plan.size(); ++i) {
            add_region(name, plan[i], i);
        }
        if ((header.grants & abi::kGrantFlash) != 0) {
            const std::uint32_t base = gen::kFlashSecure + header.flash_base;
            add(name, name_at(plan_.system, base), base, header.flash_size, "rw");
            table_.reaches.back().by_call = true;
        }
        add_calls(name, header, bytes);
    }

    // RBAR: XN 0, AP 2:1 (bit 1: unprivileged too, bit 2: read only). RLAR: enable 0.
    void add_region(const std::string& name, const core::RegionWords& words, std::size_t index) {
        if ((words.limit & kRegionEnabled) == 0 || (words.base & 2u) == 0) {
            return;
        }
        const std::uint32_t base = words.base & ~kGranuleMask;
        const std::uint32_t end = (words.limit | kGranuleMask) + 1;
        std::string access = (words.base & 4u) != 0 ? "r" : "rw";
        access += (words.base & 1u) != 0 ? "" : "x";
        const std::string names[] = {"veneers", "", "", "its RAM", "its code"};
        add(name, index < std::size(names) ? names[index] : name_at(plan_.system, base), base,
            end - base, access);
    }

    void add_calls(const std::string& name, const abi::ModuleHeader& header, ByteView bytes) {
        bool maps = false;
        for (const auto& service :
             table_at<abi::ServiceEntry>(bytes, header.services, header.service_count, name)) {
            maps = maps || (service.flags & abi::kMmIovec) != 0;
            if ((service.flags & abi::kNonSecureClients) != 0) {
                table_.calls.push_back({kApplication, service.sid});
            }
        }
        if (maps) {
            const auto lent = lent_to(name, table_.reaches);
            table_.reaches.insert(table_.reaches.end(), lent.begin(), lent.end());
        }
        for (const auto& dependency : table_at<abi::DependencyEntry>(
                 bytes, header.dependencies, header.dependency_count, name)) {
            table_.calls.push_back({name, dependency.sid});
        }
    }

    const Images& images_;
    const SystemPlan& plan_;
    Payload manager_;
    CoreTables core_;
    Table table_;
    std::uint32_t pool_used_ = 0;
};

}  // namespace

Table linked(const Images& images, const SystemPlan& plan) {
    return Reader(images, plan).read();
}

}  // namespace host::inspect
