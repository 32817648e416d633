// SPDX-License-Identifier: Apache-2.0
#include "host/board/provision.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <cstring>

#include "host/base/failure.h"
#include "host/base/text.h"
#include "host/gen/chip_facts.h"
#include "host/keys/lms_key.h"
#include "host/keys/manifest.h"
#include "lib/handover/handover.h"

namespace host {
namespace image = boot::image;
namespace obkeys = lib::obkeys;
using lib::handover::ComponentId;
namespace {

struct Component {
    std::string name;
    std::string key;
    ComponentId id;
    const gen::ModuleEntry* module;  // nullptr: not a module
    std::uint32_t owner = 0;         // of data
};

std::vector<Component> listed_components(const SystemPlan& plan) {
    std::vector<Component> list;
    list.push_back({"manager", plan.system.stage("manager").key, ComponentId::kManager, nullptr});
    list.push_back({"app", plan.system.stage("app").key, ComponentId::kApplication, nullptr});
    for (const gen::ModuleEntry& module : plan.system.modules) {
        if (!module.builtin) {
            list.push_back({module_name(module), module.key, ComponentId::kFirstModule, &module});
        }
    }
    for (const gen::DataEntry& data : plan.system.data) {
        list.push_back(
            {data.name, data.key, static_cast<ComponentId>(data.id), nullptr, data.owner});
    }
    if (list.size() > image::kMaxKeyEntries) {
        throw Failure("KEY_MANIFEST_BAD", "more components than the key manifest has entries",
                      "remove a module from system.toml");
    }
    return list;
}

Key owned_key(const ProvisionRequest& request, const std::string& name) {
    const Key key = request.keys.key(name);
    if (request.production) {
        refuse_development_key(key, request.keys.folder() / (name + ".pem"));
    }
    return key;
}

std::uint32_t flags(const ProvisionRequest& request) {
    return request.keys.is_development(request.keys.key("root").hash()) ? obkeys::kDevelopment : 0;
}

template <typename T>
Digest digest_before(const T& record, std::size_t end) {
    return sha256(record_bytes(record).first(end));
}

image::KeyEntry make_entry(const Component& component, std::uint32_t slot, const Key& key) {
    image::KeyEntry entry{};
    entry.component = static_cast<std::uint32_t>(component.id);
    entry.owner = component.owner;
    entry.counter_slot = slot;
    entry.algorithm = image::kEcdsaP256;
    std::ranges::copy(key.public_point(), entry.key.begin());
    if (component.module != nullptr) {
        entry.owner = component.module->owner;
        entry.first_module = component.module->id;
        entry.last_module = component.module->id;
        entry.rights = component.module->flash.empty() ? 0 : lib::handover::kMayFlash;
    }
    return entry;
}

// NAME.lms.pub beside NAME.pem is the owner's LMS key.
void add_second_key(const ProvisionRequest& request, const Component& component,
                    image::KeyEntry& entry) {
    const Path file = request.keys.folder() / (component.key + ".lms");
    const bool required = std::ranges::count(request.hybrid, component.name) != 0;
    if (required) {
        entry.policy = image::kHybridRequired;
    }
    if (required || std::filesystem::exists(file.string() + ".pub")) {
        set_second_key(entry, lms_public(file));
    }
}

void refuse_unknown_hybrids(const SystemPlan& plan, const std::vector<std::string>& names) {
    for (const std::string& name : names) {
        if (std::ranges::count(listed_components(plan), name, &Component::name) == 0) {
            throw Failure("COMPONENT_UNKNOWN", "no component '" + name + "' has a key of its own",
                          "name manager, app, a data image or a module of system.toml");
        }
    }
}

void refuse_unknown_counters(const SystemPlan& plan, const Counters& counters) {
    std::vector<std::string> names{"urot"};
    for (const Component& component : listed_components(plan)) {
        names.push_back(component.name);
    }
    for (const auto& [name, value] : counters) {
        if (std::ranges::find(names, name) == names.end()) {
            throw Failure("COUNTERS_BAD", "no component is called '" + name + "'",
                          fmt::format("one of {}", fmt::join(names, ", ")));
        }
    }
}

std::uint32_t counter(const Counters& counters, const std::string& name) {
    const auto found = counters.find(name);
    return found == counters.end() ? 0 : found->second;
}

// A private P-256 key serves as a random secret too, so all three are made alike.
void write_secret(const Board& board, std::uint32_t offset) {
    const Bytes present = board.read_obkeys(offset, obkeys::kSecretSize);
    const bool unwritten =
        std::ranges::all_of(present, [](std::byte byte) { return byte == std::byte{0xFF}; });
    if (unwritten) {
        const Scalar secret = Key::generate().private_scalar();
        board.write_obkeys(offset, record_bytes(secret));
    }
}

}  // namespace

std::string module_name(const gen::ModuleEntry& module) {
    return module.manifest.parent_path().filename().string();
}

Counters parse_counters(const std::string& text) {
    Counters counters;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(',', at), text.size());
        const std::string part = text.substr(at, end - at);
        const std::size_t equals = part.find('=');
        const auto value =
            equals == std::string::npos ? std::nullopt : parse_number(part.substr(equals + 1));
        if (!value) {
            throw Failure("COUNTERS_BAD", "'" + part + "' is not NAME=NUMBER",
                          "write it like --counters urot=1,manager=1");
        }
        counters[part.substr(0, equals)] = *value;
        at = end + 1;
    }
    return counters;
}

