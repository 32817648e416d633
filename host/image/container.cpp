// SPDX-License-Identifier: Apache-2.0
#include "host/image/container.h"

#include <fmt/format.h>
#include <algorithm>
#include <cstring>

#include "host/base/failure.h"
#include "manager/abi/module_header.h"

namespace host {
namespace abi = manager::abi;
namespace {

constexpr std::size_t kAlignment = 32;

void align(Bytes& bytes) {
    bytes.resize((bytes.size() + kAlignment - 1) / kAlignment * kAlignment, std::byte{0xFF});
}

abi::ModuleHeader header_of(const ContainedModule& module) {
    abi::ModuleHeader header{};
    if (module.payload.size() >= sizeof header) {
        std::memcpy(&header, module.payload.data(), sizeof header);
    }
    if (header.magic != abi::kModuleMagic || header.image_size != module.payload.size()) {
        throw Failure("MODULE_HEADER_BAD",
                      module.file + " is not the payload of a module (magic or size)",
                      "make it with 'sm module pack'; it is packed here unsigned");
    }
    return header;
}

void add(abi::Container& directory, Bytes& payload, const ContainedModule& module) {
    const abi::ModuleHeader header = header_of(module);
    if (directory.count == abi::kMaxBuiltIn) {
        throw Failure(lib::Error::kModuleTooMany, module.file);
    }
    const auto taken = std::span(directory.entries).first(directory.count);
    if (std::ranges::any_of(taken, [&](const auto& entry) { return entry.id == header.id; })) {
        throw Failure(lib::Error::kModuleDuplicateId, module.file);
    }
    align(payload);
    directory.entries[directory.count++] = {static_cast<std::uint32_t>(payload.size()),
                                            header.image_size, header.id, 0};
    payload.insert(payload.end(), module.payload.begin(), module.payload.end());
}

}  // namespace

Bytes pack_container(const Bytes& core, const std::vector<ContainedModule>& modules) {
    if (core.size() < abi::kContainerOffset + sizeof(abi::Container)) {
        throw Failure("CORE_BAD",
                      fmt::format("the core has {} bytes, its directory ends at {}", core.size(),
                                  abi::kContainerOffset + sizeof(abi::Container)),
                      "name the manager's raw binary, not a signed image");
    }
    abi::Container directory{};
    directory.magic = abi::kContainerMagic;
    directory.version = 1;
    directory.core_size = static_cast<std::uint32_t>(core.size());
    Bytes payload = core;
    for (const ContainedModule& module : modules) {
        add(directory, payload, module);
    }
    std::memcpy(payload.data() + abi::kContainerOffset, &directory, sizeof directory);
    return payload;
}

}  // namespace host
