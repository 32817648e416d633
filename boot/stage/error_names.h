// SPDX-License-Identifier: Apache-2.0
// Names of errors as a stage holds them: without explanations, pointers and padding, and only those
// it may meet. Others are printed as their code, which `sm explain` knows as well.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "lib/error/error_rows.h"

namespace boot::stage {

// The name of `error`, empty where this stage has none. Each stage defines it by a NameTable.
std::string_view known_name(lib::Error error);

// `kWanted`: whether the stage may meet an error. For a row, its number and check byte (the letters
// of the module follow from them), the length of the name and the name.
template <bool (*kWanted)(lib::Error)>
class NameTable {
  public:
    static constexpr std::string_view find(lib::Error error) {
        const char* at = kText.data();
        while (at != kText.data() + kText.size()) {
            const std::string_view name(at + kHead, static_cast<std::size_t>(at[2]));
            if (first(error) == at[0] && second(error) == at[1]) {
                return name;
            }
            at += kHead + name.size();
        }
        return {};
    }

  private:
    static constexpr std::size_t kHead = 3;
    static constexpr char first(lib::Error error) {
        return static_cast<char>(static_cast<std::uint32_t>(error) >> 8);
    }
    static constexpr char second(lib::Error error) {
        return static_cast<char>(static_cast<std::uint32_t>(error));
    }
    static constexpr std::size_t kSize = [] {
        std::size_t size = 0;
        for (const lib::ErrorInfo& row : lib::kErrorRows) {
            size += kWanted(row.error) ? kHead + row.name.size() : 0;
        }
        return size;
    }();
    static constexpr auto kText = [] {
        std::array<char, kSize> text{};
        std::size_t at = 0;
        for (const lib::ErrorInfo& row : lib::kErrorRows) {
            if (kWanted(row.error)) {
                text[at] = first(row.error);
                text[at + 1] = second(row.error);
                text[at + 2] = static_cast<char>(row.name.size());
                std::ranges::copy(row.name, text.begin() + static_cast<std::ptrdiff_t>(at + kHead));
                at += kHead + row.name.size();
            }
        }
        return text;
    }();
};

}  // namespace boot::stage
