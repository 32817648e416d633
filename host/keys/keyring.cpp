// SPDX-License-Identifier: Apache-2.0
#include "host/keys/keyring.h"

#include <fmt/format.h>
#include <algorithm>

#include "host/base/failure.h"
#include "host/base/text.h"

namespace host {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kListHead =
    "# Keys made by 'sm keys new' in this checkout: for development only. A production build\n"
    "# refuses every key on this list. SHA-256 of the SubjectPublicKeyInfo, then the name.\n";

std::string hash_text(const Digest& hash) {
    return hex(std::as_bytes(std::span(hash)));
}

}  // namespace

Path Keyring::default_folder() {
    return root_folder() / "build" / "keys";
}

bool Keyring::complete() const {
    return std::ranges::all_of(kKeyNames, [&](auto name) { return fs::exists(file(name)); });
}

void Keyring::create() const {
    for (const std::string_view name : kKeyNames) {
        if (fs::exists(file(name))) {
            throw Failure("KEYS_EXIST", shown(file(name)) + " exists already",
                          "use --if-missing to keep the keys, or remove the folder first");
        }
    }
    complete_it();
}

void Keyring::complete_it() const {
    make_folder(folder_);
    const Path list_file = folder_ / kDevelopmentList;
    std::string list = fs::exists(list_file) ? read_text(list_file) : std::string(kListHead);
    for (const std::string_view name : kKeyNames) {
        if (fs::exists(file(name))) {
            continue;
        }
        const Key key = Key::generate();
        write_text(file(name), key.private_pem(), 0600);
        list += fmt::format("{} {}\n", hash_text(key.hash()), name);
    }
    write_text(list_file, list);
}

Key Keyring::key(std::string_view name) const {
    if (!fs::exists(file(name))) {
        throw Failure("KEY_MISSING", fmt::format("no key {} in {}", name, shown(folder_)),
                      "make the development keys with 'sm keys new'");
    }
    return Key::load(file(name));
}

std::vector<NamedKey> Keyring::all() const {
    std::vector<NamedKey> keys;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder_, error)) {
        if (entry.path().extension() == ".pem") {
            Key key = Key::load(entry.path());
            const bool development = is_development(key.hash());
            keys.push_back({entry.path().stem().string(), entry.path(), key, development});
        }
    }
    std::ranges::sort(keys, {}, &NamedKey::name);
    return keys;
}

std::optional<std::string> Keyring::name_of(const Digest& hash) const {
    for (const NamedKey& key : all()) {
        if (key.key.hash() == hash) {
            return key.name;
        }
    }
    return std::nullopt;
}

bool Keyring::is_development(const Digest& hash) const {
    const Path list = folder_ / kDevelopmentList;
    return fs::exists(list) && read_text(list).find(hash_text(hash)) != std::string::npos;
}

void refuse_development_key(const Key& key, const Path& file) {
    const Keyring beside(file.parent_path());
    const Keyring checkout(Keyring::default_folder());
    if (beside.is_development(key.hash()) || checkout.is_development(key.hash())) {
        throw Failure("DEVELOPMENT_KEY", shown(file) + " is a development key of this checkout",
                      "name a production key, or leave --production out");
    }
}

}  // namespace host
