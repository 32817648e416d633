// SPDX-License-Identifier: Apache-2.0
#include "test/forge/court.h"

#include <algorithm>
#include <cstdio>

#include "boot/image/dependency.h"
#include "boot/image/envelope.h"
#include "boot/image/software_cipher.h"
#include "lib/p256/der.h"
#include "lib/sha256/sha256.h"

namespace test::forge {
namespace {

using boot::image::ImageBuffer;
using boot::image::MemorySource;
using boot::image::Rule;
using boot::image::Verdict;
using lib::Error;
using lib::bytes::ByteSpan;
using lib::bytes::ByteView;

struct Meter {
    std::uint64_t reads = 0;
    std::uint64_t read = 0;
    std::uint64_t hashed = 0;
};
thread_local Meter meter;

class Slot {
  public:
    explicit Slot(ByteView bytes) : memory_(bytes) {}
    std::uint32_t address() const { return kAt; }
    std::uint32_t size() const { return memory_.size(); }
    lib::Result<void> read(std::uint32_t offset, ByteSpan out) const {
        ++meter.reads;
        meter.read += out.size();
        return memory_.read(offset, out);
    }
    lib::Result<ByteView> map(std::uint32_t offset, std::uint32_t size) const {
        ++meter.reads;
        return memory_.map(offset, size);
    }
    lib::Result<void> check() const { return lib::kOk; }

  private:
    MemorySource memory_;
};
static_assert(boot::image::ByteSource<Slot>);

class CountingHash {
  public:
    void update(ByteView data) {
        meter.hashed += data.size();
        hash_.update(data);
    }
    boot::image::Digest finish() { return hash_.finish(); }

