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

}  // namespace
}  // namespace host::gen
