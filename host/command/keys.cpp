// SPDX-License-Identifier: Apache-2.0
// sm keys new, sm keys show
#include "host/base/failure.h"
#include "host/command/command.h"
#include "host/keys/keyring.h"
#include "host/keys/lms_key.h"

namespace host::command {
namespace {

struct KeysOptions {
    std::string folder;
    std::string lms;
    bool if_missing = false;
    bool production = false;
    Keyring keyring() const { return Keyring::in(folder); }
};

Json describe(const Keyring& keys) {
    Json rows = Json::array();
    for (const NamedKey& key : keys.all()) {
        rows.push_back({{"name", key.name},
                        {"hash", hex(record_bytes(key.key.hash()))},
                        {"private", key.key.has_private()},
                        {"development", key.development}});
    }
    return rows;
}

Report make_lms(const KeysOptions& options) {
    const Path file = options.keyring().folder() / (options.lms + ".lms");
    make_folder(file.parent_path());
    const LmsPublicKey open = lms_create(file);
    return {{{"key", shown(file)},
             {"public", shown(file) + ".pub"},
             {"state", shown(file) + ".state"},
             {"signatures_left", lms_left(file)},
             {"hash", hex(record_bytes(sha256(open)))}},
            0};
}

Report make_keys(const KeysOptions& options) {
    if (!options.lms.empty()) {
        return make_lms(options);
    }
    const Keyring keys = options.keyring();
    const bool keep = options.if_missing && keys.complete();
    if (options.if_missing) {
        keys.complete_it();
    } else {
        keys.create();
    }
    return {{{"folder", shown(keys.folder())}, {"made", !keep}, {"keys", describe(keys)}}, 0};
}

Report show_keys(const KeysOptions& options) {
    const Keyring keys = options.keyring();
    const auto all = keys.all();
    if (all.empty()) {
        throw Failure("KEYS_MISSING", shown(keys.folder()) + " holds no keys",
                      "make development keys with 'sm keys new'");
    }
    for (const NamedKey& key : all) {
        if (options.production) {
            refuse_development_key(key.key, key.file);
        }
    }
    return {{{"folder", shown(keys.folder())}, {"keys", describe(keys)}}, 0};
}

}  // namespace

void keys_new(Group& keys, Invocation& run) {
    auto* verb = keys.add_subcommand(
        "new",
        "Make the development keys of this checkout: root, urot, manager, app, data, owner-a,\n"
        "encryption. P-256, PEM, readable by you only; their hashes go to development.txt,\n"
        "so that a production build refuses them.");
    auto options = std::make_shared<KeysOptions>();
    verb->add_option("--dir", options->folder, "folder of the keys (build/keys)");
    verb->add_flag("--if-missing", options->if_missing, "keep the keys that are there");
    verb->add_option("--lms", options->lms,
                     "make one LMS key instead, NAME.lms: the second signature of the owner whose\n"
                     "key is NAME. It signs 1,024 times; its state must never be put back");
    verb->footer(
        "Examples:\n  sm keys new --if-missing\n  sm keys new --dir my-keys\n"
        "  sm keys new --dir my-keys --lms app");
    set_action(*verb, run, options, make_keys);
}

void keys_show(Group& keys, Invocation& run) {
    auto* verb = keys.add_subcommand(
        "show", "List keys: name, SHA-256 of the public key (as images carry it), kind.");
    auto options = std::make_shared<KeysOptions>();
    verb->add_option("--dir", options->folder, "folder of the keys (build/keys)");
    verb->add_flag("--production", options->production, "fail where one is a development key");
    verb->footer("Examples:\n  sm keys show\n  sm keys show --json");
    set_action(*verb, run, options, show_keys);
}

}  // namespace host::command
