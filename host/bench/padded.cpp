// SPDX-License-Identifier: Apache-2.0
#include "host/bench/padded.h"

#include <algorithm>

#include "host/base/failure.h"
#include "host/bench/runs.h"
#include "host/board/slots.h"
#include "host/image/image_file.h"
#include "host/image/writer.h"
#include "host/keys/keyring.h"

namespace host::bench {
namespace {

Bytes padded(const Path& file, const BoardSlot& slot, const std::string& owner, std::size_t size) {
    const Bytes bytes = read_file(file);
    const ParsedImage image = require_image(bytes, file);
    const auto& header = image.view.header;
    Bytes payload(bytes.begin() + header.header_size, bytes.begin() + header.payload_end());
    if (payload.size() > size) {
        throw Failure("BAD_SIZE", shown(file) + " is larger than what the bench pads it to",
                      "raise the size in host/bench/padded.h");
    }
    payload.resize(size, std::byte{0xFF});
    ImageRequest request;
    request.component = slot.name;
    request.version = header.version;
    request.counter = image.view.tlvs.security_counter;
    request.header_size = header.header_size;
    request.slot_size = slot.size;
    if (image.view.tlvs.has_identity) {
        request.identity = image.view.tlvs.identity;
    }
    return make_image(request, payload, Keyring(Keyring::default_folder()).key(owner));
}

}  // namespace

Path make_padded_images(const std::string& application, const std::string& echo) {
    const Path from = chip_build() / "images";
    const Path to = bench_folder() / "images";
    make_folder(to);
    for (const BoardSlot& slot : board_slots(load_plan())) {
        if (lib::handover::is_data(slot.component)) {
            continue;  // a board is made without
        }
        const std::string name = slot.name == "app" ? application : slot.name;
        const Path file = from / (name + ".bin");
        const bool is_module =
            slot.component >= static_cast<std::uint32_t>(lib::handover::ComponentId::kFirstModule);
        if (is_module) {
            const Path module = slot.name == "echo" ? from / (echo + ".bin") : file;
            write_file(to / file.filename(), padded(module, slot, "owner-a", kModuleBytes));
        } else if (slot.name == "app") {
            write_file(to / file.filename(), padded(file, slot, "app", kApplicationBytes));
        } else {
            write_file(to / file.filename(), read_file(file));
        }
    }
    return to;
}

}  // namespace host::bench
