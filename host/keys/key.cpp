// SPDX-License-Identifier: Apache-2.0
#include "host/keys/key.h"

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/ecdsa.h>
#include <mbedtls/entropy.h>
#include <mbedtls/pk.h>
#include <mbedtls/sha256.h>
#include <algorithm>

#include "host/base/failure.h"

namespace host {
namespace {

// DER of SubjectPublicKeyInfo { id-ecPublicKey, prime256v1 } up to and with the point's 04.
constexpr std::array<std::uint8_t, 27> kSpkiHead = {
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06,
    0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04};

class Random {
  public:
    Random() {
        mbedtls_entropy_init(&entropy_);
        mbedtls_ctr_drbg_init(&drbg_);
        check(mbedtls_ctr_drbg_seed(&drbg_, mbedtls_entropy_func, &entropy_, nullptr, 0));
    }
    static int give(void* /*unused*/, unsigned char* out, std::size_t size) {
        static Random random;
        return mbedtls_ctr_drbg_random(&random.drbg_, out, size);
    }
    static void check(int result) {
        if (result != 0) {
            throw Failure("CRYPTO_FAILED", "Mbed TLS refused an operation", "report it");
        }
    }

  private:
    mbedtls_entropy_context entropy_;
    mbedtls_ctr_drbg_context drbg_;
};

const unsigned char* raw(const std::byte* bytes) {
    return reinterpret_cast<const unsigned char*>(bytes);
}

class Number {  // an mbedtls_mpi that cleans up
  public:
    Number() { mbedtls_mpi_init(&mpi_); }
    ~Number() { mbedtls_mpi_free(&mpi_); }
    Number(const Number&) = delete;
    Number& operator=(const Number&) = delete;
    mbedtls_mpi* operator&() { return &mpi_; }

