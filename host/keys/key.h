// SPDX-License-Identifier: Apache-2.0
// A P-256 key pair or public key, in PEM files (SEC1 or PKCS#8, unencrypted; SubjectPublicKeyInfo).
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "host/base/file.h"

namespace host {

using Digest = std::array<std::uint8_t, 32>;
using PublicPoint = std::array<std::uint8_t, 64>;  // X || Y, big-endian
using Scalar = std::array<std::uint8_t, 32>;       // big-endian

Digest sha256(ByteView bytes);
// From the operating system through Mbed TLS's DRBG.
void random_bytes(std::span<std::uint8_t> out);

class Key {
  public:
    static Key generate();
    // Throws Failure FILE_UNREADABLE, KEY_BAD (not a P-256 PEM).
    static Key load(const Path& file);
    static Key from_public(const PublicPoint& point);

    bool has_private() const;
    PublicPoint public_point() const;
    Scalar private_scalar() const;  // throws Failure KEY_NOT_PRIVATE
    // SHA-256 of the DER SubjectPublicKeyInfo, as MCUboot's key hash TLV holds it.
    Digest hash() const;
    std::string private_pem() const;
    std::string public_pem() const;

    // ECDSA over a SHA-256, deterministic (RFC 6979): signing twice gives the same image.
    Bytes sign_der(const Digest& digest) const;
    PublicPoint sign_raw(const Digest& digest) const;  // r || s
    bool verify_der(const Digest& digest, ByteView signature) const;
    bool verify_raw(const Digest& digest, const PublicPoint& signature) const;

  private:
    struct State;
    explicit Key(std::shared_ptr<State> state) : state_(std::move(state)) {}
    std::shared_ptr<State> state_;
};

}  // namespace host
