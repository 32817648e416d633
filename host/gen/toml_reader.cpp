// SPDX-License-Identifier: Apache-2.0
#include "host/gen/toml_reader.h"

#include <algorithm>
#include <charconv>

#include "host/gen/system.h"

namespace host::gen {

TomlReader::TomlReader(const toml::table& table, std::filesystem::path file, std::string where)
    : table_(table), file_(std::move(file)), where_(std::move(where)) {}

void TomlReader::fail(std::string_view key, const std::string& what) const {
    const toml::node* node = table_.get(key);
    unsigned line = node != nullptr ? node->source().begin.line : this->line();
    throw InputError(file_.string(), line, where_ + "." + std::string(key) + ": " + what);
}

void TomlReader::allow_only(std::initializer_list<std::string_view> keys) const {
    for (const auto& [key, node] : table_) {
        if (std::find(keys.begin(), keys.end(), key.str()) == keys.end()) {
            std::string known;
            for (std::string_view k : keys) {
                known += (known.empty() ? "" : ", ") + std::string(k);
            }
            throw InputError(
                file_.string(), key.source().begin.line,
                where_ + ": unknown key '" + std::string(key.str()) + "'; known here: " + known);
        }
    }
}

const toml::node& TomlReader::need(std::string_view key) const {
    const toml::node* node = table_.get(key);
    if (node == nullptr) {
        fail(key, "is missing");
    }
    return *node;
}

std::uint32_t TomlReader::number(std::string_view key) const {
    auto value = need(key).value_exact<std::int64_t>();
    if (!value || *value < 0 || *value > 0xFFFF'FFFF) {
        fail(key, "must be a whole number of 32 bits");
    }
    return static_cast<std::uint32_t>(*value);
}

std::uint32_t TomlReader::bytes(std::string_view key) const {
    const toml::node& node = need(key);
    if (node.is_integer()) {
        return number(key);
    }
    std::string s = text(key);
    std::uint32_t value = 0;
    auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), value);
    bool kilo = error == std::errc{} && std::string_view(end, s.data() + s.size()) == "K";
    if (!kilo || value > 0x10'0000) {
        fail(key, "must be a number of bytes, or a text such as \"32K\"");
    }
    return value * 1024;
}

std::string TomlReader::text(std::string_view key) const {
    auto value = need(key).value_exact<std::string>();
    if (!value || value->empty()) {
        fail(key, "must be a text");
    }
    return *value;
}

bool TomlReader::flag(std::string_view key) const {
    auto value = need(key).value_exact<bool>();
    if (!value) {
        fail(key, "must be true or false");
    }
    return *value;
}

std::vector<std::string> TomlReader::texts(std::string_view key) const {
    const toml::array* list = need(key).as_array();
    if (list == nullptr) {
        fail(key, "must be a list of texts");
    }
    std::vector<std::string> result;
    for (const toml::node& node : *list) {
        auto value = node.value_exact<std::string>();
        if (!value) {
            fail(key, "must be a list of texts");
        }
        result.push_back(*value);
    }
    return result;
}

TomlReader TomlReader::table(std::string_view key) const {
    const toml::table* sub = need(key).as_table();
    if (sub == nullptr) {
        fail(key, "must be a table");
    }
    return {*sub, file_, where_ + "." + std::string(key)};
}

std::vector<TomlReader> TomlReader::tables(std::string_view key) const {
    const toml::array* list = need(key).as_array();
    std::vector<TomlReader> result;
    for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
        const toml::table* sub = list->get(i)->as_table();
        if (sub == nullptr) {
            fail(key, "must be a list of tables");
        }
        result.emplace_back(*sub, file_, where_ + "." + std::string(key));
    }
    if (list == nullptr) {
        fail(key, "must be a list of tables");
    }
    return result;
}

}  // namespace host::gen
