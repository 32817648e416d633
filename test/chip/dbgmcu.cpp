// SPDX-License-Identifier: Apache-2.0
// DBGMCU as the CPU sees it (fact sheet 6.2); the debugger's side is in mailbox_test.cpp. The block
// has no secure alias and survives a system reset.
#include "test/chip/block.h"
#include "test/chip/suite.h"

namespace chip_test {

const std::string_view kSuite = "dbgmcu";

namespace {

constexpr std::uint32_t kBase = 0x4402'4000;
constexpr std::uint32_t kCr = kBase + 0x04;
constexpr std::uint32_t kSr = kBase + 0xFC;
constexpr std::uint32_t kHost = kBase + 0x100;
constexpr std::uint32_t kDevice = kBase + 0x104;
constexpr std::uint32_t kAck = kBase + 0x108;
constexpr std::uint32_t kForHost = 1u << 1;
constexpr std::uint32_t kWord = 0x1234'5678;

struct Row {
    std::string_view name;
    std::uint32_t at, reset, writable;
};
constexpr Row kRows[] = {
    {"IDCODE", 0x000, 0x1007'0484, 0},
    {"CR", 0x004, 0, 0x0001'00F6},
    {"APB1LFZR", 0x008, 0, 0x00E0'19FF},
    {"APB1HFZR", 0x00C, 0, 0x20},
    {"APB2FZR", 0x010, 0, 0x0007'2800},
    {"APB3FZR", 0x014, 0, 0x403E'0C00},
    {"AHB1FZR", 0x020, 0, ~0u},
    {"SR: an open chip's", 0x0FC, 0x0003'0003, 0},
    {"DBG_AUTH_HOST", 0x100, 0, 0},
    {"DBG_AUTH_ACK", 0x108, 0, 0},
    {"PIDR4", 0xFD0, 0, 0},
    {"PIDR0", 0xFE0, 0, 0},
    {"PIDR1", 0xFE4, 0, 0},
    {"PIDR2", 0xFE8, 0x0A, 0},
    {"PIDR3", 0xFEC, 0, 0},
    {"CIDR0", 0xFF0, 0x0D, 0},
    {"CIDR1", 0xFF4, 0xF0, 0},
    {"CIDR2", 0xFF8, 0x05, 0},
    {"CIDR3", 0xFFC, 0xB1, 0},
};

std::uint32_t read(std::uint32_t at) {
    return load(at, View::kNonSecure);
}

void write(std::uint32_t at, std::uint32_t value) {
    store(at, value, View::kNonSecure);
}

void rows() {
    for (const Row& row : kRows) {
        const std::uint32_t at = kBase + row.at;
        check_equal(row.name, read(at), row.reset);
        check_equal("unprivileged code reads it", load(at, View::kNonSecureUser), row.reset);
        store(at, ~0u, View::kNonSecureUser);
        check_equal("and does not write it", read(at), row.reset);
        write(at, ~0u);
        check_equal("its bits that can be set", read(at), row.reset | row.writable);
        write(at, 0);
        check_equal("can be cleared", read(at), row.reset);
    }
}

void device_side() {
    write(kHost, kWord);
    check("the host's word is not the device's to write", read(kHost) == 0 && read(kAck) == 0);
    write(kDevice, kWord);
    check_equal("a word for the host raises its flag", read(kAck), kForHost);
    write(kAck, 0);
    check_equal("which the device cannot take back", read(kAck), kForHost);
    check_equal("the word can be read again", read(kDevice), kWord);
    check_equal("and that changes nothing", read(kAck), kForHost);
}

}  // namespace

void run() {
    if (phase() == 0) {
        check_equal("there is no secure alias", load(kBase, View::kSecure), 0);
        rows();
        device_side();
        write(kCr, 2);
        reset_to_next_phase();
    }
    check_equal("a system reset leaves the word", read(kDevice), kWord);
    check_equal("and its flag", read(kAck), kForHost);
    check_equal("and CR", read(kCr), 2);
    check_equal("and the ports that are open", read(kSr), 0x0003'0003);
}

}  // namespace chip_test
