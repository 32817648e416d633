// SPDX-License-Identifier: Apache-2.0
// The image parser: the input is a slot. What is accepted lies within the slot, each value within
// its area, and reading it again says the same.
#include "boot/image/image.h"
#include "test/fuzz/fuzz.h"

namespace {

using namespace boot::image;
using test::fuzz::require;

struct Parsed {
    ImageBuffer buffer;
    lib::Result<ImageView> view;
    explicit Parsed(std::span<const std::byte> slot) : view(load(slot)) {}
    lib::Result<ImageView> load(std::span<const std::byte> slot) {
        MemorySource source(slot);
        return load_image(source, buffer);
    }
};

bool within(lib::bytes::ByteView part, std::span<const std::byte> whole) {
    return part.empty() || (part.data() >= whole.data() &&
                            part.data() + part.size() <= whole.data() + whole.size());
}

void check(const ImageView& view, const ImageBuffer& buffer, std::span<const std::byte> slot) {
    const Header& header = view.header;
    require(header.header_size >= kHeaderBytes && header.header_size <= kMaxHeader);
    require(header.payload_size >= 1);
    require(std::uint64_t{header.header_size} + header.payload_size + header.protected_size + 4 <=
            view.total_size);
    require(view.total_size <= slot.size());
    require(view.total_size - header.hashed_size() + header.protected_size <= kMaxTlvBytes);
    const Tlvs& tlvs = view.tlvs;
    for (const auto part : {tlvs.digest, tlvs.key_hash, tlvs.signature, tlvs.boot_record,
                            tlvs.envelope, view.raw_protected}) {
        require(within(part, buffer.tlvs));
    }
    require(tlvs.digest.size() == 32 && tlvs.key_hash.size() == 32);
    require(tlvs.signature.size() >= kMinSignature && tlvs.signature.size() <= kMaxSignature);
    require(tlvs.dependencies.count <= kMaxDependencies);
    for (const Dependency& need : tlvs.dependencies.view()) {
        require(need.image <= 255);
    }
    require((header.content_key_size == 0) == tlvs.envelope.empty());
    // each protected value stands in the hashed part, each other one behind it
    require(header.protected_size >= 12);
    require(within(tlvs.boot_record, std::span(buffer.tlvs).first(header.protected_size)));
    require(within(tlvs.digest, std::span(buffer.tlvs).subspan(header.protected_size)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto slot = std::as_bytes(std::span(data, size));
    const Parsed once(slot);
    const Parsed again(slot);
    require(once.view.ok() == again.view.ok());
    if (!once.view.ok()) {
        require(once.view.error() == again.view.error());
        return 0;
    }
    check(once.view.value(), once.buffer, slot);
    const ImageView& a = once.view.value();
    const ImageView& b = again.view.value();
    require(a.total_size == b.total_size && a.tlvs.security_counter == b.tlvs.security_counter &&
            std::ranges::equal(a.tlvs.signature, b.tlvs.signature));
    // what lies behind the image says nothing, what it is cut of is missed
    require(Parsed(slot.first(a.total_size)).view.ok());
    require(!Parsed(slot.first(a.total_size - 1)).view.ok());
    return 0;
}

// An image's sizes agree with each other or nothing behind them is reached: after a mutation they
// are, most of the time, made to.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
    size = LLVMFuzzerMutate(data, size, most);
    if (seed % 8 == 0 || size < kHeaderBytes + 8) {
        return size;
    }
    const auto put = [data](std::size_t at, std::size_t value, unsigned bytes) {
        for (unsigned i = 0; i < bytes; ++i) {
            data[at + i] = static_cast<std::uint8_t>(value >> 8 * i);
        }
    };
    const auto half = [data](std::size_t at) -> std::size_t {
        return data[at] | static_cast<std::size_t>(data[at + 1]) << 8;
    };
    put(0, kMagic, 4);
    put(4, 0, 4);
    put(8, 32, 2);
    put(28, 0, 4);
    const std::size_t payload = 1 + seed / 8 % 4;
    put(12, payload, 4);
    const std::size_t at = 32 + payload;
    const std::size_t left = size - at;
    std::size_t guarded = left < 8 ? 0 : 4 + half(at + 2) % (left - 7);
    guarded = seed % 8 == 1 ? 0 : guarded;
    put(10, guarded, 2);
    if (guarded != 0) {
        put(at, kProtectedTlvMagic, 2);
        put(at + 2, guarded, 2);
    }
    if (left - guarded >= 4) {
        put(at + guarded, kTlvMagic, 2);
        put(at + guarded + 2, left - guarded, 2);
    }
    return size;
}
