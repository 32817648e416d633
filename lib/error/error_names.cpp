// SPDX-License-Identifier: Apache-2.0
// Names and explanations. An explanation says what was wrong, then what to do.

#include "lib/error/error_names.h"

#include <array>

namespace lib {
namespace {

constexpr auto kTable = std::to_array<ErrorInfo>({
    {Error::kBadMagic, "BAD_MAGIC", "no image header at this place; check slot, offset and file"},
    {Error::kBadHeader, "BAD_HEADER", "a header field is out of range; sign the image again"},
    {Error::kBadSize, "BAD_SIZE",
     "sizes wrap or exceed the slot; check the layout it was built for"},
    {Error::kTlvBad, "TLV_BAD", "the TLV area is malformed; sign the image again"},
    {Error::kTlvDuplicate, "TLV_DUPLICATE", "a TLV that must be single occurs twice; sign again"},
    {Error::kTlvUnprotected, "TLV_UNPROTECTED",
     "a TLV that must be covered by the signature is not; sign with current tools"},
    {Error::kTlvMissing, "TLV_MISSING", "a needed TLV is absent; sign with its option given"},
    {Error::kHashMismatch, "HASH_MISMATCH",
     "content differs from its SHA-256: damaged or altered; write the image again"},
    {Error::kKeyUnknown, "KEY_UNKNOWN",
     "signed by a key that is not this component's; sign with its owner's key"},
    {Error::kSignatureInvalid, "SIGNATURE_INVALID",
     "the signature does not verify under the owner's key; sign with the right private key"},
    {Error::kCounterRollback, "COUNTER_ROLLBACK",
     "security counter below the stored one; install a build with a higher counter"},
    {Error::kWrongComponent, "WRONG_COMPONENT",
     "the image names another component; install it in its own slot"},
    {Error::kNoImage, "NO_IMAGE", "the slot holds no image; install one"},
    {Error::kEncryptedUnsupported, "ENCRYPTED_UNSUPPORTED",
     "encrypted in a way this stage cannot open; sign it unencrypted or with ECIES-P256"},
    {Error::kAddressBad, "ADDRESS_BAD",
     "linked for another address or entry outside the image; rebuild for this layout"},
    {Error::kDependencyUnmet, "DEPENDENCY_UNMET",
     "needs a newer version of another component; install that one with it"},
    {Error::kVersionRollback, "VERSION_ROLLBACK",
     "version below the running one; install a newer one"},
    {Error::kSignatureEncoding, "SIGNATURE_ENCODING",
     "the signature is not strict DER of two 256-bit numbers; sign with current tools"},
    {Error::kPublicKeyBad, "PUBLIC_KEY_BAD",
     "the public key is not a point of P-256; check how it was provisioned"},

    {Error::kObkUnreadable, "OBK_UNREADABLE",
     "the OBKeys of this HDPL cannot be read; provision the device"},
    {Error::kObkCorrupt, "OBK_CORRUPT", "the OBKeys block fails its check; provision again"},
    {Error::kKeyManifestBad, "KEY_MANIFEST_BAD",
     "the key manifest is malformed; make and install it again"},
    {Error::kKeyManifestSignature, "KEY_MANIFEST_SIGNATURE",
     "the key manifest is not signed by the root key; sign it with the root key"},
    {Error::kKeyManifestRollback, "KEY_MANIFEST_ROLLBACK",
     "the key manifest is older than the stored version; install the current one"},
    {Error::kDevelopmentKey, "DEVELOPMENT_KEY",
     "a publicly known development key on a closed product; provision keys of your own"},

    {Error::kProtectionMismatch, "PROTECTION_MISMATCH",
     "option bytes differ from the manifest; provision the device's option bytes"},
    {Error::kFlashProtected, "FLASH_PROTECTED",
     "flash refused the write: WRP, HDP or the wrong world; check area and stage"},
    {Error::kFlashSequence, "FLASH_SEQUENCE",
     "flash reports a wrong programming sequence; a driver error, report it"},
    {Error::kFlashEcc, "FLASH_ECC",
     "a flash word has an uncorrectable ECC error: torn write or wear; write it anew"},
    {Error::kFlashTimeout, "FLASH_TIMEOUT",
     "flash stayed busy beyond its longest time; reset, then suspect the part"},
    {Error::kRngSeed, "RNG_SEED", "the random generator fails its health test; reset and retry"},
    {Error::kHdplNotRaised, "HDPL_NOT_RAISED",
     "the isolation level did not rise before hand-over; reset, suspect an attack"},
    {Error::kFlashNotErased, "FLASH_NOT_ERASED",
     "a write met a word that is not erased; erase its sector first"},
    {Error::kFlashAlignment, "FLASH_ALIGNMENT",
     "flash is written in whole 16-byte words, erased in 8 KB sectors; align the request"},
    {Error::kClockTimeout, "CLOCK_TIMEOUT", "a clock did not start; check crystal and supply"},

    {Error::kHandoverBad, "HANDOVER_BAD",
     "the hand-over block is malformed; reset, then reinstall the stage before"},
    {Error::kHandoverFull, "HANDOVER_FULL", "the hand-over block has no room for one more record"},
    {Error::kHardenedMismatch, "HARDENED_MISMATCH",
     "two evaluations of one decision differ; reset, suspect a fault attack"},
    {Error::kFlowBroken, "FLOW_BROKEN",
     "a step of the boot flow was skipped; reset, suspect a fault attack"},
    {Error::kUpdateRequestBad, "UPDATE_REQUEST_BAD",
     "the update request record is malformed; request the update again"},
    {Error::kUpdateReverted, "UPDATE_REVERTED",
     "a trial image was not confirmed and the old one is back; confirm after a good start"},

    {Error::kModuleHeaderBad, "MODULE_HEADER_BAD",
     "the module header is malformed; rebuild the module with the SDK"},
    {Error::kModuleAbi, "MODULE_ABI",
     "built for another manager ABI; rebuild the module with this manager's SDK"},
    {Error::kModuleRam, "MODULE_RAM", "not enough secure RAM; ask for less in its manifest"},
    {Error::kModuleRegions, "MODULE_REGIONS",
     "more MPU regions than a module may have; merge memory or peripherals in its manifest"},
    {Error::kModuleDuplicateId, "MODULE_DUPLICATE_ID",
     "partition or service id already taken; choose another id in the manifest"},
    {Error::kModuleDependency, "MODULE_DEPENDENCY",
     "a service this module depends on is absent; install the module that offers it"},
    {Error::kModuleTooMany, "MODULE_TOO_MANY",
     "the manager has no slot for one more module; remove one"},
    {Error::kModuleRelocation, "MODULE_RELOCATION",
     "the table of pointers to fix up leaves the module; rebuild it with the SDK"},
    {Error::kFaultMpu, "FAULT_MPU", "access outside the module's memory; mend the module"},
    {Error::kFaultBus, "FAULT_BUS", "bus error: no memory or a refused peripheral there"},
    {Error::kFaultUsage, "FAULT_USAGE",
     "undefined instruction, unaligned access or division by zero; mend the module"},
    {Error::kFaultSecure, "FAULT_SECURE", "non-secure code touched secure memory; mend it"},
    {Error::kFaultStack, "FAULT_STACK", "stack limit passed; give the module more stack"},
    {Error::kFaultHard, "FAULT_HARD", "a fault while handling a fault; see the logged registers"},
    {Error::kFaultSvc, "FAULT_SVC", "a supervisor call that is unknown or not allowed here"},
    {Error::kFaultProgrammer, "FAULT_PROGRAMMER",
     "PSA programmer error: the caller broke the API's rules; mend the caller"},

    {Error::kJournalFull, "JOURNAL_FULL", "no room left in the journal; remove something"},
    {Error::kJournalCorrupt, "JOURNAL_CORRUPT",
     "a stored record is damaged or altered; restore or remove it"},
    {Error::kJournalNotFound, "JOURNAL_NOT_FOUND", "nothing is stored under this name"},
    {Error::kJournalTooBig, "JOURNAL_TOO_BIG", "the value exceeds the largest record; split it"},
    {Error::kJournalImmutable, "JOURNAL_IMMUTABLE", "the value was written once and for all; use another uid"},
    {Error::kJournalFlash, "JOURNAL_FLASH", "the flash did not take a word or an erase; the old value stays"},

    {Error::kAuthentication, "AUTHENTICATION",
     "an authentication tag does not fit its data or key; it was altered or is not for this chip"},

    {Error::kBadArgument, "BAD_ARGUMENT", "an argument is outside its documented range"},
    {Error::kOutOfRange, "OUT_OF_RANGE", "an offset or length leaves its memory"},
});

}  // namespace

std::span<const ErrorInfo> error_table() {
    return kTable;
}

const ErrorInfo* error_find(uint32_t value) {
    for (const ErrorInfo& row : kTable) {
        if (static_cast<uint32_t>(row.error) == value) {
            return &row;
        }
    }
    return nullptr;
}

std::string_view error_name(Error error) {
    const ErrorInfo* row = error_find(static_cast<uint32_t>(error));
    return row != nullptr ? row->name : "UNKNOWN_ERROR";
}

}  // namespace lib
