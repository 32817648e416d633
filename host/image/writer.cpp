// SPDX-License-Identifier: Apache-2.0
#include "host/image/writer.h"

#include <fmt/format.h>
#include <concepts>

#include "host/base/failure.h"
#include "host/base/text.h"
#include "lib/bytes/bytes.h"

namespace host {
namespace image = boot::image;
namespace {

template <std::unsigned_integral T>
void append(Bytes& bytes, T value) {
    std::array<std::byte, sizeof(T)> encoded{};
    lib::bytes::store_le<T>(encoded, value);
    bytes.insert(bytes.end(), encoded.begin(), encoded.end());
}

void append(Bytes& bytes, ByteView more) {
    bytes.insert(bytes.end(), more.begin(), more.end());
}

void append_tlv(Bytes& area, image::TlvType type, ByteView value) {
    append(area, static_cast<std::uint16_t>(type));
    append(area, static_cast<std::uint16_t>(value.size()));
    append(area, value);
}

Bytes with_area_head(std::uint16_t magic, ByteView entries) {
    Bytes area;
    append(area, magic);
    append(area, static_cast<std::uint16_t>(entries.size() + image::kTlvHeaderBytes));
    append(area, entries);
    return area;
}

void append_version(Bytes& bytes, const lib::handover::Version& version) {
    append(bytes, version.major);
    append(bytes, version.minor);
    append(bytes, version.revision);
    append(bytes, version.build);
}

Bytes protected_area(const ImageRequest& request, const Key& key) {
    Bytes entries;
    Bytes counter;
    append(counter, request.counter);
    append_tlv(entries, image::TlvType::kSecurityCounter, counter);
    append_tlv(entries, image::TlvType::kBootRecord,
               request.boot_record
                   ? *request.boot_record
                   : make_boot_record(request.component, request.version, key.hash()));
    for (const image::Dependency& needed : request.needs) {
        Bytes dependency;
        append(dependency, needed.image);
        append_version(dependency, needed.min_version);
        append_tlv(entries, image::TlvType::kDependency, dependency);
    }
    if (request.identity) {
        Bytes identity;
        append(identity, request.identity->owner);
        append(identity, request.identity->module);
        append_tlv(entries, image::TlvType::kModuleIdentity, identity);
    }
    return with_area_head(image::kProtectedTlvMagic, entries);
}

Bytes header(const ImageRequest& request, std::size_t payload_size, std::size_t protected_size) {
    Bytes bytes;
    append(bytes, image::kMagic);
    append(bytes, std::uint32_t{0});  // load address: runs where it is stored
    append(bytes, request.header_size);
    append(bytes, static_cast<std::uint16_t>(protected_size));
    append(bytes, static_cast<std::uint32_t>(payload_size));
    append(bytes, std::uint32_t{0});  // flags
    append_version(bytes, request.version);
    append(bytes, std::uint32_t{0});
    bytes.resize(request.header_size, std::byte{0xFF});
    return bytes;
}

Bytes signature_area(const Digest& digest, const Key& key) {
    Bytes entries;
    append_tlv(entries, image::TlvType::kSha256, std::as_bytes(std::span(digest)));
    append_tlv(entries, image::TlvType::kKeyHash, record_bytes(key.hash()));
    append_tlv(entries, image::TlvType::kEcdsaP256, key.sign_der(digest));
    return with_area_head(image::kTlvMagic, entries);
}

void cbor_text(Bytes& bytes, std::string_view text) {  // up to 23 bytes
    append(bytes, static_cast<std::uint8_t>(0x60 + text.size()));
    append(bytes, view(text));
}

void cbor_digest(Bytes& bytes, const Digest& digest) {
    append(bytes, std::uint8_t{0x58});
    append(bytes, static_cast<std::uint8_t>(digest.size()));
    append(bytes, std::as_bytes(std::span(digest)));
}

}  // namespace

Bytes make_boot_record(const std::string& component, const lib::handover::Version& version,
                       const Digest& signer) {
    Bytes bytes{std::byte{0xA5}, std::byte{1}};  // map of five; software type
    cbor_text(bytes, component);
    append(bytes, std::uint8_t{4});  // version
    cbor_text(bytes, fmt::format("{}.{}.{}", version.major, version.minor, version.revision));
    append(bytes, std::uint8_t{5});  // signer
    cbor_digest(bytes, signer);
    append(bytes, std::uint8_t{6});  // measurement description
    cbor_text(bytes, "SHA256");
    append(bytes, std::uint8_t{2});  // measurement
    cbor_digest(bytes, Digest{});
    return bytes;
}

void check_payload(ByteView payload, const std::string& name) {
    constexpr std::uint32_t kElfMagic = 0x464C457F;
    const auto magic = lib::bytes::read_le<std::uint32_t>(payload, 0).value_or(0);
    const char* why = payload.empty()          ? "is empty"
                      : magic == kElfMagic     ? "is an ELF file"
                      : magic == image::kMagic ? "is an image already, with header and signature"
                                               : nullptr;
    if (why != nullptr) {
        throw Failure("PAYLOAD_BAD", name + " " + why,
                      "name the raw binary, as 'objcopy -O binary' writes it");
    }
}

Bytes make_image(const ImageRequest& request, ByteView payload, const Key& key) {
    const Bytes guarded = protected_area(request, key);
    Bytes bytes = header(request, payload.size(), guarded.size());
    append(bytes, payload);
    append(bytes, guarded);
    append(bytes, signature_area(sha256(bytes), key));
    if (bytes.size() > request.slot_size) {
        throw Failure("BAD_SIZE",
                      fmt::format("the image takes {} bytes, its slot has {}", bytes.size(),
                                  request.slot_size),
                      "make it smaller or its slot in system.toml larger");
    }
    return bytes;
}

}  // namespace host
