// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <algorithm>
#include <cstring>

#include "host/base/text.h"
#include "host/board/make.h"
#include "host/board/options.h"
#include "host/board/show.h"
#include "host/board/slots.h"
#include "host/image/writer.h"
#include "host/test/temporary.h"
#include "lib/handover/handover.h"

namespace host {
namespace {

using test::failure_of;
using test::TemporaryFolder;
namespace obkeys = lib::obkeys;

class BoardTest : public testing::Test {
  protected:
    BoardTest() : plan_(load_plan()) {
        keys_.create();
        make_folder(folder_ / "images");
        write_file(images("irot"), Bytes(1000, std::byte{0x77}));
        sign("urot", "urot", std::nullopt);
        sign("manager", "manager", std::nullopt);
        sign("hello", "app", std::nullopt);
        sign("echo", "owner-a", boot::image::ModuleIdentity{0xA001, 0x201});
    }
    Path images(const std::string& name) const { return folder_ / "images" / (name + ".bin"); }
    void sign(const std::string& name, const std::string& key,
              std::optional<boot::image::ModuleIdentity> identity) const {
        const ImageRequest request{name, {1, 0, 0, 0}, 1, 0x400, 0x2000, identity};
        write_file(images(name), make_image(request, Bytes(500, std::byte{1}), keys_.key(key)));
    }
    BoardRequest request() const {
        BoardRequest request;
        request.folder = folder_ / "board";
        request.images = folder_ / "images";
        request.provision.keys = keys_;
        return request;
    }
    Board make(const BoardRequest& request) const {
        make_board(request, plan_);
        return Board::open(request.folder, Board::Access::kWrite);
    }
    template <typename T>
    static T record(const Bytes& bytes) {
        T value{};
        std::memcpy(&value, bytes.data(), sizeof value);
        return value;
    }

