// SPDX-License-Identifier: Apache-2.0
#include "host/image/image_file.h"

#include "host/base/failure.h"

#include <algorithm>

namespace host {
namespace image = boot::image;
namespace {

bool same(ByteView bytes, const Digest& digest) {
    return std::ranges::equal(bytes, std::as_bytes(std::span(digest)));
}

}  // namespace

std::optional<ParsedImage> parse_image(ByteView bytes, lib::Error& error) {
    ParsedImage parsed{std::make_unique<image::ImageBuffer>(), {}, {}};
    image::MemorySource source(bytes);
    auto view = image::load_image<true>(source, *parsed.buffer);
    if (!view.ok()) {
        error = view.error();
        return std::nullopt;
    }
    parsed.view = view.value();
    parsed.digest = sha256(bytes.first(parsed.view.header.hashed_size()));
    return parsed;
}

ParsedImage require_image(ByteView bytes, const Path& file) {
    lib::Error error{};
    auto image = parse_image(bytes, error);
    if (!image) {
        throw Failure(error, shown(file));
    }
    return std::move(*image);
}

bool content_intact(const ParsedImage& image) {
    return same(image.view.tlvs.digest, image.digest);
}

std::optional<lib::Error> judge_image(const ParsedImage& image, const Key& key) {
    if (!same(image.view.tlvs.key_hash, key.hash())) {
        return lib::Error::kKeyUnknown;
    }
    if (!content_intact(image)) {
        return lib::Error::kHashMismatch;
    }
    if (!key.verify_der(image.digest, image.view.tlvs.signature)) {
        return lib::Error::kSignatureInvalid;
    }
    return std::nullopt;
}

std::optional<lib::Error> judge_second(ByteView bytes, const ParsedImage& image,
                                       const LmsPublicKey& key) {
    if (image.view.second == 0) {
        return lib::Error::kHybridMissing;
    }
    const auto signature = bytes.subspan(image.view.second).first<lib::lms::kSignatureSize>();
    const auto verdict = lib::lms::verify(key, image.view.tlvs.digest, signature);
    return lib::hardened::is_true(verdict) ? std::nullopt
                                           : std::optional(lib::Error::kHybridInvalid);
}

}  // namespace host
