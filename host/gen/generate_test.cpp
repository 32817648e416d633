// SPDX-License-Identifier: Apache-2.0
#include "host/gen/generate.h"

#include <gtest/gtest.h>

#include <fstream>

#include "host/gen/emit_psa.h"

namespace host::gen {
namespace {

namespace fs = std::filesystem;

constexpr const char* kManifest = R"({
  "psa_framework_version": "1.1", "name": "EXAMPLE", "type": "APPLICATION-ROT",
  "priority": "NORMAL", "model": "SFN", "stack_size": "0x400", "heap_size": 64,
  "services": [
    {"name": "EXAMPLE_ONE", "sid": "0x0000F123", "non_secure_clients": true,
     "connection_based": false, "stateless_handle": 9, "version": 2, "version_policy": "RELAXED"},
    {"name": "EXAMPLE_TWO", "sid": "0x0000F124", "non_secure_clients": false,
     "connection_based": true}]
})";

fs::path written(const std::string& text) {
    fs::path file = fs::path(testing::TempDir()) / "manifest.json";
    std::ofstream(file) << text;
    return file;
}

std::string refusal(const std::string& from, const std::string& to) {
    std::string text = kManifest;
    text.replace(text.find(from), from.size(), to);
    try {
        load_manifest(written(text));
    } catch (const InputError& e) {
        return e.what();
    }
    return "accepted";
}

TEST(ManifestJson, ReadsTheKeysOfPsaFf) {
    Manifest m = load_manifest(written(kManifest));
    EXPECT_EQ(m.stack_size, 0x400u);
    ASSERT_EQ(m.services.size(), 2u);
    EXPECT_EQ(m.services[0].stateless, 9u);
    EXPECT_EQ(m.services[1].version, 1u);
    EXPECT_TRUE(m.services[1].strict);
    EXPECT_FALSE(m.ipc);
}

TEST(ManifestJson, RefusesByName) {
    EXPECT_NE(refusal("\"priority\"", "\"prio\"").find("unknown key 'prio'"), std::string::npos);
    EXPECT_NE(refusal("APPLICATION-ROT", "ROT").find("type must be"), std::string::npos);
    EXPECT_NE(refusal("\"0x400\"", "\"0x401\"").find("stack_size"), std::string::npos);
    EXPECT_NE(refusal("\"0x0000F123\"", "\"tea\"").find("sid must be"), std::string::npos);
    EXPECT_NE(refusal("\"stateless_handle\": 9", "\"stateless_handle\": 33").find("1..32"),
              std::string::npos);
    EXPECT_NE(refusal("{", "[").find("parse"), std::string::npos);
}

TEST(ManifestJson, GivesSidVersionAndHandleByTheFieldsNames) {
    Partition p{{}, load_manifest(written(kManifest))};
    std::string sid = emit_sid({p});
    EXPECT_NE(sid.find("#define EXAMPLE_ONE_SID (0x0000F123U)"), std::string::npos);
    EXPECT_NE(sid.find("#define EXAMPLE_ONE_VERSION (2U)"), std::string::npos);
    EXPECT_NE(sid.find("#define EXAMPLE_ONE_HANDLE ((psa_handle_t)0x40000009)"), std::string::npos);
    EXPECT_EQ(sid.find("EXAMPLE_TWO_HANDLE"), std::string::npos);
    std::string header = emit_partition(p);
    EXPECT_NE(header.find("#define EXAMPLE_ONE_SIGNAL (0x00000010U)"), std::string::npos);
    EXPECT_NE(header.find("#define EXAMPLE_TWO_SIGNAL (0x00000020U)"), std::string::npos);
}

TEST(ManifestJson, RefusesADependencyNobodyOffers) {
    Partition p{{}, load_manifest(written(kManifest))};
    p.manifest.dependencies.push_back({"NOBODY", false});
    EXPECT_THROW(emit_header(p, System{}, {p}), InputError);
}

constexpr const char* kDriver = R"({
  "name": "DRIVER", "type": "APPLICATION-ROT", "priority": "HIGH", "model": "IPC",
  "entry_point": "driver_main", "stack_size": 512, "psa_framework_version": 1.1,
  "mmio_regions": [{"name": "TIM4", "permission": "READ-WRITE"}],
  "irqs": [{"source": "TIM4", "name": "TICK", "handling": "FLIH"}]
})";

std::string driver_refusal(const std::string& from, const std::string& to) {
    std::string text = kDriver;
    text.replace(text.find(from), from.size(), to);
    try {
        load_manifest(written(text));
    } catch (const InputError& e) {
        return e.what();
    }
    return "accepted";
}

TEST(ManifestIrqs, SourceIsANameOrTheNumberOfTheLine) {
    const Manifest m = load_manifest(written(kDriver));
    ASSERT_EQ(m.irqs.size(), 1u);
    EXPECT_EQ(m.irqs[0].line, 47u);
    EXPECT_EQ(m.irqs[0].signal, "TICK_SIGNAL");
    EXPECT_EQ(m.irqs[0].function, "tick_flih");
    EXPECT_EQ(driver_refusal("\"source\": \"TIM4\"", "\"source\": 47"), "accepted");
    EXPECT_EQ(driver_refusal("\"FLIH\"", "\"SLIH\""), "accepted");
}

TEST(ManifestIrqs, RefusesByName) {
    EXPECT_NE(driver_refusal("\"source\": \"TIM4\"", "\"source\": \"TIM99\"").find("source TIM99"),
              std::string::npos);
    EXPECT_NE(driver_refusal("\"source\": \"TIM4\"", "\"source\": 7").find("source 7 is no"),
              std::string::npos);
    EXPECT_NE(driver_refusal("\"source\": \"TIM4\"", "\"source\": \"TIM5\"").find("does not grant"),
              std::string::npos);
    EXPECT_NE(driver_refusal("READ-WRITE", "READ-ONLY").find("does not grant"), std::string::npos);
    EXPECT_NE(driver_refusal("\"FLIH\"", "\"TLIH\"").find("SLIH or FLIH"), std::string::npos);
    std::string service = kDriver;
    service.replace(service.find("\"IPC\""), 5, "\"SFN\"");
    service.replace(service.find("\"FLIH\""), 6, "\"SLIH\"");
    EXPECT_THROW(load_manifest(written(service)), InputError);
}

TEST(ManifestIrqs, HeaderNamesLineSignalAndFunction) {
    const Partition p{{}, load_manifest(written(kDriver))};
    EXPECT_NE(emit_partition(p).find("#define TICK_SIGNAL (0x00000010U)"), std::string::npos);
    const std::string header = emit_header(p, System{}, {p});
    EXPECT_NE(header.find(".word 0x2F  /* irq: line of TIM4 */"), std::string::npos);
    EXPECT_NE(header.find(".word tick_flih - __module_header"), std::string::npos);
}

}  // namespace
}  // namespace host::gen
