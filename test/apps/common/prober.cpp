// SPDX-License-Identifier: Apache-2.0
#include "test/apps/common/prober.h"

#include <cstring>

#include "psa/client.h"
#include "psa/internal_trusted_storage.h"
#include "psa_manifest/sid.h"
#include "sm/console.h"
#include "sm/crypto_abi.h"
#include "system/layout.h"

namespace test {
namespace {

constexpr std::uint32_t kManagerComponent = 3;
constexpr char kProber[] = "prober";

bool component_find(std::uint32_t id, sm_component_record& record) {
    for (std::uint32_t i = 0; sm_record_component(i, &record) == PSA_SUCCESS; ++i) {
        if (record.component == id) {
            return true;
        }
    }
    return false;
}

void ram_count(System& system) {
    std::uint32_t next = layout::kRamModulesAddress;
    for (unsigned i = 0; i < system.count; ++i) {
        ModulePlace& m = system.modules[i];
        m.ram = {next, m.record.ram_size};
        next += m.record.ram_size;
    }
}

void images_count(System& system) {
    sm_component_record component{};
    component_find(kManagerComponent, component);
    std::uint32_t end = component.payload_address + component.payload_size;
    for (unsigned i = system.count; i-- > 0;) {
        ModulePlace& m = system.modules[i];
        if (m.record.built_in != 0) {
            end -= m.record.image_size;
            m.image = {end, m.record.image_size};
        } else if (component_find(m.record.id, component)) {
            m.image = {component.payload_address, m.record.image_size};
        }
    }
}

bool echo_answers() {
    const char sent[] = "still here";
    char got[sizeof sent] = {};
    psa_invec in{sent, sizeof sent};
    psa_outvec out{got, sizeof got};
    return psa_call(ECHO_HANDLE, 1, &in, 1, &out, 1) == PSA_SUCCESS &&
           std::memcmp(sent, got, sizeof sent) == 0;
}

bool storage_answers() {
    psa_storage_info_t info{};
    psa_status_t status = psa_its_get_info(0x7E57, &info);
    return status == PSA_SUCCESS || status == PSA_ERROR_DOES_NOT_EXIST;
}

bool crypto_answers() {
    sm_crypto_request request{};
    std::uint8_t random[16] = {};
    psa_invec in{&request, sizeof request};
    psa_outvec out{random, sizeof random};
    return psa_call(SM_CRYPTO_HANDLE, SM_CRYPTO_RANDOM, &in, 1, &out, 1) == PSA_SUCCESS;
}

bool answers(std::uint32_t id) {
    switch (id) {
        case 0x101:
            return storage_answers();
        case 0x102:
            return crypto_answers();
        case 0x201:
            return echo_answers();
        default:
            return false;
    }
}

}  // namespace

Counts counts{};

bool system_read(System& system) {
    system = {};
    system.prober = kMostModules;
    while (system.count < kMostModules &&
           sm_record_module(system.count, &system.modules[system.count].record) == PSA_SUCCESS) {
        const char* name = system.modules[system.count].record.name;
        if (std::strncmp(name, kProber, sizeof kProber - 1) == 0) {
            system.prober = system.count;
        }
        ++system.count;
    }
    ram_count(system);
    images_count(system);
    return system.prober < system.count;
}

psa_status_t ask(std::int32_t action, const probe::Request& request, probe::Answer& answer) {
    answer = {};
    psa_invec in{&request, sizeof request};
    psa_outvec out{&answer, sizeof answer};
    return psa_call(probe::kHandle, action, &in, 1, &out, 1);
}

psa_status_t ask_rights(std::uint32_t step, std::uint32_t blocks, std::uint8_t* rights) {
    probe::Request request{step, blocks};
    psa_invec in{&request, sizeof request};
    psa_outvec out{rights, blocks};
    return psa_call(probe::kHandle, probe::kScan, &in, 1, &out, 1);
}

bool others_answer(const System& system) {
    for (unsigned i = 0; i < system.count; ++i) {
        if (i != system.prober && !answers(system.modules[i].record.id)) {
            return false;
        }
    }
    return true;
}

void say(const char* text) {
    sm_console_text(text);
}

void say_hex(std::uint32_t value) {
    sm_console_text("0x");
    sm_console_hex(value, 8);
}

void say_end() {
    sm_console_text("\r\n");
}

void claim(bool holds, const char* text) {
    ++(holds ? counts.passed : counts.failed);
    say(holds ? "  ok    " : "  FAIL  ");
    say(text);
    say_end();
}

void say_counts(const char* name) {
    say(name);
    say(": ");
    sm_console_decimal(counts.passed);
    say(" passed, ");
    sm_console_decimal(counts.failed);
    say(" failed");
    say_end();
}

}  // namespace test
