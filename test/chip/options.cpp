// SPDX-License-Identifier: Apache-2.0
// Option bytes and the product's life: launches that change and that are refused, the states in
// their order, and DHUK through them (fact sheet 2.4, 2.6, 5). Each state is entered by a reset.
#include "test/chip/aes_engine.h"
#include "test/chip/suite.h"

namespace chip_test {

const std::string_view kSuite = "options";

namespace {

constexpr std::uint32_t kFlash = 0x4002'2000;
constexpr std::uint32_t kControl = kFlash + 0x1C;
constexpr std::uint32_t kStatus = kFlash + 0x20;
constexpr std::uint32_t kClear = kFlash + 0x30;
constexpr std::uint32_t kOptsr = kFlash + 0x50;
constexpr std::uint32_t kNsEpoch = kFlash + 0x60;
constexpr std::uint32_t kOptsr2 = kFlash + 0x70;
constexpr std::uint32_t kNsBoot = kFlash + 0x80;
constexpr std::uint32_t kSecBoot = kFlash + 0x88;
constexpr std::uint32_t kSecWatermark = kFlash + 0xE0;
constexpr std::uint32_t kWriteProtect = kFlash + 0xE8;
constexpr std::uint32_t kPrg = 4;  // from _CUR to _PRG
constexpr std::uint32_t kRefused = 1u << 23;
constexpr std::uint32_t kRaise = 0x4400'0410;
constexpr std::uint32_t kKept = 0x4400'7C00 + 0x100 + 4 * 20;

constexpr std::uint32_t kOpen = 0xED;
constexpr std::uint32_t kProvisioning = 0x17;
constexpr std::uint32_t kIrotProvisioned = 0x2E;
constexpr std::uint32_t kTzClosed = 0xC6;
constexpr std::uint32_t kClosed = 0x72;
constexpr std::uint32_t kLocked = 0x5C;

std::uint32_t product_state() {
    return load(kOptsr) >> 8 & 0xFF;
}

void unlock() {
    store(kFlash + 0x04, 0x4567'0123);
    store(kFlash + 0x04, 0xCDEF'89AB);
    store(kFlash + 0x0C, 0x0819'2A3B);
    store(kFlash + 0x0C, 0x4C5D'6E7F);
}

bool launch() {
    store(kControl, 2);
    while ((load(kStatus) & 1) != 0) {
    }
    const bool taken = (load(kStatus) & kRefused) == 0;
    store(kClear, 0x00FF'0000);
    return taken;
}

void check_refused(std::string_view claim, std::uint32_t at, std::uint32_t value) {
    const std::uint32_t before = load(at);
    store(at + kPrg, value);
    const bool taken = launch();
    check(claim, !taken && load(at) == before && load(at + kPrg) == before);
}

void check_taken(std::string_view claim, std::uint32_t at, std::uint32_t value) {
    store(at + kPrg, value);
    const bool taken = launch();
    check(claim, taken && load(at) == value);
}

std::uint32_t with_state(std::uint32_t state) {
    return (load(kOptsr) & ~0xFF00u) | state << 8;
}

[[noreturn]] void enter(std::uint32_t state) {
    check_taken("the next state is taken", kOptsr, with_state(state));
    reset_to_next_phase();
}

// What DHUK makes of zeros, in short.
std::uint32_t hardware_key() {
    constexpr Engine engine(kSaes);
    set_bits(rcc::kAhb2Enable, 1u << 20);
    start_random_source();
    engine.restart();
    engine.set_control(cr::kDhuk | cr::kWide);
    engine.enable();
    const std::uint32_t word = engine.process({})[0];
    engine.restart();
    return word;
}

// Provisioning starts no user code, so it is left in the run that entered it.
[[noreturn]] void provisioning() {
    check_taken("Open becomes Provisioning", kOptsr, with_state(kProvisioning));
    const std::uint32_t key = hardware_key();
    check("DHUK is another than in Open", key != load(kKept));
    store(kKept, key);
    check_refused("Provisioning does not become Open", kOptsr, with_state(kOpen));
    enter(kIrotProvisioned);
}

void open() {
    check_equal("the board is Open", product_state(), kOpen);
    check_refused("Open does not become Closed", kOptsr, with_state(kClosed));
    check_refused("nor a state that is none", kOptsr, with_state(0x55));
    check_refused("TZEN stays", kOptsr2, (load(kOptsr2) & 0x00FF'FFFF) | 0xC300'0000);
    check_refused("the locked boot address stays", kSecBoot, 0x0C10'00B4);
    check_refused("its lock does not open", kSecBoot, 0x0C00'00C3);
    check_refused("nor does SWAP_BANK change under it", kOptsr, load(kOptsr) ^ 1u << 31);
    check_refused("NSBOOTADD stays in user flash", kNsBoot, 0x0BF9'70C3);
    check_taken("an epoch counts up", kNsEpoch, load(kNsEpoch) + 1);
    check_refused("and not down", kNsEpoch, load(kNsEpoch) - 1);
    const std::uint32_t watermark = load(kSecWatermark);
    store(kSecWatermark + kPrg, 0x7F, View::kNonSecure);
    check_equal("SECWM is not the non-secure side's", load(kSecWatermark + kPrg), watermark);
    check_taken("WRP is open in Open", kWriteProtect, load(kWriteProtect) & ~(1u << 31));
    check_taken("both ways", kWriteProtect, load(kWriteProtect) | 1u << 31);
    store(kKept, hardware_key());
    provisioning();
}

void irot_provisioned() {
    check_equal("iROT-Provisioned", product_state(), kIrotProvisioned);
    check_refused("it does not become Provisioning", kOptsr, with_state(kProvisioning));
    check_equal("DHUK is Provisioning's", hardware_key(), load(kKept));
    enter(kTzClosed);
}

void tz_closed() {
    check_equal("TZ-Closed", product_state(), kTzClosed);
    check_refused("WRP is frozen", kWriteProtect, load(kWriteProtect) ^ 1u << 31);
    check_refused("SECWM is frozen", kSecWatermark, 0x7F);
    check_refused("it does not become Open", kOptsr, with_state(kOpen));
    enter(kClosed);
}

void closed() {
    check_equal("Closed", product_state(), kClosed);
    check_equal("DHUK is Provisioning's", hardware_key(), load(kKept));
    check_refused("it does not become Open", kOptsr, with_state(kOpen));
    check_refused("nor Locked", kOptsr, with_state(kLocked));
    store(kRaise, 0x6A);
    check_refused("above HDPL 1 there is no regression", kOptsr, with_state(0x9A));
}

}  // namespace

void run() {
    unlock();
    switch (phase()) {
        case 0:
            open();
            break;
        case 1:
            irot_provisioned();
            break;
        case 2:
            tz_closed();
            break;
        default:
            closed();
            break;
    }
}

}  // namespace chip_test
