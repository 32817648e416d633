// SPDX-License-Identifier: Apache-2.0
// The same malformed images on the virtual chip: each lies in the uROT's slot, the chip is reset,
// and the iROT says what it thinks. It has to say what the host says of it.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <thread>

#include "emulator/flash/board_files.h"
#include "lib/handover/handover.h"
#include "lib/obkeys/obkeys.h"
#include "lib/sha256/sha256.h"
#include "test/chip/socket.h"
#include "test/forge/forge.h"

namespace test::forge {
namespace {

using Clock = std::chrono::steady_clock;
using lib::Error;
using lib::handover::HandOver;

constexpr std::uint32_t kUrotAt = 0x8000;  // system.toml: flash.urot
constexpr std::uint32_t kUrotSize = 0xC000;
constexpr std::uint32_t kHandoverAt = 0x50000;  // ram.handover
constexpr std::size_t kWritten = 4096;  // bytes of the slot that are written, by no image more
constexpr std::size_t kWanted = 1000;

// The uROT's key and counter in the OBKeys of HDPL1 are ours.
void enroll(board* opened) {
    char error[BOARD_ERROR];
    lib::obkeys::IrotKeys keys;
    ASSERT_TRUE(board_obk_read(opened, lib::obkeys::kIrotOffset, &keys, sizeof keys, error))
        << error;
    std::memcpy(keys.urot_key.data(), owner_key().public_key().data(), keys.urot_key.size());
    keys.urot_counter = kMinCounter;
    const auto bytes = std::as_bytes(std::span(&keys, 1));
    const auto digest = lib::sha256::sha256(bytes.first(offsetof(lib::obkeys::IrotKeys, digest)));
    std::memcpy(keys.digest.data(), digest.data(), digest.size());
    ASSERT_TRUE(board_obk_write(opened, lib::obkeys::kIrotOffset, &keys, sizeof keys, error))
        << error;
}

void prepare(const Path& folder) {
    char error[BOARD_ERROR];
    board* opened = board_open(folder.c_str(), true, error);
    ASSERT_NE(opened, nullptr) << error;
    enroll(opened);
    const Bytes zeros(kWritten);
    EXPECT_TRUE(board_erase(opened, kUrotAt, kUrotSize, error)) << error;
    EXPECT_TRUE(board_program(opened, kUrotAt, zeros.data(), kWritten, error)) << error;
    board_close(opened);
}

// A file of a board, as the running emulator has it.
class Shared {
  public:
    Shared(const Path& path, std::size_t size) : size_(size) {
        const int file = ::open(path.c_str(), O_RDWR);
        void* map = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        ::close(file);
        if (map == MAP_FAILED) {
            throw std::runtime_error("cannot map " + path.string());
        }
        bytes_ = static_cast<std::byte*>(map);
    }
    ~Shared() { ::munmap(bytes_, size_); }
    Shared(const Shared&) = delete;
    Shared& operator=(const Shared&) = delete;
    std::byte* at(std::size_t offset) const { return bytes_ + offset; }