image::KeyManifest make_key_manifest(const SystemPlan& plan, const ProvisionRequest& request) {
    image::KeyManifest manifest{};
    manifest.magic = image::kKeyManifestMagic;
    manifest.version = image::kKeyManifestVersion;
    manifest.manifest_version = request.manifest_version;
    manifest.flags = flags(request);
    for (const Component& component : listed_components(plan)) {
        const std::uint32_t slot = manifest.entry_count++;
        manifest.entries[slot] = make_entry(component, slot, owned_key(request, component.key));
        add_second_key(request, component, manifest.entries[slot]);
    }
    sign_key_manifest(manifest, owned_key(request, "root"));
    return manifest;
}

obkeys::IrotKeys make_irot_keys(const ProvisionRequest& request) {
    obkeys::IrotKeys keys{};
    keys.magic = obkeys::kIrotMagic;
    keys.version = 1;
    keys.size = sizeof keys;
    keys.flags = flags(request);
    keys.urot_counter = counter(request.counters, "urot");
    keys.urot_key = owned_key(request, "urot").public_point();
    keys.decryption_key = owned_key(request, "encryption").private_scalar();
    keys.digest = digest_before(keys, offsetof(obkeys::IrotKeys, digest));
    return keys;
}

obkeys::UrotKeys make_urot_keys(const SystemPlan& plan, const ProvisionRequest& request,
                                const image::KeyManifest& manifest) {
    obkeys::UrotKeys keys{};
    keys.magic = obkeys::kUrotMagic;
    keys.version = 1;
    keys.size = sizeof keys;
    keys.flags = flags(request);
    keys.key_manifest_version = manifest.manifest_version;
    keys.root_key = owned_key(request, "root").public_point();
    keys.decryption_key = owned_key(request, "encryption").private_scalar();
    keys.key_manifest_digest = sha256(record_bytes(manifest));
    std::size_t slot = 0;
    for (const Component& component : listed_components(plan)) {
        keys.counters[slot++] = counter(request.counters, component.name);
    }
    keys.digest = digest_before(keys, offsetof(obkeys::UrotKeys, digest));
    return keys;
}

image::KeyManifest board_key_manifest(const Board& board, const SystemPlan& plan) {
    const std::uint32_t area = plan.system.flash_area("keys").at;
    obkeys::UrotKeys keys{};
    const Bytes record = board.read_obkeys(obkeys::kUrotOffset, sizeof keys);
    std::memcpy(&keys, record.data(), sizeof keys);
    for (const std::uint32_t at : {area, area + gen::kSectorSize}) {
        image::KeyManifest manifest{};
        const ByteView bytes = board.flash(at, sizeof manifest);
        if (board.flash_sound(at, sizeof manifest) && sha256(bytes) == keys.key_manifest_digest) {
            std::memcpy(&manifest, bytes.data(), sizeof manifest);
            return manifest;
        }
    }
    throw Failure("KEY_MANIFEST_BAD",
                  shown(board.folder()) + " has no key manifest that its OBKeys vouch for",
                  "provision it with 'sm board provision'");
}

void provision(const Board& board, const SystemPlan& plan, const ProvisionRequest& request) {
    refuse_unknown_counters(plan, request.counters);
    refuse_unknown_hybrids(plan, request.hybrid);
    const image::KeyManifest manifest = make_key_manifest(plan, request);
    const std::uint32_t area = plan.system.flash_area("keys").at;
    board.program(area, record_bytes(manifest));
    board.program(area + gen::kSectorSize, record_bytes(manifest));
    board.write_obkeys(obkeys::kIrotOffset, record_bytes(make_irot_keys(request)));
    board.write_obkeys(obkeys::kUrotOffset, record_bytes(make_urot_keys(plan, request, manifest)));
    for (const std::uint32_t offset : {obkeys::kStorageRootOffset, obkeys::kAttestationKeyOffset,
                                       obkeys::kModuleDecryptionKeyOffset}) {
        write_secret(board, offset);
    }
}

}  // namespace host
