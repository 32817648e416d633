// SPDX-License-Identifier: Apache-2.0
// Encrypting images as MCUboot does (ECIES-P256, AES-CTR), with a second signature over what
// travels: boot/image/SPEC.md, "Encrypted images".
#pragma once

#include "host/image/image_file.h"

namespace host {

// `image`: signed, plain. Signed anew by `owner` (the flag is under the signature), encrypted for
// `recipient` by a new random key of `key_bytes` (16 or 32), signed a second time. An image that is
// encrypted already, by imgtool, only gets the second signature; `recipient` and `key_bytes` are
// not looked at. Throws Failure KEY_REUSED (`owner` is `recipient`), KEY_NOT_PRIVATE, BAD_SIZE (no
// room left among the TLVs), WRONG_KEY_SIZE, ALREADY_SEALED, and the parser's.
Bytes seal_image(ByteView image, const Key& owner, const Key& recipient, std::size_t key_bytes);

// The image as it lies in its slot: payload in plain, all else as it was. Throws Failure
// DECRYPTION_KEY, NOT_ENCRYPTED, KEY_NOT_PRIVATE, and the parser's.
Bytes open_image(ByteView image, const Key& recipient);

// One more entry at the end of an image, in its last TLV area, which begins at `area`.
void append_tlv(Bytes& image, std::size_t area, boot::image::TlvType type, ByteView value);

bool is_encrypted(const ParsedImage& image);
// It lies in its slot, or was opened: its content is plain.
bool is_open(const ParsedImage& image);

// What can be checked without the key of decryption: signer, signature over the digest that the
// image names, and over the cipher text. nullopt: all hold.
std::optional<lib::Error> judge_sealed_image(ByteView bytes, const ParsedImage& image,
                                             const Key& key);

}  // namespace host
