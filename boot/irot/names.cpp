// SPDX-License-Identifier: Apache-2.0
#include "boot/stage/error_names.h"
#include "system/engines.h"

namespace boot::stage {
namespace {

using lib::Error;

// Not those of encryption, dependencies, key manifests, modules or services.
constexpr Error kMet[] = {Error::kBadMagic,
                          Error::kBadHeader,
                          Error::kBadSize,
                          Error::kTlvBad,
                          Error::kTlvDuplicate,
                          Error::kTlvUnprotected,
                          Error::kTlvMissing,
                          Error::kHashMismatch,
                          Error::kKeyUnknown,
                          Error::kSignatureInvalid,
                          Error::kCounterRollback,
                          Error::kWrongComponent,
                          Error::kNoImage,
                          Error::kAddressBad,
                          Error::kEncryptedUnsupported,
                          Error::kSignatureEncoding,
                          Error::kPublicKeyBad,
                          Error::kObkUnreadable,
                          Error::kObkCorrupt,
                          Error::kProtectionMismatch,
                          Error::kFlashEcc,
                          Error::kHdplNotRaised,
                          Error::kHandoverBad,
                          Error::kHandoverFull,
                          Error::kHardenedMismatch,
                          Error::kFlowBroken,
                          Error::kUpdateRequestBad,
                          Error::kUpdateReverted,
                          Error::kFaultMpu,
                          Error::kFaultBus,
                          Error::kFaultUsage,
                          Error::kFaultSecure,
                          Error::kFaultStack,
                          Error::kFaultHard};

// Of the blocks that this iROT computes with.
constexpr bool met_by_block(Error error) {
    return (engines::kHashBlock && error == Error::kHashTimeout) ||
           (engines::kPkaBlock && (error == Error::kPkaFault || error == Error::kClockTimeout));
}

constexpr bool met(Error error) {
    return met_by_block(error) || std::ranges::find(kMet, error) != std::end(kMet);
}

}  // namespace

std::string_view known_name(Error error) {
    return NameTable<met>::find(error);
}

}  // namespace boot::stage
