// SPDX-License-Identifier: Apache-2.0
#include "host/image/second.h"

#include <fmt/format.h>
#include <algorithm>

#include "host/base/failure.h"
#include "host/image/seal.h"

namespace host {
namespace image = boot::image;
namespace {

ParsedImage parsed(ByteView bytes) {
    lib::Error error{};
    auto image = parse_image(bytes, error);
    if (!image) {
        throw Failure(error, "this image");
    }
    return std::move(*image);
}

}  // namespace

Bytes add_second(ByteView bytes, const Path& file, std::size_t room) {
    const ParsedImage given = parsed(bytes);
    const std::size_t size = given.view.total_size + image::kLmsTlvBytes;
    if (given.view.second != 0) {
        throw Failure("ALREADY_SEALED", "this image has an LMS signature",
                      "start from the one without");
    }
    if (size > room) {
        throw Failure("BAD_SIZE",
                      fmt::format("with an LMS signature the image takes {} bytes, its slot has {}",
                                  size, room),
                      "make it smaller or its slot in system.toml larger");
    }
    Digest named{};
    std::ranges::transform(given.view.tlvs.digest, named.begin(),
                           [](std::byte byte) { return std::to_integer<std::uint8_t>(byte); });
    const Bytes signature = lms_sign(file, named);

    Bytes made(bytes.begin(), bytes.begin() + given.view.total_size);
    append_tlv(made, given.view.header.hashed_size(), image::TlvType::kLmsSignature, signature);
    return made;
}

void require_second_key(ByteView bytes, const std::string& file) {
    if (file.empty() && parsed(bytes).view.second != 0) {
        throw Failure(lib::Error::kHybridMissing, "encrypted, this image");
    }
}

}  // namespace host
