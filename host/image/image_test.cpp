// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <cstring>

#include "host/image/container.h"
#include "host/image/image_file.h"
#include "host/image/writer.h"
#include "host/test/temporary.h"
#include "manager/abi/module_header.h"

namespace host {
namespace {

using test::failure_of;

struct Signed {
    Key key = Key::generate();
    ImageRequest request{"app", {1, 2, 3, 4}, 5, 0x400, 0x10000, std::nullopt};
    Bytes payload = Bytes(1000, std::byte{0x5A});
    Bytes bytes() const { return make_image(request, payload, key); }
};

lib::Error verdict(const Bytes& bytes, const Key& key) {
    lib::Error error{};
    const auto image = parse_image(bytes, error);
    return !image ? error : judge_image(*image, key).value_or(lib::Error{});
}

TEST(ImageWriter, MakesWhatTheStagesParse) {
    const Signed image;
    const Bytes bytes = image.bytes();
    lib::Error error{};
    const auto parsed = parse_image(bytes, error);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->view.header.header_size, 0x400);
    EXPECT_EQ(parsed->view.header.payload_size, 1000u);
    EXPECT_EQ(parsed->view.header.version.build, 4u);
    EXPECT_EQ(parsed->view.tlvs.security_counter, 5u);
    EXPECT_FALSE(parsed->view.tlvs.has_identity);
    EXPECT_EQ(parsed->view.total_size, bytes.size());
    EXPECT_EQ(verdict(bytes, image.key), lib::Error{});
}

TEST(ImageWriter, NamesTheModule) {
    Signed image;
    image.request.identity = boot::image::ModuleIdentity{0xA001, 0x201};
    const Bytes bytes = image.bytes();
    lib::Error error{};
    const auto parsed = parse_image(bytes, error);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->view.tlvs.identity.owner, 0xA001u);
    EXPECT_EQ(parsed->view.tlvs.identity.module, 0x201u);
}

TEST(ImageWriter, IsReproducible) {
    const Signed image;
    EXPECT_EQ(image.bytes(), image.bytes());
}

TEST(ImageWriter, RefusesWhatDoesNotFitItsSlot) {
    Signed image;
    image.request.slot_size = static_cast<std::uint32_t>(image.bytes().size());
    EXPECT_EQ(failure_of([&] { image.bytes(); }), "");
    --image.request.slot_size;
    EXPECT_EQ(failure_of([&] { image.bytes(); }), "BAD_SIZE");
}

TEST(ImageWriter, RefusesFilesThatAreNoPayload) {
    const Signed image;
    EXPECT_EQ(failure_of([] { check_payload({}, "x"); }), "PAYLOAD_BAD");
    EXPECT_EQ(failure_of([] {
                  check_payload(view("\x7f"
                                     "ELF...."),
                                "x");
              }),
              "PAYLOAD_BAD");
    EXPECT_EQ(failure_of([&] { check_payload(image.bytes(), "x"); }), "PAYLOAD_BAD");
    EXPECT_EQ(failure_of([&] { check_payload(image.payload, "x"); }), "");
}

TEST(ImageVerify, NoticesEveryChangedByte) {
    const Signed image;
    const Bytes good = image.bytes();
    for (std::size_t at = 0; at < good.size(); at += at % 7 + 1) {
        Bytes bad = good;
        bad[at] ^= std::byte{0x10};
        EXPECT_NE(verdict(bad, image.key), lib::Error{}) << at;
    }
}

TEST(ImageVerify, NamesEachReason) {
    const Signed image;
    Bytes bytes = image.bytes();
    EXPECT_EQ(verdict(bytes, Key::generate()), lib::Error::kKeyUnknown);
    bytes[0x400] ^= std::byte{1};
    EXPECT_EQ(verdict(bytes, image.key), lib::Error::kHashMismatch);
    bytes = image.bytes();
    bytes.back() ^= std::byte{1};
    EXPECT_EQ(verdict(bytes, image.key), lib::Error::kSignatureInvalid);
    EXPECT_EQ(verdict(Bytes(100, std::byte{0xFF}), image.key), lib::Error::kNoImage);
}

TEST(ImageShow, DescribesAnyPrefixWithoutLeavingIt) {
    const Signed image;
    const Bytes good = image.bytes();
    for (std::size_t size = 0; size < good.size(); size += 5) {
        const Bytes cut(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size));
        EXPECT_EQ(failure_of([&] { describe_image(cut); }), size < 32 ? "BAD_MAGIC" : "") << size;
    }
    EXPECT_EQ(describe_image(good)["tlvs"].size(), 5u);
}

Bytes module_payload(std::uint32_t id, std::uint32_t size) {
    manager::abi::ModuleHeader header{};
    header.magic = manager::abi::kModuleMagic;
    header.image_size = size;
    header.id = id;
    Bytes bytes(size, std::byte{0x11});
    std::memcpy(bytes.data(), &header, sizeof header);
    return bytes;
}

TEST(Container, ListsItsModulesAligned) {
    const Bytes core(0xA01, std::byte{0x22});
    const Bytes packed = pack_container(
        core, {{"a", module_payload(0x101, 160)}, {"b", module_payload(0x102, 256)}});
    manager::abi::Container directory{};
    std::memcpy(&directory, packed.data() + manager::abi::kContainerOffset, sizeof directory);
    EXPECT_EQ(directory.magic, manager::abi::kContainerMagic);
    EXPECT_EQ(directory.count, 2);
    EXPECT_EQ(directory.core_size, core.size());
    EXPECT_EQ(directory.entries[0].offset, 0xA20u);
    EXPECT_EQ(directory.entries[1].offset, 0xA20u + 160);
    EXPECT_EQ(directory.entries[1].id, 0x102u);
    EXPECT_EQ(packed.size(), 0xA20u + 160 + 256);
}

TEST(Container, RefusesWhatTheManagerWould) {
    const Bytes core(0xA00);
    const Bytes module = module_payload(0x101, 160);
    EXPECT_EQ(failure_of([&] { pack_container(Bytes(100), {}); }), "CORE_BAD");
    EXPECT_EQ(failure_of([&] { pack_container(core, {{"a", Bytes(160)}}); }), "MODULE_HEADER_BAD");
    EXPECT_EQ(failure_of([&] { pack_container(core, {{"a", module}, {"b", module}}); }),
              "MODULE_DUPLICATE_ID");
    std::vector<ContainedModule> many;
    for (std::uint32_t id = 0; id < 15; ++id) {
        many.push_back({"m", module_payload(0x100 + id, 128)});
    }
    EXPECT_EQ(failure_of([&] { pack_container(core, many); }), "MODULE_TOO_MANY");
}

}  // namespace
}  // namespace host
