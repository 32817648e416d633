// SPDX-License-Identifier: Apache-2.0
// HASH (fact sheet 7.3). Vectors: FIPS 180-4 ("abc" and the 56-byte message), RFC 2202 and 4231
// (cases 2 and 6).
#include <algorithm>
#include <array>
#include <span>

#include "test/chip/block.h"
#include "test/chip/dma.h"
#include "test/chip/suite.h"
#include "test/chip/words.h"

namespace chip_test {

const std::string_view kSuite = "hash";

namespace {

constexpr std::uint32_t kBase = 0x420C'0400;
constexpr std::uint32_t kCr = kBase + 0x00;
constexpr std::uint32_t kDin = kBase + 0x04;
constexpr std::uint32_t kStr = kBase + 0x08;
constexpr std::uint32_t kHra = kBase + 0x0C;
constexpr std::uint32_t kImr = kBase + 0x20;
constexpr std::uint32_t kSr = kBase + 0x24;
constexpr std::uint32_t kCsr = kBase + 0xF8;
constexpr std::uint32_t kHr = kBase + 0x310;
constexpr unsigned kContext = 103;
constexpr std::uint32_t kInit = 1u << 2;
constexpr std::uint32_t kBytes = 2u << 4;
constexpr std::uint32_t kHmac = 1u << 6;
constexpr std::uint32_t kLongKey = 1u << 16;
constexpr std::uint32_t kCalculate = 1u << 8;
constexpr std::uint32_t kDone = 1u << 1;
constexpr std::uint32_t kBusy = 1u << 3;
constexpr std::uint32_t kDma = 1u << 3;
constexpr std::uint32_t kMoreDma = 1u << 13;
constexpr unsigned kLine = 117;

constexpr std::uint32_t algorithm(std::uint32_t code) {
    return code << 17;
}
constexpr std::uint32_t kSha1 = algorithm(0);
constexpr std::uint32_t kSha256 = algorithm(3);
constexpr std::uint32_t kSha512 = algorithm(0xF);

constexpr RegisterRow kRegisters[] = {
    {.name = "CR", .at = 0x00, .reset = 0, .writable = 0x001F'3078, .touch = false},
    {.name = "DIN", .at = 0x04, .reset = 0, .writable = 0, .touch = false},
    {.name = "STR", .at = 0x08, .reset = 0, .writable = 0x1F, .touch = false},
    {.name = "IMR", .at = 0x20, .reset = 0, .writable = 0x3},
    {.name = "SR", .at = 0x24, .reset = 0x0011'0001, .writable = 0, .touch = false},
    {.name = "CSR0", .at = 0xF8, .reset = 0x0022'0002, .writable = 0, .touch = false},
    {.name = "HR", .at = 0x310, .reset = 0, .writable = 0, .touch = false, .count = 16},
};
constexpr BlockRow kBlock{
    .name = "HASH", .base = kBase, .group = 3, .bit = 17, .registers = kRegisters};

constexpr std::string_view kAbc = "abc";
constexpr std::string_view kLong = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";

std::uint32_t word_of(std::string_view text) {
    std::uint32_t word = 0;
    for (unsigned i = 0; i < 4 && i < text.size(); ++i) {
        word |= static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])) << 8 * i;
    }
    return word;
}

void feed(std::string_view text) {
    for (std::size_t at = 0; at < text.size(); at += 4) {
        store(kDin, word_of(text.substr(at)));
    }
}

void end(std::size_t size) {
    store(kStr, 8 * (size % 4));
    store(kStr, 8 * (size % 4) | kCalculate);
}

// Polls that see BUSY and no other flag of the end, until one does not; 0xFFFF: it does not end.
unsigned busy_polls() {
    for (unsigned polls = 0; polls < 1000; ++polls) {
        if ((load(kSr) & 0xF) != kBusy) {
            return polls;
        }
    }
    return 0xFFFF;
}

bool digest_is(std::span<const std::uint32_t> digest) {
    bool same = busy_polls() < 1000 && (load(kSr) & kDone) != 0;
    for (unsigned i = 0; i < digest.size(); ++i) {
        same = load(kHr + 4 * i) == digest[i] && same;
    }
    return same;
}

bool hashes(std::uint32_t which, std::string_view text, std::span<const std::uint32_t> digest) {
    store(kCr, which | kBytes | kInit);
    feed(text);
    end(text.size());
    return digest_is(digest);
}

// --- vectors -----------------------------------------------------------------------------

struct Digest {
    std::string_view claim;
    std::uint32_t code;
    std::span<const std::uint32_t> abc, longer;
};

constexpr auto kSha1Abc = words("a9993e364706816aba3e25717850c26c9cd0d89d");
constexpr auto kSha1Long = words("84983e441c3bd26ebaae4aa1f95129e5e54670f1");
constexpr auto kSha224Abc = words("23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7");
constexpr auto kSha224Long = words("75388b16512776cc5dba5da1fd890150b0c6455cb4f58b1952522525");
constexpr auto kSha256Abc =
    words("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
constexpr auto kSha256Long =
    words("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
constexpr auto kSha384Abc = words(
    "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded163"
    "1a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7");
constexpr auto kSha384Long = words(
    "3391fdddfc8dc7393707a65b1b4709397cf8b1d162af05ab"
    "fe8f450de5f36bc6b0455a8520bc4e6f5fe95b1fe3c8452b");
constexpr auto kSha512Abc = words(
    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
    "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
constexpr auto kSha512Long = words(
    "204a8fc6dda82f0a0ced7beb8e08a41657c16ef468b228a8279be331a703c335"
    "96fd15c13b1b07f9aa1d3bea57789ca031ad85c7a71dd70354ec631238ca3445");
constexpr auto kSha512d224Abc = words("4634270f707b6a54daae7530460842e20e37ed265ceee9a43e8924aa");
constexpr auto kSha512d224Long = words("e5302d6d54bb242275d1e7622d68df6eb02dedd13f564c13dbda2174");
constexpr auto kSha512d256Abc =
    words("53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23");
constexpr auto kSha512d256Long =
    words("bde8e1f9f19bb9fd3406c90ec6bc47bd36d8ada9f11880dbc8a22a7078b6a461");

constexpr Digest kDigests[] = {
    {"SHA-1", 0x0, kSha1Abc, kSha1Long},
    {"SHA-224", 0x2, kSha224Abc, kSha224Long},
    {"SHA-256", 0x3, kSha256Abc, kSha256Long},
    {"SHA-384", 0xC, kSha384Abc, kSha384Long},
    {"SHA-512/224", 0xD, kSha512d224Abc, kSha512d224Long},
    {"SHA-512/256", 0xE, kSha512d256Abc, kSha512d256Long},
    {"SHA-512", 0xF, kSha512Abc, kSha512Long},
};

void digests() {
    for (const Digest& row : kDigests) {
        check(row.claim, hashes(algorithm(row.code), kAbc, row.abc));
        check(row.claim, hashes(algorithm(row.code), kLong, row.longer));
    }
    hashes(kSha1, kAbc, kSha1Abc);
    bool same = true;
    for (unsigned i = 0; i < kSha1Abc.size(); ++i) {
        same = load(kHra + 4 * i) == kSha1Abc[i] && same;
    }
    check("HRA shows the digest too", same);
}

// --- HMAC ----------------------------------------------------------------------------------

constexpr auto kLongKeyText = [] {
    std::array<char, 131> key{};
    key.fill(static_cast<char>(0xAA));
    return key;
}();
constexpr std::string_view kKey2 = "Jefe";
constexpr std::string_view kKey6{kLongKeyText.data(), kLongKeyText.size()};
constexpr std::string_view kText2 = "what do ya want for nothing?";
constexpr std::string_view kText6 = "Test Using Larger Than Block-Size Key - Hash Key First";

bool authenticates(std::uint32_t which, std::string_view key, std::string_view text,
                   std::span<const std::uint32_t> tag) {
    const std::uint32_t block = which == kSha512 ? 128 : 64;
    store(kCr, which | kBytes | kHmac | (key.size() > block ? kLongKey : 0) | kInit);
    for (const std::string_view part : {key, text, key}) {
        feed(part);
        end(part.size());
    }
    return digest_is(tag);
}

void hmacs() {
    check("HMAC-SHA-1",
          authenticates(kSha1, kKey2, kText2, words("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79")));
    check("HMAC-SHA-1, long key",
          authenticates(kSha1, kKey6, kText6, words("90d0dace1c1bdc957339307803160335bde6df2b")));
    check("HMAC-SHA-256",
          authenticates(kSha256, kKey2, kText2,
                        words("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")));
    check("HMAC-SHA-256, long key",
          authenticates(kSha256, kKey6, kText6,
                        words("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")));
    check("HMAC-SHA-512",
          authenticates(kSha512, kKey2, kText2,
                        words("164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                              "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737")));
}

// --- the rest ---------------------------------------------------------------------------------

void contexts() {
    std::array<std::uint32_t, kContext> saved{};
    store(kCr, kSha256 | kBytes | kInit);
    feed(kLong.substr(0, 20));
    for (unsigned i = 0; i < kContext; ++i) {
        saved[i] = load(kCsr + 4 * i);
    }
    check("another message between", hashes(kSha256, kAbc, kSha256Abc));
    store(kCr, kSha256 | kBytes | kInit);
    for (unsigned i = 0; i < kContext; ++i) {
        store(kCsr + 4 * i, saved[i]);
    }
    feed(kLong.substr(20));
    end(kLong.size());
    check("a restored context goes on", digest_is(kSha256Long));
}

void busy() {
    store(kCr, kSha256 | kBytes | kInit);
    feed(kAbc);
    end(kAbc.size());
    check_equal("right after DCAL the digest is not there", load(kHr), 0);
    check_equal("polls of 8 cycles see BUSY, neither DCIS nor DINIS, for 66", busy_polls(), 8);
    check_equal("the next one sees the end", load(kSr) & 0xF, kDone | 1);
    check_equal("and the digest", load(kHr), kSha256Abc[0]);
    store(kCr, kSha256 | kBytes | kInit);
    feed(kLong);
    end(kLong.size());
    check_equal("56 bytes and their padding are two blocks", busy_polls(), 16);
    store(kCr, kSha512 | kBytes | kInit);
    feed(kAbc);
    end(kAbc.size());
    check_equal("a block of SHA-512 takes 98", busy_polls(), 12);
}

// --- by DMA ---------------------------------------------------------------------------------

constexpr std::uint32_t kBuffer = dma::kOpenMemory;

std::uint32_t send(std::string_view text) {
    std::string_view rest = text;
    for (std::uint32_t at = kBuffer; !rest.empty(); at += 4) {
        poke(at, word_of(rest));
        rest.remove_prefix(std::min<std::size_t>(4, rest.size()));
    }
    const std::uint32_t whole = (text.size() + 3) & ~3u;
    dma::prepare(0, {.source = kBuffer,
                     .destination = kDin,
                     .block = whole,
                     .transfer1 = dma::widths(2, 2) | dma::kSourceMoves,
                     .transfer2 = 111 | dma::kToPeripheral});
    dma::enable(0);
    return whole;
}

void by_dma() {
    dma::start_gpdma();
    dma::divide_memory();
    store(kCr, kSha256 | kBytes | kInit);
    store(kStr, 0);
    const std::uint32_t size = send(kLong);
    dma::let_time_pass();
    check_equal("without DMAE no word moves", load(dma::at(0, dma::kBlock1)), size);
    store(kCr, kSha256 | kBytes | kDma);
    check_equal("with it all do", dma::finish(0), dma::kDone);
    check("the end of the transfer starts the digest", digest_is(kSha256Long));
    check_equal("and takes DMAE away", load(kCr) & kDma, 0);

    store(kCr, kSha256 | kBytes | kInit | kDma | kMoreDma);
    send(kLong.substr(0, 20));
    dma::finish(0);
    check_equal("MDMAT: no digest at the end", (load(kSr), load(kSr) & kDone), 0);
    store(kCr, kSha256 | kBytes | kDma);
    send(kLong.substr(20));
    dma::finish(0);
    check("but at that of the last part", digest_is(kSha256Long));

    store(kCr, kSha256 | kBytes | kHmac | kInit);
    feed(kKey2);
    end(kKey2.size());
    store(kCr, kSha256 | kBytes | kHmac | kDma);
    send(kText2);
    check_equal("HMAC: DMA waits for the end of the key", dma::finish(0), dma::kDone);
    check_equal("HMAC: the message by DMA", load(kSr) & kBusy, kBusy);
    feed(kKey2);
    end(kKey2.size());
    check("its tag",
          digest_is(words("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")));
}

void flags() {
    store(kCr, kSha256 | kBytes | kInit);
    check_equal("INIT clears the digest", load(kHr), 0);
    check_equal("and DCIS", load(kSr) & kDone, 0);
    enable_interrupt(kLine);
    store(kImr, kDone);
    feed(kAbc);
    end(kAbc.size());
    bool came = interrupted(kLine);
    for (unsigned i = 0; i < 1'000'000 && !came; ++i) {
        came = interrupted(kLine);
    }
    check("DCIS interrupts", came);
    store(kImr, 0);
    store(kSr, 0);
    check_equal("DCIS is cleared by writing zero", load(kSr) & kDone, 0);
    reset_block(rcc::kAhb2Reset, 17);
    check_reset_values(kBlock);
}

}  // namespace

void run() {
    check_equal("without its clock HASH reads zero", load(kSr), 0);
    set_bits(rcc::kAhb2Enable, 1u << 17);
    check_reset_values(kBlock);
    check_writable_bits(kBlock);
    check_views(kBlock);
    digests();
    hmacs();
    contexts();
    busy();
    by_dma();
    flags();
}

}  // namespace chip_test
