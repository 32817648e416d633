// SPDX-License-Identifier: Apache-2.0
// sm keys manifest new, show, sign, verify
#include <fmt/format.h>

#include "boot/image/rotation.h"
#include "host/base/failure.h"
#include "host/board/provision.h"
#include "host/board/slots.h"
#include "host/command/command.h"
#include "host/keys/manifest.h"

namespace host::command {
namespace {

struct ManifestOptions {
    std::string file;
    std::string folder;
    std::string from;
    std::string board;
    std::string root;
    std::uint32_t version = 0;  // 0: one above the one before
    std::vector<std::string> replaced;
    std::vector<std::string> second;
    std::vector<std::string> hybrid;
    std::vector<std::string> added;
    std::vector<std::string> removed;
    bool unsigned_yet = false;
    bool production = false;

    Keyring keyring() const { return Keyring::in(folder); }
    Key root_key() const { return root.empty() ? keyring().key("root") : load(root); }
    Key load(const Path& file) const {
        const Key key = Key::load(file);
        if (production) {
            refuse_development_key(key, file);
        }
        return key;
    }
};

Failure bad_argument(const std::string& text, const std::string& form) {
    return {"KEYS_ARGUMENT_BAD", "'" + text + "' is not " + form.substr(0, form.find(',')),
            "write it like " + form.substr(form.find(',') + 2)};
}

// "LEFT=RIGHT"
std::pair<std::string, std::string> split(const std::string& text, const std::string& form) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
        throw bad_argument(text, form);
    }
    return {text.substr(0, equals), text.substr(equals + 1)};
}

std::uint32_t number(const std::string& part, const std::string& text, const std::string& form) {
    const auto value = parse_number(part);
    if (!value) {
        throw bad_argument(text, form);
    }
    return *value;
}

// A number, or a name of system.toml.
std::uint32_t component_id(const SystemPlan& plan, const std::string& name) {
    const auto value = parse_number(name);
    return value ? *value : find_slot(plan, name).component;
}

constexpr const char* kKeyForm = "NAME=PEM, app=new-app.pem";
constexpr const char* kOwnerForm = "ID=PEM:FIRST-LAST, 0xA002=owner-b.pem:0x300-0x30F";

void replace(KeyManifest& manifest, const SystemPlan& plan, const ManifestOptions& options) {
    for (const std::string& text : options.replaced) {
        const auto [name, file] = split(text, kKeyForm);
        replace_key(manifest, component_id(plan, name), options.load(file));
    }
}

constexpr const char* kSecondForm = "NAME=LMS, app=new-app.lms";

void replace_second(KeyManifest& manifest, const SystemPlan& plan, const ManifestOptions& options) {
    for (const std::string& text : options.second) {
        const auto [name, file] = split(text, kSecondForm);
        replace_second_key(manifest, component_id(plan, name), lms_public(file));
    }
    for (const std::string& name : options.hybrid) {
        require_hybrid(manifest, component_id(plan, name));
    }
}

void add(KeyManifest& manifest, const ManifestOptions& options) {
    for (const std::string& text : options.added) {
        const auto [id, rest] = split(text, kOwnerForm);
        const std::size_t colon = rest.rfind(':');
        const std::size_t dash = rest.rfind('-');
        if (colon == std::string::npos || dash == std::string::npos || dash < colon) {
            throw bad_argument(text, kOwnerForm);
        }
        const NewOwner owner = {number(id, text, kOwnerForm),
                                number(rest.substr(colon + 1, dash - colon - 1), text, kOwnerForm),
                                number(rest.substr(dash + 1), text, kOwnerForm)};
        add_owner(manifest, owner, options.load(rest.substr(0, colon)));
    }
}

void remove(KeyManifest& manifest, const ManifestOptions& options) {
    for (const std::string& text : options.removed) {
        remove_owner(manifest, number(text, text, "an owner's number, 0xA001"));
    }
}

