// SPDX-License-Identifier: Apache-2.0
// The curve as Mbed TLS has it, in test clothes: numbers that clean up and signatures from a key,
// a nonce and a digest of the test's choice.
#pragma once

#include <gtest/gtest.h>
#include <mbedtls/bignum.h>
#include <mbedtls/ecp.h>

#include <random>

#include "lib/p256/p256.h"
#include "lib/p256/words.h"

namespace lib::p256::reference {

using Bytes32 = std::array<std::byte, 32>;
using Bytes64 = std::array<std::byte, 64>;

class Number {
  public:
    Number() { mbedtls_mpi_init(&mpi_); }
    explicit Number(int value) : Number() { mbedtls_mpi_lset(&mpi_, value); }
    explicit Number(std::span<const std::byte, 32> bytes) : Number() {
        mbedtls_mpi_read_binary(&mpi_, reinterpret_cast<const unsigned char*>(bytes.data()), 32);
    }
    Number(const Number& other) : Number() { mbedtls_mpi_copy(&mpi_, &other.mpi_); }
    Number& operator=(const Number& other) {
        mbedtls_mpi_copy(&mpi_, &other.mpi_);
        return *this;
    }
    ~Number() { mbedtls_mpi_free(&mpi_); }

    mbedtls_mpi* get() { return &mpi_; }
    const mbedtls_mpi* get() const { return &mpi_; }

    Bytes32 bytes() const {
        Bytes32 out{};
        EXPECT_EQ(mbedtls_mpi_write_binary(&mpi_, reinterpret_cast<unsigned char*>(out.data()), 32),
                  0);
        return out;
    }
    Words words() const { return words_from_bytes(bytes()); }

    friend Number operator+(const Number& a, const Number& b) {
        Number out;
        mbedtls_mpi_add_mpi(out.get(), a.get(), b.get());
        return out;
    }
    friend Number operator-(const Number& a, const Number& b) {
        Number out;
        mbedtls_mpi_sub_mpi(out.get(), a.get(), b.get());
        return out;
    }
    friend Number operator*(const Number& a, const Number& b) {
        Number out;
        mbedtls_mpi_mul_mpi(out.get(), a.get(), b.get());
        return out;
    }
    friend Number operator%(const Number& a, const Number& modulus) {
        Number out;
        EXPECT_EQ(mbedtls_mpi_mod_mpi(out.get(), a.get(), modulus.get()), 0);
        return out;
    }
    friend bool operator<(const Number& a, const Number& b) {
        return mbedtls_mpi_cmp_mpi(a.get(), b.get()) < 0;
    }
    friend bool operator==(const Number& a, const Number& b) {
        return mbedtls_mpi_cmp_mpi(a.get(), b.get()) == 0;
    }
    bool zero() const { return mbedtls_mpi_cmp_int(&mpi_, 0) == 0; }

    Number inverse(const Number& modulus) const {
        Number out;
        EXPECT_EQ(mbedtls_mpi_inv_mod(out.get(), &mpi_, modulus.get()), 0);
        return out;
    }
    Number power(const Number& exponent, const Number& modulus) const {
        Number out;
        EXPECT_EQ(mbedtls_mpi_exp_mod(out.get(), &mpi_, exponent.get(), modulus.get(), nullptr), 0);
        return out;
    }

  private:
    mbedtls_mpi mpi_;
};

// The halves of X || Y or r || s.
inline Number high(const Bytes64& bytes) {
    return Number{std::span<const std::byte, 64>(bytes).first<32>()};
}
inline Number low(const Bytes64& bytes) {
    return Number{std::span<const std::byte, 64>(bytes).last<32>()};
}

class Curve {
  public:
    Curve() {
        mbedtls_ecp_group_init(&group_);
        EXPECT_EQ(mbedtls_ecp_group_load(&group_, MBEDTLS_ECP_DP_SECP256R1), 0);
        mbedtls_mpi_copy(p.get(), &group_.P);
        mbedtls_mpi_copy(n.get(), &group_.N);
        mbedtls_mpi_copy(b.get(), &group_.B);
        mbedtls_mpi_copy(gx.get(), &group_.G.MBEDTLS_PRIVATE(X));
        mbedtls_mpi_copy(gy.get(), &group_.G.MBEDTLS_PRIVATE(Y));
    }
    Curve(const Curve&) = delete;
    Curve& operator=(const Curve&) = delete;
    ~Curve() { mbedtls_ecp_group_free(&group_); }

