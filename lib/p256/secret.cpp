// SPDX-License-Identifier: Apache-2.0

#include "lib/p256/secret.h"

#include <algorithm>

#include "lib/p256/multiply.h"
#include "lib/p256/order.h"

namespace lib::p256 {
namespace {

// A secret number on the stack.
struct Secret {
    Words words;

    explicit Secret(SecretView bytes) : words(words_from_bytes(bytes)) {}
    Secret() : words{} {}
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    ~Secret() { bytes::wipe_object(words); }

    bool valid() const { return order_in_range(words) != 0; }
};

// multiply: one of multiply.h.
bool shared_by(void (*multiply)(ProjectivePoint&, const Words&, const AffinePoint&),
               std::span<std::byte, kSecretSize> out, SecretView secret, PublicKeyView peer) {
    std::ranges::fill(out, std::byte{});
    const Secret factor(secret);
    AffinePoint point;
    if (!factor.valid() || !load_point(point, peer)) {
        return false;
    }
    ProjectivePoint product;
    multiply(product, factor.words, point);
    AffineWords shared = projective_affine(product);
    words_to_bytes(out, shared.x);
    bytes::wipe_object(product);
    bytes::wipe_object(shared);
    return true;
}

}  // namespace

bool secret_valid(SecretView secret) {
    return Secret(secret).valid();
}

bool public_key(std::span<std::byte, kPublicKeySize> out, SecretView secret) {
    std::ranges::fill(out, std::byte{});
    const Secret factor(secret);
    if (!factor.valid()) {
        return false;
    }
    ProjectivePoint point;
    multiply_generator(point, factor.words);
    const AffineWords affine = projective_affine(point);
    words_to_bytes(out.first<32>(), affine.x);
    words_to_bytes(out.last<32>(), affine.y);
    bytes::wipe_object(point);  // its z tells of the factor
    return true;
}

bool sign(std::span<std::byte, kSignatureSize> out, SecretView secret, DigestView digest,
          SecretView nonce) {
    std::ranges::fill(out, std::byte{});
    const Secret d(secret);
    const Secret k(nonce);
    if (!d.valid() || !k.valid()) {
        return false;
    }
    ProjectivePoint point;
    multiply_generator(point, k.words);
    Words r;
    order_reduce(r, projective_affine(point).x);
    bytes::wipe_object(point);

    Secret s;
    Secret inverse;
    Words e;
    order_reduce(e, words_from_bytes(digest));
    order_multiply(s.words, r, d.words);
    order_add(s.words, s.words, e);
    order_inverse(inverse.words, k.words);
    order_multiply(s.words, s.words, inverse.words);
    if (is_zero(r) || is_zero(s.words)) {
        return false;
    }
    words_to_bytes(out.first<32>(), r);
    words_to_bytes(out.last<32>(), s.words);
    return true;
}

bool shared_secret(std::span<std::byte, kSecretSize> out, SecretView secret, PublicKeyView peer) {
    return shared_by(multiply_point, out, secret, peer);
}

bool shared_secret_compact(std::span<std::byte, kSecretSize> out, SecretView secret,
                           PublicKeyView peer) {
    return shared_by(multiply_point_compact, out, secret, peer);
}

}  // namespace lib::p256
