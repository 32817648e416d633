// SPDX-License-Identifier: Apache-2.0
#include "test/system/spoil.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <fstream>
#include <stdexcept>

#include "boot/image/key_manifest.h"
#include "boot/image/verify.h"
#include "lib/obkeys/obkeys.h"
#include "lib/sha256/sha256.h"

namespace test {
namespace {

using boot::image::KeyManifest;
using lib::obkeys::UrotKeys;

std::fstream file_of(const TestBoard& board, const char* file) {
    return std::fstream(board.folder() / file, std::ios::in | std::ios::out | std::ios::binary);
}

std::vector<std::byte> bytes_at(const TestBoard& board, const char* file, std::uint32_t at,
                                std::size_t size) {
    std::vector<std::byte> bytes(size);
    auto stream = file_of(board, file);
    stream.seekg(at);
    stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
    return bytes;
}

void put_digest(const TestBoard& board, std::uint32_t at, const lib::sha256::Digest& digest) {
    for (std::uint32_t i = 0; i < digest.size(); ++i) {
        poke(board, "obkeys.bin", at + i, std::to_integer<std::uint32_t>(digest[i]), 1);
    }
}

// The current sector of OBKeys, and the states of its words.
constexpr const char* kObkeys = "obkeys.bin";
std::uint32_t obkey_at(const TestBoard& board, std::uint32_t at) {
    return 1056 + 8192 * peek(board, kObkeys, 8) + at;
}
std::uint32_t obkey_state(const TestBoard& board, std::uint32_t at) {
    return 32 + 512 * peek(board, kObkeys, 8) + at / 16;
}

void renew_digest(const TestBoard& board, std::uint32_t record, std::uint32_t size) {
    const auto hashed = bytes_at(board, kObkeys, obkey_at(board, record), size - 32);
    put_digest(board, obkey_at(board, record + size - 32), lib::sha256::sha256(hashed));
}

struct Tlv {
    std::uint32_t at;  // of its head in flash.bin
    std::uint32_t size;
};

// Both areas in a row: heads of areas have types of their own, which nothing asks for.
Tlv tlv_of(const TestBoard& board, std::uint32_t slot, std::uint16_t type) {
    const auto half = [&](std::uint32_t at) { return peek(board, "flash.bin", at, 2); };
    std::uint32_t at = slot + half(slot + 8) + peek(board, "flash.bin", slot + 12);
    for (int area = half(slot + 10) == 0 ? 1 : 0; area < 2; ++area) {
        const std::uint32_t end = at + half(at + 2);
        for (at += 4; at < end; at += 4 + half(at + 2)) {
            if (half(at) == type) {
                return {at, half(at + 2)};
            }
        }
        at = end;
    }
    throw std::runtime_error("no such TLV");
}

std::uint32_t symbol_address(const std::string& symbol) {
    const std::string command =
        "arm-none-eabi-nm " + (root() / "build/chip/boot/irot/irot").string();
    std::FILE* names = popen(command.c_str(), "r");
    std::array<char, 1024> line{};
    std::uint32_t found = 0;
    while (names != nullptr && std::fgets(line.data(), line.size(), names) != nullptr) {
        const std::string text(line.data());
        found = text.find(symbol) == std::string::npos ? found : std::stoul(text, nullptr, 16);
    }
    if (names == nullptr || pclose(names) != 0 || found == 0) {
        throw std::runtime_error("the iROT has no " + symbol);
    }
    return found;
}

}  // namespace

std::uint32_t peek(const TestBoard& board, const char* file, std::uint32_t at, unsigned size) {
    const auto bytes = bytes_at(board, file, at, size);
    std::uint32_t value = 0;
    for (unsigned i = 0; i < size; ++i) {
        value |= std::to_integer<std::uint32_t>(bytes[i]) << 8 * i;
    }
    return value;
}

void poke(const TestBoard& board, const char* file, std::uint32_t at, std::uint32_t value,
          unsigned size) {
    auto stream = file_of(board, file);
    stream.seekp(at);
    for (unsigned i = 0; i < size; ++i) {
        stream.put(static_cast<char>(value >> 8 * i));
    }
    if (!stream.flush()) {
        throw std::runtime_error("cannot change " + std::string(file));
    }
}

void turn_option(const TestBoard& board, std::uint32_t reg, std::uint32_t bits) {
    const std::uint32_t at = 16 + 128 * peek(board, "options.bin", 8) + reg;
    poke(board, "options.bin", at, peek(board, "options.bin", at) ^ bits);
}

Spoil flips(std::uint32_t offset) {
    return [offset](const TestBoard& board) { board.flip(offset); };
}

Spoil erases(const char* slot) {
    return does({"board", "erase", slot});
}

Spoil retypes(std::uint32_t slot, std::uint16_t type, std::uint16_t to) {
    return [=](const TestBoard& board) {
        poke(board, "flash.bin", tlv_of(board, slot, type).at, to, 2);
    };
}

Spoil flips_tlv(std::uint32_t slot, std::uint16_t type, int at) {
    return [=](const TestBoard& board) {
        const Tlv tlv = tlv_of(board, slot, type);
        board.flip(tlv.at + 4 + static_cast<std::uint32_t>(at) + (at < 0 ? tlv.size : 0));
    };
}

Spoil patches_irot(const char* symbol, std::initializer_list<std::uint16_t> code) {
    return [symbol, code = std::vector(code)](const TestBoard& board) {
        std::uint32_t at = symbol_address(symbol) & 0x1F'FFFF;
        for (const std::uint16_t half : code) {
            poke(board, "flash.bin", at, half, 2);
            at += 2;
        }
    };
}

Spoil flips_obkeys(std::uint32_t at) {
    return [at](const TestBoard& board) {
        const std::uint32_t place = obkey_at(board, at);
        poke(board, kObkeys, place, peek(board, kObkeys, place, 1) ^ 1, 1);
    };
}

Spoil breaks_obkeys(std::uint32_t at) {
    constexpr std::uint32_t kEccError = 2;
    return [at](const TestBoard& board) {
        poke(board, kObkeys, obkey_state(board, at), kEccError, 1);
    };
}

Spoil changes_record(std::uint32_t record, std::uint32_t size, std::uint32_t at,
                     std::uint32_t value) {
    return [=](const TestBoard& board) {
        poke(board, kObkeys, obkey_at(board, record + at), value);
        renew_digest(board, record, size);
    };
}

void names_key_of_no_point(const TestBoard& board) {
    const auto key = bytes_at(
        board, kObkeys,
        obkey_at(board, lib::obkeys::kIrotOffset) + offsetof(lib::obkeys::IrotKeys, urot_key), 64);
    const auto info = boot::image::public_key_info(std::span(key).first<64>());
    const auto digest = lib::sha256::sha256(info);
    const std::uint32_t value = tlv_of(board, kUrotAt, 0x01).at + 4;
    for (std::uint32_t i = 0; i < digest.size(); ++i) {
        poke(board, "flash.bin", value + i, std::to_integer<std::uint32_t>(digest[i]), 1);
    }
}

void asks_for_p384(const TestBoard& board) {
    constexpr auto kAlgorithm =
        offsetof(KeyManifest, entries) + offsetof(boot::image::KeyEntry, algorithm);
    for (const std::uint32_t copy : {kKeysAt, kKeysAt + kSectorSize}) {
        poke(board, "flash.bin", copy + kAlgorithm, boot::image::kEcdsaP384, 2);
    }
    const auto manifest = bytes_at(board, "flash.bin", kKeysAt, sizeof(KeyManifest));
    put_digest(board,
               obkey_at(board, lib::obkeys::kUrotOffset + offsetof(UrotKeys, key_manifest_digest)),
               lib::sha256::sha256(manifest));
    renew_digest(board, lib::obkeys::kUrotOffset, sizeof(UrotKeys));
}

Spoil both(const Spoil& first, const Spoil& second) {
    return [=](const TestBoard& board) {
        first(board);
        second(board);
    };
}

Spoil does(std::vector<std::string> words) {
    return [words](const TestBoard& board) {
        auto line = words;
        line.insert(line.end(), {"--dir", board.folder().string()});
        if (const Outcome done = sm(line); done.exit_code != 0) {
            throw std::runtime_error(done.output);
        }
    };
}

}  // namespace test