KeyManifest before(const SystemPlan& plan, const ManifestOptions& options) {
    if (!options.board.empty()) {
        return board_key_manifest(Board::open(options.board, Board::Access::kRead), plan);
    }
    if (!options.from.empty()) {
        return read_key_manifest(options.from);
    }
    return make_key_manifest(plan, {options.keyring(), {}, 1, options.production});
}

void set_version(KeyManifest& manifest, std::uint32_t wanted) {
    const std::uint32_t last = manifest.manifest_version;
    if (last == UINT32_MAX || (wanted != 0 && wanted <= last)) {
        throw Failure("KEY_MANIFEST_ROLLBACK",
                      fmt::format("version {} is not above {}, which it follows", wanted, last),
                      "leave --version out for the next one");
    }
    manifest.manifest_version = wanted != 0 ? wanted : last + 1;
}

Report described(const KeyManifest& manifest, const ManifestOptions& options, Json data) {
    data.update(describe_key_manifest(manifest, options.keyring()));
    return {data, 0};
}

Report make(const ManifestOptions& options) {
    const SystemPlan plan = load_plan();
    KeyManifest manifest = before(plan, options);
    set_version(manifest, options.version);
    remove(manifest, options);
    replace(manifest, plan, options);
    add(manifest, options);
    replace_second(manifest, plan, options);
    manifest.signature = {};
    if (!options.unsigned_yet) {
        sign_key_manifest(manifest, options.root_key());
    }
    write_file(options.file, record_bytes(manifest));
    return described(manifest, options,
                     {{"file", options.file}, {"signed", !options.unsigned_yet}});
}

Report show(const ManifestOptions& options) {
    if (options.file.empty() == options.board.empty()) {
        throw Failure("KEYS_ARGUMENT_BAD", "one thing can be shown at a time",
                      "name a file or --board DIR");
    }
    const KeyManifest manifest =
        options.file.empty()
            ? board_key_manifest(Board::open(options.board, Board::Access::kRead), load_plan())
            : read_key_manifest(options.file);
    return described(manifest, options, Json::object());
}

Report sign(const ManifestOptions& options) {
    KeyManifest manifest = read_key_manifest(options.file);
    sign_key_manifest(manifest, options.root_key());
    write_file(options.file, record_bytes(manifest));
    return described(manifest, options, {{"file", options.file}, {"signed", true}});
}

// What the uROT will ask of the manifest itself.
void require_follows(const KeyManifest& manifest, const ManifestOptions& options) {
    const Board board = Board::open(options.board, Board::Access::kRead);
    const KeyManifest installed = board_key_manifest(board, load_plan());
    if (manifest.manifest_version <= installed.manifest_version) {
        throw Failure("KEY_MANIFEST_ROLLBACK",
                      fmt::format("{} is version {}, the board has {}", options.file,
                                  manifest.manifest_version, installed.manifest_version),
                      "make a later one with 'sm keys manifest new --board'");
    }
    if (!boot::image::rotation_keeps_counters(installed, manifest).ok()) {
        throw Failure("KEY_MANIFEST_BAD", options.file + " moves an owner to another counter",
                      "make it from the board's own with 'sm keys manifest new --board'");
    }
}

Report verify(const ManifestOptions& options) {
    const KeyManifest manifest = read_key_manifest(options.file);
    if (!key_manifest_signed_by(manifest, options.root_key())) {
        throw Failure(lib::Error::kKeyManifestSignature, options.file);
    }
    if (!options.board.empty()) {
        require_follows(manifest, options);
    }
    return described(manifest, options, {{"file", options.file}, {"verified", true}});
}

using Options = std::shared_ptr<ManifestOptions>;

Options shared_options(Group& verb) {
    auto o = std::make_shared<ManifestOptions>();
    verb.add_option("--dir", o->folder, "folder of the keys (build/keys)");
    return o;
}

