// SPDX-License-Identifier: Apache-2.0
#include "boot/image/hybrid.h"

#include "boot/image/key_manifest.h"
#include "lib/lms/lms.h"

namespace boot::image {
namespace {

using lib::Error;
using lib::bytes::ByteView;
using lib::hardened::both;
using lib::hardened::equal_words;
using lib::hardened::HardenedBool;
using lib::hardened::is_true;

static_assert(kLmsSignatureBytes == lib::lms::kSignatureSize);
static_assert(kLms256Bytes == lib::lms::kPublicKeySize);

HardenedBool not_required(const Rule& rule) {
    return equal_words(rule.policy & kHybridRequired, 0);
}

// Another parameter set's key verifies nothing.
HardenedBool verifies(ByteView signature, const Digest& digest, const Rule& rule) {
    if (rule.second_key.size() != kLms256Bytes || signature.size() != kLmsSignatureBytes) {
        return HardenedBool::kFalse;
    }
    return lib::lms::verify(rule.second_key.first<kLms256Bytes>(), digest,
                            signature.first<kLmsSignatureBytes>());
}

}  // namespace

void LmsSignature::judge(ByteView signature, const Digest& digest, const Rule& rule,
                         Verdict& verdict) {
    if (!is_true(verdict.authentic)) {
        return;
    }
    const bool absent = signature.empty() || rule.second_key.empty();
    const HardenedBool good = absent ? not_required(rule) : verifies(signature, digest, rule);
    if (!is_true(good)) {
        verdict.error = absent ? Error::kHybridMissing : Error::kHybridInvalid;
    }
    verdict.authentic = both(verdict.authentic, good);
}

}  // namespace boot::image
