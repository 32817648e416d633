// SPDX-License-Identifier: Apache-2.0
// Vectors of SP 800-38A (F.1, F.2, F.5), of the GCM specification (cases 4 and 16) and of
// SP 800-38C (examples 2 and 3).
#include <algorithm>

#include "test/chip/aes_engine.h"
#include "test/chip/suite.h"
#include "test/chip/words.h"

namespace chip_test {
namespace {

constexpr auto kKey128 = words("2b7e151628aed2a6abf7158809cf4f3c");
constexpr auto kKey256 = words("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");
constexpr auto kPlain = words("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51");
constexpr auto kIv = words("000102030405060708090a0b0c0d0e0f");
constexpr auto kCounter = words("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");

struct Plain {
    std::string_view claim;
    std::uint32_t mode;
    Block iv;
    std::array<std::uint32_t, 8> narrow;  // result with the 128-bit key
    std::array<std::uint32_t, 8> wide;    // with the 256-bit key
};

constexpr Plain kPlainModes[] = {
    {"ECB",
     cr::kEcb,
     {},
     words("3ad77bb40d7a3660a89ecaf32466ef97f5d3d58503b9699de785895a96fdbaaf"),
     words("f3eed1bdb5d2a03c064b5a7e3db181f8591ccb10d410ed26dc5ba74a31362870")},
    {"CBC", cr::kCbc, kIv,
     words("7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2"),
     words("f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d")},
    {"CTR", cr::kCtr, kCounter,
     words("874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff"),
     words("601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5")},
};

using Two = std::array<std::uint32_t, 8>;

Block part(std::span<const std::uint32_t> all, unsigned block) {
    Block out{};
    for (unsigned i = 0; i < 4 && 4 * block + i < all.size(); ++i) {
        out[i] = all[4 * block + i];
    }
    return out;
}

bool gives(const Engine& engine, const Two& in, const Two& out) {
    engine.enable();
    bool same = engine.process(part(in, 0)) == part(out, 0);
    same = engine.process(part(in, 1)) == part(out, 1) && same;
    engine.disable();
    return same;
}

void check_plain(const Engine& engine, const Plain& row, std::span<const std::uint32_t> key,
                 const Two& cipher) {
    engine.restart();
    engine.set_control(row.mode | (key.size() == 8 ? cr::kWide : 0));
    engine.set_key(key);
    engine.set_iv(row.iv);
    check(row.claim, gives(engine, kPlain, cipher));
    engine.set_key(key);
    if (row.mode != cr::kCtr) {
        engine.prepare_decryption();
    }
    engine.set_iv(row.iv);
    check(row.claim, gives(engine, cipher, kPlain));
}

// --- authenticated --------------------------------------------------------------------

struct Sealed {
    std::string_view claim;
    std::uint32_t mode;  // CHMOD, KEYSIZE
    std::span<const std::uint32_t> key;
    Block iv;                                // first counter (GCM) or B0 (CCM)
    std::span<const std::uint32_t> header;   // as blocks take it: CCM with its length
    std::span<const std::uint32_t> payload;  // bytes beyond `bytes` are zero
    std::span<const std::uint32_t> cipher;
    unsigned header_bits;
    unsigned bytes;  // of the payload
    Block tag;
    unsigned tag_words;
};

constexpr auto kGcmKey = words("feffe9928665731c6d6a8f9467308308");
constexpr auto kGcmKey256 =
    words("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
constexpr auto kGcmIv = words("cafebabefacedbaddecaf88800000002");
constexpr auto kGcmHeader = words("feedfacedeadbeeffeedfacedeadbeefabaddad2");
constexpr auto kGcmPlain = words(
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
constexpr auto kGcmCipher = words(
    "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
    "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091");
constexpr auto kGcmCipher256 = words(
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
    "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662");
constexpr auto kCcmKey = words("404142434445464748494a4b4c4d4e4f");
constexpr auto kCcmHeader2 = words("0010000102030405060708090a0b0c0d0e0f0000");
constexpr auto kCcmHeader3 = words("0014000102030405060708090a0b0c0d0e0f101112130000");
constexpr auto kCcmPlain = words("202122232425262728292a2b2c2d2e2f3031323334353637");
constexpr auto kCcmCipher2 = words("d2a1f0e051ea5f62081a7792073d593d");
constexpr auto kCcmCipher3 = words("e3b201a9f5b71a7a9b1ceaeccd97e70b6176aad9a4428aa5");

constexpr Sealed kSealed[] = {
    {"GCM, 128-bit key, case 4", cr::kGcm, kGcmKey, kGcmIv, kGcmHeader, kGcmPlain, kGcmCipher, 160,
     60, words("5bc94fbc3221a5db94fae95ae7121a47"), 4},
    {"GCM, 256-bit key, case 16", cr::kGcm | cr::kWide, kGcmKey256, kGcmIv, kGcmHeader, kGcmPlain,
     kGcmCipher256, 160, 60, words("76fc6ece0f4e1768cddf8853bb2d551b"), 4},
    {"GMAC, 128-bit key",
     cr::kGcm,
     kGcmKey,
     kGcmIv,
     kGcmHeader,
     {},
     {},
     160,
     0,
     words("346434fd51d5cd0c5887ec63e39b907a"),
     4},
    {"CCM, example 2", cr::kCcm, kCcmKey, words("56101112131415161700000000000010"), kCcmHeader2,
     std::span(kCcmPlain).first(4), kCcmCipher2, 0, 16, words("1fc64fbf000000000000000000000000"),
     1},
    {"CCM, example 3", cr::kCcm, kCcmKey, words("5a101112131415161718191a1b000018"), kCcmHeader3,
     kCcmPlain, kCcmCipher3, 0, 24, words("484392fbc1b099510000000000000000"), 2},
};

void set_phase(const Engine& engine, std::uint32_t phase) {
    engine.set_control((engine.control() & ~cr::kFinal) | phase);
    engine.enable();
}

void header(const Engine& engine, const Sealed& row) {
    set_phase(engine, cr::kHeader);
    for (unsigned block = 0; 4 * block < row.header.size(); ++block) {
        engine.put(part(row.header, block));
    }
}

bool payload(const Engine& engine, const Sealed& row, bool decrypt) {
    const auto& in = decrypt ? row.cipher : row.payload;
    const auto& out = decrypt ? row.payload : row.cipher;
    const bool padded = (row.mode & cr::kCcm) != 0 ? decrypt : !decrypt;
    bool same = true;
    set_phase(engine, cr::kPayload);
    for (unsigned block = 0; 4 * block < in.size(); ++block) {
        const unsigned left = static_cast<unsigned>(in.size()) - 4 * block;
        if (left < 4 && padded) {
            engine.set_control(engine.control() | (16 - 4 * left) << 20);
        }
        const Block got = engine.process(part(in, block));
        const Block want = part(out, block);
        same = same && std::equal(got.begin(), got.begin() + std::min(left, 4u), want.begin());
    }
    return same;
}

Block tag(const Engine& engine, const Sealed& row) {
    set_phase(engine, cr::kFinal);
    if ((row.mode & cr::kCcm) == 0) {
        engine.put({0, row.header_bits, 0, 8 * row.bytes});
    }
    engine.clear_flags();
    return engine.take();
}

void check_sealed(const Engine& engine, const Sealed& row, bool decrypt) {
    engine.restart();
    engine.set_control(row.mode | (decrypt ? cr::kDecrypt : cr::kEncrypt));
    engine.set_key(row.key);
    engine.set_iv(row.iv);
    engine.enable();
    const bool initialised =
        (engine.flags() & aes_flag::kCcf) != 0 && (engine.control() & cr::kEnable) == 0;
    engine.clear_flags();
    header(engine, row);
    const bool same = row.payload.empty() || payload(engine, row, decrypt);
    const Block got = tag(engine, row);
    check(row.claim, initialised && same &&
                         std::equal(got.begin(), got.begin() + row.tag_words, row.tag.begin()));
}

void check_byte_swap(const Engine& engine) {
    engine.restart();
    engine.set_control(cr::kByteSwap);
    engine.set_key(kKey128);
    Block in = part(kPlain, 0);
    Block out = part(kPlainModes[0].narrow, 0);
    std::ranges::transform(in, in.begin(), [](auto word) { return __builtin_bswap32(word); });
    std::ranges::transform(out, out.begin(), [](auto word) { return __builtin_bswap32(word); });
    engine.enable();
    check("DATATYPE 2 swaps bytes both ways", engine.process(in) == out);
}

// A block of another message between two of one: IVR is the whole state of CBC.
void check_switch(const Engine& engine) {
    engine.restart();
    engine.set_control(cr::kCbc);
    engine.set_key(kKey128);
    engine.set_iv(kIv);
    engine.enable();
    engine.process(part(kPlain, 0));
    engine.disable();
    const Block saved = engine.iv();
    engine.set_iv({});
    engine.enable();
    engine.process(part(kPlain, 0));
    engine.disable();
    engine.set_iv(saved);
    engine.enable();
    check("a saved context goes on where it was",
          engine.process(part(kPlain, 1)) == part(kPlainModes[1].narrow, 1));
    engine.disable();
}

}  // namespace

void check_vectors(const Engine& engine) {
    for (const Plain& row : kPlainModes) {
        check_plain(engine, row, kKey128, row.narrow);
        check_plain(engine, row, kKey256, row.wide);
    }
    for (const Sealed& row : kSealed) {
        check_sealed(engine, row, false);
        check_sealed(engine, row, true);
    }
    check_byte_swap(engine);
    check_switch(engine);
}

}  // namespace chip_test