void add_root(Group& verb, const Options& o) {
    verb.add_option("--root", o->root, "the root key (root.pem of the folder of the keys)");
}

}  // namespace

void keys_manifest_new(Group& manifest, Invocation& run) {
    auto* verb = manifest.add_subcommand(
        "new",
        "Make the next key manifest: the one before (of a board, of a file, or that of "
        "system.toml)\n"
        "with keys replaced, owners of modules added or removed, a higher version, signed by the\n"
        "root key. 'sm board update keys=FILE' installs it, with the images signed by new keys.");
    const Options o = shared_options(*verb);
    verb->add_option("file", o->file, "the file to write")->required();
    auto* from = verb->add_option("--from", o->from, "the key manifest it follows");
    verb->add_option("--board", o->board, "the board whose key manifest it follows")
        ->excludes(from);
    add_number(*verb, "--version", o->version, "its version (one above the one it follows)");
    verb->add_option("--key", o->replaced, "NAME=PEM: new key of manager, app, or a module's owner")
        ->allow_extra_args(false);
    verb->add_option("--lms", o->second, "NAME=LMS: LMS key, for a second signature")
        ->allow_extra_args(false);
    verb->add_option("--hybrid", o->hybrid, "NAME: its images need both signatures from now on")
        ->allow_extra_args(false);
    verb->add_option("--owner", o->added,
                     "ID=PEM:FIRST-LAST: an owner, and the module ids he may hold")
        ->allow_extra_args(false);
    verb->add_option("--remove", o->removed, "ID: an owner whose modules start no more")
        ->allow_extra_args(false);
    verb->add_flag("--unsigned", o->unsigned_yet, "leave it to 'sm keys manifest sign'");
    verb->add_flag("--production", o->production, "refuse development keys");
    add_root(*verb, o);
    verb->footer(
        "Examples:\n  sm keys manifest new next.kmf\n"
        "  sm keys manifest new renewed.kmf --from next.kmf --key app=build/keys/urot.pem\n"
        "  sm keys manifest new other.kmf --from next.kmf --remove 0xA001 --unsigned "
        "--owner 0xA002=build/keys/urot.pem:0x300-0x30F");
    set_action(*verb, run, o, make);
}

void keys_manifest_show(Group& manifest, Invocation& run) {
    auto* verb = manifest.add_subcommand(
        "show", "Whose key is in a key manifest, and what each may sign: of a file or a board.");
    const Options o = shared_options(*verb);
    verb->add_option("file", o->file, "the key manifest");
    verb->add_option("--board", o->board, "the board whose key manifest counts");
    verb->footer(
        "Examples:\n  sm keys manifest show next.kmf\n"
        "  sm keys manifest show --board my-board --json");
    set_action(*verb, run, o, show);
}

void keys_manifest_sign(Group& manifest, Invocation& run) {
    auto* verb = manifest.add_subcommand(
        "sign",
        "Sign a key manifest with the root key, in its place: where that key is kept apart.");
    const Options o = shared_options(*verb);
    verb->add_option("file", o->file, "the key manifest")->required();
    add_root(*verb, o);
    verb->footer("Examples:\n  sm keys manifest sign other.kmf --root build/keys/root.pem");
    set_action(*verb, run, o, sign);
}

void keys_manifest_verify(Group& manifest, Invocation& run) {
    auto* verb = manifest.add_subcommand(
        "verify",
        "Check form and signature of a key manifest; with --board also whether it may follow the\n"
        "board's own.");
    const Options o = shared_options(*verb);
    verb->add_option("file", o->file, "the key manifest")->required();
    verb->add_option("--board", o->board, "the board it is meant for");
    add_root(*verb, o);
    verb->footer(
        "Examples:\n  sm keys manifest verify next.kmf --root build/keys/root.pem\n"
        "  sm keys manifest verify next.kmf --board my-board");
    set_action(*verb, run, o, verify);
}

}  // namespace host::command