  private:
    std::byte* bytes_;
    std::size_t size_;
};

// A board that is reset again and again, power on.
class Running {
  public:
    explicit Running(const Path& folder)
        : pid_(start(folder)),
          monitor_(folder / "monitor"),
          flash_(folder / "flash.bin", BOARD_FLASH_SIZE),
          sram_(folder / "sram.bin", BOARD_SRAM_SIZE) {}
    ~Running() {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

    struct End {
        bool accepted;
        std::uint32_t error;
    };
    // The image in the slot, erased behind it as far as it was ever written.
    End boot(const Bytes& image) {
        monitor_.stop();  // the boot before might write its end behind this one's beginning
        std::memset(flash_.at(kUrotAt), 0xFF, kWritten);
        std::memcpy(flash_.at(kUrotAt), image.data(), std::min(image.size(), kWritten));
        volatile auto* block = reinterpret_cast<HandOver*>(sram_.at(kHandoverAt));
        block->last_error = 0;
        block->component_count = 0;
        monitor_.set("/machine/soc/flash", "reread", "true");
        monitor_.reset();
        monitor_.go_on();
        const auto end = Clock::now() + std::chrono::seconds(20);
        while (Clock::now() < end) {
            // A verified one ends too: its stack is not in the uROT's RAM. The iROT's own record is
            // the first.
            if (const std::uint32_t error = block->last_error; error != 0) {
                return {block->component_count == 2, error};
            }
            std::this_thread::sleep_for(std::chrono::microseconds(200));
        }
        throw std::runtime_error("the boot does not end");
    }

  private:
    static pid_t start(const Path& folder) {
        const std::string emulator = root() / "build/deps/qemu/qemu-system-arm";
        const std::string machine = "stm32h573i-dk,board=" + folder.string() +
                                    ",rom=" + (root() / "build/chip/emulator/rss/rss.bin").string();
        const std::string monitor = "unix:" + (folder / "monitor").string() + ",server=on,wait=off";
        const pid_t pid = ::fork();
        if (pid == 0) {
            ::execl(emulator.c_str(), emulator.c_str(), "-machine", machine.c_str(), "-display",
                    "none", "-monitor", "none", "-serial", "null", "-qmp", monitor.c_str(),
                    nullptr);
            ::_exit(127);
        }
        return pid;
    }

    pid_t pid_;
    Monitor monitor_;
    Shared flash_;
    Shared sram_;
};

struct Chosen {
    std::string group;
    Bytes image;
    Error error;
};

// Of each group every so many-th case, so that all of them together are some thousand. What only
// the rest of a boot refuses is left to the host: the iROT does not ask for it.
void choose(std::vector<Chosen>& out, const Generator& generator, std::size_t most) {
    const Mold& mold = chip_mold();
    std::vector<Chosen> all;
    Bench bench(mold, generator.group);
    std::size_t count = 0;
    bench.taker = [&](const Bytes&, const Bench::Setting&) { ++count; };
    generator.run(bench, Scale::kSample);
    const std::size_t step = std::max<std::size_t>(1, count / most);
    std::size_t number = 0;
    bench.taker = [&](const Bytes& image, const Bench::Setting& setting) {
        if (number++ % step != step / 2 || setting.rule != nullptr || setting.room != kRoom ||
            image.size() > kWritten) {
            return;
        }
        const Sentence said = sentence(mold, image, mold.rule, kUrotSize, setting.owned);
        if (said.judged == Judged::kRefused && said.error != Error::kAddressBad &&
            said.error != Error::kDependencyUnmet && said.error != Error::kDecryptionKey) {
            all.push_back({generator.group, image, said.error});
        }
    };
    generator.run(bench, Scale::kSample);
    std::ranges::move(all, std::back_inserter(out));
}

std::vector<Chosen> chosen(std::size_t each) {
    static constexpr Generator kGenerators[] = {
        {"bytes", flipped_bytes},   {"truncations", truncations},
        {"header", header_fields},  {"areas", area_heads},
        {"tlvs", tlv_heads},        {"structure", structures},
        {"signatures", signatures}, {"owners", owners_and_rules},
        {"envelopes", envelopes},   {"pairs", pairs}};
    std::vector<Chosen> out;
    for (const Generator& generator : kGenerators) {
        choose(out, generator, each);
    }
    return out;
}

void write_json(std::size_t images, const std::map<Error, std::size_t>& errors, double seconds) {
    std::ofstream out(root() / "build/log/forge-chip.json");
    out << "{\"suite\": \"forge-chip\", \"images\": " << images << ", \"seconds\": " << seconds
        << ", \"errors\": {";
    const char* before = "";
    for (const auto& [error, count] : errors) {
        out << before << '"' << lib::error_name(error) << "\": " << count;
        before = ", ";
    }
    out << "}}\n";
}

TEST(B5, TheChipRefusesAThousandMalformedImagesAsTheHostDoes) {
    const TestBoard board;
    prepare(board.folder());
    const auto start = Clock::now();
    const bool full = std::getenv("SM_FULL") != nullptr;
    const std::vector<Chosen> cases = chosen(full ? 5000 : 140);
    Running chip(board.folder());
    EXPECT_TRUE(chip.boot(chip_mold().image).accepted);
    std::map<Error, std::size_t> errors;
    for (const Chosen& one : cases) {
        const auto end = chip.boot(one.image);
        ASSERT_FALSE(end.accepted) << one.group;
        EXPECT_EQ(lib::error_name(static_cast<Error>(end.error)), lib::error_name(one.error))
            << one.group;
        ++errors[one.error];
    }
    EXPECT_TRUE(chip.boot(chip_mold().image).accepted);
    const std::chrono::duration<double> seconds = Clock::now() - start;
    std::printf(
        "forge: %zu malformed images booted on the virtual chip, %zu kinds of error, %.0f s\n",
        cases.size(), errors.size(), seconds.count());
    write_json(cases.size(), errors, seconds.count());
    EXPECT_GE(cases.size(), kWanted);
    EXPECT_GE(errors.size(), 10u);
}

}  // namespace
}  // namespace test::forge
