// SPDX-License-Identifier: Apache-2.0
// sm image encrypt, sm image decrypt
#include "host/base/failure.h"
#include "host/command/command.h"
#include "host/image/seal.h"
#include "host/image/second.h"

namespace host::command {
namespace {

struct SealOptions {
    std::string key;
    std::string recipient;
    std::string in;
    std::string out;
    std::string lms;
    std::uint32_t aes = 128;
};

Report seal(const SealOptions& options) {
    const Bytes image = read_file(options.in);
    require_second_key(image, options.lms);
    Bytes sealed =
        seal_image(image, Key::load(options.key), Key::load(options.recipient), options.aes / 8);
    if (!options.lms.empty()) {
        sealed = add_second(sealed, options.lms, UINT32_MAX);
    }
    write_file(options.out, sealed);
    return {{{"image", shown(options.out)}, {"bytes", sealed.size()}, {"aes", options.aes}}, 0};
}

Report open(const SealOptions& options) {
    const Bytes image = read_file(options.in);
    const Bytes plain = open_image(image, Key::load(options.recipient));
    write_file(options.out, plain);
    return {{{"image", shown(options.out)}, {"bytes", plain.size()}}, 0};
}

}  // namespace

void image_encrypt(Group& image, Invocation& run) {
    auto* verb = image.add_subcommand("encrypt",
                                      "Encrypt a signed image for a product's decryption key "
                                      "(MCUboot's ECIES-P256, AES-CTR) and\n"
                                      "sign it anew: the flag in its header is under the "
                                      "signature. A second signature, over the\n"
                                      "cipher text, lets a device check it before a reset, without "
                                      "the key. An image that imgtool\n"
                                      "encrypted only gets the second signature.");
    auto o = std::make_shared<SealOptions>();
    verb->add_option("--to", o->recipient, "the product's encryption key (PEM, public or private)")
        ->required();
    verb->add_option("--key", o->key, "private key of the image's owner (PEM)")->required();
    add_number(*verb, "--aes", o->aes, "bits of the content key: 128 or 256");
    verb->add_option("--lms", o->lms, "LMS key of the owner, for a new second signature");
    verb->add_option("in", o->in, "signed image")->required();
    verb->add_option("out", o->out, "encrypted image")->required();
    verb->footer(
        "Example:\n  sm image encrypt --to build/keys/encryption.pem --key build/keys/app.pem "
        "app.bin sealed.bin");
    set_action(*verb, run, o, seal);
}

void image_decrypt(Group& image, Invocation& run) {
    auto* verb = image.add_subcommand("decrypt",
                                      "The image as it lies in its slot once it is installed: "
                                      "payload in plain, flag and TLVs as\n"
                                      "they were. For programming a slot directly.");
    auto o = std::make_shared<SealOptions>();
    verb->add_option("--key", o->recipient, "the product's private encryption key (PEM)")
        ->required();
    verb->add_option("in", o->in, "encrypted image")->required();
    verb->add_option("out", o->out, "plain image")->required();
    verb->footer(
        "Example:\n  sm image decrypt --key build/keys/encryption.pem sealed.bin plain.bin");
    set_action(*verb, run, o, open);
}

}  // namespace host::command
