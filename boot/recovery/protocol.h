// SPDX-License-Identifier: Apache-2.0
// What host and uROT say to each other while a board is recovered. Little endian; SPEC.md is the
// list, this is its layout. Version 1; extend-only: later answers may be longer.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace boot::recovery {

inline constexpr std::uint16_t kProtocolVersion = 1;
inline constexpr std::uint16_t kMaxData = 512;  // bytes of an image in one frame
inline constexpr std::uint32_t kWord = 16;      // data comes in flash words but at an image's end

enum class Command : std::uint8_t {
    kHello = 1,    // who is there, and why
    kStatus = 2,   // digest of what is in the pool where the next image goes
    kBegin = 3,    // the next image, from an offset on
    kData = 4,     // bytes of it
    kEnd = 5,      // all of it is there: judge it
    kInstall = 6,  // ask the update engine for all images that were judged good
    kReset = 7,    // reset
};
inline constexpr std::uint8_t kAnswer = 0x80;  // set in the command of an answer

struct RequestHead {
    std::uint8_t command;
    std::uint8_t sequence;   // any; comes back in the answer
    std::uint16_t reserved;  // 0
};

struct StatusRequest {
    RequestHead head;
    std::uint32_t offset;  // in the image, any
    std::uint32_t size;    // bytes
};

struct BeginRequest {
    RequestHead head;
    std::uint32_t component;  // lib::handover::ComponentId, or a module's id
    std::uint32_t size;       // bytes, header to last TLV
    std::uint32_t offset;     // where data goes on: a sector's start, or `size`
};

struct DataRequest {  // up to kMaxData bytes follow
    RequestHead head;
    std::uint32_t offset;
};

struct AnswerHead {
    std::uint8_t command;    // of the request | kAnswer; only kAnswer for what was no frame
    std::uint8_t sequence;   // of the request; 0 for what was no frame
    std::uint16_t images;    // judged good so far
    std::uint32_t error;     // 0 or lib::Error
    std::uint32_t received;  // bytes of the image under way
};

struct HelloAnswer {
    AnswerHead head;
    std::uint16_t version;
    std::uint16_t max_data;
    std::uint32_t sector_size;
    std::uint32_t pool_size;  // bytes; one sector of it stays free
    std::uint32_t refused;    // the component the boot was refused for
    std::uint32_t reason;     // lib::Error
};

struct StatusAnswer {
    AnswerHead head;
    std::array<std::byte, 32> digest;  // SHA-256 of the bytes asked for; zero where error
};

static_assert(sizeof(RequestHead) == 4 && sizeof(StatusRequest) == 12);
static_assert(sizeof(BeginRequest) == 16 && offsetof(BeginRequest, component) == 4);
static_assert(sizeof(DataRequest) == 8);
static_assert(sizeof(AnswerHead) == 12 && offsetof(AnswerHead, error) == 4);
static_assert(sizeof(HelloAnswer) == 32 && offsetof(HelloAnswer, refused) == 24);
static_assert(sizeof(StatusAnswer) == 44);

inline constexpr std::size_t kCrcSize = 4;
inline constexpr std::size_t kMaxRequest = sizeof(DataRequest) + kMaxData;
inline constexpr std::size_t kMaxFrame = kMaxRequest + kCrcSize;
inline constexpr std::size_t kMaxAnswer = sizeof(StatusAnswer);

}  // namespace boot::recovery
