// SPDX-License-Identifier: Apache-2.0
// Reading and judging a signed image: the same parser as on the chip, Mbed TLS for the signature.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "boot/image/image.h"
#include "host/base/report.h"
#include "host/keys/key.h"
#include "host/keys/lms_key.h"

namespace host {

// A parsed image; `bytes` is kept by the caller. Fields point into it or into `buffer`.
struct ParsedImage {
    std::unique_ptr<boot::image::ImageBuffer> buffer;  // the view points into it
    boot::image::ImageView view;
    Digest digest;  // computed over header, payload and protected TLVs
};

// nullopt and `error` where the parser refuses.
std::optional<ParsedImage> parse_image(ByteView bytes, lib::Error& error);
// Throws Failure of the parser's error, about `file`.
ParsedImage require_image(ByteView bytes, const Path& file);

// Content, signer, signature, in the order of the boot stages; nullopt if all hold.
std::optional<lib::Error> judge_image(const ParsedImage& image, const Key& key);
// The LMS signature over the digest that the image names, which must be there; nullopt if it holds.
// `bytes`: the whole image.
std::optional<lib::Error> judge_second(ByteView bytes, const ParsedImage& image,
                                       const LmsPublicKey& key);
bool content_intact(const ParsedImage& image);

// All fields and TLVs of any file that starts with a MCUboot header, refused or not.
Json describe_image(ByteView bytes);

}  // namespace host
