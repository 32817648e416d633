// SPDX-License-Identifier: Apache-2.0
// Making a signed MCUboot image, byte for byte as `imgtool sign --pad-header` lays it out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "boot/image/image.h"
#include "host/keys/key.h"
#include "lib/handover/handover.h"

namespace host {

struct ImageRequest {
    std::string component;  // "sw type" of the boot record, at most 12 characters
    lib::handover::Version version{};
    std::uint32_t counter = 0;
    std::uint16_t header_size = 0x400;  // bytes before the payload, padded with 0xFF
    std::uint32_t slot_size = 0;        // bytes the whole image may take
    std::optional<boot::image::ModuleIdentity> identity;  // modules only
    std::vector<boot::image::Dependency> needs{};         // at most kMaxDependencies
    std::optional<Bytes> boot_record{};                   // in place of the usual one
};

// Throws Failure PAYLOAD_BAD: empty, an ELF file, or an image that has its header already.
void check_payload(ByteView payload, const std::string& name);

// Throws Failure BAD_SIZE (does not fit the slot), KEY_NOT_PRIVATE. The payload was checked.
Bytes make_image(const ImageRequest& request, ByteView payload, const Key& key);

// The boot record TLV: CBOR map of software type, version, signer, "SHA256", zeroed measurement
// (the stage that loads the image knows the real one).
Bytes make_boot_record(const std::string& component, const lib::handover::Version& version,
                       const Digest& signer);

}  // namespace host
