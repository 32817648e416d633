// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>

#include "boot/image/verify.h"
#include "host/fault/campaign.h"
#include "host/fault/forge.h"
#include "host/fault/report.h"
#include "host/fault/results.h"
#include "host/test/temporary.h"
#include "lib/sha256/sha256.h"

namespace host::fault {
namespace {

using test::failure_of;
using test::TemporaryFolder;

constexpr std::string_view kGood =
    "name = \"n\"\nfirmware = \"f.elf\"\nstart = \"main\"\nsuccess = [\"urot\"]\n"
    "models = [\"skip\", \"fetch\"]\n";

std::string message_of(const std::string& text) {
    try {
        parse_campaign(text, "c.toml");
    } catch (const Failure& failure) {
        return failure.name() + ": " + failure.what();
    }
    return "";
}

// --- the file ---

TEST(Campaign, SmallestFileTakesTheDefaults) {
    const Campaign campaign = parse_campaign(kGood, "c.toml");
    EXPECT_EQ(campaign.models, (std::vector<std::string>{"skip", "fetch"}));
    EXPECT_EQ(campaign.hits, 3u);
    EXPECT_EQ(campaign.seed, 1u);
    EXPECT_EQ(campaign.sample, 0u);
    EXPECT_EQ(campaign.expect, Expect::kNone);
    EXPECT_FALSE(campaign.forgery.has_value());
}

TEST(Campaign, EveryKeyArrives) {
    const Campaign campaign = parse_campaign(
        std::string(kGood) +
            "stop = \"0x0C000010\"\nfunctions = [\"a::b\"]\nlevel = 2\nhits = 5\nwindow = 9\n"
            "sample = 100\nseed = 7\nlimit = 1000\nexpect = \"some\"\nstart_hit = 2\n"
            "end = \"manager\"\nregisters = [\"sp\"]\nrefusal = \"KEY_UNKNOWN\"\n"
            "patience = 9\n"
            "[board]\ncounters = \"urot=3\"\nimages = { irot = \"x.bin\" }\n"
            "[forge]\nslot = \"manager\"\nhow = \"chain\"\nstaged = true\nchain = [\"main\"]\n",
        "c.toml");
    EXPECT_EQ(campaign.start_hit, 2u);
    EXPECT_EQ(campaign.end, "manager");
    EXPECT_EQ(campaign.patience, 9u);
    EXPECT_EQ(register_set(campaign.registers), 1u << 13);
    EXPECT_EQ(campaign.refusal, "KEY_UNKNOWN");
    EXPECT_TRUE(campaign.forgery->staged);
    EXPECT_EQ(campaign.forgery->chain.at(0), "main");
    EXPECT_EQ(campaign.stop, "0x0C000010");
    EXPECT_EQ(campaign.functions.at(0), "a::b");
    EXPECT_EQ(campaign.level, 2u);
    EXPECT_EQ(campaign.hits, 5u);
    EXPECT_EQ(campaign.window, 9u);
    EXPECT_EQ(campaign.sample, 100u);
    EXPECT_EQ(campaign.seed, 7u);
    EXPECT_EQ(campaign.limit, 1000u);
    EXPECT_EQ(campaign.expect, Expect::kSome);
    EXPECT_EQ(campaign.counters, "urot=3");
    EXPECT_EQ(campaign.images.at("irot"), "x.bin");
    EXPECT_EQ(campaign.forgery->slot, "manager");
    EXPECT_EQ(campaign.forgery->how, "chain");
}

TEST(Campaign, EachMistakeIsNamedWithItsLine) {
    const std::string good(kGood);
    EXPECT_NE(message_of(good + "colour = 1\n").find("c.toml:6: campaign: unknown key 'colour'"),
              std::string::npos);
    EXPECT_NE(message_of(good + "hits = 0\n").find("must be at least 1"), std::string::npos);
    EXPECT_NE(message_of(good + "seed = -1\n").find("c.toml:6"), std::string::npos);
    EXPECT_NE(message_of(good + "expect = \"all\"\n").find("'all' is none of: none, some"),
              std::string::npos);
    EXPECT_NE(message_of(good + "registers = [\"r15\"]\n").find("'r15' is none of"),
              std::string::npos);
    EXPECT_NE(message_of(good + "[forge]\nslot = \"urot\"\nhow = \"chain\"\n")
                  .find("belongs to how = \"chain\""),
              std::string::npos);
    EXPECT_NE(message_of(good + "[forge]\nslot = \"urot\"\nhow = \"luck\"\n").find("'luck'"),
              std::string::npos);
    EXPECT_NE(message_of("name = \"n\"\n").find("firmware: is missing"), std::string::npos);
    EXPECT_NE(message_of("name = = \n").find("CAMPAIGN_BAD: c.toml:1"), std::string::npos);
    std::string unknown = good;
    unknown.replace(unknown.find("fetch"), 5, "frown");
    EXPECT_NE(message_of(unknown).find("c.toml:5: campaign.models: 'frown' is none of: skip"),
              std::string::npos);
    std::string pointless = good;
    pointless.replace(pointless.find("\"urot\""), 6, "");
    EXPECT_NE(message_of(pointless).find("no case could succeed"), std::string::npos);
    EXPECT_NE(message_of(good + "[forge]\nslot = \"urot\"\nhow = \"newer\"\n")
                  .find("whose image may run"),
              std::string::npos);
}

TEST(Campaign, AFileThatIsNotThereIsNamed) {
    EXPECT_EQ(failure_of([] { load_campaign("/nobody/here.toml"); }), "FILE_UNREADABLE");
}

// --- what the machine says ---

constexpr const char* kSite = "site 0 12 0x0c000100 1 load 2 0x2010 0x0010 0x0003";

Results results_of(std::initializer_list<const char*> lines) {
    Results results;
    for (const char* line : lines) {
        results.take(line);
    }
    return results;
}

TEST(Results, ReadsTheMachinesLines) {
    const Results results = results_of(
        {kSite, "golden 500 halt 0x0c000200 0x494d08f1 0x4b455902", "cases 30",
         "case 0 skip 2 success 0x0c008440 0x00000000", "case 0 load 1 halt 0x0c000200 0x494d08f1",
         "case 0 fetch 1 lockup 0x0c000200 0x00000000 brick", "done"});
    ASSERT_EQ(results.sites.size(), 1u);
    EXPECT_EQ(results.sites[0].index, 12u);
    EXPECT_EQ(results.sites[0].writes, 0x2010);
    EXPECT_EQ(results.golden_instructions, 500u);
    EXPECT_EQ(results.golden_outcome, "refused");
    EXPECT_EQ(results.golden_why, 0x4b455902u);
    EXPECT_EQ(results.possible, 30u);
    ASSERT_EQ(results.cases.size(), 3u);
    EXPECT_EQ(results.cases[0].outcome, "success");
    EXPECT_EQ(results.cases[1].outcome, "refused");
    EXPECT_EQ(results.cases[2].outcome, "lockup");
    EXPECT_EQ(results.cases[2].left, "brick");
    EXPECT_EQ(results.cases[1].left, "");
    EXPECT_TRUE(results.done);
}

TEST(Results, AContradictionTheFirmwareMetIsDetected) {
    const std::string word =
        std::to_string(static_cast<std::uint32_t>(lib::Error::kHardenedMismatch));
    const std::string line = "case 0 skip 0 halt 0x0c000200 " + word;
    EXPECT_EQ(results_of({kSite, line.c_str()}).cases.at(0).outcome, "detected");
}

TEST(Results, AForgeryThatOnlyTheNextBootRunsIsASuccess) {
    const Results results = results_of({kSite, "case 0 skip 0 reset 0x0c000200 0 taken",
                                        "case 0 skip 1 passed 0x0c01c800 0 changed"});
    EXPECT_EQ(results.cases.at(0).outcome, "success");
    EXPECT_EQ(results.cases.at(1).outcome, "passed");
    EXPECT_EQ(results.cases.at(1).left, "changed");
}

TEST(Results, NonsenseIsRefused) {
    for (const char* line : {"hello", "case 0 skip", "case x skip 0 halt 0 0",
                             "case 0 frown 0 halt 0 0", "case 1 skip 0 halt 0 0", "site 1 0 0 0"}) {
        EXPECT_EQ(failure_of([line] { results_of({kSite, line}); }), "EMULATOR_FAILED") << line;
    }
}

TEST(Results, WorkersThatDisagreeAreRefused) {
    Results one = results_of({kSite, "golden 500 halt 0 0 0", "cases 30"});
    EXPECT_EQ(
        failure_of([&one] { one.add(results_of({kSite, "golden 501 halt 0 0 0", "cases 30"})); }),
        "EMULATOR_FAILED");
}

TEST(Results, TellsWhatAVariantDid) {
    const Results results = results_of({kSite});
    const auto text = [&results](std::string_view model, std::uint32_t variant) {
        const auto number = std::ranges::find(kModels, model) - kModels.begin();
        return variant_text(results.sites[0], static_cast<std::uint32_t>(number), variant);
    };
    EXPECT_EQ(text("skip", 0), "1 instruction");
    EXPECT_EQ(text("nop", 4), "10 bytes");
    EXPECT_EQ(text("result", 1), "r4 = 0xFFFFFFFF");
    EXPECT_EQ(text("result", 2), "sp = 0");
    EXPECT_EQ(text("result-bit", 33), "sp bit 1");
    EXPECT_EQ(text("load", 2), "r4 = the word loaded before");
    EXPECT_EQ(text("counter", 3), "r1 - 1");
    EXPECT_EQ(text("register", 29), "lr = 0xFFFFFFFF");
    EXPECT_EQ(text("fetch", 7), "bit 7 of the encoding");
    EXPECT_EQ(text("flags", 3), "Z inverted");
    EXPECT_EQ(text("branch", 0), "inverted");
    EXPECT_EQ(variant_text(results.sites[0], 5, 33, {"sp", "lr"}), "lr bit 1");
}

// --- the forged image: each is refused by its own name, and by the stages' own judge ---

class Forged : public testing::Test {
  protected:
    Forged() : plan_(load_plan()) { keys_.create(); }

