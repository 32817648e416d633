// SPDX-License-Identifier: Apache-2.0
// sm image verify, sm image show
#include "host/base/failure.h"
#include "host/command/command.h"
#include "host/image/image_file.h"
#include "host/image/seal.h"
#include "host/keys/lms_key.h"

namespace host::command {
namespace {

struct ReadOptions {
    std::string key;
    std::string decryption_key;  // empty: none at hand
    std::string lms;
    std::string file;
};

Json described(const ReadOptions& options, const ParsedImage& image, const Key& key) {
    return {{"image", shown(options.file)},
            {"format", "ok"},
            {"signature", "ok"},
            {"version", version_text(image.view.header.version)},
            {"counter", image.view.tlvs.security_counter},
            {"measurement", hex(image.view.tlvs.digest)},
            {"signed_by", hex(record_bytes(key.hash()))}};
}

void refuse(const std::optional<lib::Error>& error, const ReadOptions& options) {
    if (error) {
        throw Failure(*error, shown(options.file));
    }
}

Report verify(const ReadOptions& options) {
    const Key key = Key::load(options.key);
    Bytes bytes = read_file(options.file);
    ParsedImage image = require_image(bytes, options.file);
    const bool sealed = is_encrypted(image) && !is_open(image);
    const bool twice_signed = !image.view.tlvs.cipher_signature.empty();
    if (sealed) {
        refuse(judge_sealed_image(bytes, image, key), options);
        if (!options.decryption_key.empty()) {
            bytes = open_image(bytes, Key::load(options.decryption_key));
            image = require_image(bytes, options.file);
        }
    }
    const bool readable = !sealed || !options.decryption_key.empty();
    if (readable) {
        refuse(judge_image(image, key), options);
    }
    if (!options.lms.empty()) {
        refuse(judge_second(bytes, image, lms_public(options.lms)), options);
    }
    Json data = described(options, image, key);
    data["content"] = readable       ? "ok"
                      : twice_signed ? "ok as it travels: encrypted, not read"
                                     : "not checked: encrypted, and no signature over cipher text";
    data["encrypted"] = is_encrypted(image);
    return {data, 0};
}

Report show(const ReadOptions& options) {
    return {describe_image(read_file(options.file)), 0};
}

}  // namespace

void image_verify(Group& image, Invocation& run) {
    auto* verb = image.add_subcommand(
        "verify",
        "Check a signed image as the boot stages do: format, signer, content, signature.\n"
        "Private and public keys both serve. The security counter is the device's affair.");
    auto options = std::make_shared<ReadOptions>();
    verb->add_option("--key,-k", options->key, "key of the expected signer (PEM)")->required();
    verb->add_option("--decrypt", options->decryption_key,
                     "private key that an encrypted image is for (PEM); without it only what\n"
                     "travels is checked");
    verb->add_option("--lms", options->lms, "LMS key of the signer: ask for that signature too");
    verb->add_option("image", options->file, "signed image")->required();
    verb->footer("Example:\n  sm image verify --key build/keys/app.pem app.bin");
    set_action(*verb, run, options, verify);
}

void image_show(Group& image, Invocation& run) {
    auto* verb = image.add_subcommand(
        "show", "All fields and TLVs of a MCUboot image, also of one that would be refused.");
    auto options = std::make_shared<ReadOptions>();
    verb->add_option("image", options->file, "signed image")->required();
    verb->footer("Examples:\n  sm image show app.bin\n  sm image show --json app.bin");
    set_action(*verb, run, options, show);
}

}  // namespace host::command
