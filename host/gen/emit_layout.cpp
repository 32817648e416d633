// SPDX-License-Identifier: Apache-2.0
#include "host/gen/emit_layout.h"

#include <fmt/format.h>

#include "host/gen/chip_facts.h"

namespace host::gen {
namespace {

// snake_case to CamelCase.
std::string camel(const std::string& name) {
    std::string result;
    bool up = true;
    for (char c : name) {
        if (c == '_' || c == '-') {
            up = true;
            continue;
        }
        result += up && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        up = false;
    }
    return result;
}

std::string constant(const std::string& name, std::uint32_t value) {
    return fmt::format("inline constexpr std::uint32_t {} = 0x{:X};\n", name, value);
}

std::string boolean(const std::string& name, bool value) {
    return fmt::format("inline constexpr bool {} = {};\n", name, value);
}

std::string words(const std::string& name, const std::uint32_t* data, std::size_t count) {
    std::string text = fmt::format("inline constexpr std::uint32_t {}[] = {{", name);
    for (std::size_t i = 0; i < count; ++i) {
        text += fmt::format("{}0x{:08X}", i == 0 ? "" : i % 8 == 0 ? ",\n    " : ", ", data[i]);
    }
    return text + "};\n";
}

std::string emit_areas(const System& s) {
    std::string text = "\n// Flash areas: offset in the chip's 2 MB, address in the area's world\n";
    for (const Area& a : s.flash) {
        std::string name = "kFlash" + camel(a.name);
        text += constant(name + "Offset", a.at) + constant(name + "Size", a.size) +
                constant(name + "Address", flash_address(a));
    }
    text += "\n// RAM areas\n";
    for (const Area& a : s.ram) {
        std::string name = "kRam" + camel(a.name);
        text += constant(name + "Address", ram_address(a)) + constant(name + "Size", a.size);
    }
    text += "\n// Stages\n";
    for (const StageEntry& st : s.stages) {
        std::string name = "kStage" + camel(st.name);
        text += constant(name + "Header", st.header) + constant(name + "Stack", st.stack) +
                constant(name + "Hdpl", st.hdpl);
    }
    text += "\n" + constant("kVeneersAddress", kFlashSecure + s.veneers_at) +
            constant("kVeneersSize", s.veneers_size) + constant("kVeneersEach", s.veneers_each);
    return text;
}

std::string emit_options(const System& s, const Derived& d) {
    std::string text = "\n// Option bytes of a provisioned board\n";
    for (int i = 0; i < 2; ++i) {
        std::string n = std::to_string(i + 1);
        text += constant("kSecwm" + n + "Start", d.secwm[i].start) +
                constant("kSecwm" + n + "End", d.secwm[i].end) + constant("kWrp" + n, d.wrp[i]);
    }
    text += constant("kHdp1Start", d.hdp1.start) + constant("kHdp1End", d.hdp1.end) +
            constant("kHdp1Extension", d.hdp1_extension) +
            constant("kSecureBootAddress", flash_address(s.flash_area(s.stage("irot").flash)));
    text += boolean("kTzen", s.options.tzen) + boolean("kBootLock", s.options.boot_lock) +
            boolean("kSram2EraseOnReset", s.options.sram2_erase_on_reset) +
            boolean("kSram13EraseOnReset", s.options.sram13_erase_on_reset);
    return text;
}

std::string emit_ranges(const std::string& name, const std::vector<Range>& list) {
    std::string text = fmt::format("inline constexpr Range {}[] = {{\n", name);
    for (const Range& r : list) {
        text += fmt::format("    {{0x{:08X}, 0x{:08X}, {}}},\n", r.base, r.end, r.callable);
    }
    return text + "};\n";
}

std::string emit_attribution(const Derived& d) {
    std::string text = "\n// Attribution: base, end (exclusive), non-secure callable\n";
    text += "struct Range {\n    std::uint32_t base, end;\n    bool callable;\n};\n";
    text += emit_ranges("kSauRegions", d.sau);
    text += emit_ranges("kNonSecureFlash", d.nonsecure_flash);
    text += emit_ranges("kNonSecureRam", d.nonsecure_ram);
    for (std::size_t i = 0; i < 3; ++i) {
        text += words(fmt::format("kMpcbb{}Secure", i + 1), d.mpcbb_secure[i].data(),
                      d.mpcbb_secure[i].size());
    }
    text += "// One bit for each peripheral of TZSC SECCFGR1..3: 1 = secure\n";
    text += words("kTzscSecure", d.tzsc_secure.data(), 3);
    text += constant("kGpioNonSecure", d.gpio_nonsecure) +
            constant("kGpdmaNonSecure", d.dma_nonsecure) +
            boolean("kRtcNonSecure", d.rtc_nonsecure);
    return text;
}

std::string emit_slots(const Derived& d) {
    std::string text =
        "\n// Image slots that a stage verifies\nstruct Slot {\n"
        "    std::uint32_t component, offset, size, header;\n"
        "    bool nonsecure;\n};\ninline constexpr Slot kSlots[] = {\n";
    for (const Slot& s : d.slots) {
        text += fmt::format("    {{0x{:X}, 0x{:X}, 0x{:X}, 0x{:X}, {}}},  // {}\n", s.component,
                            s.at, s.size, s.header, s.nonsecure, s.name);
    }
    return text + "};\n";
}

// Peripherals of the application are no module's.
std::string emit_sources(const System& system) {
    std::string text =
        "\n// Interrupts of secure peripherals: base of the non-secure alias, line, clock in RCC\n"
        "struct Source {\n    std::uint32_t base;\n    std::uint16_t line;\n"
        "    std::uint8_t clock_register, clock_bit;\n};\n"
        "inline constexpr Source kSources[] = {\n";
    for (const Source& s : sources()) {
        if (!is_nonsecure(system, s.peripheral)) {
            text += fmt::format("    {{0x{:08X}, {}, 0x{:X}, {}}},  // {}\n",
                                find_peripheral(s.peripheral)->base, s.line, s.clock_register,
                                s.clock_bit, s.name);
        }
    }
    return text + "};\n";
}

}  // namespace

std::string emit_layout(const System& s, const Derived& d) {
    return "// Generated from system.toml. Do not edit.\n#pragma once\n\n#include <cstdint>\n\n"
           "namespace layout {\n" +
           emit_areas(s) + emit_options(s, d) + emit_attribution(d) + emit_slots(d) +
           emit_sources(s) + "\n}  // namespace layout\n";
}

std::string emit_engines(const System& system) {
    const bool hash = system.engines.hash != "software";
    const bool verify = system.engines.verify != "software";
    return fmt::format(
        "// Made by `sm gen` from {}: [boot]\n#pragma once\n\n#include \"{}\"\n#include \"{}\"\n\n"
        "namespace engines {{\n\nusing Hash = {};\nusing Signature = {};\n{}{}\n}}  // namespace "
        "engines\n",
        system.file.filename().string(),
        verify ? "boot/stage/pka_signature.h" : "boot/image/signature.h",
        hash ? "chip/hash.h" : "lib/sha256/sha256.h",
        hash ? "chip::hash::Sha256" : "lib::sha256::Sha256",
        verify ? "boot::stage::PkaSignature" : "boot::image::SoftwareSignature",
        boolean("kHashBlock", hash), boolean("kPkaBlock", verify));
}

std::string emit_memory(const System& s, const StageEntry& stage) {
    const Area& flash = s.flash_area(stage.flash);
    const Area& ram = s.ram_area(stage.ram);
    const Area& handover = s.ram_area("handover");
    std::string text = "/* Generated from system.toml. Do not edit. */\nMEMORY\n{\n";
    text += fmt::format("    FLASH (rx) : ORIGIN = 0x{:08X}, LENGTH = 0x{:X}\n",
                        flash_address(flash) + stage.header, flash.size - stage.header);
    text += fmt::format("    RAM (rw) : ORIGIN = 0x{:08X}, LENGTH = 0x{:X}\n}}\n", ram_address(ram),
                        ram.size);
    auto symbol = [&text](const char* name, std::uint32_t value) {
        text += fmt::format("{} = 0x{:X};\n", name, value);
    };
    symbol("__flash_slot", flash_address(flash));
    symbol("__header_size", stage.header);
    symbol("__stack_size", stage.stack);
    symbol("__ram_start", ram_address(ram));
    symbol("__ram_end", ram_address(ram) + ram.size);
    symbol("__handover", ram_address(handover));
    symbol("__handover_size", handover.size);
    symbol("__veneers", kFlashSecure + s.veneers_at);
    symbol("__veneers_size", s.veneers_size);
    symbol("__veneers_each", s.veneers_each);
    return text;
}

}  // namespace host::gen
