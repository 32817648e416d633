// SPDX-License-Identifier: Apache-2.0
// The decision whether an image may run (claim B1): format, owner's key, digest, signature,
// security counter, identity. Pure. The answer is a hardened one, with the flow that led to it and
// the place it is about: who acts on it asks require_accepted (claim B4).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include "boot/image/image.h"
#include "lib/handover/handover.h"
#include "lib/hardened/hardened.h"

namespace boot::image {

using Digest = std::array<std::byte, kDigestBytes>;

// What the image of one slot must be.
struct Rule {
    std::uint32_t component;             // ComponentId, or the module id (>= kFirstModule)
    std::uint32_t owner;                 // of the key; compared with a module's identity
    std::uint32_t header_size;           // bytes, what the layout says
    std::uint32_t min_counter;           // lowest security counter accepted
    std::span<const std::byte, 64> key;  // P-256 X || Y, big-endian, of the component's owner
    // For who judges second signatures: the owner's LMS key or nothing, KeyEntry::policy.
    std::span<const std::byte> second_key{};
    std::uint32_t policy = 0;
};

// What was verified and where, for the hand-over block. Meaningful only where authentic is kTrue.
struct Measured {
    std::uint32_t component;  // of the rule it was judged by
    std::uint32_t address;    // of the source that was read
    lib::handover::Version version;
    std::uint32_t security_counter;
    std::uint32_t owner;         // of the key, from the rule
    std::uint32_t header_size;   // bytes, of the rule and of the image
    std::uint32_t payload_size;  // bytes, right behind the header
    Digest measurement;          // SHA-256: header + payload + protected TLVs
    Digest signer;               // SHA-256 of the key's SubjectPublicKeyInfo
    Dependencies dependencies;   // for the policy of the stage: dependency.h
};
static_assert(std::has_unique_object_representations_v<Measured>);

// Starts as a refusal and belongs to the caller: a verification that was skipped leaves a refusal,
// not what the one before it left. Wipe it once it is acted upon.
struct Verdict {
    lib::hardened::HardenedBool authentic = lib::hardened::HardenedBool::kFalse;
    lib::Error error = lib::Error::kFlowBroken;  // why not; meaningless where authentic
    lib::hardened::FlowCounter flow;
    Measured measured{};
};

inline constexpr auto kStepFormat = lib::hardened::flow_step("image format");
inline constexpr auto kStepKey = lib::hardened::flow_step("image key");
inline constexpr auto kStepDigest = lib::hardened::flow_step("image digest");
inline constexpr auto kStepSignature = lib::hardened::flow_step("image signature");
inline constexpr auto kStepCounter = lib::hardened::flow_step("image counter");
inline constexpr auto kStepIdentity = lib::hardened::flow_step("image identity");
inline constexpr auto kStepAgreed = lib::hardened::flow_step("image agreed upon");
// Of one evaluation, and of the two that make a verdict.
inline constexpr std::uint32_t kJudgeFlow = lib::hardened::FlowCounter::after(
    kStepFormat, kStepKey, kStepDigest, kStepSignature, kStepCounter, kStepIdentity);
inline constexpr std::uint32_t kVerifyFlow = lib::hardened::FlowCounter::after(
    kStepFormat, kStepKey, kStepDigest, kStepSignature, kStepCounter, kStepIdentity, kStepAgreed);

// Passes only for a verdict that both evaluations reached about this component at this address.
[[gnu::always_inline]] inline void require_accepted(const Verdict& verdict, std::uint32_t component,
                                                    std::uint32_t address) {
    lib::hardened::require_true(verdict.authentic);
    lib::hardened::require_true(lib::hardened::equal_words(verdict.measured.component, component));
    lib::hardened::require_true(lib::hardened::equal_words(verdict.measured.address, address));
    verdict.flow.require(kVerifyFlow);
}

// SHA-256, in software or by a block of the chip: lib::sha256::Sha256 is the model.
template <typename T>
concept Hasher = requires(T& hash, std::span<const std::byte> data) {
    hash.update(data);
    { hash.finish() } -> std::same_as<Digest>;
};

// Whether a hash in hardware did not answer; software always does.
template <Hasher Hash>
bool timed_out(const Hash& hash) {
    if constexpr (requires { hash.timed_out(); }) {
        return hash.timed_out();
    }
    return false;
}

// A P-256 key as DER SubjectPublicKeyInfo (RFC 5480): what key hashes are made of.
inline constexpr std::size_t kPublicKeyInfoBytes = 91;
std::array<std::byte, kPublicKeyInfoBytes> public_key_info(std::span<const std::byte, 64> key);

// The part behind the hashing, once. `digest`: of the hashed part of `image`; `signer`: of
// public_key_info(rule.key). Writes `verdict` but for measured.address. Errors: BAD_HEADER,
// KEY_UNKNOWN, OWNER_NOT_ALLOWED (a module that says another owner signed it), HASH_MISMATCH,
// SIGNATURE_ENCODING, those of signature_valid, COUNTER_ROLLBACK, WRONG_COMPONENT.
void judge(const ImageView& image, const Digest& digest, const Digest& signer, const Rule& rule,
           Verdict& verdict);

// The verdict of two evaluations. Error where they differ: HARDENED_MISMATCH.
void agree(const Verdict& first, const Verdict& second, Verdict& verdict);

// Hashes exactly what the parser saw where it parsed, and the rest where it lies. Errors: those of
// the source; HASH_TIMEOUT.
template <Hasher Hash, ByteSource Source>
lib::Result<Digest> image_digest(Source& source, const ImageView& image) {
    auto body = source.map(kHeaderBytes, image.header.payload_end() - kHeaderBytes);
    if (!body.ok()) {
        return body.error();
    }
    Hash hash;
    hash.update(image.raw_header);
    hash.update(body.value());
    hash.update(image.raw_protected);
    const Digest digest = hash.finish();
    if (timed_out(hash)) {
        return lib::Error::kHashTimeout;
    }
    LIB_TRY(source.check());
    return digest;
}

// Who knows P-256 only, and refuses an image with more. The other one is in hybrid.h.
struct OneSignature {
    static constexpr bool kUsed = false;
    static void judge(lib::bytes::ByteView /*signature*/, const Digest& /*digest*/,
                      const Rule& /*rule*/, Verdict& /*verdict*/) {}
};

// What comes behind judge(): can turn a yes into a no only. Errors: FLASH_ECC, those of Second.
template <typename Second, ByteSource Source>
void judge_second(Source& source, const ImageView& image, const Digest& digest, const Rule& rule,
                  Verdict& verdict) {
    if constexpr (Second::kUsed) {
        auto signature = source.map(image.second, image.second == 0 ? 0 : kLmsSignatureBytes);
        auto readable = signature.ok() ? lib::kOk : lib::Result<void>(signature.error());
        if (readable.ok()) {
            Second::judge(signature.value(), digest, rule, verdict);
            readable = source.check();
        }
        if (!readable.ok()) {
            verdict.authentic = lib::hardened::HardenedBool::kFalse;
            verdict.error = readable.error();
        }
    }
}

// One evaluation, from the bytes on. The compiler knows nothing of it, so that two calls stay two.
// `buffer` is not on the stack: it holds up to 1 KB of whatever an attacker likes, and one flipped
// bit of SP would make return addresses of it (DESIGN.md, section 2).
template <Hasher Hash, typename Second = OneSignature, ByteSource Source>
[[gnu::noipa]] void evaluate(Source& source, const Rule& rule, ImageBuffer& buffer,
                             Verdict& verdict) {
    buffer.header.fill({});
    buffer.tlvs.fill({});
    auto image = load_image<Second::kUsed>(source, buffer);
    if (!image.ok()) {
        verdict.error = image.error();
        return;
    }
    auto digest = image_digest<Hash>(source, image.value());
    if (!digest.ok()) {
        verdict.error = digest.error();
        return;
    }
    Hash hash;
    hash.update(public_key_info(rule.key));
    const Digest signer = hash.finish();
    if (timed_out(hash)) {
        verdict.error = lib::Error::kHashTimeout;
        return;
    }
    verdict.measured.address = source.address();
    judge(image.value(), digest.value(), signer, rule, verdict);
    judge_second<Second>(source, image.value(), digest.value(), rule, verdict);
}

// Reads, hashes and judges twice, because one evaluation does not stand one fault: a load skipped
// in the hash leaves the word before it in its place, a branch skipped in the signature a point the
// attacker foresaw. `rule` and `again` say the same and were made independently, for the same
// reason. Errors: those of load_image, image_digest and judge, HARDENED_MISMATCH.
template <Hasher Hash, typename Second = OneSignature, ByteSource Source>
void verify_image(Source& source, const Rule& rule, const Rule& again, ImageBuffer& buffer,
                  Verdict& verdict) {
    Verdict first;
    Verdict second;
    evaluate<Hash, Second>(source, rule, buffer, first);
    evaluate<Hash, Second>(source, again, buffer, second);
    agree(first, second, verdict);
}

// Whether the first two vectors of a payload (initial stack pointer, reset handler) lie where they
// may: the stack pointer in `ram` or at its end and 8-byte aligned, the handler within `payload`,
// Thumb bit set. Error: ADDRESS_BAD.
struct Span {
    std::uint32_t base;
    std::uint32_t size;
};
lib::Result<void> check_entry(std::uint32_t stack_pointer, std::uint32_t reset_handler,
                              const Span& payload, const Span& ram);

}  // namespace boot::image
