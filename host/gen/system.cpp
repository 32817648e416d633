// SPDX-License-Identifier: Apache-2.0
#include "host/gen/system.h"

#include <algorithm>

#include "host/gen/check.h"
#include "host/gen/toml_reader.h"

namespace host::gen {
namespace {

World read_world(const TomlReader& t) {
    std::string world = t.text("world");
    if (world != "secure" && world != "nonsecure") {
        t.fail("world", "must be \"secure\" or \"nonsecure\"");
    }
    return world == "secure" ? World::kSecure : World::kNonSecure;
}

std::vector<Area> read_areas(const TomlReader& root, const char* key, bool may_share) {
    std::vector<Area> areas;
    TomlReader list = root.table(key);
    for (const auto& [name, node] : list.raw()) {
        TomlReader t = list.table(name.str());
        may_share ? t.allow_only({"at", "size", "world", "shared_with"})
                  : t.allow_only({"at", "size", "world"});
        Area area{std::string(name.str()), t.bytes("at"), t.bytes("size"), read_world(t), {}, 0};
        area.line = name.source().begin.line;
        if (t.has("shared_with")) {
            area.shared_with = t.texts("shared_with");
        }
        areas.push_back(area);
    }
    std::sort(areas.begin(), areas.end(), [](const Area& a, const Area& b) { return a.at < b.at; });
    return areas;
}

std::vector<StageEntry> read_stages(const TomlReader& root) {
    std::vector<StageEntry> stages;
    TomlReader list = root.table("stages");
    for (const auto& [name, node] : list.raw()) {
        TomlReader t = list.table(name.str());
        t.allow_only({"flash", "ram", "hdpl", "stack", "header", "key"});
        StageEntry s{std::string(name.str()), t.text("flash"), t.text("ram"), "", 0, 0, 0, 0};
        s.hdpl = t.number("hdpl");
        s.stack = t.bytes("stack");
        s.header = t.bytes("header");
        s.key = t.has("key") ? t.text("key") : "";
        s.line = name.source().begin.line;
        stages.push_back(s);
    }
    return stages;
}

Options read_options(const TomlReader& root) {
    TomlReader t = root.table("options");
    t.allow_only(
        {"tzen", "boot_lock", "hdp", "wrp", "sram2_erase_on_reset", "sram13_erase_on_reset"});
    Options o;
    o.tzen = t.flag("tzen");
    o.boot_lock = t.flag("boot_lock");
    o.hdp = t.text("hdp");
    o.wrp = t.texts("wrp");
    o.sram2_erase_on_reset = t.flag("sram2_erase_on_reset");
    o.sram13_erase_on_reset = t.flag("sram13_erase_on_reset");
    return o;
}

std::string read_engine(const TomlReader& t, const char* key, const std::string& block) {
    const std::string engine = t.text(key);
    if (engine != "software" && engine != block) {
        t.fail(key, "must be \"software\" or \"" + block + "\"");
    }
    return engine;
}

Engines read_engines(const TomlReader& root) {
    TomlReader t = root.table("boot");
    t.allow_only({"hash", "verify"});
    return {read_engine(t, "hash", "HASH"), read_engine(t, "verify", "PKA")};
}

RegionGrant read_region(const TomlReader& t) {
    t.allow_only({"obkeys", "size", "access"});
    std::string access = t.text("access");
    if (access != "r" && access != "rw") {
        t.fail("access", "must be \"r\" or \"rw\"");
    }
    return {t.number("obkeys"), t.bytes("size"), access == "r" ? 1u : 3u};
}

template <typename Entry>
void read_slot(const TomlReader& t, const System& system, Entry& m) {
    TomlReader slot = t.table("flash_slot");
    slot.allow_only({"in", "at", "size"});
    const Area& area = system.flash_area(slot.text("in"));
    m.slot_at = area.at + slot.bytes("at");
    m.slot_size = slot.bytes("size");
    if (m.slot_at + m.slot_size > area.end() || m.slot_size == 0) {
        slot.fail("size", "the slot leaves its area '" + area.name + "'");
    }
}

ModuleEntry read_module(const TomlReader& t, const System& system) {
    t.allow_only(
        {"id", "owner", "manifest", "builtin", "random", "flash", "key", "regions", "flash_slot"});
    ModuleEntry m;
    m.line = t.line();
    m.id = t.number("id");
    m.owner = t.has("owner") ? t.number("owner") : 0;
    m.manifest = system.file.parent_path() / t.text("manifest");
    m.builtin = t.flag("builtin");
    m.random = t.has("random") && t.flag("random");
    m.flash = t.has("flash") ? system.flash_area(t.text("flash")).name : "";
    m.key = t.has("key") ? t.text("key") : "";
    if (t.has("regions")) {
        for (const TomlReader& r : t.tables("regions")) {
            m.regions.push_back(read_region(r));
        }
    }
    if (m.builtin == t.has("flash_slot")) {
        t.fail("builtin", "a built-in module has no flash_slot, every other one needs one");
    }
    if (!m.builtin) {
        read_slot(t, system, m);
    }
    return m;
}

DataEntry read_data(const TomlReader& t, const System& system) {
    t.allow_only({"id", "name", "key", "owner", "flash_slot"});
    DataEntry d;
    d.line = t.line();
    d.id = t.number("id");
    d.name = t.text("name");
    d.key = t.text("key");
    d.owner = t.has("owner") ? t.number("owner") : 0;
    read_slot(t, system, d);
    return d;
}

template <typename T>
const T& find_named(const std::vector<T>& list, const std::string& name, const System& system,
                    const char* kind) {
    for (const T& item : list) {
        if (item.name == name) {
            return item;
        }
    }
    throw InputError(system.file.string(), 0, std::string("no ") + kind + " named '" + name + "'");
}

void read_all(const TomlReader& root, System& system) {
    root.allow_only({"schema", "chip", "flash", "ram", "veneers", "stages", "options", "boot",
                     "nonsecure", "module", "data"});
    if (root.number("schema") != 1) {
        root.fail("schema", "this generator reads schema 1");
    }
    if (root.text("chip") != "stm32h573") {
        root.fail("chip", "only \"stm32h573\" is known");
    }
    system.flash = read_areas(root, "flash", false);
    system.ram = read_areas(root, "ram", true);
    TomlReader veneers = root.table("veneers");
    veneers.allow_only({"at", "size", "each"});
    system.veneers_at = veneers.bytes("at");
    system.veneers_size = veneers.bytes("size");
    system.veneers_each = veneers.bytes("each");
    system.stages = read_stages(root);
    system.options = read_options(root);
    system.engines = read_engines(root);
    TomlReader nonsecure = root.table("nonsecure");
    nonsecure.allow_only({"peripherals"});
    system.nonsecure_peripherals = nonsecure.texts("peripherals");
    if (root.has("module")) {
        for (const TomlReader& m : root.tables("module")) {
            system.modules.push_back(read_module(m, system));
        }
    }
    if (root.has("data")) {
        for (const TomlReader& d : root.tables("data")) {
            system.data.push_back(read_data(d, system));
        }
    }
}

}  // namespace

InputError::InputError(const std::string& file, unsigned line, const std::string& what)
    : std::runtime_error(line != 0 ? file + ":" + std::to_string(line) + ": " + what
                                   : file + ": " + what) {}

const Area& System::flash_area(const std::string& name) const {
    return find_named(flash, name, *this, "flash area");
}

const Area& System::ram_area(const std::string& name) const {
    return find_named(ram, name, *this, "ram area");
}

const StageEntry& System::stage(const std::string& name) const {
    return find_named(stages, name, *this, "stage");
}

bool is_nonsecure(const System& system, std::string_view peripheral) {
    const auto& list = system.nonsecure_peripherals;
    return std::find(list.begin(), list.end(), peripheral) != list.end();
}

System load_system(const std::filesystem::path& file) {
    System system;
    system.file = file;
    if (!std::filesystem::exists(file)) {
        throw InputError(file.string(), 0, "no such file; run from the repository's root");
    }
    try {
        toml::table table = toml::parse_file(file.string());
        read_all(TomlReader(table, file, "system"), system);
    } catch (const toml::parse_error& e) {
        throw InputError(file.string(), e.source().begin.line, std::string(e.description()));
    }
    check_system(system);
    return system;
}

}  // namespace host::gen