    // f1 * (x1, y1) + f2 * (x2, y2) as X || Y.
    Bytes64 sum(const Number& f1, const Bytes64& p1, const Number& f2, const Bytes64& p2) {
        mbedtls_ecp_point a, c, out;
        load(a, p1);
        load(c, p2);
        mbedtls_ecp_point_init(&out);
        EXPECT_EQ(mbedtls_ecp_muladd(&group_, &out, f1.get(), &a, f2.get(), &c), 0);
        const Bytes64 bytes = store(out);
        mbedtls_ecp_point_free(&a);
        mbedtls_ecp_point_free(&c);
        mbedtls_ecp_point_free(&out);
        return bytes;
    }

    Bytes64 generator() const { return join(gx, gy); }

    // factor * G, for 0 < factor < n.
    Bytes64 multiple(const Number& factor) {
        mbedtls_ecp_point out;
        mbedtls_ecp_point_init(&out);
        EXPECT_EQ(mbedtls_ecp_mul(&group_, &out, factor.get(), &group_.G, noise, nullptr), 0);
        const Bytes64 bytes = store(out);
        mbedtls_ecp_point_free(&out);
        return bytes;
    }

    // The signature (FIPS 186-4, 6.4) with private key d, nonce k, digest e. r = s = 0 never occurs
    // for the numbers tests choose.
    Bytes64 sign(const Number& d, const Number& k, const Number& e) {
        const Number r = high(multiple(k)) % n;
        return join(r, k.inverse(n) * (e + r * d) % n);
    }

    static Bytes64 join(const Number& high, const Number& low) {
        Bytes64 out;
        std::ranges::copy(high.bytes(), out.begin());
        std::ranges::copy(low.bytes(), out.begin() + 32);
        return out;
    }

    Number p, n, b, gx, gy;

  private:
    static int noise(void*, unsigned char* out, size_t size) {
        static std::mt19937 random(5);
        for (size_t i = 0; i < size; ++i) {
            out[i] = static_cast<unsigned char>(random());
        }
        return 0;
    }
    static void load(mbedtls_ecp_point& point, const Bytes64& bytes) {
        mbedtls_ecp_point_init(&point);
        const Number x(high(bytes)), y(low(bytes));
        mbedtls_mpi_copy(&point.MBEDTLS_PRIVATE(X), x.get());
        mbedtls_mpi_copy(&point.MBEDTLS_PRIVATE(Y), y.get());
        mbedtls_mpi_lset(&point.MBEDTLS_PRIVATE(Z), 1);
    }
    static Bytes64 store(const mbedtls_ecp_point& point) {
        Number x, y;
        mbedtls_mpi_copy(x.get(), &point.MBEDTLS_PRIVATE(X));
        mbedtls_mpi_copy(y.get(), &point.MBEDTLS_PRIVATE(Y));
        return join(x, y);
    }

    mbedtls_ecp_group group_;
};

inline Bytes32 random_bytes(std::mt19937& random) {
    Bytes32 out;
    for (std::byte& byte : out) {
        byte = static_cast<std::byte>(random());
    }
    return out;
}

// 1..n-1
inline Number random_scalar(std::mt19937& random, const Curve& curve) {
    return Number(std::span<const std::byte, 32>(random_bytes(random))) % (curve.n - Number(1)) +
           Number(1);
}

}  // namespace lib::p256::reference
