// SPDX-License-Identifier: Apache-2.0
#include "host/inspect/application.h"

#include "host/gen/chip_facts.h"
#include "host/inspect/granted.h"

namespace host::inspect {
namespace {

constexpr std::uint32_t kPeripheralWindow = 0x4000'0000;  // TZSC decides behind it

class Windows {
  public:
    Windows(const CoreTables& core, const gen::System& system) : core_(core), system_(system) {}

    std::vector<Reach> read() {
        for (const SauRegion& region : core_.sau) {
            add_window(region);
        }
        add_peripherals();
        return std::move(reaches_);
    }

  private:
    void add(const std::string& what, std::uint32_t base, std::uint32_t size,
             const std::string& access) {
        reaches_.push_back({kApplication, what, base, size, access});
    }

    void add_window(const SauRegion& region) {
        const std::uint32_t size = region.end - region.base;
        if (region.callable) {
            add("veneers", region.base, size, "x");
        } else if (region.base - gen::kRamNonSecure < gen::kRamSize) {
            add_ram(region);
        } else if (region.base - gen::kFlashNonSecure < gen::kFlashSize) {
            add(name_at(system_, region.base), region.base, size, "rwx");
        } else if (region.base != kPeripheralWindow) {
            add("unique id", region.base, size, "r");
        }
    }

    bool ram_block_secure(std::uint32_t at) const {
        const int part = at >= gen::kSram3At ? 2 : at >= gen::kSram2At ? 1 : 0;
        constexpr std::uint32_t kStarts[] = {0, gen::kSram2At, gen::kSram3At};
        const std::uint32_t block = (at - kStarts[part]) / gen::kRamBlock;
        const auto& words = core_.mpcbb[part];
        return block / 32 >= words.size() || ((words[block / 32] >> (block % 32)) & 1u) != 0;
    }

    // The SAU lets pass what MPCBB then decides, block by block.
    void add_ram(const SauRegion& region) {
        std::uint32_t start = region.base;
        for (std::uint32_t at = region.base; at < region.end; at += gen::kRamBlock) {
            if (ram_block_secure(at - gen::kRamNonSecure)) {
                add_piece(start, at);
                start = at + gen::kRamBlock;
            }
        }
        add_piece(start, region.end);
    }

    void add_piece(std::uint32_t start, std::uint32_t end) {
        if (start < end) {
            add(name_at(system_, start), start, end - start, "rwx");
        }
    }

    void add_peripherals() {
        for (const gen::Peripheral& p : gen::peripherals()) {
            if (p.group != 0 && ((core_.tzsc.at(p.group - 1) >> p.bit) & 1u) == 0) {
                add(std::string(p.name), p.base, p.size, "rw");
            }
        }
    }

    const CoreTables& core_;
    const gen::System& system_;
    std::vector<Reach> reaches_;
};

}  // namespace

std::vector<Reach> application_reaches(const CoreTables& core, const gen::System& system) {
    return Windows(core, system).read();
}

}  // namespace host::inspect
