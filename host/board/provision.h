// SPDX-License-Identifier: Apache-2.0
// The keys of a board: OBKeys blobs, per-chip secrets, the signed key manifest.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "boot/image/key_manifest.h"
#include "host/board/board.h"
#include "host/keys/keyring.h"
#include "lib/obkeys/obkeys.h"

namespace host {

// Lowest accepted security counters by component name (urot, manager, app, a module's name).
using Counters = std::map<std::string, std::uint32_t>;

struct ProvisionRequest {
    Keyring keys;
    Counters counters;
    std::uint32_t manifest_version = 1;
    bool production = false;            // refuse development keys
    std::vector<std::string> hybrid{};  // components that need both signatures
};

// "urot=1,manager=2". Throws Failure COUNTERS_BAD.
Counters parse_counters(const std::string& text);

// The order of entries is the order of counter slots: manager, application, then the separately
// installed modules of system.toml.
boot::image::KeyManifest make_key_manifest(const SystemPlan& plan, const ProvisionRequest& request);
lib::obkeys::IrotKeys make_irot_keys(const ProvisionRequest& request);
lib::obkeys::UrotKeys make_urot_keys(const SystemPlan& plan, const ProvisionRequest& request,
                                     const boot::image::KeyManifest& manifest);

// The one of its two copies that the board's OBKeys vouch for. Throws Failure KEY_MANIFEST_BAD.
boot::image::KeyManifest board_key_manifest(const Board& board, const SystemPlan& plan);

// Writes all of it to the board; secrets of HDPL3 only where there are none yet, so that stored
// data stays readable. Throws Failure KEY_MISSING, DEVELOPMENT_KEY, COUNTERS_BAD.
void provision(const Board& board, const SystemPlan& plan, const ProvisionRequest& request);

// The name of a module in system.toml: the folder of its manifest.
std::string module_name(const gen::ModuleEntry& module);

}  // namespace host
