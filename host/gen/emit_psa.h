// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "host/gen/manifest.h"

namespace host::gen {

struct Partition {
    ModuleEntry entry;
    Manifest manifest;
};

std::string lower(const std::string& text);

// psa_manifest/sid.h: SID, version and stateless handle of each service.
std::string emit_sid(const std::vector<Partition>& partitions);
// psa_manifest/pid.h: the number of each partition.
std::string emit_pid(const std::vector<Partition>& partitions);
// psa_manifest/<partition>.h: signals.
std::string emit_partition(const Partition& partition);
// <name>_header.S: the ModuleHeader and its tables as assembly data. Throws InputError where a
// dependency names a service that no module of the system offers.
std::string emit_header(const Partition& partition, const System& system,
                        const std::vector<Partition>& partitions);

}  // namespace host::gen
