// SPDX-License-Identifier: Apache-2.0
// From zeroed RAM to a module that can serve: initial data, fix-ups, constructors, init hook.
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "modules/sdk/src/heap.h"
#include "psa/error.h"

// The manifest's entry_init, if it names one (CMakeLists.txt).
extern "C" psa_status_t SM_MODULE_INIT();
extern "C" [[gnu::weak]] psa_status_t module_init() {
    return PSA_SUCCESS;
}

namespace {

struct Parts {
    std::uint32_t data_load;  // in the image
    std::uint32_t data_size;
    std::uint32_t init_start;  // the rest: in data
    std::uint32_t init_end;
    std::uint32_t bss_end;
};

constexpr std::uint16_t kIntoData = 1;

// u16 count, u16 entries: offset of a word, bit 0 = it points into data (SPEC.md section 2).
void fix_up(const std::uint16_t* table, std::byte* data, const std::byte* image) {
    for (std::uint32_t i = 1; i <= table[0]; ++i) {
        auto* word = reinterpret_cast<std::uint32_t*>(data + (table[i] & ~kIntoData));
        const std::byte* base = (table[i] & kIntoData) != 0 ? data : image;
        *word += static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(base));
    }
}

}  // namespace

// Nothing may go through the GOT before fix_up returns: `data` and `image` are all there is.
extern "C" psa_status_t sm_module_start(const std::byte* image, std::byte* ram_end, std::byte* data,
                                        const Parts* parts) {
    const std::byte* load = image + parts->data_load;
    std::memcpy(data, load, parts->data_size);
    fix_up(reinterpret_cast<const std::uint16_t*>(load + parts->data_size), data, image);
    sm_heap_set(data + parts->bss_end, ram_end);
    using Init = void (*)();
    auto* end = reinterpret_cast<Init*>(data + parts->init_end);
    for (auto* init = reinterpret_cast<Init*>(data + parts->init_start); init != end; ++init) {
        (*init)();
    }
    return SM_MODULE_INIT();
}
