// SPDX-License-Identifier: Apache-2.0
#include "host/gen/generate.h"

#include <fstream>
#include <set>
#include <sstream>

#include "host/gen/chip_facts.h"
#include "host/gen/emit_layout.h"
#include "host/gen/emit_psa.h"

namespace host::gen {
namespace {

namespace fs = std::filesystem;

class Writer {
  public:
    explicit Writer(fs::path out) : out_(std::move(out)) {}

    void write(const fs::path& name, const std::string& text) {
        fs::path path = out_ / name;
        written_.push_back(path);
        std::ifstream in(path, std::ios::binary);
        std::stringstream old;
        old << in.rdbuf();
        if (in && old.str() == text) {
            return;
        }
        fs::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << text;
        if (!fs::exists(path)) {
            throw InputError(path.string(), 0, "cannot be written");
        }
    }

    [[nodiscard]] const std::vector<fs::path>& written() const { return written_; }

  private:
    fs::path out_;
    std::vector<fs::path> written_;
};

std::vector<Partition> load_partitions(const System& system) {
    std::vector<Partition> partitions;
    for (const ModuleEntry& entry : system.modules) {
        partitions.push_back({entry, load_manifest(entry.manifest)});
    }
    return partitions;
}

void check_lines(const System& system, const std::vector<Partition>& partitions) {
    std::set<std::uint32_t> lines;
    for (const Partition& p : partitions) {
        for (const Irq& irq : p.manifest.irqs) {
            const std::string who = p.manifest.file.string();
            if (!lines.insert(irq.line).second) {
                throw InputError(who, 0, "irqs: " + irq.source + " is another module's already");
            }
            if (is_nonsecure(system, find_source(irq.line)->peripheral)) {
                throw InputError(who, 0,
                                 "irqs: " + irq.source +
                                     " belongs to the application: system.toml lists its "
                                     "peripheral under nonsecure");
            }
        }
    }
}

void check_unique(const System& system, const std::vector<Partition>& partitions) {
    check_lines(system, partitions);
    std::set<std::uint32_t> sids, handles;
    for (const Partition& p : partitions) {
        for (const Service& s : p.manifest.services) {
            if (!sids.insert(s.sid).second) {
                throw InputError(p.manifest.file.string(), 0, s.name + ": its SID is taken");
            }
            if (s.stateless != 0 && !handles.insert(s.stateless).second) {
                throw InputError(p.manifest.file.string(), 0,
                                 s.name + ": its stateless_handle is taken");
            }
        }
    }
}

void write_manifests(Writer& writer, const System& system,
                     const std::vector<Partition>& partitions) {
    writer.write("psa_manifest/sid.h", emit_sid(partitions));
    writer.write("psa_manifest/pid.h", emit_pid(partitions));
    for (const Partition& p : partitions) {
        std::string name = lower(p.manifest.name);
        writer.write("psa_manifest/" + name + ".h", emit_partition(p));
        writer.write("system/" + name + "_header.S", emit_header(p, system, partitions));
    }
}

}  // namespace

std::vector<fs::path> generate(const fs::path& system_toml, const fs::path& out) {
    System system = load_system(system_toml);
    Writer writer(out);
    writer.write("system/layout.h", emit_layout(system, derive(system)));
    writer.write("system/engines.h", emit_engines(system));
    for (const StageEntry& stage : system.stages) {
        writer.write("system/" + stage.name + "_memory.ld", emit_memory(system, stage));
    }
    std::vector<Partition> partitions = load_partitions(system);
    check_unique(system, partitions);
    write_manifests(writer, system, partitions);
    return writer.written();
}

std::vector<fs::path> generate_module(const fs::path& system_toml, const fs::path& manifest,
                                      std::uint32_t id, std::uint32_t owner, const fs::path& out) {
    System system = load_system(system_toml);
    std::vector<Partition> partitions = load_partitions(system);
    ModuleEntry entry;
    entry.id = id;
    entry.owner = owner;
    partitions.push_back({entry, load_manifest(manifest)});
    check_unique(system, partitions);
    Writer writer(out);
    write_manifests(writer, system, partitions);
    return writer.written();
}

}  // namespace host::gen
