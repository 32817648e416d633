// SPDX-License-Identifier: Apache-2.0
// Every register that our firmware names has a suite that checks its reset value and what each
// world and privilege sees of it.
#include <gtest/gtest.h>

#include <algorithm>

#include "test/chip/source_registers.h"

namespace test {
namespace {

const NamedRegister* find(const std::vector<NamedRegister>& all, const std::string& name) {
    const auto found =
        std::ranges::find_if(all, [&](const NamedRegister& one) { return one.name == name; });
    return found == all.end() ? nullptr : &*found;
}

TEST(Registers, ExpressionsAreReadAsTheCompilerDoes) {
    const Constants known{{"kBase", 0x5000'0000}, {"kStride", 0x400}};
    EXPECT_EQ(evaluate("kBase + 0x1'10", known), 0x5000'0110u);
    EXPECT_EQ(evaluate("chip::kBase + 2 * kStride / 4", known), 0x5000'0200u);
    EXPECT_EQ(evaluate("2 * (kStride - 1)", known), 0x7FEu);
    EXPECT_EQ(evaluate("kUnknown + 1", known), std::nullopt);
    EXPECT_EQ(evaluate("kBase +", known), std::nullopt);
}

TEST(Registers, AreFoundInTheFirmwaresSources) {
    std::vector<std::string> puzzles;
    const auto all = firmware_registers(puzzles);
    EXPECT_EQ(puzzles, std::vector<std::string>{});
    EXPECT_GT(all.size(), 150u);
    struct Known {
        const char* name;
        std::uint32_t address;
    };
    for (const Known& known : {Known{"chip/rcc.h Rsr", 0x4402'0CF4},
                               Known{"chip/flash_registers.h SecureController", 0x4002'2008},
                               Known{"chip/flash_registers.h HdpExtension", 0x4002'2048},
                               Known{"chip/hash.cpp DigestWords", 0x420C'0710},
                               Known{"manager/armv8m/scs.h InterruptTarget", 0xE000'E380},
                               Known{"manager/armv8m/protection.cpp GpioSecure", 0x4202'0030}}) {
        const NamedRegister* one = find(all, known.name);
        ASSERT_NE(one, nullptr) << known.name;
        EXPECT_EQ(one->address, known.address) << known.name;
    }
}

TEST(Registers, OfTheFirmwareAreAllCheckedByASuite) {
    std::vector<std::string> puzzles;
    const Checked checked = checked_registers(puzzles);
    EXPECT_EQ(puzzles, std::vector<std::string>{});
    for (const NamedRegister& one : firmware_registers(puzzles)) {
        EXPECT_TRUE(checked.reset.contains(one.address))
            << one.name << std::hex << " 0x" << one.address << ": no suite checks its reset value";
        EXPECT_TRUE(checked.views.contains(one.address))
            << one.name << std::hex << " 0x" << one.address << ": no suite checks who sees it";
    }
}

}  // namespace
}  // namespace test
