// SPDX-License-Identifier: Apache-2.0
// The service as a module: its flash, random words and root secret are what the manifest grants.
#include <sm/module.h>

#include "lib/obkeys/obkeys.h"
#include "modules/storage/service.h"
#include "system/layout.h"

namespace {

// OBKeys of HDPL3, readable at that level only: the region the manifest names.
constexpr std::uintptr_t kObKeys = 0x0FFD0000;

class GrantedFlash {
  public:
    static constexpr std::uint32_t kSectorSize = 8 * 1024;

    std::uint32_t sector_count() const { return layout::kFlashStorageSize / kSectorSize; }
    std::uint32_t sector_size() const { return kSectorSize; }
    lib::journal::ReadStatus read(std::uint32_t offset, std::span<std::byte> out) {
        switch (sm_flash_read(offset, out.data(), out.size())) {
            case SM_FLASH_STATE_OK:
                return lib::journal::ReadStatus::kOk;
            case SM_FLASH_STATE_ERASED:
                return lib::journal::ReadStatus::kErased;
            default:
                return lib::journal::ReadStatus::kEccBad;
        }
    }
    bool program16(std::uint32_t offset, std::span<const std::byte, lib::journal::kWordSize> word) {
        return sm_flash_program(offset, word.data()) == PSA_SUCCESS;
    }
    bool erase(std::uint32_t offset) { return sm_flash_erase(offset) == PSA_SUCCESS; }
};

bool random_words(std::span<std::uint32_t> words) {
    return sm_random(words.data(), words.size()) == PSA_SUCCESS;
}

GrantedFlash flash;
std::array<std::uint32_t, 256> slots;
modules::storage::Service<GrantedFlash> service(flash, slots, random_words);

}  // namespace

extern "C" psa_status_t module_init() {
    lib::aead::Key root{};
    const auto* secret =
        reinterpret_cast<const volatile std::uint32_t*>(kObKeys + lib::obkeys::kStorageRootOffset);
    for (std::size_t i = 0; i < root.size() / 4; ++i) {
        const std::uint32_t word = secret[i];
        std::memcpy(root.data() + 4 * i, &word, sizeof word);
    }
    const psa_status_t status = service.init(root);
    lib::aead::wipe(root);
    return status;
}

extern "C" psa_status_t sm_storage_service_sfn(const psa_msg_t* message) {
    return service.call(*message);
}
