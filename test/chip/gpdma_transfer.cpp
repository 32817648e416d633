// SPDX-License-Identifier: Apache-2.0
// What GPDMA channels move: widths, data handling, blocks, events, lists, triggers, errors.
#include <utility>

#include "test/chip/dma.h"
#include "test/chip/suite.h"

namespace chip_test {

const std::string_view kSuite = "gpdma_transfer";

namespace {

using namespace dma;  // NOLINT(google-build-using-namespace)

constexpr std::uint32_t kFrom = kOpenMemory + 0x1000;
constexpr std::uint32_t kTo = kOpenMemory + 0x2000;
constexpr std::uint32_t kList = kOpenMemory + 0x3000;
constexpr std::uint32_t kUntouched = 0xDDDD'DDDD;

void fill(std::uint32_t where, unsigned words, std::uint32_t first, std::uint32_t step) {
    for (unsigned i = 0; i < words; ++i) {
        poke(where + 4 * i, first + step * i);
    }
}

// Words that differ in every byte.
void fill_source() {
    fill(kFrom, 64, 0x0302'0100, 0x0404'0404);
    fill(kTo, 64, kUntouched, 0);
}

bool same(std::uint32_t a, std::uint32_t b, unsigned words) {
    bool equal = true;
    for (unsigned i = 0; i < words; ++i) {
        equal = equal && peek(a + 4 * i) == peek(b + 4 * i);
    }
    return equal;
}

Transfer copy(std::uint32_t block, std::uint32_t transfer1 = kWords,
              std::uint32_t transfer2 = kSoftware) {
    return {.source = kFrom,
            .destination = kTo,
            .block = block,
            .transfer1 = transfer1,
            .transfer2 = transfer2};
}

// --- one block ---

void plain_copies() {
    for (const std::uint32_t width : {0u, 1u, 2u}) {
        fill_source();
        const std::uint32_t status = dma::run(1, copy(64, widths(width, width) | kBothMove));
        check_equal("a copy ends idle, half and complete", status, kDone);
        check("byte, half-word, word: the data are there", same(kFrom, kTo, 16));
        check_equal("and nothing behind them", peek(kTo + 64), kUntouched);
        check("the addresses stand behind the data",
              load(at(1, kSource)) == kFrom + 64 && load(at(1, kDestination)) == kTo + 64);
        check("EN and BNDT are zero", load(at(1, kControl)) == 0 && load(at(1, kBlock1)) == 0);
    }
    fill_source();
    const std::uint32_t bursts = 15u << 4 | 3u << 20;
    dma::run(1, copy(100, kWords | bursts));
    check("bursts, the last one short", same(kFrom, kTo, 25));
    check_equal("and nothing behind them", peek(kTo + 100), kUntouched);
}

void long_copy() {
    const std::uint32_t far = 0x2000'0000 + 0x2'0000;  // SRAM1, behind the suite
    store(0x4003'2C00 + 0x200 + 4 * 8, 0);             // MPCBB1 PRIVCFGR8..11
    store(0x4003'2C00 + 0x200 + 4 * 9, 0);
    store(0x4003'2C00 + 0x200 + 4 * 10, 0);
    store(0x4003'2C00 + 0x200 + 4 * 11, 0);
    set_bits(kSecure, 2);
    fill(far + kSecureAlias, 0x1000, 0, 0x0101'0101);
    prepare(1, {.source = far + kSecureAlias,
                .destination = far + kSecureAlias + 0x8000,
                .block = 0x7FFC,
                .transfer1 = kWords | kSourceSecure | kDestinationSecure});
    enable(1);
    check_equal("a long copy", finish(1), kDone);
    check("is complete", same(far + kSecureAlias, far + kSecureAlias + 0x8000, 0x1FFF));
    clear_bits(kSecure, 2);
}

struct Fixed {
    std::string_view claim;
    std::uint32_t moves;
    std::uint32_t first, second;
};
constexpr Fixed kFixed[] = {
    {"a fixed source repeats one datum", kDestinationMoves, 0x0302'0100, 0x0302'0100},
    {"a fixed destination keeps the last one", kSourceMoves, 0x0706'0504, kUntouched},
};

void fixed_addresses() {
    for (const Fixed& row : kFixed) {
        fill_source();
        dma::run(1, copy(8, widths(2, 2) | row.moves));
        check(row.claim, peek(kTo) == row.first && peek(kTo + 4) == row.second);
    }
}

struct Handling {
    std::string_view claim;
    std::uint32_t transfer1;
    std::uint32_t block;
    std::uint32_t first, second;
};
constexpr std::uint32_t kNegative = 0x8584'8382;
constexpr Handling kHandlings[] = {
    {"byte to word: zeros before it", widths(0, 2), 2, 0x82, 0x83},
    {"byte to half-word: zeros before it", widths(0, 1), 4, 0x0083'0082, 0x0085'0084},
    {"byte to word: its sign before it", widths(0, 2) | kOther, 2, 0xFFFF'FF82, 0xFFFF'FF83},
    {"half-word to word: its sign before it", widths(1, 2) | kOther, 4, 0xFFFF'8382, 0xFFFF'8584},
    {"word to byte: the low byte", widths(2, 0), 8, 0xDDDD'0082, kUntouched},
    {"word to byte: the high byte", widths(2, 0) | kOther, 8, 0xDDDD'0085, kUntouched},
    {"word to half-word: the high half", widths(2, 1) | kOther, 4, 0xDDDD'8584, kUntouched},
    {"bytes packed to words", widths(0, 2) | kPack, 8, kNegative, 0},
    {"half-words packed to words", widths(1, 2) | kPack, 8, kNegative, 0},
    {"words unpacked to bytes", widths(2, 0) | kPack, 8, kNegative, 0},
    {"bytes exchanged in the source word", widths(2, 2) | kSourceBytes, 4, 0x8583'8482, kUntouched},
    {"bytes exchanged in each half-word", widths(2, 2) | kDestinationBytes, 4, 0x8485'8283,
     kUntouched},
    {"half-words exchanged", widths(2, 2) | kDestinationHalves, 4, 0x8382'8584, kUntouched},
    {"both: a word turned round", widths(2, 2) | kDestinationHalves | kDestinationBytes, 4,
     0x8283'8485, kUntouched},
    {"half-words: bytes exchanged", widths(1, 1) | kDestinationBytes, 4, 0x8485'8283, kUntouched},
    {"bytes have nothing to exchange",
     widths(0, 0) | kSourceBytes | kDestinationBytes | kDestinationHalves, 4, kNegative,
     kUntouched},
};

void data_handling() {
    for (const Handling& row : kHandlings) {
        poke(kFrom, kNegative);
        poke(kFrom + 4, 0);
        fill(kTo, 4, kUntouched, 0);
        const std::uint32_t status = dma::run(1, copy(row.block, row.transfer1 | kBothMove));
        check(row.claim, status == kDone && peek(kTo) == row.first && peek(kTo + 4) == row.second);
    }
}

// --- repeated blocks ---

// Four words of each of three rows 16 bytes apart, gathered.
void two_dimensions() {
    fill_source();
    prepare(6, copy(8 | 2u << 16));
    store(at(6, kBlock2), 8);
    enable(6);
    check_equal("repeated blocks end complete", finish(6) & ~kHalf, kIdle | kComplete);
    check("the source steps over gaps after each block",
          same(kFrom, kTo, 2) && same(kFrom + 16, kTo + 8, 2) && same(kFrom + 32, kTo + 16, 2));
    check_equal("nothing else came", peek(kTo + 24), kUntouched);

    fill_source();
    prepare(7, copy(16, widths(2, 2) | kBothMove));
    store(at(7, kTransfer3), 4u << 16);
    enable(7);
    finish(7);
    check("the destination steps over gaps after each burst",
          peek(kTo) == 0x0302'0100 && peek(kTo + 4) == kUntouched && peek(kTo + 8) == 0x0706'0504);

    fill_source();
    constexpr std::uint32_t kDown = 1u << 29;
    prepare(7, {.source = kFrom, .destination = kTo + 12, .block = 16 | kDown});
    store(at(7, kTransfer3), 8u << 16);
    enable(7);
    finish(7);
    check("or back: the words end in reverse order",
          peek(kTo) == 0x0F0E'0D0C && peek(kTo + 12) == 0x0302'0100);
    fill_source();
    prepare(7, copy(8));
    store(at(7, kTransfer3), 4);
    enable(7);
    finish(7);
    check("the source steps over gaps after each burst",
          peek(kTo) == 0x0302'0100 && peek(kTo + 4) == 0x0B0A'0908);

    fill_source();
    constexpr std::uint32_t kBlocksDown = 1u << 31;
    prepare(7, {.source = kFrom, .destination = kTo + 8, .block = 8 | 1u << 16 | kBlocksDown});
    store(at(7, kTransfer3), 0);
    store(at(7, kBlock2), 16u << 16);
    enable(7);
    finish(7);
    check("the destination steps back after each block",
          same(kFrom, kTo + 8, 2) && same(kFrom + 8, kTo, 2));
    store(at(7, kBlock2), 0);
    store(at(7, kTransfer3), 0);
    store(at(6, kBlock2), 0);
}

// --- events ---

constexpr std::uint32_t events(std::uint32_t mode) {
    return mode << 30;
}
constexpr std::uint32_t kOnRequest = 111;  // HASH

// HASH takes words while DMAE is set.
constexpr std::uint32_t kHash = 0x420C'0400;
constexpr std::uint32_t kHashDma = 1u << 3 | 1u << 13;  // DMAE, MDMAT

void request(bool on) {
    store(kHash, on ? kHashDma : 0);
}

void requests() {
    set_bits(rcc::kAhb2Enable, 1u << 17);
    fill_source();
    request(false);
    prepare(0, {.source = kFrom,
                .destination = kHash + 4,
                .block = 8,
                .transfer1 = widths(2, 2) | kSourceMoves,
                .transfer2 = kOnRequest | kToPeripheral});
    enable(0);
    let_time_pass();
    check_equal("no request: nothing moves", load(at(0, kBlock1)), 8);
    request(true);
    check_equal("requested, it does", finish(0), kDone);
    request(false);
}

// GPDMA2 does something else meanwhile.
void without_clock() {
    constexpr std::uint32_t kSecond = kGpdma2 - kGpdma1;
    constexpr std::uint32_t kWordsIn = 0x3E00;  // HASH's SR: NBWP
    store(kHash, 1u << 2);                      // INIT
    prepare(0, {.source = kFrom,
                .destination = kHash + 4,
                .block = 8,
                .transfer1 = widths(2, 2) | kSourceMoves,
                .transfer2 = kOnRequest | kToPeripheral});
    enable(0);
    clear_bits(rcc::kAhb1Enable, 1);
    request(true);
    for (const auto& [which, value] :
         {std::pair{kTransfer1, kWords}, std::pair{kTransfer2, kSoftware},
          std::pair{kBlock1, std::uint32_t{8}}, std::pair{kSource, kFrom},
          std::pair{kDestination, kTo}, std::pair{kControl, kEnable}}) {
        store(at(0, which) + kSecond, value);
    }
    while ((load(at(0, kStatus) + kSecond) & kIdle) == 0) {
    }
    check_equal("without its clock a channel waits", load(kHash + 0x24) & kWordsIn, 0);
    set_bits(rcc::kAhb1Enable, 1);
    check_equal("with it, it goes on", finish(0), kDone);
    request(false);
}

struct Event {
    std::string_view claim;
    std::uint32_t mode;
    std::uint32_t after_first;  // flags once the first of two items is done
    std::uint32_t after_all;
};
constexpr Event kEvents[] = {
    {"TCEM 0: each block", 0, kComplete | kHalf, kComplete | kHalf},
    {"TCEM 2: each item", 2, kComplete | kHalf, kComplete | kHalf},
    {"TCEM 3: the last item", 3, 0, kComplete | kHalf},
};

// --- lists ---

constexpr std::uint32_t kAll = 0xF801'0000;  // all that a linear channel may load
constexpr std::uint32_t link_to(std::uint32_t where) {
    return kAll | (where & 0xFFFC);
}

void item(std::uint32_t where, const Transfer& transfer, std::uint32_t link) {
    poke(where, transfer.transfer1);
    poke(where + 4, transfer.transfer2);
    poke(where + 8, transfer.block);
    poke(where + 12, transfer.source);
    poke(where + 16, transfer.destination);
    poke(where + 20, link);
}

void start_list(unsigned channel, std::uint32_t first, std::uint32_t control = 0) {
    prepare(channel, {.source = 0, .destination = 0, .block = 0});
    store(at(channel, kListBase), first & 0xFFFF'0000);
    store(at(channel, kLink), link_to(first));
    enable(channel, View::kSecure, control);
}

void lists() {
    fill_source();
    item(kList, copy(8), link_to(kList + 0x40));
    item(kList + 0x40,
         {.source = kFrom + 16, .destination = kTo + 16, .block = 4, .transfer1 = kWords}, 0);
    poke(kList + 0x44, kSoftware | events(3));
    start_list(2, kList);
    check_equal("a list of two ends complete", finish(2), kDone);
    check("both items were done",
          same(kFrom, kTo, 2) && peek(kTo + 8) == kUntouched && same(kFrom + 16, kTo + 16, 1));
    check_equal("the last link is zero", load(at(2, kLink)), 0);

    // Only the addresses are loaded; the rest is as before, BNDT restored.
    fill_source();
    poke(kList, kFrom + 32);
    poke(kList + 4, kTo + 32);
    poke(kList + 8, 0);
    prepare(2, copy(8));
    store(at(2, kListBase), kList & 0xFFFF'0000);
    store(at(2, kLink), 0x1801'0000 | (kList & 0xFFFC));
    enable(2);
    finish(2);
    check("an item holds only what is to be loaded, without gaps",
          same(kFrom, kTo, 2) && same(kFrom + 32, kTo + 32, 2) && peek(kTo + 8) == kUntouched);

    store(at(6, kListBase), kList & 0xFFFF'0000);
    item(kList, copy(8 | 1u << 16), 0);
    poke(kList + 20, 0);  // TR3
    poke(kList + 24, 8);  // BR2
    poke(kList + 28, 0);  // LLR
    fill_source();
    prepare(6, {.source = 0, .destination = 0, .block = 0});
    store(at(6, kLink), 0xFE01'0000 | (kList & 0xFFFC));
    enable(6);
    finish(6);
    check("a 2D channel loads TR3 and BR2 as well",
          same(kFrom, kTo, 2) && same(kFrom + 16, kTo + 8, 2));
    store(at(6, kBlock2), 0);
}

void link_step() {
    for (const Event& row : kEvents) {
        fill_source();
        item(kList, copy(8, kWords, kSoftware | events(row.mode)), link_to(kList + 0x40));
        item(kList + 0x40,
             {.source = kFrom,
              .destination = kTo + 32,
              .block = 8,
              .transfer2 = kSoftware | events(row.mode)},
             0);
        start_list(2, kList, kLinkStep);
        finish(2);
        check_equal("link step mode: first only the link", peek(kTo), kUntouched);
        store(at(2, kClear), kFlags);
        enable(2, View::kSecure, kLinkStep);
        check_equal(row.claim, finish(2) & kFlags, row.after_first);
        check("then an item and its link", same(kFrom, kTo, 2) && peek(kTo + 32) == kUntouched);
        store(at(2, kClear), kFlags);
        enable(2, View::kSecure, kLinkStep);
        check_equal("at the end of the list", finish(2) & kFlags, row.after_all);
        check("its last item", same(kFrom, kTo + 32, 2));
    }
    store(at(2, kControl), 0);
}

// A list that links to itself goes round until it is stopped.
void endless() {
    fill_source();
    item(kList, copy(8), link_to(kList));
    start_list(2, kList);
    let_time_pass();
    const bool going = (load(at(2, kStatus)) & kIdle) == 0;
    store(at(2, kControl), kSuspend);
    const std::uint32_t status = finish(2);
    check("a circular list goes on until it is suspended",
          going && (status & (kSuspended | kComplete)) == (kSuspended | kComplete));
    store(at(2, kControl), kReset);
    check_equal("and can be reset", load(at(2, kControl)), 0);
}

// --- triggers ---

constexpr std::uint32_t triggered_by(unsigned channel, std::uint32_t mode) {
    return (18 + channel) << 16 | 1u << 24 | mode << 14;
}

void pull_trigger() {
    dma::run(4, {.source = kFrom, .destination = kTo + 128, .block = 4});
    let_time_pass();
}

void waiting_trigger() {
    prepare(
        0,
        {.source = kFrom, .destination = kTo, .block = 8, .transfer2 = 0xFE | triggered_by(4, 0)});
    enable(0);
    pull_trigger();
    check_equal("a trigger that waits is remembered", load(at(0, kStatus)), 0);
    pull_trigger();
    check_equal("a second one is an overrun", load(at(0, kStatus)), kOverrun);
    store(at(0, kControl), kSuspend);
    finish(0);
    store(at(0, kControl), kReset);
    store(at(0, kClear), kFlags);
}

void block_requests() {
    for (const std::uint32_t whole : {std::uint32_t{0}, kWholeBlock}) {
        store(kHash, 1u << 2);  // INIT
        prepare(0, {.source = kFrom,
                    .destination = kHash + 4,
                    .block = 8,
                    .transfer1 = widths(2, 2) | kSourceMoves,
                    .transfer2 = kOnRequest | kToPeripheral | whole | triggered_by(4, 3)});
        enable(0);
        request(true);
        pull_trigger();
        request(false);
        pull_trigger();
        check_equal("BREQ: one request is enough for a block, else each burst needs it",
                    load(at(0, kBlock1)), whole != 0 ? 0 : 4);
        store(at(0, kControl), kSuspend);
        let_time_pass();
        store(at(0, kControl), kReset);
        store(at(0, kClear), kFlags);
    }
}

void triggers() {
    fill_source();
    prepare(1, copy(8, kWords, kSoftware | triggered_by(4, 3)));
    enable(1);
    let_time_pass();
    check_equal("no trigger: nothing moves", load(at(1, kBlock1)), 8);
    pull_trigger();
    check_equal("TRIGM 3: a trigger lets one burst through", load(at(1, kBlock1)), 4);
    pull_trigger();
    check_equal("the next one the next", finish(1), kDone);

    fill_source();
    prepare(1, copy(8, kWords, kSoftware | triggered_by(4, 0)));
    enable(1);
    pull_trigger();
    check_equal("TRIGM 0: a trigger lets a block through", finish(1), kDone);
    waiting_trigger();
    block_requests();
}

// --- errors ---

struct Wrong {
    std::string_view claim;
    Transfer transfer;
};
constexpr Wrong kSettings[] = {
    {"a source width of 8 bytes", {kFrom, kTo, 8, widths(3, 2)}},
    {"a destination width of 8 bytes", {kFrom, kTo, 8, widths(2, 3)}},
    {"an unaligned source", {kFrom + 2, kTo, 8}},
    {"an unaligned destination", {kFrom, kTo + 1, 8, widths(1, 1)}},
    {"a block that is no multiple of the source width", {kFrom, kTo, 6}},
    {"packing into words what is no multiple of them",
     {kFrom, kTo, 6, widths(0, 2) | kPack | kBothMove}},
    {"a null block with nothing linked", {kFrom, kTo, 0}},
};

void setting_errors() {
    for (const Wrong& row : kSettings) {
        prepare(1, row.transfer);
        enable(1);
        check_equal(row.claim, load(at(1, kStatus)), kIdle | kSettingError);
    }
    check_equal("EN is gone", load(at(1, kControl)), 0);
    fill_source();
    prepare(6, copy(8));
    store(at(6, kTransfer3), 2);
    enable(6);
    check_equal("an unaligned 2D offset", load(at(6, kStatus)), kIdle | kSettingError);
    store(at(6, kTransfer3), 0);
    item(kList, {kFrom, kTo, 0}, 0);
    start_list(2, kList);
    check_equal("a null block in a list", finish(2), kIdle | kSettingError);
    start_list(2, 0x2005'FFF0);
    check_equal("an item across the end of the 64 KB", finish(2), kIdle | kSettingError);
}

constexpr std::uint32_t kNowhere = 0x7000'0000;
constexpr std::uint32_t kPrivateBus = 0xE000'ED00;

void bus_errors() {
    fill_source();
    check_equal("a source where nothing is",
                dma::run(1, {.source = kNowhere, .destination = kTo, .block = 8}),
                kIdle | kDataError);
    check_equal("nothing was written", peek(kTo), kUntouched);
    check_equal("a destination where nothing is",
                dma::run(1, {.source = kFrom, .destination = kNowhere, .block = 8}),
                kIdle | kDataError);
    set_bits(kPrivileged, 1u << 1);  // the core itself would be answered
    check_equal("the core's private bus is the core's alone",
                dma::run(1, {.source = kPrivateBus, .destination = kTo, .block = 4}),
                kIdle | kDataError);
    clear_bits(kPrivileged, 1u << 1);
    prepare(1, {.source = kFrom, .destination = kTo, .block = 0});
    store(at(1, kListBase), kNowhere);
    store(at(1, kLink), link_to(0x100));
    enable_interrupt(kLine + 1);
    enable(1, View::kSecure, kLinkError);
    check_equal("a list where nothing is", finish(1), kIdle | kLinkError);
    check("interrupts", interrupted(kLine + 1));
    store(at(1, kControl), 0);
}

}  // namespace

void run() {
    start_gpdma();
    divide_memory();
    plain_copies();
    long_copy();
    fixed_addresses();
    data_handling();
    two_dimensions();
    requests();
    without_clock();
    lists();
    link_step();
    endless();
    triggers();
    setting_errors();
    bus_errors();
}

}  // namespace chip_test
