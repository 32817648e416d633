// SPDX-License-Identifier: Apache-2.0
#include "boot/stage/pka_signature.h"

#include "chip/pka.h"

namespace boot::stage {
namespace {

using lib::hardened::HardenedBool;

lib::Result<HardenedBool> verified(std::span<const std::byte, 64> key,
                                   std::span<const std::byte, 32> digest,
                                   std::span<const std::byte, 64> signature) {
    LIB_TRY(chip::pka::start());
    return chip::pka::verify(key, digest, signature);
}

}  // namespace

HardenedBool PkaSignature::valid(std::span<const std::byte, 64> key,
                                 std::span<const std::byte, 32> digest,
                                 std::span<const std::byte, 64> signature, lib::Error& error) {
    const auto answer = verified(key, digest, signature);
    chip::pka::stop();
    error = answer.ok() ? lib::Error::kSignatureInvalid : answer.error();
    return answer.ok() ? answer.value() : HardenedBool::kFalse;
}

}  // namespace boot::stage
