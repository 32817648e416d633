// SPDX-License-Identifier: Apache-2.0
// The one error space of the project, shared by the stages, the manager, the modules and the host.
//
// A value is `A B nn cc`: two letters of the module in ASCII, one number, one check byte. It can
// be read in a hex dump ("IM" 02 ..). The number is unique over all modules, and the check byte is
// the remainder of (number << 8) by x^8+x^5+x^4+x^3+1, the generator of the [17,9,5] quadratic
// residue code: any two numbers 0..255 then differ in >= 5 of the lower 16 bits, so fewer than 5
// flipped bits never turn one error into another.
//
// Extend only: a number is never reused and never changes its meaning, because values are stored
// in the boot log and in devices in the field. Numbers per module are listed at each block.
#pragma once

#include <cstdint>
#include <string_view>

namespace lib {

consteval uint32_t error_code(const char (&module)[3], uint8_t number) {
    uint32_t remainder = static_cast<uint32_t>(number) << 8;
    for (int bit = 15; bit >= 8; --bit) {
        if (((remainder >> bit) & 1u) != 0) {
            remainder ^= 0x139u << (bit - 8);
        }
    }
    return (static_cast<uint32_t>(static_cast<uint8_t>(module[0])) << 24) |
           (static_cast<uint32_t>(static_cast<uint8_t>(module[1])) << 16) |
           (static_cast<uint32_t>(number) << 8) | (remainder & 0xFFu);
}

// What each one means and what to do is in error_names.cpp, which firmware need not link.
enum class Error : uint32_t {
    // IM: image format and its authentication, 0x01..0x2F
    kBadMagic = error_code("IM", 0x01),
    kBadHeader = error_code("IM", 0x02),
    kBadSize = error_code("IM", 0x03),
    kTlvBad = error_code("IM", 0x04),
    kTlvDuplicate = error_code("IM", 0x05),
    kTlvUnprotected = error_code("IM", 0x06),
    kTlvMissing = error_code("IM", 0x07),
    kHashMismatch = error_code("IM", 0x08),
    kKeyUnknown = error_code("IM", 0x09),
    kSignatureInvalid = error_code("IM", 0x0A),
    kCounterRollback = error_code("IM", 0x0B),
    kWrongComponent = error_code("IM", 0x0C),
    kNoImage = error_code("IM", 0x0D),
    kEncryptedUnsupported = error_code("IM", 0x0E),
    kAddressBad = error_code("IM", 0x0F),
    kDependencyUnmet = error_code("IM", 0x10),
    kVersionRollback = error_code("IM", 0x11),
    kSignatureEncoding = error_code("IM", 0x12),
    kPublicKeyBad = error_code("IM", 0x13),
    kDecryptionKey = error_code("IM", 0x14),
    kHybridMissing = error_code("IM", 0x15),
    kHybridInvalid = error_code("IM", 0x16),
    kCipherSignature = error_code("IM", 0x17),
    kAlgorithmUnsupported = error_code("IM", 0x18),

    // KY: key material, OBKeys and the key manifest, 0x30..0x3F
    kObkUnreadable = error_code("KY", 0x30),
    kObkCorrupt = error_code("KY", 0x31),
    kKeyManifestBad = error_code("KY", 0x32),
    kKeyManifestSignature = error_code("KY", 0x33),
    kKeyManifestRollback = error_code("KY", 0x34),
    kDevelopmentKey = error_code("KY", 0x35),
    kOwnerNotAllowed = error_code("KY", 0x36),

    // CH: the chip, 0x40..0x5F
    kProtectionMismatch = error_code("CH", 0x40),
    kFlashProtected = error_code("CH", 0x41),
    kFlashSequence = error_code("CH", 0x42),
    kFlashEcc = error_code("CH", 0x43),
    kFlashTimeout = error_code("CH", 0x44),
    kRngSeed = error_code("CH", 0x45),
    kHdplNotRaised = error_code("CH", 0x46),
    kFlashNotErased = error_code("CH", 0x47),
    kFlashAlignment = error_code("CH", 0x48),
    kClockTimeout = error_code("CH", 0x49),
    kHashTimeout = error_code("CH", 0x4A),
    kPkaFault = error_code("CH", 0x4B),
    kAesTimeout = error_code("CH", 0x4C),

    // BO: control flow of the stages and their hand-over, 0x60..0x6F
    kHandoverBad = error_code("BO", 0x60),
    kHandoverFull = error_code("BO", 0x61),
    kHardenedMismatch = error_code("BO", 0x62),
    kFlowBroken = error_code("BO", 0x63),
    kUpdateRequestBad = error_code("BO", 0x64),
    kUpdateReverted = error_code("BO", 0x65),
    kUpdateBusy = error_code("BO", 0x66),
    kUpdateNotOnTrial = error_code("BO", 0x67),
    kRecoveryFrame = error_code("BO", 0x68),
    kRecoveryOrder = error_code("BO", 0x69),

    // MA: the manager, its modules and their faults, 0x70..0x9F
    kModuleHeaderBad = error_code("MA", 0x70),
    kModuleAbi = error_code("MA", 0x71),
    kModuleRam = error_code("MA", 0x72),
    kModuleRegions = error_code("MA", 0x73),
    kModuleDuplicateId = error_code("MA", 0x74),
    kModuleDependency = error_code("MA", 0x75),
    kModuleTooMany = error_code("MA", 0x76),
    kModuleRelocation = error_code("MA", 0x77),
    kFaultMpu = error_code("MA", 0x80),
    kFaultBus = error_code("MA", 0x81),
    kFaultUsage = error_code("MA", 0x82),
    kFaultSecure = error_code("MA", 0x83),
    kFaultStack = error_code("MA", 0x84),
    kFaultHard = error_code("MA", 0x85),
    kFaultSvc = error_code("MA", 0x86),
    kFaultProgrammer = error_code("MA", 0x87),

    // JO: the storage journal, 0xA0..0xAF
    kJournalFull = error_code("JO", 0xA0),
    kJournalCorrupt = error_code("JO", 0xA1),
    kJournalNotFound = error_code("JO", 0xA2),
    kJournalTooBig = error_code("JO", 0xA3),
    kJournalImmutable = error_code("JO", 0xA4),
    kJournalFlash = error_code("JO", 0xA5),

    // CR: cryptography, 0xB0..0xBF
    kAuthentication = error_code("CR", 0xB0),

    // GE: everywhere, 0xF0..0xFF
    kBadArgument = error_code("GE", 0xF0),
    kOutOfRange = error_code("GE", 0xF1),
};

struct ErrorInfo {
    Error error;
    std::string_view name;         // e.g. "HASH_MISMATCH"; stable, the host prints and matches it
    std::string_view explanation;  // one line: what was wrong; what to do
};

// Name of a listed error, "UNKNOWN_ERROR" for any other value.
std::string_view error_name(Error error);

// The row of a raw 32-bit value (a log, a debugger), nullptr where no such error exists.
const ErrorInfo* error_find(uint32_t value);

}  // namespace lib
