// SPDX-License-Identifier: Apache-2.0
// AES and SAES as the suites drive them: registers of fact sheet 7.1, sequences of 7.2.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace chip_test {

using Block = std::array<std::uint32_t, 4>;  // first word first

inline constexpr std::uint32_t kAes = 0x420C'0000;
inline constexpr std::uint32_t kSaes = 0x420C'0C00;

namespace cr {
inline constexpr std::uint32_t kEnable = 1u << 0;
inline constexpr std::uint32_t kByteSwap = 2u << 1;
inline constexpr std::uint32_t kEncrypt = 0u << 3;
inline constexpr std::uint32_t kPrepare = 1u << 3;
inline constexpr std::uint32_t kDecrypt = 2u << 3;
inline constexpr std::uint32_t kEcb = 0u << 5;
inline constexpr std::uint32_t kCbc = 1u << 5;
inline constexpr std::uint32_t kCtr = 2u << 5;
inline constexpr std::uint32_t kGcm = 3u << 5;
inline constexpr std::uint32_t kCcm = 1u << 16;
inline constexpr std::uint32_t kHeader = 1u << 13;
inline constexpr std::uint32_t kPayload = 2u << 13;
inline constexpr std::uint32_t kFinal = 3u << 13;
inline constexpr std::uint32_t kWide = 1u << 18;
inline constexpr std::uint32_t kProtect = 1u << 19;
inline constexpr std::uint32_t kWrapped = 1u << 24;
inline constexpr std::uint32_t kShared = 2u << 24;
inline constexpr std::uint32_t kDhuk = 1u << 28;
inline constexpr std::uint32_t kBhk = 2u << 28;
inline constexpr std::uint32_t kBoth = 4u << 28;
inline constexpr std::uint32_t kTestKey = 7u << 28;
inline constexpr std::uint32_t kReset = 1u << 31;
}  // namespace cr

namespace aes_flag {
inline constexpr std::uint32_t kCcf = 1u << 0;  // SR, ISR
inline constexpr std::uint32_t kReadError = 1u << 1;
inline constexpr std::uint32_t kWriteError = 1u << 2;
inline constexpr std::uint32_t kBusy = 1u << 3;
inline constexpr std::uint32_t kKeyValid = 1u << 7;
inline constexpr std::uint32_t kRweif = 1u << 1;  // ISR
inline constexpr std::uint32_t kKeif = 1u << 2;
}  // namespace aes_flag

class Engine {
  public:
    explicit constexpr Engine(std::uint32_t base) : base_(base) {}

    [[nodiscard]] std::uint32_t control() const;
    [[nodiscard]] std::uint32_t status() const;
    [[nodiscard]] std::uint32_t flags() const;  // ISR
    void clear_flags() const;
    void set_control(std::uint32_t value) const;
    void enable() const;
    void disable() const;
    void restart() const;  // IPRST

    // `key`: 4 or 8 words, most significant first.
    void set_key(std::span<const std::uint32_t> key) const;
    void set_iv(const Block& iv) const;
    [[nodiscard]] Block iv() const;

    // Writes a block; the result after CCF, which is cleared.
    void put(const Block& in) const;
    [[nodiscard]] Block take() const;
    Block process(const Block& in) const;
    // Key preparation: MODE 1, wait, back to decryption.
    void prepare_decryption() const;

    void push(std::uint32_t word) const;
    [[nodiscard]] std::uint32_t pull() const;
    [[nodiscard]] std::uint32_t base() const { return base_; }

  private:
    std::uint32_t base_;
};

// The NIST vectors of every mode on that engine, by software keys.
void check_vectors(const Engine& engine);
// Both directions by GPDMA1; `out_request`: number of the output's request, the input's is behind
// it.
void check_dma(const Engine& engine, std::uint32_t out_request);
// What is refused: no key, key order, data at the wrong moment, configuration while EN.
void check_refusals(const Engine& engine, unsigned line);

}  // namespace chip_test
