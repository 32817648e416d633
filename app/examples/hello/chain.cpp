// SPDX-License-Identifier: Apache-2.0
#include "app/examples/hello/demo.h"
#include "sm/record.h"

namespace {

const char* component_name(std::uint32_t id) {
    switch (id) {
        case 1:
            return "iROT";
        case 2:
            return "uROT";
        case 3:
            return "manager";
        case 4:
            return "application";
        default:
            return nullptr;
    }
}

void print_name(std::uint32_t id) {
    const char* name = component_name(id);
    sm_module_record module{};
    for (std::uint32_t i = 0; name == nullptr && sm_record_module(i, &module) == PSA_SUCCESS; ++i) {
        if (module.id == id) {
            name = module.name;
            sm_console_text("module ");
            break;
        }
    }
    sm_console_text(name != nullptr ? name : "module");
}

void print_component(const sm_component_record& c) {
    sm_console_text("  ");
    print_name(c.component);
    sm_console_text(" ");
    sm_console_decimal(c.major);
    sm_console_text(".");
    sm_console_decimal(c.minor);
    sm_console_text(".");
    sm_console_decimal(c.revision);
    sm_console_text("  counter ");
    sm_console_decimal(c.security_counter);
    sm_console_text("  owner 0x");
    sm_console_hex(c.owner, 4);
    sm_console_text("  signer ");
    sm_console_bytes(c.signer, 4);
    sm_console_text("  measurement ");
    sm_console_bytes(c.measurement, 8);
    sm_console_text("\r\n");
}

}  // namespace

void show_chain(Report& report) {
    sm_console_text("chain of trust:\r\n");
    sm_component_record component;
    std::uint32_t seen = 0;
    for (std::uint32_t i = 0; sm_record_component(i, &component) == PSA_SUCCESS; ++i) {
        print_component(component);
        seen |= component.component <= 4 ? 1u << component.component : 0;
    }
    constexpr std::uint32_t kStages = 1u << 1 | 1u << 2 | 1u << 3 | 1u << 4;
    report.check("every stage is measured", (seen & kStages) == kStages);
}

void show_log() {
    sm_log_record entry;
    std::uint32_t i = 0;
    for (; sm_record_log(i, &entry) == PSA_SUCCESS; ++i) {
        sm_console_text("  code 0x");
        sm_console_hex(entry.code, 8);
        sm_console_text("  component ");
        print_name(entry.component);
        sm_console_text("  pc 0x");
        sm_console_hex(entry.pc, 8);
        sm_console_text("  address 0x");
        sm_console_hex(entry.address, 8);
        sm_console_text("\r\n");
    }
    sm_console_text(i == 0 ? "  nothing\r\n"
                           : "  newest first; `./sm explain CODE` tells more\r\n");
}
