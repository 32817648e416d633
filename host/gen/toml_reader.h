// SPDX-License-Identifier: Apache-2.0
// A TOML table that insists: every key known, every value of its type, each mistake with its line.
#pragma once

#include <toml++/toml.h>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace host::gen {

class TomlReader {
  public:
    TomlReader(const toml::table& table, std::filesystem::path file, std::string where);

    void allow_only(std::initializer_list<std::string_view> keys) const;
    [[nodiscard]] bool has(std::string_view key) const { return table_.contains(key); }
    [[nodiscard]] std::uint32_t number(std::string_view key) const;
    // Bytes: a whole number, or a text such as "32K".
    [[nodiscard]] std::uint32_t bytes(std::string_view key) const;
    [[nodiscard]] std::string text(std::string_view key) const;
    [[nodiscard]] bool flag(std::string_view key) const;
    [[nodiscard]] std::vector<std::string> texts(std::string_view key) const;
    [[nodiscard]] TomlReader table(std::string_view key) const;
    [[nodiscard]] std::vector<TomlReader> tables(std::string_view key) const;
    [[nodiscard]] const toml::table& raw() const { return table_; }

    [[nodiscard]] unsigned line() const { return table_.source().begin.line; }
    [[noreturn]] void fail(std::string_view key, const std::string& what) const;

  private:
    [[nodiscard]] const toml::node& need(std::string_view key) const;

    const toml::table& table_;
    std::filesystem::path file_;
    std::string where_;
};

}  // namespace host::gen