    lib::Error why(const std::string& how, const std::vector<std::string>& chain = {}) const {
        const Forgery forgery{.slot = "urot", .how = how, .staged = false, .chain = chain};
        const Bytes image = forged_image(forgery, plan_, keys_);
        const PublicPoint point = keys_.key("urot").public_point();
        const boot::image::Rule rule{.component = 2,
                                     .owner = 0,
                                     .header_size = 0x400,
                                     .min_counter = 2,
                                     .key = std::as_bytes(std::span(point))};
        boot::image::MemorySource source{ByteView(image)};
        boot::image::Verdict verdict;
        boot::image::ImageBuffer buffer;
        boot::image::verify_image<lib::sha256::Sha256>(source, rule, rule, buffer, verdict);
        EXPECT_FALSE(lib::hardened::is_true(verdict.authentic)) << how;
        return verdict.error;
    }

    TemporaryFolder folder_;
    Keyring keys_{folder_ / "keys"};
    SystemPlan plan_;
};

TEST_F(Forged, EachWayOfBeingWrongHasItsOwnRefusal) {
    EXPECT_EQ(why("payload"), lib::Error::kHashMismatch);
    EXPECT_EQ(why("digest"), lib::Error::kSignatureInvalid);
    EXPECT_EQ(why("key"), lib::Error::kKeyUnknown);
    EXPECT_EQ(why("stolen-name"), lib::Error::kSignatureInvalid);
    EXPECT_EQ(why("downgrade"), lib::Error::kCounterRollback);
    EXPECT_EQ(why("component"), lib::Error::kWrongComponent);
    EXPECT_EQ(why("chain", {"urot"}), lib::Error::kSignatureInvalid);
    EXPECT_EQ(why("foreseen"), lib::Error::kSignatureInvalid);
}

TEST_F(Forged, ItsFirstInstructionIsTheSuccess) {
    const auto ranges = forged_code("urot", plan_);
    const Bytes image = forged_image({.slot = "urot", .how = "payload", .chain = {}}, plan_, keys_);
    const auto entry = lib::bytes::read_le<std::uint32_t>(image, 0x404).value();
    EXPECT_EQ(ranges.at(0).first, entry & ~1u);
    EXPECT_EQ(entry & 1, 1u);
}

}  // namespace
}  // namespace host::fault
