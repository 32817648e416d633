// SPDX-License-Identifier: Apache-2.0
// A value or an Error: std::expected for firmware (GCC 12 in freestanding use, no exceptions).
// A default-built Result is impossible: every path must say which one it is.
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

#include "lib/error/error.h"

namespace lib {

// Called where value() or error() is asked of the other kind: a programming error, never returns.
[[noreturn]] inline void result_misuse() {
    __builtin_trap();
}

// T: any object type that can be copied or moved; Result is trivially copyable where T is.
template <typename T>
class [[nodiscard]] Result {
    static_assert(std::is_object_v<T> && !std::is_same_v<std::remove_cv_t<T>, Error>);

  public:
    constexpr Result(const T& value) : value_(value), has_value_(true) {}
    constexpr Result(T&& value) : value_(std::move(value)), has_value_(true) {}
    constexpr Result(Error error) : error_(error), has_value_(false) {}

    constexpr Result(const Result&)
        requires std::is_trivially_copy_constructible_v<T>
    = default;
    constexpr Result(const Result& other) : has_value_(other.has_value_) {
        if (has_value_) {
            std::construct_at(&value_, other.value_);
        } else {
            std::construct_at(&error_, other.error_);
        }
    }
    constexpr Result& operator=(const Result&)
        requires std::is_trivially_copyable_v<T>
    = default;
    constexpr ~Result()
        requires std::is_trivially_destructible_v<T>
    = default;
    constexpr ~Result() {
        if (has_value_) {
            value_.~T();
        }
    }

    constexpr bool ok() const { return has_value_; }
    constexpr explicit operator bool() const { return has_value_; }

    constexpr T& value() & { return require_value(), value_; }
    constexpr const T& value() const& { return require_value(), value_; }
    constexpr T&& value() && { return require_value(), std::move(value_); }
    constexpr T value_or(T other) const { return has_value_ ? value_ : other; }

    constexpr Error error() const {
        if (has_value_) {
            result_misuse();
        }
        return error_;
    }

  private:
    constexpr void require_value() const {
        if (!has_value_) {
            result_misuse();
        }
    }

    union {
        T value_;
        Error error_;
    };
    bool has_value_;
};

// Success is the value 0, which no Error has: one word, returned in a register.
template <>
class [[nodiscard]] Result<void> {
  public:
    constexpr Result() = default;
    constexpr Result(Error error) : code_(static_cast<uint32_t>(error)) {}

    constexpr bool ok() const { return code_ == 0; }
    constexpr explicit operator bool() const { return ok(); }

    constexpr Error error() const {
        if (ok()) {
            result_misuse();
        }
        return static_cast<Error>(code_);
    }

  private:
    uint32_t code_ = 0;
};

inline constexpr Result<void> kOk{};

}  // namespace lib

// Return early with the error of `expression`, a Result of any type whose value is not wanted:
//   LIB_TRY(flash_erase(sector));
// A wanted value is taken in the open: `auto r = f(); if (!r.ok()) { return r.error(); }`.
#define LIB_TRY(expression)                                             \
    do {                                                                \
        if (auto lib_try_result = (expression); !lib_try_result.ok()) { \
            return lib_try_result.error();                              \
        }                                                               \
    } while (false)
