// SPDX-License-Identifier: Apache-2.0
#include "manager/core/region.h"

#include "manager/core/test_machine.h"

namespace manager::core::testing {
namespace {

using abi::RegionEntry;

constexpr Rights kAll{true, true, true};

bool ok(std::vector<RegionEntry> regions, Rights rights = kAll) {
    return regions_check(regions, rights, kPlatform).ok();
}

TEST(Region, RangesDoNotWrap) {
    static_assert(contains({0x1000, 0x100}, 0x1000, 0x100));
    static_assert(contains({0x1000, 0x100}, 0x10FF, 1));
    static_assert(!contains({0x1000, 0x100}, 0x10FF, 2));
    static_assert(!contains({0x1000, 0x100}, 0xFFF, 1));
    static_assert(!contains({0x1000, 0x100}, 0x1080, 0xFFFF'FFFF));
    static_assert(contains({0xFFFF'FF00, 0xFF}, 0xFFFF'FF00, 0xFF));
    static_assert(!contains({0xFFFF'FF00, 0xFF}, 0, 1));
    static_assert(contains({0xFFFF'FF00, 0x100}, 0xFFFF'FFFF, 1));
    static_assert(!contains({0xFFFF'FF00, 0x100}, 0, 1));
    static_assert(!contains({0x1000, 0x100}, 0, 0x1001));
    static_assert(overlap({0xFFFF'FF00, 0x100}, {0xFFFF'FFFF, 1}));
    static_assert(!overlap({0x1000, 0x100}, {0x1100, 0x100}));
    static_assert(!overlap({0x1000, 0}, {0x1000, 1}));
}

constexpr std::uint32_t answer(unsigned sau, unsigned flags) {
    return sau << 8 | 1u << 17 | flags << 20;
}

TEST(Region, TargetTestsMustAgreeAndNameMemoryOfTheApplication) {
    constexpr std::uint32_t ram = 1u << 2;
    constexpr std::uint32_t good = answer(2, 3);
    static_assert(range_allowed(good, good, true, ram) && range_allowed(good, good, false, ram));
    static_assert(!range_allowed(good, answer(3, 3), true, ram));
    static_assert(!range_allowed(answer(3, 3), answer(3, 3), false, ram));
    static_assert(!range_allowed(answer(2, 1), answer(2, 1), true, ram));
    static_assert(range_allowed(answer(2, 1), answer(2, 1), false, ram));
    static_assert(!range_allowed(2u << 8 | 3u << 20, 2u << 8 | 3u << 20, false, ram));
}

TEST(Region, AcceptsPeripheralsAndSecrets) {
    EXPECT_TRUE(ok({{0x520C'0400, 0x400, 3}, {0x0FFD'0C00, 32, 1}, {0x4000'0000, 32, 1}}));
    EXPECT_TRUE(ok({}));
}

TEST(Region, RefusesTooManyAndTooOdd) {
    EXPECT_FALSE(ok(
        {{0x5000'0000, 32, 3}, {0x5000'0020, 32, 3}, {0x5000'0040, 32, 3}, {0x5000'0060, 32, 3}}));
    EXPECT_FALSE(ok({{0x5000'0010, 32, 3}}));
    EXPECT_FALSE(ok({{0x5000'0000, 33, 3}}));
    EXPECT_FALSE(ok({{0x5000'0000, 0, 3}}));
    EXPECT_FALSE(ok({{0x5000'0000, 32, 0}}));
    EXPECT_FALSE(ok({{0x5000'0000, 32, 2}}));
    EXPECT_FALSE(ok({{0x5000'0000, 32, 7}}));
    EXPECT_FALSE(ok({{0x5000'0000, 64, 3}, {0x5000'0020, 32, 3}}));
    EXPECT_FALSE(ok({{0x5000'0000, 32, 3}, {0x4000'0000, 32, 3}}));
}

TEST(Region, RefusesWhatNoModuleMayHave) {
    EXPECT_FALSE(ok({{0x5002'2000, 32, 3}}));     // flash controller, secure alias
    EXPECT_FALSE(ok({{0x4002'2000, 32, 1}}));     // the other alias
    EXPECT_FALSE(ok({{0x5002'1F00, 0x200, 3}}));  // reaches into it
    EXPECT_FALSE(ok({{0x5000'0000, 0x0800'0000, 3}}));
    EXPECT_FALSE(ok({{kSecureRam, 32, 3}}));
    EXPECT_FALSE(ok({{kNsRam, 32, 3}}));
    EXPECT_FALSE(ok({{0x0C00'0000, 32, 1}}));
    EXPECT_FALSE(ok({{0xE000'E000, 0x1000, 3}}));
    EXPECT_FALSE(ok({{0xFFFF'FFE0, 64, 3}}));
    EXPECT_FALSE(ok({{0x57FF'FFE0, 64, 3}}));
}

TEST(Region, SecretsAreReadOnlyAndTheProductsOwn) {
    EXPECT_FALSE(ok({{0x0FFD'0C00, 32, 3}}));
    EXPECT_FALSE(ok({{0x0FFD'0C40, 64, 1}}));
    EXPECT_FALSE(ok({{0x0FFD'0900, 32, 1}}));
    EXPECT_FALSE(ok({{0x0FFD'0C00, 32, 1}}, {true, true, false}));
    EXPECT_FALSE(ok({{0x5000'0000, 32, 3}}, {false, true, true}));
}

TEST(Region, FlashIsGrantedBySectorsOfTheDataArea) {
    auto grant = [](std::uint32_t base, std::uint32_t size, Rights rights = kAll) {
        abi::ModuleHeader h{};
        h.grants = abi::kGrantFlash;
        h.flash_base = base;
        h.flash_size = size;
        return flash_grant_check(h, rights, kPlatform).ok();
    };
    EXPECT_TRUE(grant(0x5'0000, 0x1'0000));
    EXPECT_FALSE(grant(0x5'0000, 0x1'2000));
    EXPECT_FALSE(grant(0x4'E000, 0x2000));
    EXPECT_FALSE(grant(0x5'1000, 0x2000));
    EXPECT_FALSE(grant(0x5'0000, 0));
    EXPECT_FALSE(grant(0x5'2000, 0xFFFF'E000));
    EXPECT_FALSE(grant(0x5'0000, 0x2000, {true, false, true}));
}

struct Span {
    std::uint32_t first, last;
    bool unprivileged, executable, writable;
};

std::vector<Span> spans(const std::array<RegionWords, kDomainRegions>& plan) {
    std::vector<Span> list;
    for (const RegionWords& w : plan) {
        if ((w.limit & 1) != 0) {
            list.push_back({w.base & ~31u, w.limit | 31u, (w.base & 2) != 0, (w.base & 1) == 0,
                            (w.base & 4) == 0});
        }
    }
    return list;
}

TEST(Region, APlanCoversAllSecureRamNeverOverlapsAndNeverMixesWriteWithExecute) {
    std::vector<RegionEntry> regions{{0x5000'0000, 32, 3}};
    for (std::uint32_t base : {kPool, kPool + 0x400, kPool + 0xD000 - 0x400}) {
        auto list = spans(module_plan({{kModuleFlash, 0x400}, {base, 0x400}}, regions, kPlatform));
        std::uint64_t ram = 0;
        for (std::size_t i = 0; i < list.size(); ++i) {
            EXPECT_FALSE(list[i].executable && list[i].writable);
            if (list[i].first >= kSecureRam && list[i].last < kSecureRam + 0x1'4000) {
                ram += list[i].last - list[i].first + 1;
                EXPECT_EQ(list[i].unprivileged, list[i].first == base);
            }
            for (std::size_t j = 0; j < i; ++j) {
                EXPECT_TRUE(list[i].last < list[j].first || list[j].last < list[i].first);
            }
        }
        EXPECT_EQ(ram, 0x1'4000u);
    }
}

TEST(Region, TheAgentHasItsStackAndTheVeneersOnly) {
    int open = 0;
    for (const Span& s : spans(agent_plan(kPlatform))) {
        if (s.unprivileged) {
            ++open;
            bool veneers = s.first == kPlatform.veneers.base && s.executable;
            EXPECT_TRUE(veneers || s.first == kPlatform.agent_stack.base);
        }
    }
    EXPECT_EQ(open, 2);
}

}  // namespace
}  // namespace manager::core::testing
