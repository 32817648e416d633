// SPDX-License-Identifier: Apache-2.0
#include "host/board/show.h"

#include <fmt/format.h>
#include <algorithm>

#include "host/base/failure.h"
#include "host/base/text.h"
#include "host/board/flash_map.h"
#include "host/board/handover_report.h"
#include "host/board/options.h"
#include "host/board/provision.h"
#include "host/board/slots.h"
#include "host/board/update.h"
#include "lib/obkeys/obkeys.h"

namespace host {
namespace obkeys = lib::obkeys;
namespace {

Json written(const Board& board, std::uint32_t offset, std::uint32_t size) {
    try {
        const Bytes bytes = board.read_obkeys(offset, size);
        return !std::ranges::all_of(bytes, [](std::byte byte) { return byte == std::byte{0xFF}; });
    } catch (const Failure&) {
        return "damaged: cannot be read";
    }
}

// Which keys are there; never what they are.
Json describe_keys(const Board& board) {
    const auto row = [&](const char* level, const char* name, std::uint32_t at, std::size_t size) {
        const auto bytes = static_cast<std::uint32_t>(size);
        return Json{{"level", level}, {"keys", name}, {"present", written(board, at, bytes)}};
    };
    return Json::array(
        {row("HDPL1", "iROT: uROT's public key, decryption key, counter", obkeys::kIrotOffset,
             sizeof(obkeys::IrotKeys)),
         row("HDPL2", "uROT: root key, decryption key, counters", obkeys::kUrotOffset,
             sizeof(obkeys::UrotKeys)),
         row("HDPL3", "storage root", obkeys::kStorageRootOffset, obkeys::kSecretSize),
         row("HDPL3", "attestation key", obkeys::kAttestationKeyOffset, obkeys::kSecretSize),
         row("HDPL3", "module decryption key", obkeys::kModuleDecryptionKeyOffset,
             obkeys::kSecretSize)});
}

// What the uROT will go by.
Json describe_manifest(const Board& board, const SystemPlan& plan) {
    try {
        const auto manifest = board_key_manifest(board, plan);
        return {{"version", manifest.manifest_version}, {"keys", manifest.entry_count}};
    } catch (const Failure& failure) {
        return {{"version", 0u}, {"error", failure.name()}};
    }
}

}  // namespace

Json describe_board(const Board& board, const SystemPlan& plan, const Keyring& keys, bool each) {
    const board_options options = board.options();
    const board_identity identity = board_get_identity(board.raw());
    Json data = {{"board", shown(board.folder())},
                 {"unique_id", hex(record_bytes(identity.uid))},
                 {"product_state", state_name(board_product_state(&options))}};
    data["options"] = describe_options(options);
    data["flash_map"] = describe_flash_map(board, plan);
    data["images"] = describe_slots(board, plan, keys);
    data["keys"] = describe_keys(board);
    data["key_manifest"] = describe_manifest(board, plan);
    data["update"] = describe_update(board, plan);
    data["wear"] = describe_wear(board, plan, each);
    data["last_boot"] = describe_last_boot(board, plan);
    return data;
}

}  // namespace host
