// SPDX-License-Identifier: Apache-2.0
#include "host/gen/system.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "host/gen/derive.h"
#include "host/gen/emit_layout.h"
#include "host/gen/generate.h"

namespace host::gen {
namespace {

namespace fs = std::filesystem;

fs::path repository() {
    fs::path here = fs::path(__FILE__).is_absolute() ? fs::path(__FILE__) : fs::current_path();
    while (!fs::exists(here / "system.toml") && here.has_relative_path()) {
        here = here.parent_path();
    }
    return here;
}

std::string default_system() {
    std::ifstream in(repository() / "system.toml");
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

// The default system with one piece of text replaced; what the generator says of it.
std::string refusal(const std::string& from, const std::string& to) {
    std::string text = default_system();
    std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    fs::path file = fs::path(testing::TempDir()) / "system.toml";
    std::ofstream(file) << text;
    try {
        load_system(file);
    } catch (const InputError& e) {
        std::string what = e.what();
        return what.substr(file.string().size());
    }
    return "accepted";
}

testing::AssertionResult refused(const std::string& said, const std::string& word) {
    bool has_line = said.size() > 2 && said[0] == ':' && said[1] >= '1' && said[1] <= '9';
    if (has_line && said.find(word) != std::string::npos) {
        return testing::AssertionSuccess();
    }
    return testing::AssertionFailure() << said;
}

TEST(SystemToml, DefaultSystemIsAccepted) {
    System s = load_system(repository() / "system.toml");
    EXPECT_EQ(s.flash_area("app").size, 832u * 1024);
    EXPECT_EQ(s.stage("urot").header, 0x400u);
}

TEST(SystemToml, RefusesUnknownKeysWithTheLine) {
    EXPECT_TRUE(refused(refusal("tzen = true", "tzen = true\nspeed = 9"), "unknown key 'speed'"));
    EXPECT_TRUE(refused(refusal("schema = 1", "schema = 1\nfoo = 1"), "unknown key 'foo'"));
}

TEST(SystemToml, RefusesOverlap) {
    EXPECT_TRUE(refused(refusal("at = 0x01_4000", "at = 0x01_2000"), "overlaps"));
    EXPECT_TRUE(
        refused(refusal("handover = { at = 0x5_0000", "handover = { at = 0x4_3000"), "overlaps"));
}

TEST(SystemToml, RefusesMisalignment) {
    EXPECT_TRUE(refused(refusal("\"16K\",  world = \"secure\" }     # key",
                                "100, world = "
                                "\"secure\" } #"),
                        "multiples of 8192"));
}

TEST(SystemToml, RefusesWhatLeavesTheChip) {
    EXPECT_TRUE(refused(refusal("staging = { at = 0x12_E000", "staging = { at = 0x13_0000"),
                        "leaves the chip"));
    EXPECT_TRUE(refused(refusal("at = 0x5_4000, size = \"304K\"", "at = 0x5_4000, size = \"400K\""),
                        "leaves the chip"));
}

TEST(SystemToml, RefusesNumbersThatWrap) {
    EXPECT_TRUE(refused(
        refusal("size = \"840K\", world = \"secure\"", "size = 0xFFFFE000, world = \"secure\""),
        "leaves the chip"));
    EXPECT_TRUE(refused(refusal("at = 0x12_E000", "at = 0x1_0000_0000_0"), "32 bits"));
}

TEST(SystemToml, RefusesWrongTypes) {
    EXPECT_TRUE(refused(refusal("boot_lock = true", "boot_lock = 1"), "true or false"));
    EXPECT_TRUE(refused(refusal("world = \"secure\" }     # HDP", "world = \"both\" } #"),
                        "\"secure\" or \"nonsecure\""));
}

TEST(SystemToml, RefusesUrotThatHdpExtensionCannotHide) {
    EXPECT_TRUE(refused(refusal("urot    = { at = 0x00_8000, size = \"48K\"",
                                "urot    = { at = 0x00_A000, size = \"40K\""),
                        "HDPEXTR"));
}

TEST(SystemToml, RefusesRegionOutsideTheSecureKeys) {
    EXPECT_TRUE(refused(refusal("obkeys = 0xC00", "obkeys = 0x900"), "HDPL3"));
}

TEST(SystemToml, RefusesSameIdTwice) {
    EXPECT_TRUE(refused(refusal("id = 0x102", "id = 0x101"), "none is used twice"));
}

TEST(SystemToml, RefusesBrokenSyntaxWithTheLine) {
    EXPECT_TRUE(refused(refusal("schema = 1", "schema = = 1"), ""));
}

TEST(Derived, WatermarksCoverSecureSectorsOnly) {
    Derived d = derive(load_system(repository() / "system.toml"));
    EXPECT_EQ(d.secwm[0].start, 0u);
    EXPECT_EQ(d.secwm[0].end, 44u);
    EXPECT_EQ(d.secwm[1].start, 23u);
    EXPECT_EQ(d.secwm[1].end, 127u);
}

TEST(Derived, WriteProtectionClearsTheGroupsOfIrot) {
    Derived d = derive(load_system(repository() / "system.toml"));
    EXPECT_EQ(d.wrp[0], 0xFFFF'FFFEu);
    EXPECT_EQ(d.hdp1.start, 0u);
    EXPECT_EQ(d.hdp1.end, 3u);
    EXPECT_EQ(d.hdp1_extension, 6u);
}

TEST(Derived, SecureRamKeepsEveryBlockBitSet) {
    Derived d = derive(load_system(repository() / "system.toml"));
    ASSERT_EQ(d.mpcbb_secure[1].size(), 4u);
    ASSERT_EQ(d.mpcbb_secure[2].size(), 20u);
    for (std::uint32_t word : d.mpcbb_secure[0]) {
        EXPECT_EQ(word, 0u);
    }
    for (std::uint32_t word : d.mpcbb_secure[1]) {
        EXPECT_EQ(word, 0xFFFF'FFFFu);
    }
    EXPECT_EQ(d.mpcbb_secure[2][0], 0xFFFF'FFFFu);
    EXPECT_EQ(d.mpcbb_secure[2][1], 0u);
}

TEST(Derived, OnlyNamedPeripheralsAreNonSecure) {
    Derived d = derive(load_system(repository() / "system.toml"));
    EXPECT_EQ(d.tzsc_known[1] & ~d.tzsc_secure[1], 1u << 11);  // USART1
    EXPECT_EQ(d.tzsc_secure[2], d.tzsc_known[2]);              // RNG, HASH, SAES, PKA ...
    EXPECT_EQ(d.dma_nonsecure, 3u);
}

TEST(Derived, SauWindowsStayInsideNonSecureAreas) {
    Derived d = derive(load_system(repository() / "system.toml"));
    ASSERT_LE(d.sau.size(), 8u);
    EXPECT_TRUE(d.sau[0].callable);
    EXPECT_EQ(d.nonsecure_flash[0].base, 0x0805'A000u);
    EXPECT_EQ(d.nonsecure_flash[0].end, 0x0812'E000u);
    EXPECT_EQ(d.nonsecure_ram.size(), 2u);
}

TEST(SystemToml, DataImagesGetSlotsOfTheirOwn) {
    const System s = load_system(repository() / "system.toml");
    ASSERT_EQ(s.data.size(), 1u);
    const Derived derived = derive(s);
    const auto slot = std::find_if(derived.slots.begin(), derived.slots.end(),
                                   [](const Slot& one) { return one.name == "calibration"; });
    ASSERT_NE(slot, derived.slots.end());
    EXPECT_EQ(slot->component, 8u);
    EXPECT_EQ(slot->at, s.flash_area("data").at);
    EXPECT_EQ(slot->size, 0x2000u);
    EXPECT_TRUE(slot->nonsecure);
}

TEST(SystemToml, RefusesDataThatIsInTheWay) {
    const std::string slot = "in = \"data\", at = 0, size = \"8K\"";
    EXPECT_TRUE(refused(refusal("id = 8", "id = 7"), "ids are 8 to 15"));
    EXPECT_TRUE(refused(refusal("id = 8", "id = 16"), "ids are 8 to 15"));
    EXPECT_TRUE(refused(refusal("\"calibration\"", "\"app\""), "a name of its own"));
    EXPECT_TRUE(refused(refusal(slot, "in = \"data\", at = 64, size = \"8K\""), "whole sectors"));
    EXPECT_TRUE(
        refused(refusal(slot, "in = \"storage\", at = 0, size = \"8K\""), "non-secure area"));
    EXPECT_TRUE(refused(refusal(slot, "in = \"app\", at = 0, size = \"8K\""), "non-secure area"));
    EXPECT_TRUE(refused(refusal(slot, "in = \"data\", at = 0, size = \"24K\""), "leaves"));
    const std::string more =
        "\"calibration\"\nkey = \"data\"\nflash_slot = { in = \"data\", at = 0, size = \"8K\" }\n"
        "[[data]]\nid = 9\nname = \"model\"";
    EXPECT_TRUE(refused(refusal("\"calibration\"", more), "overlaps"));
}

// The generated header for the default system with one piece of text replaced.
std::string engines(const std::string& from, const std::string& to) {
    EXPECT_EQ(refusal(from, to), "accepted");
    return emit_engines(load_system(fs::path(testing::TempDir()) / "system.toml"));
}

TEST(SystemToml, BootNamesWhatTheStagesComputeWith) {
    const std::string software = engines("schema", "schema");
    EXPECT_NE(software.find("using Hash = lib::sha256::Sha256;"), std::string::npos) << software;
    EXPECT_NE(software.find("Signature = boot::image::SoftwareSignature;"), std::string::npos);
    const std::string hash = engines("hash = \"software\"", "hash = \"HASH\"");
    EXPECT_NE(hash.find("using Hash = chip::hash::Sha256;"), std::string::npos) << hash;
    EXPECT_NE(hash.find("Signature = boot::image::SoftwareSignature;"), std::string::npos);
    const std::string verify = engines("verify = \"software\"", "verify = \"PKA\"");
    EXPECT_NE(verify.find("Signature = boot::stage::PkaSignature;"), std::string::npos) << verify;
    EXPECT_NE(verify.find("using Hash = lib::sha256::Sha256;"), std::string::npos) << verify;
    EXPECT_TRUE(refused(refusal("hash = \"software\"", "hash = \"PKA\""), "\"HASH\""));
    EXPECT_TRUE(refused(refusal("verify = \"software\"", "verify = \"HASH\""), "\"PKA\""));
}

// The default system with two more modules that have the interrupt of a timer each.
std::string timers_refused(const std::string& first, const std::string& second) {
    std::string text = default_system();
    const std::string key = "manifest = \"";
    for (std::size_t at = 0; (at = text.find(key, at)) != std::string::npos; at += key.size()) {
        text.insert(at + key.size(), repository().string() + "/");
    }
    unsigned id = 0x300;
    for (const std::string& timer : {first, second}) {
        const std::string name = "DRIVER" + std::to_string(id);
        const fs::path manifest = fs::path(testing::TempDir()) / (name + ".json");
        std::ofstream(manifest)
            << R"({"psa_framework_version": "1.1", "name": ")" << name
            << R"(", "type": "APPLICATION-ROT", "priority": "LOW", "model": "IPC",)"
            << R"("entry_point": "driver_main", "stack_size": 512, "mmio_regions": [{"name": ")"
            << timer << R"("}], "irqs": [{"source": ")" << timer << R"(", "name": "TICK"}]})";
        text += "\n[[module]]\nid = " + std::to_string(id++) + "\nmanifest = \"" +
                manifest.string() + "\"\nbuiltin = true\n";
    }
    const fs::path file = fs::path(testing::TempDir()) / "timers.toml";
    std::ofstream(file) << text;
    try {
        generate(file, fs::path(testing::TempDir()) / "timers");
    } catch (const InputError& e) {
        return e.what();
    }
    return "accepted";
}

TEST(SystemToml, InterruptHasOneOwnerAndNoneOfTheApplications) {
    EXPECT_EQ(timers_refused("TIM4", "TIM5"), "accepted");
    EXPECT_NE(timers_refused("TIM4", "TIM4").find("TIM4 is another module's already"),
              std::string::npos);
    EXPECT_NE(timers_refused("TIM4", "TIM2").find("TIM2 belongs to the application"),
              std::string::npos);
}

}  // namespace
}  // namespace host::gen