  private:
    lib::sha256::Sha256 hash_;
};

// Two evaluations: header, head of the TLVs, the rest, the payload; and what they may cost.
bool within_bounds(std::uint32_t room) {
    constexpr std::uint64_t kReads = 2 * 4;
    constexpr std::uint64_t kRead =
        2 * (boot::image::kHeaderBytes + std::uint64_t{boot::image::kMaxTlvBytes});
    const std::uint64_t hashed = 2 * (std::uint64_t{room} + boot::image::kPublicKeyInfoBytes);
    return meter.reads <= kReads && meter.read <= kRead && meter.hashed <= hashed;
}

const lib::handover::Version* running(std::uint32_t number) {
    static constexpr lib::handover::Version kVersion = {1, 0, 5, 0};
    return number == 3 || number == 16 ? &kVersion : nullptr;
}

lib::Result<void> entry(const Verdict& verdict, ByteView slot) {
    const std::uint32_t at = verdict.measured.header_size;
    if (verdict.measured.payload_size < 8) {
        return Error::kAddressBad;
    }
    const auto word = [&](std::uint32_t offset) {
        return lib::bytes::load_le<std::uint32_t>(slot.subspan(offset).first<4>());
    };
    return boot::image::check_entry(word(at), word(at + 4),
                                    {kAt + at, verdict.measured.payload_size}, kRam);
}

// The payload travels encrypted: it is of no use without its content key.
lib::Result<void> content_key(ByteView envelope, std::size_t key_size) {
    boot::image::ContentKey key;
    LIB_TRY(boot::image::open_envelope<boot::image::SoftwareCounter>(key, envelope, key_size,
                                                                     decryption_key()));
    const Bytes right = filler(key_size, 0x40);
    return std::ranges::equal(key.view(), right) ? lib::kOk : Error::kHardenedMismatch;
}

lib::Result<void> rest_of_boot(const Mold& mold, const Verdict& verdict, ByteView slot) {
    LIB_TRY(boot::image::dependencies_met(verdict.measured.dependencies, running));
    ImageBuffer buffer;
    MemorySource source(slot);
    const auto view = boot::image::load_image(source, buffer);
    if (view.value().header.content_key_size != 0) {
        LIB_TRY(content_key(view.value().tlvs.envelope, view.value().header.content_key_size));
    }
    return mold.started ? entry(verdict, slot) : lib::kOk;
}

bool behind_the_signature(const Verdict& verdict) {
    return lib::hardened::is_true(verdict.authentic) || verdict.error == Error::kSignatureInvalid ||
           verdict.error == Error::kPublicKeyBad || verdict.error == Error::kCounterRollback ||
           verdict.error == Error::kWrongComponent;
}

bool same(ByteView a, ByteView b) {
    return std::ranges::equal(a, b);
}

// Another s that says the same: (r, s) and (r, n - s) are signatures of the same digest, and which
// one a signer publishes is open to all (imgtool's are either).
bool mirrored(ByteView a, ByteView b) {
    constexpr std::array<std::uint8_t, 32> kOrder = {
        0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF,
        0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17,
        0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51};
    const auto one = lib::p256::signature_from_der(a);
    const auto two = lib::p256::signature_from_der(b);
    if (!one.ok() || !two.ok() ||
        !same(std::span(one.value()).first<32>(), std::span(two.value()).first<32>())) {
        return false;
    }
    unsigned carry = 0;
    bool is_order = true;
    for (std::size_t i = 32; i-- > 0;) {
        const unsigned sum = std::to_integer<unsigned>(one.value()[32 + i]) +
                             std::to_integer<unsigned>(two.value()[32 + i]) + carry;
        is_order &= (sum & 0xFF) == kOrder[i];
        carry = sum >> 8;
    }
    return is_order && carry == 0;
}

// Empty where the two do not say the same. All that the signature covers must be the same bytes,
// and each value beside it too, but for the two that are named.
std::string equal_in(const Mold& mold, ByteView slot) {
    ImageBuffer good_buffer;
    ImageBuffer buffer;
    MemorySource good_source(mold.image);
    MemorySource source(slot);
    const auto good = boot::image::load_image(good_source, good_buffer);
    const auto view = boot::image::load_image(source, buffer);
    const auto& a = good.value();
    const auto& b = view.value();
    const std::uint32_t hashed = a.header.hashed_size();
    if (b.header.hashed_size() != hashed ||
        !same(slot.first(hashed), std::span(mold.image).first(hashed)) ||
        !same(a.tlvs.digest, b.tlvs.digest) || !same(a.tlvs.key_hash, b.tlvs.key_hash) ||
        !same(a.tlvs.envelope, b.tlvs.envelope)) {
        return {};
    }
    if (same(slot.first(a.total_size), mold.image)) {
        return "bytes behind the image";
    }
    if (same(a.tlvs.signature, b.tlvs.signature)) {
        return "order of the plain TLVs";
    }
    return mirrored(a.tlvs.signature, b.tlvs.signature) ? "the signature's other s" : "";
}

Judged weigh(const Mold& mold, ByteView slot, const Rule& rule, bool owned, Sentence& out) {
    const bool whole =
        std::ranges::equal(slot.first(std::min(slot.size(), mold.image.size())), mold.image);
    const bool erased_behind =
        std::ranges::all_of(slot.subspan(std::min(slot.size(), mold.image.size())),
                            [](std::byte byte) { return byte == std::byte{0xFF}; });
    if (whole && erased_behind && &rule == &mold.rule) {
        return Judged::kGood;
    }
    if (owned || &rule != &mold.rule) {
        return Judged::kForged;
    }
    out.equal_in = equal_in(mold, slot);
    return out.equal_in.empty() ? Judged::kForged : Judged::kEqual;
}

}  // namespace

Sentence sentence(const Mold& mold, const Bytes& image, const Rule& rule, std::uint32_t room,
                  bool owned) {
    static thread_local Bytes slot;
    slot.assign(room, std::byte{0xFF});
    std::ranges::copy(std::span(image).first(std::min<std::size_t>(image.size(), room)),
                      slot.begin());
    meter = {};
    ImageBuffer buffer;
    Verdict verdict;
    Slot source(slot);
    boot::image::verify_image<CountingHash>(source, rule, rule, buffer, verdict);
    Sentence out = {Judged::kRefused, verdict.error, behind_the_signature(verdict), {},
                    meter.read,       meter.hashed};
    if (!within_bounds(room)) {
        out.judged = Judged::kTooDear;
    } else if (lib::hardened::is_true(verdict.authentic)) {
        const auto rest = rest_of_boot(mold, verdict, slot);
        out.error = rest.ok() ? Error::kFlowBroken : rest.error();
        out.judged = rest.ok() ? weigh(mold, slot, rule, owned, out) : Judged::kRefused;
    }
    return out;
}

void Counts::add(const Counts& other) {
    judged += other.judged;
    signature += other.signature;
    equal += other.equal;
    most_hashed = std::max(most_hashed, other.most_hashed);
    most_read = std::max(most_read, other.most_read);
    for (const auto& [error, count] : other.errors) {
        errors[error] += count;
    }
    for (const auto& [how, count] : other.equal_in) {
        equal_in[how] += count;
    }
    for (const auto& [group, count] : other.groups) {
        groups[group] += count;
    }
    failures.insert(failures.end(), other.failures.begin(), other.failures.end());
}

void Bench::judge(const Bytes& image, const Setting& setting) {
    if (taker) {
        return taker(image, setting);
    }
    const std::uint64_t number = number_++;
    if (stop_at_ != ~0ull && number != stop_at_) {
        return;
    }
    const Rule& rule = setting.rule == nullptr ? mold_.rule : *setting.rule;
    note(sentence(mold_, image, rule, setting.room, setting.owned),
         mold_.name + "/" + group_ + "/" + std::to_string(number));
}

void Bench::judge(Parts parts, Seal how) {
    seal(parts, how, owner_key(), other_key());
    judge(parts.bytes(), Setting{.owned = how == Seal::kOwner});
}

void Bench::note(const Sentence& sentence, const std::string& id) {
    if (sentence.judged == Judged::kGood) {
        return;
    }
    ++counts_.judged;
    ++counts_.groups[group_];
    counts_.signature += sentence.reached_signature ? 1 : 0;
    counts_.most_hashed = std::max(counts_.most_hashed, sentence.hashed);
    counts_.most_read = std::max(counts_.most_read, sentence.read);
    switch (sentence.judged) {
        case Judged::kRefused:
            ++counts_.errors[sentence.error];
            break;
        case Judged::kEqual:
            ++counts_.equal;
            ++counts_.equal_in[sentence.equal_in];
            break;
        case Judged::kTooDear:
            counts_.failures.push_back(id + ": read or hashed more than an image may cost");
            break;
        default:
            counts_.failures.push_back(id + ": accepted");
            break;
    }
    if (lib::error_name(sentence.error) == "UNKNOWN_ERROR") {
        counts_.failures.push_back(id + ": refused without a name");
    }
    if (stop_at_ != ~0ull) {
        std::printf("%s: %s\n", id.c_str(), std::string(lib::error_name(sentence.error)).c_str());
    }
}

}  // namespace test::forge
