// SPDX-License-Identifier: Apache-2.0
#include "manager/core/header.h"

#include <random>

#include "manager/core/test_machine.h"

namespace manager::core::testing {
namespace {

using lib::Error;

class Header : public Chip {
  protected:
    abi::ModuleHeader& good() {
        return module_write(kModuleFlash, {.id = 0x101, .services = {stateless(0xA0, 1)}});
    }
    lib::Result<const abi::ModuleHeader*> check(std::uint32_t size = 0x400) {
        return header_check({kModuleFlash, size}, 0x101);
    }
    template <typename F>
    void refused(F change, Error why = Error::kModuleHeaderBad) {
        auto& h = good();
        change(h, *at<abi::ServiceEntry>(kModuleFlash + sizeof h));
        auto result = check();
        ASSERT_FALSE(result.ok());
        EXPECT_EQ(result.error(), why);
    }
};

using H = abi::ModuleHeader;
using S = abi::ServiceEntry;

TEST_F(Header, AcceptsAGoodOne) {
    good();
    EXPECT_TRUE(check().ok());
}

TEST_F(Header, RefusesSizesThatLie) {
    refused([](H& h, S&) { h.image_size = 0x420; });
    refused([](H& h, S&) { h.image_size = 0xFFFF'FFE0; });
    refused([](H& h, S&) { h.image_size = 0x3F1; });
    refused([](H& h, S&) { h.image_size = 0; });
    refused([](H& h, S&) { h.header_size = sizeof(H) - 4; });
    refused([](H& h, S&) { h.header_size = 0xFFFC; });
    good();
    EXPECT_FALSE(check(sizeof(H) - 1).ok());
    EXPECT_FALSE(check(0x3E0).ok());
    EXPECT_FALSE(header_check({kModuleFlash + 4, 0x400}, 0x101).ok());
}

TEST_F(Header, RefusesTablesOutsideTheHeader) {
    refused([](H& h, S&) { h.services = 0; });
    refused([](H& h, S&) { h.services = 0x62; });
    refused([](H& h, S&) { h.services = 0xFFFC; });
    refused([](H& h, S&) { h.service_count = 2; });
    refused([](H& h, S&) { h.service_count = 0xFFFF; });
    refused([](H& h, S&) { h.region_count = 1; });
    refused([](H& h, S&) { h.dependency_count = 33; });
}

TEST_F(Header, RefusesCodeOutsideTheImage) {
    refused([](H& h, S&) { h.start = 0x3FE; });
    refused([](H& h, S&) { h.start = 0; });
    refused([](H& h, S&) { h.start = 0xFFFF'FFFE; });
    refused([](H&, S& s) { s.function = 0x400; });
    refused([](H&, S& s) { s.function = 0; });
}

TEST_F(Header, RefusesServicesThatContradictThemselves) {
    refused([](H&, S& s) { s.sid = 0; });
    refused([](H&, S& s) { s.version = 0; });
    refused([](H&, S& s) { s.stateless = 33; });
    refused([](H&, S& s) { s.stateless = 0; });
    refused([](H&, S& s) { s.flags |= abi::kConnectionBased; });
}

TEST_F(Header, RefusesIdsAndModelsItDoesNotServe) {
    refused([](H& h, S&) { h.magic ^= 1; });
    refused([](H& h, S&) { h.id = 0x102; });
    refused([](H& h, S&) { h.abi = 3; }, Error::kModuleAbi);
    refused([](H& h, S&) { h.flags = abi::kModelIpc; });  // no entry, no signal
    refused([](H& h, S&) { h.abi = 1, h.irq_count = 1; }, Error::kModuleAbi);
    refused([](H& h, S&) { h.abi = 0; }, Error::kModuleAbi);
}

TEST_F(Header, RefusesStacksAndRamThatCannotBe) {
    auto ram = Error::kModuleRam;
    refused([](H& h, S&) { h.stack_size = 0x408; }, ram);
    refused([](H& h, S&) { h.stack_size = 0x420; }, ram);
    refused([](H& h, S&) { h.stack_size = 128; }, ram);
    refused([](H& h, S&) { h.ram_size = 0x1'0020; }, ram);
    refused([](H& h, S&) { h.ram_size = 0xFFFF'FFE0; }, ram);
    refused([](H& h, S&) { h.ram_size = 1023; }, ram);
}

TEST_F(Header, AnyBytesEndInAnAnswer) {
    std::mt19937 random(1);
    int accepted = 0;
    for (int i = 0; i < 200'000; ++i) {
        good();
        for (int n = static_cast<int>(random() % 4) + 1; n > 0; --n) {
            at<std::uint8_t>(kModuleFlash)[random() % 0x80] =
                static_cast<std::uint8_t>(random() % 3 == 0 ? 0xFF : random());
        }
        auto result = check();
        if (result.ok()) {
            ++accepted;
            for (const S& s : services_of(*result.value())) {
                EXPECT_LE(address_of(&s) + sizeof s, kModuleFlash + 0x400);
            }
        }
    }
    EXPECT_GT(accepted, 0);
}

}  // namespace
}  // namespace manager::core::testing
