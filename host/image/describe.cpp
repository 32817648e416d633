// SPDX-License-Identifier: Apache-2.0
// Every field of an image, also of one the parser refuses: a tool that explains must read more
// than a stage that decides. Bounds are the file's own.
#include <fmt/format.h>

#include "host/base/failure.h"
#include "host/base/text.h"
#include "host/image/image_file.h"
#include "host/image/seal.h"
#include "lib/bytes/bytes.h"

namespace host {
namespace image = boot::image;
namespace {

template <typename T>
T at(ByteView bytes, std::size_t offset) {
    return lib::bytes::read_le<T>(bytes, offset).value_or(0);
}

std::string type_name(std::uint16_t type) {
    switch (static_cast<image::TlvType>(type)) {
        case image::TlvType::kKeyHash:
            return "key hash";
        case image::TlvType::kSha256:
            return "SHA-256";
        case image::TlvType::kEcdsaP256:
            return "ECDSA P-256";
        case image::TlvType::kEnvelope:
            return "ECIES-P256 envelope";
        case image::TlvType::kDependency:
            return "dependency";
        case image::TlvType::kSecurityCounter:
            return "security counter";
        case image::TlvType::kBootRecord:
            return "boot record";
        case image::TlvType::kModuleIdentity:
            return "identity";
        case image::TlvType::kCipherSignature:
            return "signature over cipher text";
        case image::TlvType::kLmsSignature:
            return "LMS signature";
    }
    return "not ours";
}

std::string value_text(std::uint16_t type, ByteView value) {
    if (type == static_cast<std::uint16_t>(image::TlvType::kSecurityCounter) && value.size() == 4) {
        return std::to_string(at<std::uint32_t>(value, 0));
    }
    if (type == static_cast<std::uint16_t>(image::TlvType::kModuleIdentity) && value.size() == 8) {
        return fmt::format("owner {}, module {}", hex32(at<std::uint32_t>(value, 0)),
                           hex32(at<std::uint32_t>(value, 4)));
    }
    if (type == static_cast<std::uint16_t>(image::TlvType::kDependency) &&
        value.size() == image::kDependencyBytes) {
        return fmt::format("image {}, {}.{}.{} or newer", at<std::uint32_t>(value, 0),
                           at<std::uint8_t>(value, 4), at<std::uint8_t>(value, 5),
                           at<std::uint16_t>(value, 6));
    }
    return hex(value);
}

// Appends the entries of the area at `offset`; returns where the area ends, 0 if there is none.
std::size_t walk(ByteView bytes, std::size_t offset, std::uint16_t magic, Json& out) {
    if (!lib::bytes::range_within(offset, 4, bytes.size()) ||
        at<std::uint16_t>(bytes, offset) != magic) {
        return 0;
    }
    const std::size_t end = std::min(bytes.size(), offset + at<std::uint16_t>(bytes, offset + 2));
    for (std::size_t entry = offset + 4; entry + 4 <= end;) {
        const auto type = at<std::uint16_t>(bytes, entry);
        const std::size_t size =
            std::min<std::size_t>(at<std::uint16_t>(bytes, entry + 2), end - entry - 4);
        out.push_back({{"type", fmt::format("0x{:02X}", type)},
                       {"name", type_name(type)},
                       {"protected", magic == image::kProtectedTlvMagic},
                       {"size", size},
                       {"value", value_text(type, bytes.subspan(entry + 4, size))}});
        entry += 4 + size;
    }
    return end;
}

Json tlvs(ByteView bytes, std::size_t payload_end) {
    Json list = Json::array();
    const std::size_t next = walk(bytes, payload_end, image::kProtectedTlvMagic, list);
    walk(bytes, next == 0 ? payload_end : next, image::kTlvMagic, list);
    return list;
}

Json header_fields(ByteView bytes) {
    const lib::handover::Version version{at<std::uint8_t>(bytes, 20), at<std::uint8_t>(bytes, 21),
                                         at<std::uint16_t>(bytes, 22),
                                         at<std::uint32_t>(bytes, 24)};
    return {{"version", version_text(version)},
            {"header_size", at<std::uint16_t>(bytes, 8)},
            {"payload_size", at<std::uint32_t>(bytes, 12)},
            {"protected_size", at<std::uint16_t>(bytes, 10)},
            {"load_address", hex32(at<std::uint32_t>(bytes, 4))},
            {"flags", hex32(at<std::uint32_t>(bytes, 16))}};
}

}  // namespace

Json describe_image(ByteView bytes) {
    if (bytes.size() < image::kHeaderBytes || at<std::uint32_t>(bytes, 0) != image::kMagic) {
        throw Failure(lib::Error::kBadMagic, "this file");
    }
    Json data = header_fields(bytes);
    lib::Error error{};
    const auto parsed = parse_image(bytes, error);
    data["format"] = parsed ? "ok" : std::string(lib::error_name(error));
    if (parsed) {
        data["total_size"] = parsed->view.total_size;
        data["measurement"] = hex(record_bytes(parsed->digest));
        data["content"] = content_intact(*parsed) ? "intact"
                          : is_encrypted(*parsed) ? "encrypted"
                                                  : "HASH_MISMATCH";
    }
    const std::size_t end = std::size_t{at<std::uint16_t>(bytes, 8)} + at<std::uint32_t>(bytes, 12);
    data["tlvs"] = tlvs(bytes, end);
    return data;
}

}  // namespace host
