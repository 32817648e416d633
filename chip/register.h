// SPDX-License-Identifier: Apache-2.0
// Typed registers: an address, what may be done to it, and bits that belong to it and to no other.
// Reading a write-only register, writing a read-only one, or setting another register's bit does
// not compile (fail/). All of it folds into one load or store.
#pragma once

#include <cstdint>

namespace chip {

enum class Access { kReadWrite, kReadOnly, kWriteOnly };

// Some bits of register R.
template <typename R>
struct Bits {
    std::uint32_t mask;

    friend constexpr Bits operator|(Bits a, Bits b) { return {a.mask | b.mask}; }
    friend constexpr bool operator==(Bits, Bits) = default;
};

template <std::uint32_t kAddress, Access kAccess = Access::kReadWrite>
struct Register {
    static_assert(kAddress % 4 == 0, "registers are words");
    static constexpr std::uint32_t address = kAddress;

    static std::uint32_t read()
        requires(kAccess != Access::kWriteOnly)
    {
        return pointer();
    }

    static void write(std::uint32_t value)
        requires(kAccess != Access::kReadOnly)
    {
        pointer() = value;
    }

    static void write(Bits<Register> bits)
        requires(kAccess != Access::kReadOnly)
    {
        pointer() = bits.mask;
    }

    static void set(Bits<Register> bits)
        requires(kAccess == Access::kReadWrite)
    {
        pointer() = pointer() | bits.mask;
    }

    static void clear(Bits<Register> bits)
        requires(kAccess == Access::kReadWrite)
    {
        pointer() = pointer() & ~bits.mask;
    }

    // Replaces the bits of `what` by those of `with`.
    static void change(Bits<Register> what, Bits<Register> with)
        requires(kAccess == Access::kReadWrite)
    {
        pointer() = (pointer() & ~what.mask) | with.mask;
    }

    static bool any(Bits<Register> bits)
        requires(kAccess != Access::kWriteOnly)
    {
        return (pointer() & bits.mask) != 0;
    }

    static bool all(Bits<Register> bits)
        requires(kAccess != Access::kWriteOnly)
    {
        return (pointer() & bits.mask) == bits.mask;
    }

    static constexpr Bits<Register> bit(unsigned number) { return {1u << number}; }

  private:
    static volatile std::uint32_t& pointer() {
        return *reinterpret_cast<volatile std::uint32_t*>(kAddress);
    }
};

// kWidth bits of R from kShift on.
template <typename R, unsigned kShift, unsigned kWidth = 1>
struct Field {
    static_assert(kWidth >= 1 && kShift + kWidth <= 32);
    static constexpr std::uint32_t max = kWidth == 32 ? ~0u : (1u << kWidth) - 1;
    static constexpr Bits<R> mask{max << kShift};

    // `value` beyond the field's width is cut to it.
    static constexpr Bits<R> of(std::uint32_t value) { return {(value & max) << kShift}; }
    static constexpr std::uint32_t in(std::uint32_t word) { return (word >> kShift) & max; }
    static std::uint32_t read() { return in(R::read()); }
    static void put(std::uint32_t value) { R::change(mask, of(value)); }
};

// Register number `index` (0..kCount - 1) of an array at kFirst.
template <std::uint32_t kFirst, unsigned kCount, std::uint32_t kStride = 4>
struct RegisterArray {
    static constexpr unsigned count = kCount;

    static std::uint32_t read(unsigned index) { return at(index); }
    static void write(unsigned index, std::uint32_t value) { at(index) = value; }

  private:
    static volatile std::uint32_t& at(unsigned index) {
        return *reinterpret_cast<volatile std::uint32_t*>(kFirst + kStride * index);
    }
};

}  // namespace chip
