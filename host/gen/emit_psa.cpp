// SPDX-License-Identifier: Apache-2.0
#include "host/gen/emit_psa.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "host/gen/chip_facts.h"
#include "manager/abi/module_header.h"

namespace host::gen {
namespace {

constexpr const char* kGenerated = "/* Generated from the manifests. Do not edit. */\n";
constexpr unsigned kFirstSignal = 4;  // PSA-FF: the lower four bits are reserved

std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
        return static_cast<char>(c == '-' ? '_' : std::toupper(c));
    });
    return text;
}

std::string guard(const std::string& name, const std::string& body) {
    return fmt::format("{0}#ifndef {1}\n#define {1}\n\n{2}\n#endif\n", kGenerated, name, body);
}

}  // namespace

std::string lower(const std::string& text) {
    std::string result = upper(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

std::string emit_sid(const std::vector<Partition>& partitions) {
    std::string body;
    for (const Partition& p : partitions) {
        for (const Service& s : p.manifest.services) {
            std::string name = upper(s.name);
            body += fmt::format("#define {}_SID (0x{:08X}U)\n#define {}_VERSION ({}U)\n", name,
                                s.sid, name, s.version);
            if (s.stateless != 0) {
                body += fmt::format("#define {}_HANDLE ((psa_handle_t)0x{:08X})\n", name,
                                    manager::abi::kStatelessHandle + s.stateless);
            }
        }
    }
    return guard("PSA_MANIFEST_SID_H", body);
}

std::string emit_pid(const std::vector<Partition>& partitions) {
    std::string body;
    for (const Partition& p : partitions) {
        body += fmt::format("#define {} ({})\n", upper(p.manifest.name), p.entry.id);
    }
    return guard("PSA_MANIFEST_PID_H", body);
}

std::string emit_partition(const Partition& p) {
    std::string body;
    unsigned bit = kFirstSignal;
    for (const Service& s : p.manifest.services) {
        body += fmt::format("#define {}_SIGNAL (0x{:08X}U)\n", upper(s.name), 1u << bit++);
    }
    for (const Irq& irq : p.manifest.irqs) {
        body += fmt::format("#define {} (0x{:08X}U)\n", irq.signal, 1u << bit++);
    }
    std::string model = p.manifest.ipc ? "IPC" : "SFN";
    body += fmt::format("#define {}_MODEL_{} 1\n", upper(p.manifest.name), model);
    return guard("PSA_MANIFEST_" + upper(p.manifest.name) + "_H", body);
}

namespace {

// The header as lines of assembly; each says which field it is.
class HeaderWriter {
  public:
    void word(std::uint64_t value, const std::string& what) {
        text_ += fmt::format("    .word 0x{:X}  /* {} */\n", value, what);
    }
    void word(const std::string& expression, const std::string& what) {
        text_ += fmt::format("    .word {}  /* {} */\n", expression, what);
    }
    void half(std::uint64_t value, const std::string& what) {
        text_ += fmt::format("    .short 0x{:X}  /* {} */\n", value, what);
    }
    void line(const std::string& text) { text_ += text + "\n"; }
    [[nodiscard]] const std::string& text() const { return text_; }

  private:
    std::string text_;
};

struct Tables {
    std::vector<MmioRegion> regions;
    std::uint32_t services = sizeof(manager::abi::ModuleHeader);
    std::uint32_t dependencies = 0, mmio = 0, irqs = 0, end = 0;
};

Tables place_tables(const Partition& p) {
    Tables t;
    t.regions = p.manifest.mmio;
    for (const RegionGrant& g : p.entry.regions) {
        t.regions.push_back({kObkSecure + g.obkeys, g.size, g.access});
    }
    const Manifest& m = p.manifest;
    t.dependencies = t.services + sizeof(manager::abi::ServiceEntry) * m.services.size();
    t.mmio = t.dependencies + sizeof(manager::abi::DependencyEntry) * m.dependencies.size();
    t.irqs = t.mmio + sizeof(manager::abi::RegionEntry) * t.regions.size();
    t.end = t.irqs + sizeof(manager::abi::IrqEntry) * m.irqs.size();
    return t;
}

void write_fixed(HeaderWriter& w, const Partition& p, const System& system, const Tables& t) {
    const Manifest& m = p.manifest;
    w.word(manager::abi::kModuleMagic, "magic");
    w.half(manager::abi::kModuleAbi, "abi");
    w.half(t.end, "header_size");
    w.word(0, "image_size: the packer's");
    w.word(p.entry.id, "id");
    w.word(p.entry.owner, "owner");
    w.word((m.psa_rot ? manager::abi::kPsaRot : 0) | (m.ipc ? manager::abi::kModelIpc : 0) |
               (m.framework_1_1 ? 0 : manager::abi::kInterruptsEnabled),
           "flags");
    w.word(0, "start: the packer's");
    w.word(m.ipc ? m.entry_point + " - __module_header" : "0", "entry");
    w.word(m.heap_size, "ram_size: the packer adds stack and data");
    w.word(m.stack_size, "stack_size");
    w.word(m.priority, "priority");
    w.half(m.services.size(), "service_count");
    w.half(t.services, "services");
    w.half(m.dependencies.size(), "dependency_count");
    w.half(t.dependencies, "dependencies");
    w.half(t.regions.size(), "region_count");
    w.half(t.mmio, "regions");
    w.half(m.irqs.size(), "irq_count");
    w.half(t.irqs, "irqs");
    bool flash = !p.entry.flash.empty();
    w.word(
        (p.entry.random ? manager::abi::kGrantRandom : 0) | (flash ? manager::abi::kGrantFlash : 0),
        "grants");
    w.word(flash ? system.flash_area(p.entry.flash).at : 0, "flash_base");
    w.word(flash ? system.flash_area(p.entry.flash).size : 0, "flash_size");
    std::string name = lower(m.name).substr(0, 15);
    w.line(fmt::format("    .ascii \"{}\"\n    .skip {}, 0  /* name, padded */", name,
                       16 - name.size()));
    w.line("    .skip 8, 0  /* reserved */");
}

void write_services(HeaderWriter& w, const Manifest& m) {
    unsigned bit = kFirstSignal;
    for (const Service& s : m.services) {
        w.word(s.sid, s.name + ": sid");
        w.word(s.version, "version");
        w.half((s.nonsecure_clients ? manager::abi::kNonSecureClients : 0) |
                   (s.connection_based ? manager::abi::kConnectionBased : 0) |
                   (s.strict ? manager::abi::kVersionStrict : 0) |
                   (s.mm_iovec ? manager::abi::kMmIovec : 0),
               "flags");
        w.half(s.stateless, "stateless");
        w.word(m.ipc ? "0" : lower(s.name) + "_sfn - __module_header", "function");
        w.word(1u << bit++, "signal");
    }
}

void write_dependency(HeaderWriter& w, const Dependency& d, const Manifest& m,
                      const std::vector<Partition>& partitions) {
    for (const Partition& p : partitions) {
        for (const Service& s : p.manifest.services) {
            if (s.name == d.name) {
                w.word(s.sid, "depends on " + s.name);
                w.word(s.version, "version");
                w.word(d.weak ? 1 : 0, "weak");
                return;
            }
        }
    }
    throw InputError(m.file.string(), 0, "no module of system.toml offers the service " + d.name);
}

}  // namespace

std::string emit_header(const Partition& p, const System& system,
                        const std::vector<Partition>& partitions) {
    Tables t = place_tables(p);
    HeaderWriter w;
    w.line(kGenerated);
    w.line("    .syntax unified\n    .section .module_header, \"a\"\n    .balign 32");
    write_fixed(w, p, system, t);
    write_services(w, p.manifest);
    for (const Dependency& d : p.manifest.dependencies) {
        write_dependency(w, d, p.manifest, partitions);
    }
    for (const MmioRegion& r : t.regions) {
        w.word(r.base, "region: base");
        w.word(r.size, "size");
        w.word(r.access, "access");
    }
    unsigned bit = kFirstSignal + p.manifest.services.size();
    for (const Irq& irq : p.manifest.irqs) {
        w.word(irq.line, "irq: line of " + irq.source);
        w.word(1u << bit++, irq.signal);
        w.word(irq.function.empty() ? "0" : irq.function + " - __module_header", "handler");
    }
    w.line("    .section .note.GNU-stack, \"\", %progbits");
    return w.text();
}

}  // namespace host::gen
