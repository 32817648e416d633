// SPDX-License-Identifier: Apache-2.0
// The folder of a checkout's development keys, and the list that gives them away.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/keys/key.h"

namespace host {

// The keys every checkout has. Each is NAME.pem, mode 0600.
inline constexpr std::array<std::string_view, 7> kKeyNames = {"root", "urot",    "manager",   "app",
                                                              "data", "owner-a", "encryption"};
// One line "hash name" for each development key; stays beside the keys.
inline constexpr std::string_view kDevelopmentList = "development.txt";

struct NamedKey {
    std::string name;
    Path file;
    Key key;
    bool development;
};

class Keyring {
  public:
    Keyring() = default;
    explicit Keyring(Path folder) : folder_(std::move(folder)) {}

    static Path default_folder();  // build/keys
    // What an option of a command names; empty: the default.
    static Keyring in(const std::string& folder) {
        return Keyring(folder.empty() ? default_folder() : Path(folder));
    }

    bool complete() const;
    // Makes all keys. Throws Failure KEYS_EXIST where one is there already.
    void create() const;
    // Makes those that are missing, and keeps the others.
    void complete_it() const;
    Key key(std::string_view name) const;  // throws Failure KEY_MISSING
    std::vector<NamedKey> all() const;     // every *.pem of the folder, sorted by name
    std::optional<std::string> name_of(const Digest& hash) const;
    bool is_development(const Digest& hash) const;
    const Path& folder() const { return folder_; }

  private:
    Path file(std::string_view name) const { return folder_ / (std::string(name) + ".pem"); }
    Path folder_;
};

// Throws Failure DEVELOPMENT_KEY where `key` is on the list beside `file` or in build/keys.
void refuse_development_key(const Key& key, const Path& file);

}  // namespace host
