// SPDX-License-Identifier: Apache-2.0
// The MCUboot image: header, payload, protected TLVs, TLVs. Pure and bounded: nothing here touches
// a key or a register, every size is checked before it is used, and all of it is read once, into a
// caller's buffer, so that what was checked is what was hashed. Which bits: SPEC.md.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

#include "lib/bytes/bytes.h"
#include "lib/handover/handover.h"
#include "lib/result/result.h"

namespace boot::image {

inline constexpr std::uint32_t kMagic = 0x96F3B83D;
inline constexpr std::size_t kHeaderBytes = 32;      // the fields; the header itself may be padded
inline constexpr std::uint32_t kMaxHeader = 0x1000;  // bytes, padding included
inline constexpr std::size_t kMaxTlvBytes = 1024;    // both areas together
inline constexpr std::size_t kDigestBytes = 32;
inline constexpr std::size_t kMinSignature = 8;   // DER of two one-byte numbers
inline constexpr std::size_t kMaxSignature = 72;  // DER of two 33-byte numbers

inline constexpr std::uint16_t kTlvMagic = 0x6907;
inline constexpr std::uint16_t kProtectedTlvMagic = 0x6908;
inline constexpr std::size_t kTlvHeaderBytes = 4;  // of an area and of an entry

enum class TlvType : std::uint16_t {
    kKeyHash = 0x01,
    kSha256 = 0x10,
    kEcdsaP256 = 0x22,
    kEnvelope = 0x32,         // ECIES-P256 (envelope.h)
    kDependency = 0x40,       // protected, up to kMaxDependencies of them
    kSecurityCounter = 0x50,  // protected
    kBootRecord = 0x60,       // protected
    kModuleIdentity = 0xA1,   // protected
    kCipherSignature = 0xA5,  // over the image as it travels (sealed.h)
    kLmsSignature = 0xA6,     // the last one, read where it lies (load_image)
};

// A second signature: LMS_SHA256_M32_H10 with LMOTS_SHA256_N32_W8 (RFC 8554), over the SHA-256.
inline constexpr std::size_t kLmsSignatureBytes = 1452;
inline constexpr std::size_t kLmsTlvBytes = kTlvHeaderBytes + kLmsSignatureBytes;

// Header.flags; every other bit is refused, and both together.
inline constexpr std::uint32_t kFlagEncryptedAes128 = 1u << 2;
inline constexpr std::uint32_t kFlagEncryptedAes256 = 1u << 3;

struct Header {
    std::uint16_t header_size;     // kHeaderBytes..kMaxHeader, multiple of 4
    std::uint16_t protected_size;  // of the protected TLV area, its own 4 bytes included; 0 = none
    std::uint32_t payload_size;    // 1..
    lib::handover::Version version;
    // Of AES-CTR, 16 or 32 bytes; 0 = plain. It tells how the image travels: in its slot the
    // payload is plain, and the SHA-256 is always over the plain one.
    std::uint32_t content_key_size;

    constexpr std::uint32_t payload_end() const { return header_size + payload_size; }
    // Bytes the SHA-256 covers, from the first of the header.
    constexpr std::uint32_t hashed_size() const { return payload_end() + protected_size; }
};

struct ModuleIdentity {
    std::uint32_t owner;
    std::uint32_t module;
};

// The image needs `image` in at least this version.
struct Dependency {
    std::uint32_t image;  // number, 0..255: SPEC.md
    lib::handover::Version min_version;
};
inline constexpr std::size_t kMaxDependencies = 4;
inline constexpr std::size_t kDependencyBytes = 12;

struct Dependencies {
    std::array<Dependency, kMaxDependencies> entries;
    std::uint32_t count;

    std::span<const Dependency> view() const { return std::span(entries).first(count); }
};

struct Tlvs {
    lib::bytes::ByteView digest;     // kDigestBytes
    lib::bytes::ByteView key_hash;   // kDigestBytes
    lib::bytes::ByteView signature;  // kMinSignature..kMaxSignature, DER not yet checked
    std::uint32_t security_counter = 0;
    lib::bytes::ByteView boot_record;  // CBOR, empty if absent
    bool has_identity = false;
    ModuleIdentity identity{};
    lib::bytes::ByteView envelope{};  // empty if plain, else as long as the content key asks
    Dependencies dependencies{};
    lib::bytes::ByteView cipher_signature{};  // like `signature`; empty if absent or plain
};

// Where an image is read to; lives as long as the ImageView that points into it,
// and stays where it is.
struct ImageBuffer {
    ImageBuffer() = default;
    ImageBuffer(const ImageBuffer&) = delete;
    ImageBuffer& operator=(const ImageBuffer&) = delete;

