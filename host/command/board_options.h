// SPDX-License-Identifier: Apache-2.0
// Options that several board commands share.
#pragma once

#include "host/board/make.h"
#include "host/command/command.h"
#include "host/keys/keyring.h"

namespace host::command {

struct BoardOptions {
    std::string folder;
    std::string keys;
    std::string images;
    std::string counters;
    std::vector<std::string> hybrid;
    std::uint32_t manifest_version = 1;
    bool production = false;

    Path board() const { return folder.empty() ? Board::default_folder() : Path(folder); }
    Keyring keyring() const { return Keyring::in(keys); }
    Path images_folder() const {
        return images.empty() ? root_folder() / "build" / "chip" / "images" : Path(images);
    }
    ProvisionRequest provision() const {
        return {keyring(), parse_counters(counters), manifest_version, production, hybrid};
    }
};

void add_folder(Group& verb, BoardOptions& options);
void add_keys(Group& verb, BoardOptions& options);
void add_provisioning(Group& verb, BoardOptions& options);

}  // namespace host::command
