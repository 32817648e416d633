// SPDX-License-Identifier: Apache-2.0
// Internal flash (fact sheet 2). One typed read, programming by 16-byte words, erase by 8 KB
// sectors. Addresses pick the controller: secure alias = secure sectors, non-secure alias =
// non-secure sectors (an SAU region must then cover the non-secure flash and FLASH registers).
// No state but the ECC latch; one user at a time, interrupts of that user included.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "lib/bytes/bytes.h"
#include "lib/result/result.h"

namespace chip::flash {

enum class ReadState : std::uint32_t {
    kOk = 0,
    kErased = 1,  // every byte reads 0xFF: no proof that it was erased
    kEccBad = 2,  // a torn or worn word among them; the bytes read mean nothing
};

// Copies out.size() bytes from `address` (any alignment, either alias, the caller may read it).
ReadState read(std::uint32_t address, std::span<std::byte> out);

// A range of flash as a ByteSource (boot/image): an ECC error is FLASH_ECC, never data.
class Source {
  public:
    Source(std::uint32_t address, std::uint32_t size);
    std::uint32_t address() const { return address_; }
    std::uint32_t size() const { return size_; }
    lib::Result<void> read(std::uint32_t offset, std::span<std::byte> out) const;
    lib::Result<std::span<const std::byte>> map(std::uint32_t offset, std::uint32_t size) const;
    // FLASH_ECC if any error was met since this object was made.
    lib::Result<void> check() const;

  private:
    std::uint32_t address_;
    std::uint32_t size_;
    std::uint32_t errors_before_;
};

// Programs one erased word. `address`: multiple of 16. Errors: FLASH_ALIGNMENT, FLASH_NOT_ERASED
// (it does not read 0xFF; a torn word neither), FLASH_PROTECTED, FLASH_SEQUENCE, FLASH_TIMEOUT.
lib::Result<void> program(std::uint32_t address, std::span<const std::byte, 16> word);

// Erases the sector that starts at `address`. Errors: FLASH_ALIGNMENT, FLASH_PROTECTED,
// FLASH_SEQUENCE, FLASH_TIMEOUT.
lib::Result<void> erase_sector(std::uint32_t address);

// The same for secure aliases only, without the other controller's code.
lib::Result<void> program_secure(std::uint32_t address, std::span<const std::byte, 16> word);
lib::Result<void> erase_secure(std::uint32_t address);

// What the last reset interrupted (OPSR); zero after power-off.
struct Interrupted {
    std::uint32_t code;     // 0 none, 1 program, 2 OBK erase, 3 sector erase, 6 options, 7 OBK swap
    std::uint32_t address;  // OPSR.ADDR_OP
    bool bank2;
};
Interrupted interrupted();

// Hides `sectors1`, `sectors2` more sectors of bank 1, 2 behind their HDP areas once the level is 3
// (HDPEXTR, until reset). Error: PROTECTION_MISMATCH (it does not read back).
lib::Result<void> hdp_extend(std::uint32_t sectors1, std::uint32_t sectors2);
bool hdp_extended(std::uint32_t sectors1, std::uint32_t sectors2);

// Whether all sectors of offset..offset+size of the 2 MB are secure whatever the watermark says
// (SECBB, until reset); else the watermark decides. Error: PROTECTION_MISMATCH (it does not read
// back).
lib::Result<void> sectors_secure(std::uint32_t offset, std::uint32_t size, bool secure);

// --- For the NMI handler ---

// Where an uncorrectable error was met.
struct EccError {
    bool met;               // false: the NMI had another cause
    std::uint32_t address;  // secure alias for user flash and OBKeys; 0 = another area
};

// Takes the pending error, clears it and lets read() know. The handler decides what follows.
EccError ecc_take();

}  // namespace chip::flash