    std::array<std::byte, kHeaderBytes> header;
    std::array<std::byte, kMaxTlvBytes> tlvs;
};

struct ImageView {
    Header header;
    Tlvs tlvs;
    std::uint32_t total_size;            // header to last TLV
    lib::bytes::ByteView raw_header;     // kHeaderBytes, as read
    lib::bytes::ByteView raw_protected;  // header.protected_size bytes, as read
    std::uint32_t second = 0;            // offset of the LMS signature in the image, 0: none
};

// All that the parser asks for.
template <typename T>
concept ByteReader = requires(T& source, std::uint32_t offset, lib::bytes::ByteSpan out) {
    { source.read(offset, out) } -> std::same_as<lib::Result<void>>;
    { source.size() } -> std::same_as<std::uint32_t>;
};

// Where image bytes come from: read() fills all of `out` from `offset` or says why not (FLASH_ECC);
// map() shows bytes where they lie, for hashing, and check() tells afterwards whether all that was
// looked at was intact. address() names the place. The parser never asks for a byte outside
// 0..size().
template <typename T>
concept ByteSource = ByteReader<T> && requires(T& source, std::uint32_t offset) {
    { source.map(offset, offset) } -> std::same_as<lib::Result<lib::bytes::ByteView>>;
    { source.check() } -> std::same_as<lib::Result<void>>;
    { source.address() } -> std::same_as<std::uint32_t>;
};

// `room`: size of the slot in bytes, any value. Errors: NO_IMAGE (all 0xFF), BAD_MAGIC, BAD_HEADER,
// BAD_SIZE.
lib::Result<Header> parse_header(std::span<const std::byte, kHeaderBytes> bytes,
                                 std::uint32_t room);

// Both areas whole, their 4-byte heads included; `protected_area` may be empty. The unprotected one
// must be exactly as long as its head says. `content_key_size`: of the header. Errors: TLV_BAD,
// TLV_DUPLICATE, TLV_UNPROTECTED, TLV_MISSING, ENCRYPTED_UNSUPPORTED (another kind of envelope).
lib::Result<Tlvs> parse_tlvs(lib::bytes::ByteView protected_area, lib::bytes::ByteView area,
                             std::uint32_t content_key_size);

// Size of the area whose head these 4 bytes are (4..kMaxTlvBytes, and kLmsTlvBytes more), TLV_BAD
// otherwise.
lib::Result<std::uint32_t> tlv_area_size(std::span<const std::byte, kTlvHeaderBytes> head,
                                         std::uint16_t magic);

// An area's head says from now on how long it is without the LMS signature.
void drop_second(std::span<std::byte, kTlvHeaderBytes> area);

// Whether `head` is that of an LMS signature, which is dropped from `area` then.
bool take_second(std::span<const std::byte, kTlvHeaderBytes> head,
                 std::span<std::byte, kTlvHeaderBytes> area);

// Offset of the LMS signature that ends the area of `size` bytes at `at`, whose head is in `area`;
// 0: none. It is a thousand bytes of an attacker's choice and never comes to RAM: it is read where
// it lies. Errors: the source's.
template <ByteReader Source>
lib::Result<std::uint32_t> find_second(Source& source, std::uint32_t at, std::uint32_t size,
                                       std::span<std::byte, kTlvHeaderBytes> area) {
    if (size < kTlvHeaderBytes + kLmsTlvBytes) {
        return 0u;
    }
    const std::uint32_t found = at + size - kLmsTlvBytes;
    std::array<std::byte, kTlvHeaderBytes> head;
    LIB_TRY(source.read(found, head));
    return take_second(head, area) ? found + kTlvHeaderBytes : 0u;
}

// Reads header and TLVs, each byte once. `kSecond`: an LMS signature may end them; else it is
// BAD_SIZE. Errors: those above and the source's own.
template <bool kSecond = false, ByteReader Source>
lib::Result<ImageView> load_image(Source& source, ImageBuffer& buffer) {
    LIB_TRY(source.size() < kHeaderBytes ? lib::Result<void>(lib::Error::kBadSize) : lib::kOk);
    LIB_TRY(source.read(0, buffer.header));
    auto parsed = parse_header(buffer.header, source.size());
    if (!parsed.ok()) {
        return parsed.error();
    }
    const Header header = parsed.value();
    // parse_header left room for the head of the unprotected area in slot and buffer.
    const std::size_t first = header.protected_size + kTlvHeaderBytes;
    lib::bytes::ByteSpan tlvs(buffer.tlvs);
    LIB_TRY(source.read(header.payload_end(), tlvs.first(first)));
    const auto head = tlvs.subspan(header.protected_size).template first<kTlvHeaderBytes>();
    auto size = tlv_area_size(head, kTlvMagic);
    if (!size.ok()) {
        return size.error();
    }
    if (size.value() > source.size() - header.hashed_size()) {
        return lib::Error::kBadSize;
    }
    std::uint32_t in_ram = size.value();
    std::uint32_t second = 0;
    if constexpr (kSecond) {
        auto found = find_second(source, header.hashed_size(), in_ram, head);
        if (!found.ok()) {
            return found.error();
        }
        second = found.value();
        in_ram -= second == 0 ? 0 : kLmsTlvBytes;
    }
    if (in_ram > tlvs.size() - header.protected_size) {
        return lib::Error::kBadSize;
    }
    LIB_TRY(
        source.read(header.payload_end() + first, tlvs.subspan(first, in_ram - kTlvHeaderBytes)));
    auto raw_protected = tlvs.first(header.protected_size);
    auto found = parse_tlvs(raw_protected, tlvs.subspan(header.protected_size, in_ram),
                            header.content_key_size);
    if (!found.ok()) {
        return found.error();
    }
    return ImageView{header,        found.value(), header.hashed_size() + size.value(),
                     buffer.header, raw_protected, second};
}

// An image in memory, for hosts and tests.
class MemorySource {
  public:
    explicit MemorySource(lib::bytes::ByteView bytes) : bytes_(bytes) {}
    std::uint32_t address() const { return 0; }
    std::uint32_t size() const;
    lib::Result<void> read(std::uint32_t offset, lib::bytes::ByteSpan out) const;
    lib::Result<lib::bytes::ByteView> map(std::uint32_t offset, std::uint32_t size) const;
    lib::Result<void> check() const { return lib::kOk; }

  private:
    lib::bytes::ByteView bytes_;
};

}  // namespace boot::image
