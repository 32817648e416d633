// SPDX-License-Identifier: Apache-2.0
// sm image verify, sm image show
#include "host/base/failure.h"
#include "host/command/command.h"
#include "host/image/image_file.h"

namespace host::command {
namespace {

struct ReadOptions {
    std::string key;
    std::string file;
};

Report verify(const ReadOptions& options) {
    const Key key = Key::load(options.key);
    const Bytes bytes = read_file(options.file);
    lib::Error error{};
    const auto image = parse_image(bytes, error);
    if (!image) {
        throw Failure(error, shown(options.file));
    }
    if (const auto refused = judge_image(*image, key)) {
        throw Failure(*refused, shown(options.file));
    }
    const auto& view = image->view;
    return {{{"image", shown(options.file)},
             {"format", "ok"},
             {"content", "ok"},
             {"signature", "ok"},
             {"version", version_text(view.header.version)},
             {"counter", view.tlvs.security_counter},
             {"measurement", hex(record_bytes(image->digest))},
             {"signed_by", hex(record_bytes(key.hash()))}},
            0};
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
