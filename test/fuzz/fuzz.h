// SPDX-License-Identifier: Apache-2.0
// What all fuzz targets share: properties that end the run where they do not hold, and inputs that
// are taken apart field by field.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace test::fuzz {

inline void require(bool holds) {
    if (!holds) {
        __builtin_trap();
    }
}

// The input from its front; zeros behind its end.
class Input {
  public:
    Input(const std::uint8_t* data, std::size_t size) : rest_(data, size) {}

    template <typename T>
    T take() {
        T value{};
        const auto part = rest_.first(std::min(sizeof(T), rest_.size()));
        std::memcpy(&value, part.data(), part.size());
        rest_ = rest_.subspan(part.size());
        return value;
    }
    bool empty() const { return rest_.empty(); }
    std::span<const std::byte> rest() const { return std::as_bytes(rest_); }

  private:
    std::span<const std::uint8_t> rest_;
};

}  // namespace test::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);
