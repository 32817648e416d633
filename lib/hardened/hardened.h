// SPDX-License-Identifier: Apache-2.0
// The vocabulary of decisions that must stand one fault: an instruction skipped, a register or a
// fetched word corrupted (claim B4). Used at decision points only; DESIGN.md says where and why,
// and what is not promised. All of it is inlined on purpose: a check behind a call would be gone
// with the one branch that calls it.
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

namespace lib::hardened {

// The hook of last resort. A stage defines its own (wipe, log, reset); else lib_hardened's traps.
// It must not return. It is not declared noreturn: see fail_closed.
extern "C" void hardened_panic();

// Stops for good. The loop is the point: if the call is skipped, the branch behind it comes back
// to it, while after a noreturn call the compiler would let whatever lies next run.
[[noreturn, gnu::always_inline]] inline void fail_closed() {
    for (;;) {
        hardened_panic();
    }
}

// Hides a value's origin from the optimiser: two evaluations that it knows to be equal would be
// merged into one, which one fault can corrupt. It costs no instruction and is no memory barrier.
template <typename T>
    requires(std::is_trivially_copyable_v<T> && sizeof(T) <= sizeof(void*))
[[gnu::always_inline]] inline T launder(T value) {
    asm volatile("" : "+r"(value));
    return value;
}

// A decision as a word. Both values are far from each other and from the words a glitch likes
// (all zeros, all ones), neither is the other's complement; anything else is a fault. Being an
// enum class it is neither a condition nor a number: only the functions below may look at it.
enum class HardenedBool : uint32_t {
    kTrue = 0x5AC39639u,
    kFalse = 0xA6693C55u,
};

namespace detail {
constexpr uint32_t kTrueWord = static_cast<uint32_t>(HardenedBool::kTrue);
constexpr uint32_t kFalseWord = static_cast<uint32_t>(HardenedBool::kFalse);
constexpr int distance(uint32_t a, uint32_t b) {
    return std::popcount(a ^ b);
}
static_assert(distance(kTrueWord, kFalseWord) >= 16 && distance(kTrueWord, ~kFalseWord) >= 8);
static_assert(distance(kTrueWord, 0) >= 12 && distance(kTrueWord, ~0u) >= 12);
static_assert(distance(kFalseWord, 0) >= 12 && distance(kFalseWord, ~0u) >= 12);

// A constant the optimiser does not know: behind `x == constant` it would use x *for* the constant,
// and the second evaluation would compare a corrupted x with itself.
[[gnu::always_inline]] inline uint32_t opaque(uint32_t constant) {
    return launder(constant);
}

[[gnu::always_inline]] inline uint32_t fresh(HardenedBool decision) {
    return launder(static_cast<uint32_t>(decision));
}
}  // namespace detail

// Comparing in the open would be a single compare: ask with is_true or require_true.
bool operator==(HardenedBool, HardenedBool) = delete;

// Passes only where the decision is kTrue, read twice. Stand it before the guarded act.
[[gnu::always_inline]] inline void require_true(HardenedBool decision) {
    if (detail::fresh(decision) != detail::opaque(detail::kTrueWord)) {
        fail_closed();
    }
    if (detail::fresh(decision) != detail::opaque(detail::kTrueWord)) {
        fail_closed();
    }
}

// Zero only for kTrue: for what takes a decision along as a word (chip/obk.h).
[[nodiscard, gnu::always_inline]] inline uint32_t difference(HardenedBool decision) {
    return detail::fresh(decision) ^ detail::opaque(detail::kTrueWord);
}

// For choosing between two paths of which "true" is the dangerous one: neither value is a fault.
// The answer is a plain bool, so the dangerous path begins with require_true again.
[[nodiscard, gnu::always_inline]] inline bool is_true(HardenedBool decision) {
    if (detail::fresh(decision) == detail::opaque(detail::kTrueWord)) {
        require_true(decision);
        return true;
    }
    if (detail::fresh(decision) != detail::opaque(detail::kFalseWord)) {
        fail_closed();
    }
    return false;
}

namespace detail {
// Which of the two values: a word that is neither stops here. Only to choose by.
[[nodiscard, gnu::always_inline]] inline bool reads_true(HardenedBool decision) {
    if (fresh(decision) == opaque(kTrueWord)) {
        return true;
    }
    if (fresh(decision) != opaque(kFalseWord)) {
        fail_closed();
    }
    return false;
}
}  // namespace detail

// Both must hold, each looked at three times. A word that is neither value stops here.
[[nodiscard, gnu::always_inline]] inline HardenedBool both(HardenedBool a, HardenedBool b) {
    HardenedBool result = HardenedBool::kFalse;
    if (detail::reads_true(a) && detail::reads_true(b)) {
        require_true(a);
        require_true(b);
        result = launder(HardenedBool::kTrue);
    }
    return result;
}

// a == b, evaluated twice, the second time on complements so that one stuck bus line cannot lie
// both times. Equal first and unequal then is a fault and stops.
[[nodiscard, gnu::always_inline]] inline HardenedBool equal_words(uint32_t a, uint32_t b) {
    HardenedBool result = launder(HardenedBool::kFalse);
    if (launder(a) == launder(b)) {
        if (launder(~a) != launder(~b)) {
            fail_closed();
        }
        result = launder(HardenedBool::kTrue);
    }
    return result;
}

// a >= b in the same manner (security counters).
[[nodiscard, gnu::always_inline]] inline HardenedBool at_least(uint32_t a, uint32_t b) {
    HardenedBool result = launder(HardenedBool::kFalse);
    if (launder(a) >= launder(b)) {
        if (launder(~a) > launder(~b)) {
            fail_closed();
        }
        result = launder(HardenedBool::kTrue);
    }
    return result;
}

// Contents of two buffers (digests, tags), in a time that depends on their lengths only. Different
// lengths are unequal. The bytes are gone over twice, in opposite order, and each pass counts what
// it compared, so that neither a skipped loop nor a skipped step reads as equality.
[[nodiscard]] HardenedBool equal_bytes(std::span<const std::byte> a, std::span<const std::byte> b);

// Calls `decide` twice; true needs both. For decisions that are cheap or worth the time.
template <typename Decide>
    requires std::same_as<std::invoke_result_t<Decide>, HardenedBool>
[[nodiscard, gnu::always_inline]] inline HardenedBool twice(Decide&& decide) {
    const HardenedBool first = decide();
    const HardenedBool second = decide();
    return both(first, second);
}

// --- Control flow ---

// One step of a flow: any value that is unique in it; derive it from a name with flow_step("...").
enum class FlowStep : uint32_t {};

consteval FlowStep flow_step(const char* name) {
    uint32_t hash = 0x811C9DC5u;  // FNV-1a, so that steps are far apart without a table
    while (*name != 0) {
        hash = (hash ^ static_cast<uint8_t>(*name++)) * 0x01000193u;
    }
    return static_cast<FlowStep>(hash);
}

// Proves that every step ran, once and in order: each step stirs its value into a running word,
// kept twice, and require() compares it with the word of the whole list, computed when compiling.
class FlowCounter {
  public:
    template <std::same_as<FlowStep>... Steps>
    static consteval uint32_t after(Steps... steps) {
        uint32_t value = kStart;
        ((value = stir(value, steps)), ...);
        return value;
    }

