// SPDX-License-Identifier: Apache-2.0
#include "boot/image/verify.h"

#include <algorithm>

#include "boot/image/signature.h"
#include "lib/p256/der.h"

namespace boot::image {
namespace {

using lib::Error;
using lib::hardened::at_least;
using lib::hardened::both;
using lib::hardened::equal_bytes;
using lib::hardened::equal_words;
using lib::hardened::HardenedBool;
using lib::hardened::is_true;
using lib::hardened::require_true;

// SEQUENCE { SEQUENCE { ecPublicKey, prime256v1 }, BIT STRING (0x04 || X || Y) }
constexpr std::array<std::uint8_t, kPublicKeyInfoBytes - 64> kInfoPrefix = {
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06,
    0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04};

// Modules and data images name themselves, so that one key may sign several.
constexpr bool has_identity(std::uint32_t component) {
    return component >= static_cast<std::uint32_t>(lib::handover::ComponentId::kFirstData);
}

HardenedBool identity_matches(const Tlvs& tlvs, const Rule& rule) {
    if (!has_identity(rule.component)) {
        return equal_words(tlvs.has_identity ? 1 : 0, 0);
    }
    return both(equal_words(tlvs.has_identity ? 1 : 0, 1),
                both(equal_words(tlvs.identity.module, rule.component),
                     equal_words(tlvs.identity.owner, rule.owner)));
}

// Only a name for the refusal: what the image says of itself is not authenticated yet.
Error whose_key(const Tlvs& tlvs, const Rule& rule) {
    const bool others =
        has_identity(rule.component) && tlvs.has_identity && tlvs.identity.owner != rule.owner;
    return others ? Error::kOwnerNotAllowed : Error::kKeyUnknown;
}

}  // namespace

std::array<std::byte, kPublicKeyInfoBytes> public_key_info(std::span<const std::byte, 64> key) {
    std::array<std::byte, kPublicKeyInfoBytes> info;
    const auto rest = std::ranges::transform(kInfoPrefix, info.begin(), [](std::uint8_t byte) {
                          return std::byte{byte};
                      }).out;
    std::ranges::copy(key, rest);
    return info;
}

void judge(const ImageView& image, const Digest& digest, const Digest& signer, const Rule& rule,
           Verdict& verdict) {
    const Tlvs& tlvs = image.tlvs;
    const auto refused = [&verdict](Error error) { verdict.error = error; };

    const HardenedBool format = equal_words(image.header.header_size, rule.header_size);
    if (!is_true(format)) {
        return refused(Error::kBadHeader);
    }
    verdict.flow.step(kStepFormat);

    const HardenedBool key = equal_bytes(tlvs.key_hash, signer);
    if (!is_true(key)) {
        return refused(whose_key(tlvs, rule));
    }
    verdict.flow.step(kStepKey);

    const HardenedBool content = equal_bytes(tlvs.digest, digest);
    if (!is_true(content)) {
        return refused(Error::kHashMismatch);
    }
    verdict.flow.step(kStepDigest);

    auto encoded = lib::p256::signature_from_der(tlvs.signature);
    if (!encoded.ok()) {
        return refused(encoded.error());
    }
    const HardenedBool signature =
        signature_valid(rule.key, digest, encoded.value(), verdict.error);
    if (!is_true(signature)) {
        return;
    }
    verdict.flow.step(kStepSignature);

    const HardenedBool counter = at_least(tlvs.security_counter, rule.min_counter);
    if (!is_true(counter)) {
        return refused(Error::kCounterRollback);
    }
    verdict.flow.step(kStepCounter);

    const HardenedBool identity = identity_matches(tlvs, rule);
    if (!is_true(identity)) {
        return refused(Error::kWrongComponent);
    }
    verdict.flow.step(kStepIdentity);

    verdict.measured.version = image.header.version;
    verdict.measured.security_counter = tlvs.security_counter;
    verdict.measured.owner = rule.owner;
    verdict.measured.component = rule.component;
    verdict.measured.header_size = rule.header_size;
    verdict.measured.payload_size = image.header.payload_size;
    verdict.measured.measurement = digest;
    verdict.measured.signer = signer;
    verdict.measured.dependencies = tlvs.dependencies;
    verdict.authentic =
        both(both(both(format, key), both(content, signature)), both(counter, identity));
}

void agree(const Verdict& first, const Verdict& second, Verdict& verdict) {
    const HardenedBool agreed = both(first.authentic, second.authentic);
    verdict.authentic = HardenedBool::kFalse;
    if (!is_true(agreed)) {
        verdict.error = first.error == second.error ? first.error : Error::kHardenedMismatch;
        return;
    }
    first.flow.require(kJudgeFlow);
    second.flow.require(kJudgeFlow);
    require_true(equal_bytes(std::as_bytes(std::span(&first.measured, 1)),
                             std::as_bytes(std::span(&second.measured, 1))));
    verdict.measured = second.measured;
    verdict.flow = first.flow;
    verdict.flow.step(kStepAgreed);
    verdict.authentic = agreed;
}

lib::Result<void> check_entry(std::uint32_t stack_pointer, std::uint32_t reset_handler,
                              const Span& payload, const Span& ram) {
    const bool stack_good =
        stack_pointer % 8 == 0 && stack_pointer >= ram.base && stack_pointer - ram.base <= ram.size;
    const std::uint32_t entry = reset_handler & ~1u;
    const bool entry_good =
        entry != reset_handler && entry >= payload.base && entry - payload.base < payload.size;
    return stack_good && entry_good ? lib::kOk : Error::kAddressBad;
}

}  // namespace boot::image
