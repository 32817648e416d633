// SPDX-License-Identifier: Apache-2.0
// PKA (fact sheet 7.5). ECDSA: RFC 6979 A.2.5 (P-256, SHA-256, "sample"); the other results were
// calculated apart.
#include <algorithm>
#include <span>

#include "test/chip/block.h"
#include "test/chip/suite.h"
#include "test/chip/words.h"

namespace chip_test {

const std::string_view kSuite = "pka";

namespace {

constexpr std::uint32_t kBase = 0x420C'2000;
constexpr std::uint32_t kCr = kBase + 0x00;
constexpr std::uint32_t kSr = kBase + 0x04;
constexpr std::uint32_t kClear = kBase + 0x08;
constexpr std::uint32_t kEnable = 1u << 0;
constexpr std::uint32_t kStart = 1u << 1;
constexpr std::uint32_t kInitOk = 1u << 0;
constexpr std::uint32_t kBusy = 1u << 16;
constexpr std::uint32_t kEnd = 1u << 17;
constexpr std::uint32_t kRamError = 1u << 19;
constexpr std::uint32_t kAddressError = 1u << 20;
constexpr std::uint32_t kOperationError = 1u << 21;
constexpr std::uint32_t kAllFlags = kEnd | kRamError | kAddressError | kOperationError;
constexpr std::uint32_t kGood = 0xD60D;
constexpr std::uint32_t kFailed = 0xCBC9;
constexpr unsigned kLine = 118;
constexpr unsigned kBits = 256;

using Number = std::span<const std::uint32_t>;  // most significant word first

constexpr auto kP = words("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
constexpr auto kB = words("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");
constexpr auto kN = words("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
constexpr auto kGx = words("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296");
constexpr auto kGy = words("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");
constexpr auto kPrivate = words("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
constexpr auto kQx = words("60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6");
constexpr auto kQy = words("7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299");
constexpr auto kNonce = words("a6e3c57dd01abe90086538398355dd4c3b17aa873382b0f24d6129493d8aad60");
constexpr auto kHash = words("af2bdbe1aa9b6ec1e2ade1d694f41fc71a831d0268e9891562113d8a62add1bf");
constexpr auto kR = words("efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716");
constexpr auto kS = words("f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");
constexpr auto kR2 = words("fffffffcfffffffcfffffffbfffffff9fffffffe000000030000000500000002");
constexpr auto kThree = words("00000003");
constexpr auto kOne = words("00000001");

constexpr RegisterRow kRegisters[] = {
    {.name = "CR", .at = 0x00, .reset = 0, .writable = 0x003A'3F00},
    {.name = "SR", .at = 0x04, .reset = 0, .writable = 0, .touch = false},
};
constexpr BlockRow kBlock{
    .name = "PKA", .base = kBase, .group = 3, .bit = 20, .registers = kRegisters};

void put_word(std::uint32_t at, std::uint32_t value) {
    store(kBase + at, value);
}

// With the two zero words that every operand needs behind it.
void put(std::uint32_t at, Number value, unsigned size = 8) {
    for (unsigned i = 0; i < std::max<std::size_t>(size, value.size()) + 2; ++i) {
        put_word(at + 4 * i, i < value.size() ? value[value.size() - 1 - i] : 0);
    }
}

bool is(std::uint32_t at, Number value) {
    bool same = true;
    for (unsigned i = 0; i < value.size(); ++i) {
        same = load(kBase + at + 4 * i) == value[value.size() - 1 - i] && same;
    }
    return same;
}

std::uint32_t word(std::uint32_t at) {
    return load(kBase + at);
}

unsigned polls;  // of the last operation; each is 8 cycles

// The flags at the end; they are cleared.
std::uint32_t operate(std::uint32_t mode) {
    store(kCr, mode << 8 | kEnable | kStart);
    std::uint32_t flags = kBusy;
    for (polls = 0; polls < 10'000'000 && (flags & kBusy) != 0; ++polls) {
        flags = load(kSr);
    }
    store(kClear, kAllFlags);
    return flags & kAllFlags;
}

void ready() {
    store(kCr, 0);
    store(kCr, kEnable);
    store(kClear, kAllFlags);
}

// --- registers -----------------------------------------------------------------------

void start_up() {
    check_equal("without its clock PKA reads zero", load(kCr), 0);
    set_bits(rcc::kAhb2Enable, 1u << 19);
    check_reset_values(kBlock);
    check_views(kBlock);
    store(kCr, kEnable);
    check_equal("EN is set", load(kCr), kEnable);
    check_equal("no INITOK while the RNG has no clock", load(kSr) & kInitOk, 0);
    put_word(0x400, 5);
    check_equal("nor RAM", word(0x400), 0);
    start_random_source();
    check_equal("INITOK with the RNG's clocks", load(kSr) & kInitOk, kInitOk);
    put_word(0x400, 5);
    put_word(0x18D4, 6);
    check("the RAM holds what is written", word(0x400) == 5 && word(0x18D4) == 6);
    ready();
    check("EN anew erases the RAM", word(0x400) == 0 && word(0x18D4) == 0);
}

void errors() {
    store(kBase + 0x18D8, 1);
    check_equal("behind the RAM: ADDRERRF", load(kSr) & kAllFlags, kAddressError);
    store(kClear, kAllFlags);
    put_word(0x408, kBits);
    check_equal("an unknown mode: OPERRF", operate(0x3F), kOperationError);
    put_word(0x408, 0);
    check_equal("no length: OPERRF", operate(0x09), kOperationError);
    put_word(0x408, kBits);
    store(kCr, 0x09 << 8 | kEnable | kStart);
    check_equal("busy: the RAM reads zero", word(0x408), 0);
    check_equal("busy is seen, and RAMERRF", load(kSr) & (kBusy | kRamError), kBusy | kRamError);
    for (unsigned i = 0; i < 1000 && (load(kSr) & kBusy) != 0; ++i) {
    }
    check_equal("then the end", load(kSr) & (kBusy | kEnd), kEnd);
    store(kClear, kAllFlags);
    check_equal("CLRFR clears", load(kSr), kInitOk);
    enable_interrupt(kLine);
    store(kCr, 0x09 << 8 | kEnable | kStart | kEnd);
    for (unsigned i = 0; i < 1000 && (load(kSr) & kEnd) == 0; ++i) {
    }
    check("the end interrupts", interrupted(kLine));
    store(kCr, kEnable);
    store(kClear, kAllFlags);
}

// --- integers --------------------------------------------------------------------------

struct Arithmetic {
    std::string_view claim;
    std::uint32_t mode;
    Number a, b, n, result;
};

constexpr auto kSum =
    words("00000001fffffffe00000001ffffffffffffffffbce6faaea7179e84f3b9cac2fc632550");
constexpr auto kProduct = words(
    "fffffffe00000002fffffffe00000000bce6faaeea30a3d6098926ecafc0f911"
    "f756a572b94a1ffda7179e84f3b9cac33f7c2aa358e8617b0c46353d039cdaaf");
constexpr auto kPlus = words("000000000000000000000000000000004319055358e8617b0c46353d039cdaae");
constexpr auto kModPlus = words("70936f5715d533a573c15990eb07b3dfcc8173b4c353ad7fd531c0b15336ef30");
constexpr auto kModMinus =
    words("dd341ba48a60497a9d0916e21ba406b8a9ade159a3b1b464c59091e127de6b90");
constexpr auto kMontgomery =
    words("d41f2cb2a6997a2e23294cd8ceedff490e298036d453850e37cbb65c63dd897f");
constexpr auto kEqual = words("0000ed2c");
constexpr auto kGreater = words("00007af8");
constexpr auto kLess = words("0000916a");

constexpr Arithmetic kArithmetic[] = {
    {"addition", 0x09, kP, kN, {}, kSum},
    {"subtraction", 0x0A, kP, kN, {}, kPlus},
    {"multiplication", 0x0B, kP, kN, {}, kProduct},
    {"comparison: equal", 0x0C, kP, kP, {}, kEqual},
    {"comparison: greater", 0x0C, kP, kN, {}, kGreater},
    {"comparison: less", 0x0C, kN, kP, {}, kLess},
    {"modular addition", 0x0E, kNonce, kPrivate, kN, kModPlus},
    {"modular subtraction", 0x0F, kNonce, kPrivate, kN, kModMinus},
    {"Montgomery multiplication", 0x10, kNonce, kPrivate, kN, kMontgomery},
};

void integers() {
    for (const Arithmetic& row : kArithmetic) {
        ready();
        put_word(0x408, kBits);
        put(0xA50, row.a);
        put(0xC68, row.b);
        put(0x1088, row.n);
        check(row.claim, operate(row.mode) == kEnd && is(0xE78, row.result));
    }
    check("the operands are gone", word(0xA50) == 0 && word(0xC68) == 0);
    ready();
    put_word(0x408, kBits);
    put(0xA50, kPrivate);
    put(0xC68, kN);
    constexpr auto kInverse =
        words("ff24a4eeb2b46cee2bf82c197f40fc7f2b34205e3cbf997c4a9c6f32ec7e38d4");
    check("modular inversion", operate(0x08) == kEnd && is(0xE78, kInverse));
    put_word(0x400, 2 * kBits);
    put(0xA50, kGy);
    put(0xA50 + 32, kGx);
    put(0xC68, kN);
    constexpr auto kRest =
        words("2c7f755338bf7ceb43443b90761163b8304feb6ef752fa4176355cfc9980e2a3");
    check("modular reduction", operate(0x0D) == kEnd && is(0xE78, kRest));
    put(0x1088, kP);
    check("Montgomery parameter", operate(0x01) == kEnd && is(0x620, kR2));
    put_word(0x408, 192);
    put(0x1088, words("fffffffffffffffffffffffffffffffeffffffffffffffff"));
    constexpr auto kR2Of192 = words("000000000000000200000000000000020000000000000001");
    check("of six words: R has seven", operate(0x01) == kEnd && is(0x620, kR2Of192));
}

constexpr auto kPower = words("261162a430e61fe185095eaf7d8c37d5505a3a4754e8b0a1153719011b015b49");

void put_power(Number base) {
    ready();
    put_word(0x400, kBits);
    put_word(0x408, kBits);
    put(0xC68, base);
    put(0xE78, kPrivate);
    put(0x1088, kP);
}

void powers() {
    put_power(kGx);
    check("modular exponentiation", operate(0x00) == kEnd && is(0x838, kPower));
    check_equal("ends well", word(0x1298), kGood);
    put_power(kP);
    check("a base not below the modulus fails", operate(0x00) == kEnd && word(0x1298) == kFailed);
    put_power(kGx);
    put(0x620, kR2);
    check("with the Montgomery parameter", operate(0x02) == kEnd && is(0x838, kPower));
    put_power(kGx);
    put(0x620, kGy);
    check("with a wrong one it fails", operate(0x02) == kEnd && word(0x1298) == kFailed);
    ready();
    put_word(0x400, kBits);
    put_word(0x408, kBits);
    put(0x16C8, kGx);
    put(0x14B8, kPrivate);
    put(0x838, kP);
    put(0xC68, kN);
    check("protected exponentiation", operate(0x03) == kEnd && is(0x838, kPower));
}

// p = 2^256 - 189, q = 2^255 - 19, e = 65537.
void rsa() {
    constexpr auto kFirst =
        words("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff43");
    constexpr auto kSecond =
        words("7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed");
    constexpr auto kDp = words("321dcde2321dcde2321dcde2321dcde2321dcde2321dcde2321dcde2321dcdbd");
    constexpr auto kDq = words("690696f9690696f9690696f9690696f9690696f9690696f9690696f9690696e9");
    constexpr auto kInverse =
        words("47348e691cd239a47348e691cd239a47348e691cd239a47348e691cd239a4700");
    constexpr auto kMessage = words(
        "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
        "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");
    constexpr auto kSigned = words(
        "3467150c2ad2350c27b48751d0123039b3c854bd0ee39bbcc6377d761d95fcaf"
        "3c862f799c8eef345965caa3de21c05cf67842af15df3d15090144f908f10c97");
    ready();
    put_word(0x408, 2 * kBits);
    put(0x730, kDp);
    put(0xE78, kDq);
    put(0x948, kInverse);
    put(0xB60, kFirst);
    put(0x1088, kSecond);
    put(0x12A0, kMessage);
    check("RSA by the Chinese remainder theorem", operate(0x07) == kEnd && is(0x838, kSigned));
}

// --- curves ------------------------------------------------------------------------------

void put_curve() {
    ready();
    put_word(0x400, kBits);
    put_word(0x408, kBits);
    put_word(0x410, 1);
    put(0x418, kThree);
    put(0x520, kB);
    put(0x1088, kP);
    put(0xF88, kN);
}

void scalar_multiplication() {
    put_curve();
    put(0x12A0, kPrivate);
    put(0x578, kGx);
    put(0x470, kGy);
    check("scalar multiplication", operate(0x20) == kEnd && is(0x578, kQx) && is(0x5D0, kQy));
    check_equal("ends well", word(0x680), kGood);
    put_curve();
    put(0x12A0, kPrivate);
    put(0x578, kGx);
    put(0x470, kGx);
    check("a point off the curve fails", operate(0x20) == kEnd && word(0x680) == kFailed);
}

void put_signing(Number nonce) {
    put_curve();
    put(0x12A0, nonce);
    put(0x578, kGx);
    put(0x470, kGy);
    put(0xFE8, kHash);
    put(0xF28, kPrivate);
}

void signing() {
    put_signing(kNonce);
    check("ECDSA signature, RFC 6979 A.2.5",
          operate(0x24) == kEnd && is(0x730, kR) && is(0x788, kS));
    check_equal("ends well", word(0xFE0), kGood);
    check("and gives the nonce's point", is(0x1400, kR));
    put_signing(kN);
    check("a nonce out of range fails", operate(0x24) == kEnd && word(0xFE0) == kFailed);
}

void put_verification(Number r, Number qy) {
    ready();
    put_word(0x408, kBits);
    put_word(0x4C8, kBits);
    put_word(0x468, 1);
    put(0x470, kThree);
    put(0x4D0, kP);
    put(0x678, kGx);
    put(0x6D0, kGy);
    put(0x12F8, kQx);
    put(0x1350, qy);
    put(0x10E0, r);
    put(0xC68, kS);
    put(0x13A8, kHash);
    put(0x1088, kN);
}

void verification() {
    put_verification(kR, kQy);
    check("the signature verifies", operate(0x26) == kEnd && word(0x5D0) == kGood);
    check_equal("in 2,938,000 cycles and what begins and ends it", polls, (2'938'000 + 50 + 7) / 8);
    put_verification(kHash, kQy);
    check("another r does not", operate(0x26) == kEnd && word(0x5D0) != kGood);
    put_verification(kR, kQx);
    check("nor a key off the curve", operate(0x26) == kEnd && word(0x5D0) == kFailed);
    put_verification({}, kQy);
    check("nor r = 0", operate(0x26) == kEnd && word(0x5D0) == kFailed);
}

void point_check() {
    for (const bool good : {true, false}) {
        ready();
        put_word(0x408, kBits);
        put_word(0x410, 1);
        put(0x418, kThree);
        put(0x520, kB);
        put(0x470, kP);
        put(0x578, kQx);
        put(0x5D0, good ? Number(kQy) : Number(kQx));
        put(0x4C8, kR2);
        const bool ended = operate(0x28) == kEnd;
        check(good ? "a point on the curve" : "a point off the curve",
              ended && (word(0x680) == kGood) == good);
    }
}

void put_points(unsigned at, Number x, Number y) {
    put(at, x);
    put(at + 0x58, y);
    put(at + 0xB0, kOne);
}

void addition() {
    constexpr auto kSumX =
        words("15797ae57c574afdcfcd1fe48482512bf8134a0338f14e0374a542585477fd70");
    constexpr auto kSumY =
        words("296a96b3f5cf14e63952aa745f9249d3d5d5d8db94651a93070f53513dc15271");
    ready();
    put_word(0x408, kBits);
    put_word(0x410, 1);
    put(0x418, kThree);
    put(0x470, kP);
    put_points(0x628, kGx, kGy);
    put_points(0x730, kQx, kQy);
    check_equal("complete addition", operate(0x23), kEnd);
    put(0x470, kP);
    put(0x4C8, kR2);
    check("its sum as affine point", operate(0x2F) == kEnd && is(0x578, kSumX) && is(0x5D0, kSumY));
    check_equal("ends well", word(0x680), kGood);
}

void ladder() {
    constexpr auto kX = words("8cef45b0e915e1bf5b898decbab228ae88a0782ee794bd78173e82ee6cfa5be5");
    constexpr auto kY = words("140cb57ff467242e1fbb7278b0f62971766c4e92d1d49cf595c337648c6cbcea");
    ready();
    put_word(0x400, kBits);
    put_word(0x408, kBits);
    put_word(0x410, 1);
    put(0x418, kThree);
    put(0x470, kP);
    put(0x520, words("00000005"));
    put(0x578, words("00000007"));
    put_points(0x628, kGx, kGy);
    put_points(0x730, kQx, kQy);
    check("5 G + 7 Q by the double-base ladder",
          operate(0x27) == kEnd && is(0x578, kX) && is(0x5D0, kY));
    check_equal("ends well", word(0x520), kGood);
}

}  // namespace

void run() {
    start_up();
    errors();
    integers();
    powers();
    rsa();
    scalar_multiplication();
    signing();
    verification();
    point_check();
    addition();
    ladder();
}

}  // namespace chip_test
