// SPDX-License-Identifier: Apache-2.0
// sm image sign
#include <algorithm>

#include "boot/image/dependency.h"
#include "host/base/failure.h"
#include "host/base/text.h"
#include "host/board/board.h"
#include "host/command/command.h"
#include "host/image/seal.h"
#include "host/image/second.h"
#include "host/image/writer.h"
#include "host/keys/keyring.h"
#include "host/keys/lms_key.h"

namespace host::command {
namespace {

constexpr std::uint32_t kStageHeader = 0x400;
constexpr std::uint32_t kModuleHeader = 0x20;
constexpr auto kFirstModuleId =
    static_cast<std::uint32_t>(lib::handover::ComponentId::kFirstModule);

struct SignOptions {
    std::string component;
    std::string key;
    std::string version;
    std::string in;
    std::string out;
    std::uint32_t counter = 0;
    std::uint32_t slot_size = 0;
    std::uint32_t header_size = 0;
    std::uint32_t module_id = 0;
    std::uint32_t owner = 0;
    std::string data;  // name of a data image
    std::string lms;   // key of the second signature
    bool production = false;
    std::string recipient;  // key file; empty: plain
    std::uint32_t aes = 128;
    std::vector<std::string> needs;  // NAME=VERSION

    bool is_module() const { return component == "module"; }
    bool is_data() const { return !data.empty(); }
};

const gen::DataEntry& data_entry(const SystemPlan& plan, const std::string& name) {
    for (const gen::DataEntry& entry : plan.system.data) {
        if (entry.name == name) {
            return entry;
        }
    }
    throw Failure("COMPONENT_UNKNOWN", "system.toml has no data image '" + name + "'",
                  "add it there as [[data]], or name one that is");
}

boot::image::ModuleIdentity data_identity(const SignOptions& options) {
    const SystemPlan plan = load_plan();
    const gen::DataEntry& entry = data_entry(plan, options.data);
    return {entry.owner, entry.id};
}

// The slot of system.toml this image is for.
std::uint32_t slot_size(const SignOptions& options) {
    if (options.slot_size != 0) {
        return options.slot_size;
    }
    const SystemPlan plan = load_plan();
    for (const gen::Slot& slot : plan.derived.slots) {
        const bool ours = options.is_module()
                              ? slot.component == options.module_id
                              : slot.name == (options.is_data() ? options.data : options.component);
        if (ours) {
            return slot.size;
        }
    }
    throw Failure("SLOT_UNKNOWN", "system.toml has no slot for this image",
                  "give the room it has with --slot-size, or add the module to system.toml");
}

// The number under which an image may be depended upon (boot/image/SPEC.md, "Dependencies").
std::uint32_t image_number(const std::string& name) {
    if (name == "urot" || name == "manager" || name == "app") {
        return name == "urot" ? 2 : name == "manager" ? 3 : 4;
    }
    const SystemPlan plan = load_plan();
    for (const gen::DataEntry& entry : plan.system.data) {
        if (entry.name == name) {
            return entry.id;
        }
    }
    std::uint32_t number = boot::image::kFirstModuleImage;
    for (const gen::Slot& slot : plan.derived.slots) {
        if (slot.component >= kFirstModuleId && parse_number(name) == slot.component) {
            return number;
        }
        number += slot.component >= kFirstModuleId ? 1 : 0;
    }
    throw Failure("COMPONENT_UNKNOWN", "no image '" + name + "' can be depended upon",
                  "name urot, manager, app, a data image, or the id of a module of system.toml "
                  "like 0x201");
}

boot::image::Dependency parse_needed(const std::string& text) {
    const std::size_t equals = text.find('=');
    const auto version =
        equals == std::string::npos ? std::nullopt : parse_version(text.substr(equals + 1));
    if (!version) {
        throw Failure("VERSION_BAD", "'" + text + "' does not say what is needed",
                      "write it like manager=1.2.0");
    }
    return {image_number(text.substr(0, equals)), *version};
}

std::vector<boot::image::Dependency> parse_needs(const SignOptions& options) {
    if (options.needs.size() > boot::image::kMaxDependencies) {
        throw Failure("TLV_BAD", "an image can name four others at most", "leave out some --needs");
    }
    std::vector<boot::image::Dependency> needs;
    for (const std::string& text : options.needs) {
        needs.push_back(parse_needed(text));
    }
    return needs;
}

std::uint16_t header_size(const SignOptions& options) {
    const bool small = options.is_module() || options.is_data();
    const std::uint32_t wanted = small ? kModuleHeader : kStageHeader;
    const std::uint32_t size = options.header_size != 0 ? options.header_size : wanted;
    if (size < boot::image::kHeaderBytes || size > boot::image::kMaxHeader || size % 4 != 0) {
        throw Failure("BAD_HEADER", "a header of " + std::to_string(size) + " bytes is not allowed",
                      "32 to 4096 bytes, a multiple of 4");
    }
    return static_cast<std::uint16_t>(size);
}

Bytes encrypted(const SignOptions& options, const Bytes& image, const Key& key,
                std::uint32_t room) {
    if (options.component == "urot") {
        throw Failure(lib::Error::kEncryptedUnsupported, "the uROT's image");
    }
    Bytes sealed = seal_image(image, key, Key::load(options.recipient), options.aes / 8);
    if (sealed.size() > room) {
        throw Failure("BAD_SIZE",
                      "encrypted, the image takes " + std::to_string(sealed.size()) +
                          " bytes, its slot has " + std::to_string(room),
                      "make it smaller or its slot in system.toml larger");
    }
    return sealed;
}

// The iROT has no room for LMS.
void refuse_second_of_urot(const SignOptions& options) {
    if (options.component == "urot") {
        throw Failure("ALGORITHM_UNSUPPORTED", "the iROT verifies P-256 alone",
                      "sign the uROT without --lms");
    }
}

Report sign(const SignOptions& options) {
    const auto version = parse_version(options.version);
    if (!version) {
        throw Failure("VERSION_BAD", "'" + options.version + "' is not a version",
                      "write it like 1.2.3 or 1.2.3+4");
    }
    const Key key = Key::load(options.key);
    if (options.production) {
        refuse_development_key(key, options.key);
    }
    const std::string component = options.is_data() ? "data" : options.component;
    ImageRequest request{
        component,          *version,     options.counter,     header_size(options),
        slot_size(options), std::nullopt, parse_needs(options)};
    if (options.is_module()) {
        request.identity = {options.owner, options.module_id};
    } else if (options.is_data()) {
        request.identity = data_identity(options);
    }
    const Bytes payload = read_file(options.in);
    check_payload(payload, shown(options.in));
    Bytes image = make_image(request, payload, key);
    if (!options.recipient.empty()) {
        image = encrypted(options, image, key, request.slot_size);
    }
    if (!options.lms.empty()) {
        refuse_second_of_urot(options);
        image = add_second(image, options.lms, request.slot_size);
    }
    write_file(options.out, image);
    return {{{"image", shown(options.out)},
             {"component", options.is_data() ? "data " + options.data : options.component},
             {"version", version_text(*version)},
             {"counter", options.counter},
             {"bytes", image.size()},
             {"room", request.slot_size},
             {"encrypted", !options.recipient.empty()},
             {"signed_by", hex(record_bytes(key.hash()))},
             {"second_signature", options.lms.empty()
                                      ? "none"
                                      : "LMS, " + std::to_string(lms_left(options.lms)) + " left"}},
            0};
}

}  // namespace

void image_sign(Group& image, Invocation& run) {
    auto* verb = image.add_subcommand(
        "sign",
        "Put header, TLVs and signature around a raw binary: MCUboot's format, SHA-256 and\n"
        "ECDSA P-256, as 'imgtool sign --pad-header' makes it. The output is the file to install.");
    auto o = std::make_shared<SignOptions>();
    verb->add_option("--component", o->component, "what it is: urot, manager, app, module")
        ->check(CLI::IsMember({"urot", "manager", "app", "module"}));
    verb->add_option("--data", o->data, "it is this data image of system.toml");
    verb->add_option("--key", o->key, "private key of its owner (PEM)")->required();
    verb->add_option("--version", o->version, "1.2.3 or 1.2.3+4")->required();
    add_number(*verb, "--counter", o->counter, "security counter: never below the device's")
        ->required();
    add_number(*verb, "--slot-size", o->slot_size, "room for the image (its slot in system.toml)");
    add_number(*verb, "--header-size", o->header_size,
               "bytes before the payload (0x400; modules and data 0x20)");
    auto* id = add_number(*verb, "--module-id", o->module_id, "a module's id");
    add_number(*verb, "--owner", o->owner, "a module's owner, as in the key manifest")->needs(id);
    verb->add_option("--needs", o->needs,
                     "runs only beside this image in this version or newer, like manager=1.2.0")
        ->type_name("NAME=VERSION");
    auto* encrypt = verb->add_option("--encrypt", o->recipient,
                                     "encrypt for this key (PEM, public or private)");
    add_number(*verb, "--aes", o->aes, "bits of the content key: 128 or 256")->needs(encrypt);
    verb->add_option("--lms", o->lms,
                     "second, post-quantum signature by this key ('sm keys new --lms'); each uses\n"
                     "one of its 1,024 numbers up, so that no two such images are the same");
    verb->add_flag("--production", o->production, "refuse development keys");
    verb->add_option("in", o->in, "raw binary (objcopy -O binary)")->required();
    verb->add_option("out", o->out, "signed image")->required();
    verb->footer(
        "Examples:\n"
        "  sm image sign --component app --key build/keys/app.pem --version 1.2.3 --counter 1 "
        "app.raw app.bin\n"
        "  sm image sign --component module --module-id 0x201 --owner 0xA001 --key "
        "build/keys/owner-a.pem "
        "--version 1.0.0 --counter 1 module.raw module.bin\n"
        "  sm image sign --data calibration --key build/keys/data.pem --version 1.0.0 --counter 1 "
        "table.raw table.bin\n"
        "  sm image sign --component app --key build/keys/app.pem --version 1.2.3 --counter 1 "
        "--encrypt build/keys/encryption.pem app.raw sealed.bin");
    verb->callback([&run, o] {
        if (o->is_data() == !o->component.empty()) {
            throw CLI::ValidationError("--component", "give this or --data");
        }
        if (o->is_module() != (o->module_id != 0)) {
            throw CLI::ValidationError("--module-id",
                                       "goes with --component module, and only there");
        }
        run.action = [o] { return sign(*o); };
    });
}

}  // namespace host::command
