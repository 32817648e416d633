// SPDX-License-Identifier: Apache-2.0
// Reading and judging a signed image: the same parser as on the chip, Mbed TLS for the signature.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "boot/image/image.h"
#include "host/base/report.h"
#include "host/keys/key.h"

namespace host {

// A parsed image; `bytes` is kept by the caller. Fields point into it or into `buffer`.
struct ParsedImage {
    std::unique_ptr<boot::image::ImageBuffer> buffer;  // the view points into it
    boot::image::ImageView view;
    Digest digest;  // computed over header, payload and protected TLVs
};

// nullopt and `error` where the parser refuses.
std::optional<ParsedImage> parse_image(ByteView bytes, lib::Error& error);

// Content, signer, signature, in the order of the boot stages; nullopt if all hold.
std::optional<lib::Error> judge_image(const ParsedImage& image, const Key& key);
bool content_intact(const ParsedImage& image);

// All fields and TLVs of any file that starts with a MCUboot header, refused or not.
Json describe_image(ByteView bytes);

}  // namespace host
