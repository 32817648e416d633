// SPDX-License-Identifier: Apache-2.0
// lib/hardened as it must not be: the same words, each a single plain test. A fault campaign that
// finds nothing in firmware built with it would be blind. For irot_soft alone (CMakeLists.txt).
#pragma once

#include <algorithm>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

namespace lib::hardened {

extern "C" void hardened_panic();

[[noreturn]] inline void fail_closed() {
    hardened_panic();
    __builtin_unreachable();
}

template <typename T>
inline T launder(T value) {
    return value;
}

enum class HardenedBool : uint32_t { kFalse = 0, kTrue = 1 };

inline bool is_true(HardenedBool decision) {
    return decision != HardenedBool::kFalse;
}

inline void require_true(HardenedBool decision) {
    if (!is_true(decision)) {
        fail_closed();
    }
}

inline uint32_t difference(HardenedBool decision) {
    return is_true(decision) ? 0 : 1;
}

inline HardenedBool plain(bool decision) {
    return decision ? HardenedBool::kTrue : HardenedBool::kFalse;
}

inline HardenedBool both(HardenedBool a, HardenedBool b) {
    return plain(is_true(a) && is_true(b));
}

inline HardenedBool equal_words(uint32_t a, uint32_t b) {
    return plain(a == b);
}

inline HardenedBool at_least(uint32_t a, uint32_t b) {
    return plain(a >= b);
}

inline HardenedBool equal_bytes(std::span<const std::byte> a, std::span<const std::byte> b) {
    return plain(std::ranges::equal(a, b));
}

template <typename Decide>
inline HardenedBool twice(Decide&& decide) {
    return decide();
}

enum class FlowStep : uint32_t {};

consteval FlowStep flow_step(const char* /*name*/) {
    return FlowStep{};
}

class FlowCounter {
  public:
    template <typename... Steps>
    static consteval uint32_t after(Steps... /*steps*/) {
        return 0;
    }
    void step(FlowStep /*step*/) {}
    void require(uint32_t /*expected*/) const {}
    uint32_t difference(uint32_t /*expected*/) const { return 0; }
};

}  // namespace lib::hardened