  private:
    mbedtls_mpi mpi_;
};

}  // namespace

struct Key::State {
    mbedtls_pk_context pk;
    State() { mbedtls_pk_init(&pk); }
    ~State() { mbedtls_pk_free(&pk); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    mbedtls_ecp_keypair* pair() { return mbedtls_pk_ec(pk); }
    mbedtls_ecp_group* group() { return &pair()->MBEDTLS_PRIVATE(grp); }
    mbedtls_ecp_point* point() { return &pair()->MBEDTLS_PRIVATE(Q); }
    mbedtls_mpi* scalar() { return &pair()->MBEDTLS_PRIVATE(d); }
    void make_ec() {
        Random::check(mbedtls_pk_setup(&pk, mbedtls_pk_info_from_type(MBEDTLS_PK_ECKEY)));
    }
};

Digest sha256(ByteView bytes) {
    Digest digest{};
    Random::check(mbedtls_sha256(raw(bytes.data()), bytes.size(), digest.data(), 0));
    return digest;
}

void random_bytes(std::span<std::uint8_t> out) {
    Random::check(Random::give(nullptr, out.data(), out.size()));
}

Key Key::generate() {
    auto state = std::make_shared<State>();
    state->make_ec();
    Random::check(
        mbedtls_ecp_gen_key(MBEDTLS_ECP_DP_SECP256R1, state->pair(), Random::give, nullptr));
    return Key(state);
}

Key Key::load(const Path& file) {
    const std::string pem = read_text(file);
    const auto* text = reinterpret_cast<const unsigned char*>(pem.c_str());
    auto state = std::make_shared<State>();
    int result =
        mbedtls_pk_parse_key(&state->pk, text, pem.size() + 1, nullptr, 0, Random::give, nullptr);
    if (result != 0) {
        mbedtls_pk_free(&state->pk);
        mbedtls_pk_init(&state->pk);
        result = mbedtls_pk_parse_public_key(&state->pk, text, pem.size() + 1);
    }
    if (result != 0 || !mbedtls_pk_can_do(&state->pk, MBEDTLS_PK_ECDSA) ||
        mbedtls_ecp_keypair_get_group_id(state->pair()) != MBEDTLS_ECP_DP_SECP256R1) {
        throw Failure("KEY_BAD", shown(file) + ": not an unencrypted P-256 key in PEM",
                      "name a key made by 'sm keys new' or 'imgtool keygen -t ecdsa-p256'");
    }
    return Key(state);
}

Key Key::from_public(const PublicPoint& point) {
    auto state = std::make_shared<State>();
    state->make_ec();
    std::array<std::uint8_t, 65> encoded{0x04};
    std::ranges::copy(point, encoded.begin() + 1);
    Random::check(mbedtls_ecp_group_load(state->group(), MBEDTLS_ECP_DP_SECP256R1));
    if (mbedtls_ecp_point_read_binary(state->group(), state->point(), encoded.data(),
                                      encoded.size()) != 0 ||
        mbedtls_ecp_check_pubkey(state->group(), state->point()) != 0) {
        throw Failure(lib::Error::kPublicKeyBad, "public key");
    }
    return Key(state);
}

bool Key::has_private() const {
    return mbedtls_mpi_cmp_int(state_->scalar(), 0) != 0;
}

PublicPoint Key::public_point() const {
    std::array<std::uint8_t, 65> encoded{};
    std::size_t size = 0;
    Random::check(mbedtls_ecp_point_write_binary(state_->group(), state_->point(),
                                                 MBEDTLS_ECP_PF_UNCOMPRESSED, &size, encoded.data(),
                                                 encoded.size()));
    PublicPoint point{};
    std::copy(encoded.begin() + 1, encoded.end(), point.begin());
    return point;
}

Scalar Key::private_scalar() const {
    if (!has_private()) {
        throw Failure("KEY_NOT_PRIVATE", "this file holds only a public key",
                      "name the file with the private key");
    }
    Scalar scalar{};
    Random::check(mbedtls_mpi_write_binary(state_->scalar(), scalar.data(), scalar.size()));
    return scalar;
}

Digest Key::hash() const {
    Bytes der;
    std::ranges::transform(kSpkiHead, std::back_inserter(der),
                           [](std::uint8_t byte) { return std::byte{byte}; });
    const PublicPoint point = public_point();
    std::ranges::transform(point, std::back_inserter(der),
                           [](std::uint8_t byte) { return std::byte{byte}; });
    return sha256(der);
}

std::string Key::private_pem() const {
    std::array<unsigned char, 1024> pem{};
    Random::check(mbedtls_pk_write_key_pem(&state_->pk, pem.data(), pem.size()));
    return reinterpret_cast<const char*>(pem.data());
}

std::string Key::public_pem() const {
    std::array<unsigned char, 1024> pem{};
    Random::check(mbedtls_pk_write_pubkey_pem(&state_->pk, pem.data(), pem.size()));
    return reinterpret_cast<const char*>(pem.data());
}

Bytes Key::sign_der(const Digest& digest) const {
    private_scalar();
    std::array<unsigned char, MBEDTLS_ECDSA_MAX_LEN> der{};
    std::size_t size = 0;
    Random::check(mbedtls_pk_sign(&state_->pk, MBEDTLS_MD_SHA256, digest.data(), digest.size(),
                                  der.data(), der.size(), &size, Random::give, nullptr));
    const ByteView signature = std::as_bytes(std::span(der).first(size));
    return {signature.begin(), signature.end()};
}

PublicPoint Key::sign_raw(const Digest& digest) const {
    private_scalar();
    Number r;
    Number s;
    Random::check(mbedtls_ecdsa_sign_det_ext(state_->group(), &r, &s, state_->scalar(),
                                             digest.data(), digest.size(), MBEDTLS_MD_SHA256,
                                             Random::give, nullptr));
    PublicPoint signature{};
    Random::check(mbedtls_mpi_write_binary(&r, signature.data(), 32));
    Random::check(mbedtls_mpi_write_binary(&s, signature.data() + 32, 32));
    return signature;
}

bool Key::verify_der(const Digest& digest, ByteView signature) const {
    return mbedtls_pk_verify(&state_->pk, MBEDTLS_MD_SHA256, digest.data(), digest.size(),
                             raw(signature.data()), signature.size()) == 0;
}

bool Key::verify_raw(const Digest& digest, const PublicPoint& signature) const {
    Number r;
    Number s;
    Random::check(mbedtls_mpi_read_binary(&r, signature.data(), 32));
    Random::check(mbedtls_mpi_read_binary(&s, signature.data() + 32, 32));
    return mbedtls_ecdsa_verify(state_->group(), digest.data(), digest.size(), state_->point(), &r,
                                &s) == 0;
}

}  // namespace host