    TemporaryFolder folder_;
    Keyring keys_{folder_ / "keys"};
    SystemPlan plan_;
};

TEST_F(BoardTest, IsClosedAndProtectedAsSystemTomlSays) {
    const board_options options = make(request()).options();
    EXPECT_EQ(board_product_state(&options), BOARD_CLOSED);
    EXPECT_TRUE(board_trustzone(&options));
    EXPECT_EQ(options.secbootr, 0x0C0000B4u);
    EXPECT_EQ(options.optsr >> 22 & 0xFF, 0xB4u);
    EXPECT_EQ(options.hdpr[0], 0x00030000u);
    EXPECT_EQ(options.wrpr[0], 0xFFFFFFFEu);
    EXPECT_EQ(options.secwmr[0], 0x002C0000u);
    EXPECT_EQ(options.secwmr[1], 0x007F0017u);
    EXPECT_EQ(options.optsr2 & 0xC, 0x4u);  // SRAM2 erased on reset, SRAM1/3 kept
}

TEST_F(BoardTest, HoldsKeysThatTheStagesAccept) {
    BoardRequest wanted = request();
    wanted.provision.counters = parse_counters("urot=3,app=4,echo=5");
    const Board board = make(wanted);
    const auto irot =
        record<obkeys::IrotKeys>(board.read_obkeys(obkeys::kIrotOffset, sizeof(obkeys::IrotKeys)));
    EXPECT_EQ(irot.magic, obkeys::kIrotMagic);
    EXPECT_EQ(irot.flags, obkeys::kDevelopment);
    EXPECT_EQ(irot.urot_counter, 3u);
    EXPECT_EQ(irot.urot_key, keys_.key("urot").public_point());
    EXPECT_EQ(irot.digest, sha256(record_bytes(irot).first(offsetof(obkeys::IrotKeys, digest))));
    const auto urot =
        record<obkeys::UrotKeys>(board.read_obkeys(obkeys::kUrotOffset, sizeof(obkeys::UrotKeys)));
    EXPECT_EQ(urot.root_key, keys_.key("root").public_point());
    EXPECT_EQ(urot.counters[0], 0u);
    EXPECT_EQ(urot.counters[1], 4u);
    EXPECT_EQ(urot.counters[2], 5u);
    EXPECT_EQ(urot.digest, sha256(record_bytes(urot).first(offsetof(obkeys::UrotKeys, digest))));
}

TEST_F(BoardTest, HoldsAKeyManifestSignedByTheRoot) {
    const Board board = make(request());
    boot::image::KeyManifest manifest{};
    const std::uint32_t area = plan_.system.flash_area("keys").at;
    std::memcpy(&manifest, board.flash(area, sizeof manifest).data(), sizeof manifest);
    const Digest digest =
        sha256(record_bytes(manifest).first(offsetof(boot::image::KeyManifest, signature)));
    EXPECT_TRUE(keys_.key("root").verify_raw(digest, manifest.signature));
    const auto urot =
        record<obkeys::UrotKeys>(board.read_obkeys(obkeys::kUrotOffset, sizeof(obkeys::UrotKeys)));
    EXPECT_EQ(urot.key_manifest_digest, sha256(record_bytes(manifest)));
    ASSERT_EQ(manifest.entry_count, 4);
    EXPECT_EQ(manifest.entries[0].component, 3u);
    EXPECT_EQ(manifest.entries[1].component, 4u);
    EXPECT_EQ(manifest.entries[2].owner, 0xA001u);
    EXPECT_EQ(manifest.entries[2].first_module, 0x201u);
}

TEST_F(BoardTest, ShowsWhoSignedEachSlotAndNoSecret) {
    const Board board = make(request());
    const Json data = describe_board(board, plan_, keys_, false);
    EXPECT_EQ(data["images"][3]["slot"], "app");
    EXPECT_EQ(data["images"][3]["signed_by"], "app");
    EXPECT_EQ(data["images"][3]["state"], "intact");
    const Bytes root = board.read_obkeys(obkeys::kStorageRootOffset, obkeys::kSecretSize);
    EXPECT_EQ(data.dump().find(hex(root)), std::string::npos);
    EXPECT_EQ(data["last_boot"].size(), 2u);
    EXPECT_EQ(data["last_boot"]["hdpl_reached"], 0u);
}

TEST_F(BoardTest, FlashMapSaysWhatTheOptionBytesProtect) {
    const Board board = make(request());
    const Json map = describe_board(board, plan_, keys_, false)["flash_map"];
    const auto row = [&map](const std::string& area) {
        return *std::ranges::find_if(map, [&](const Json& r) { return r["area"] == area; });
    };
    EXPECT_EQ(map.size(), plan_.system.flash.size());
    EXPECT_EQ(row("irot")["secure"], "yes");
    EXPECT_EQ(row("irot")["hdp"], "yes");
    EXPECT_EQ(row("irot")["wrp"], "yes");
    EXPECT_EQ(row("manager")["secure"], "yes");
    EXPECT_EQ(row("manager")["hdp"], "no");
    EXPECT_EQ(row("app")["secure"], "no");
    EXPECT_EQ(row("app")["images"], "app 1.0.0");
    board_options options = board.options();
    options.secwmr[0] = 0x00010000;  // sectors 0 and 1 of bank 1
    board.set_options(options);
    EXPECT_EQ(describe_board(board, plan_, keys_, false)["flash_map"][0]["secure"], "in part");
}

TEST_F(BoardTest, WearNamesTheMostWornSector) {
    const Board board = make(request());
    const std::uint32_t at = plan_.system.flash_area("storage").at + 0x2000;
    for (int i = 0; i < 5; ++i) {
        board.erase(at, 0x2000);
    }
    const Json brief = describe_board(board, plan_, keys_, false)["wear"];
    EXPECT_EQ(brief["most_worn_sector"], fmt::format("{} (storage)", at / 0x2000));
    EXPECT_EQ(brief["its_erases"], 5u);
    EXPECT_FALSE(brief.contains("sectors"));
    const Json rows = describe_board(board, plan_, keys_, true)["wear"]["sectors"];
    EXPECT_NE(std::ranges::find_if(rows, [&](const Json& r) { return r["erases"] == 5; }),
              rows.end());
}

TEST_F(BoardTest, ShowsWhyTheLastBootStopped) {
    const Board board = make(request());
    lib::handover::HandOver block{};
    block.magic = lib::handover::kMagic;
    block.stage = static_cast<std::uint32_t>(lib::handover::Stage::kUrot);
    block.reset_flags = 0x0C000000;  // power-on, which pulls the pin too
    block.last_error = static_cast<std::uint32_t>(lib::Error::kHashMismatch);
    block.refused = 4;
    block.component_count = 1000;  // hostile: only 16 are there
    block.log[63] = {
        64, block.last_error, 0x101, 4, lib::handover::LogKind::kModuleFault, 0, 1, 2, 3, 1};
    std::memcpy(board.raw()->sram + plan_.system.ram_area("handover").at, &block, sizeof block);
    const Json data = describe_board(board, plan_, keys_, false)["last_boot"];
    EXPECT_EQ(data["error"], "HASH_MISMATCH");
    EXPECT_EQ(data["refused"], "application");
    EXPECT_EQ(data["hdpl_reached"], 2u);
    EXPECT_EQ(data["last_reset"], "power-on");
    EXPECT_EQ(data["components"].size(), lib::handover::kMaxComponents);
    ASSERT_EQ(data["log"].size(), 1u);
    EXPECT_EQ(data["log"][0]["component"], "module storage");
    EXPECT_EQ(data["log"][0]["kind"], "module fault");
}

TEST_F(BoardTest, KeepsItsSecretsWhenProvisionedAgain) {
    const Board board = make(request());
    const Bytes before = board.read_obkeys(obkeys::kStorageRootOffset, obkeys::kSecretSize);
    provision(board, plan_, request().provision);
    EXPECT_EQ(board.read_obkeys(obkeys::kStorageRootOffset, obkeys::kSecretSize), before);
}

TEST_F(BoardTest, RefreshesRebuiltImagesButNotChangedSlots) {
    const Board board = make(request());
    EXPECT_TRUE(refresh_images(board, plan_).empty());
    write_file(images("hello"), Bytes(700, std::byte{2}));
    write_file(images("manager"), Bytes(700, std::byte{3}));
    board.program(find_slot(plan_, "manager").at + 64, Bytes(16, std::byte{4}));
    EXPECT_EQ(refresh_images(board, plan_), std::vector<std::string>{"app"});
    EXPECT_TRUE(slot_holds(board, find_slot(plan_, "app"), Bytes(700, std::byte{2})));
}

TEST_F(BoardTest, LeavesNothingBehindWhereItFails) {
    std::filesystem::remove(images("echo"));
    EXPECT_EQ(failure_of([&] { make(request()); }), "IMAGE_MISSING");
    EXPECT_FALSE(std::filesystem::exists(folder_ / "board"));
    sign("echo", "owner-a", std::nullopt);
    BoardRequest wanted = request();
    wanted.provision.counters = {{"nobody", 1}};
    EXPECT_EQ(failure_of([&] { make(wanted); }), "COUNTERS_BAD");
    EXPECT_FALSE(std::filesystem::exists(folder_ / "board"));
    EXPECT_FALSE(std::filesystem::exists(folder_ / "board.new"));
}

TEST_F(BoardTest, GHSA_gcxh_546h_phg4_DevelopmentKeysAreRefusedForProduction) {
    BoardRequest wanted = request();
    wanted.provision.production = true;
    EXPECT_EQ(failure_of([&] { make(wanted); }), "DEVELOPMENT_KEY");
}

TEST_F(BoardTest, NamesUsersMistakes) {
    make_board(request(), plan_);
    EXPECT_EQ(failure_of([&] { make_board(request(), plan_); }), "BOARD_EXISTS");
    EXPECT_EQ(failure_of([&] { Board::open(folder_.path(), Board::Access::kRead); }),
              "NOT_A_BOARD");
    EXPECT_EQ(failure_of([&] { find_slot(plan_, "nobody"); }), "SLOT_UNKNOWN");
    EXPECT_EQ(failure_of([] { state_value("ajar"); }), "STATE_UNKNOWN");
    for (const char* text : {"urot", "urot=", "urot=x", "=", "urot=1,,"}) {
        EXPECT_EQ(failure_of([&] { parse_counters(text); }), "COUNTERS_BAD") << text;
    }
    const Board open = Board::open(folder_ / "board", Board::Access::kWrite);
    EXPECT_EQ(failure_of([&] { Board::open(folder_ / "board", Board::Access::kWrite); }),
              "BOARD_UNUSABLE");
}

}  // namespace
}  // namespace host
