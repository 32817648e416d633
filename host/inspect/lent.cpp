// SPDX-License-Identifier: Apache-2.0
#include "host/gen/chip_facts.h"
#include "host/inspect/reach.h"

namespace host::inspect {

std::vector<Reach> lent_to(const std::string& who, const std::vector<Reach>& reaches) {
    std::vector<Reach> lent;
    for (const Reach& reach : reaches) {
        if (reach.who == kApplication && reach.access == "rwx") {
            const bool ram = reach.base - gen::kRamNonSecure < gen::kRamSize;
            Reach buffer{who, reach.what, reach.base, reach.size, ram ? "rw" : "r"};
            buffer.lent = true;
            lent.push_back(buffer);
        }
    }
    return lent;
}

std::string access_text(const Reach& reach) {
    return reach.access + (reach.by_call ? " by call" : reach.lent ? " lent" : "");
}

}  // namespace host::inspect