    [[gnu::always_inline]] void step(FlowStep step) {
        value_ = launder(stir(value_, step));
        shadow_ = launder(~stir(~shadow_, step));
    }

    // `expected` is after(every step up to here).
    [[gnu::always_inline]] void require(uint32_t expected) const {
        if (launder(value_) != launder(expected)) {
            fail_closed();
        }
        if (launder(~shadow_) != launder(expected)) {
            fail_closed();
        }
    }

    // 0 where require() would pass: to be mixed into a word that only then is right.
    [[nodiscard, gnu::always_inline]] inline uint32_t difference(uint32_t expected) const {
        return (launder(value_) ^ expected) | (launder(~shadow_) ^ launder(expected));
    }

  private:
    static constexpr uint32_t kStart = 0x3C5AA5C3u;
    static constexpr uint32_t stir(uint32_t value, FlowStep step) {
        return std::rotl(value, 7) + static_cast<uint32_t>(step);
    }

    uint32_t value_ = kStart;
    uint32_t shadow_ = ~kStart;
};

// --- Time ---

// Where an attacker triggers on a signal (reset, a bus access), a delay he cannot predict spoils
// his aim. The caller brings the randomness, this library knows no hardware.
template <typename Random>
concept DelaySource = requires(Random random) {
    { random() } -> std::same_as<uint32_t>;
};

// Waits 0..kMask rounds (kMask = 2^n - 1) and makes sure that it did wait.
template <uint32_t kMask, DelaySource Random>
[[gnu::always_inline]] inline void random_delay(Random&& random) {
    static_assert(kMask != 0 && (kMask & (kMask + 1)) == 0);
    const uint32_t rounds = random() & kMask;
    uint32_t done = 0;
    while (launder(done) < rounds) {
        done = launder(done) + 1;
    }
    if (launder(done) != launder(rounds)) {
        fail_closed();
    }
}

}  // namespace lib::hardened
