// SPDX-License-Identifier: Apache-2.0
// Which modules there are, and what each of them gets.
#include "lib/handover/record.h"
#include "manager/core/core.h"
#include "manager/core/header.h"

namespace manager::core {
namespace {

using lib::Error;
using lib::handover::ComponentRecord;
using lib::handover::HandOver;
using lib::handover::LogKind;

constexpr std::uint32_t kReturnStub = 4;  // bytes before the start routine

void log_refusal(HandOver& block, std::uint32_t id, Error error) {
    lib::handover::LogEntry entry{};
    entry.code = static_cast<std::uint32_t>(error);
    entry.component = id;
    entry.kind = LogKind::kRefusal;
    lib::handover::log_append(block, entry);
}

bool is_installed_module(const ComponentRecord& r) {
    return r.component >= static_cast<std::uint32_t>(lib::handover::ComponentId::kFirstModule) &&
           (r.flags & lib::handover::kVerified) != 0 && (r.flags & lib::handover::kBuiltIn) == 0;
}

// A separately installed module of this id that is fit to take the built-in one's place.
bool replaced(const HandOver& block, std::uint32_t id, const Range& home) {
    for (std::uint32_t i = 0; i < block.component_count; ++i) {
        const ComponentRecord& r = block.components[i];
        if (r.component == id && is_installed_module(r) &&
            contains(home, r.payload_address, r.payload_size) &&
            header_check({r.payload_address, r.payload_size}, id).ok()) {
            return true;
        }
    }
    return false;
}

constexpr Rights rights_of(const ComponentRecord& r) {
    return {.mmio = (r.flags & lib::handover::kMayMmio) != 0,
            .flash = (r.flags & lib::handover::kMayFlash) != 0,
            .secrets = r.owner == 0};
}

// The alignment of a RAM block is 32 bytes, as of all sizes.
bool take(const Range& pool, std::uint32_t& used, std::uint32_t size, Range& out) {
    if (size > pool.size - used) {
        return false;
    }
    out = {pool.base + used, size};
    used += size;
    return true;
}

}  // namespace

lib::Result<void> Core::install(const Platform& platform, HandOver& block, std::uint32_t payload) {
    platform_ = &platform;
    block_ = &block;
    domain_count_ = boot_index_ = 1;
    current_ = &domains_[kAgent];
    domains_[kAgent].id = kNonSecureClient;
    if (!lib::handover::block_valid(block)) {
        return Error::kHandoverBad;
    }
    LIB_TRY(install_container(payload));
    for (std::uint32_t i = 0; i < block.component_count; ++i) {
        const ComponentRecord& r = block.components[i];
        if (is_installed_module(r)) {
            install_image({r.payload_address, r.payload_size}, r.component, rights_of(r), false);
        }
    }
    dependencies_bind();
    return lib::kOk;
}

lib::Result<void> Core::install_container(std::uint32_t payload) {
    const auto& container = *at<const abi::Container>(payload + abi::kContainerOffset);
    if (container.magic != abi::kContainerMagic || container.version != 1 ||
        container.count > abi::kMaxBuiltIn) {
        return Error::kModuleHeaderBad;
    }
    std::uint32_t room = platform_->manager_slot.base + platform_->manager_slot.size - payload;
    for (std::uint16_t i = 0; i < container.count; ++i) {
        const abi::ContainerEntry& entry = container.entries[i];
        if (!contains({0, room}, entry.offset, entry.size)) {
            log_refusal(*block_, entry.id, Error::kModuleHeaderBad);
        } else if (!replaced(*block_, entry.id, platform_->module_flash)) {
            install_image({payload + entry.offset, entry.size}, entry.id, {true, true, true}, true);
        }
    }
    return lib::kOk;
}

void Core::install_image(const Range& image, std::uint32_t id, const Rights& rights,
                         bool built_in) {
    Range home = built_in ? platform_->manager_slot : platform_->module_flash;
    lib::Result<void> added = contains(home, image.base, image.size)
                                  ? domain_add(image, id, rights, built_in)
                                  : lib::Result<void>(Error::kModuleHeaderBad);
    if (!added.ok()) {
        log_refusal(*block_, id, added.error());
    }
}

lib::Result<void> Core::domain_add(const Range& image, std::uint32_t id, const Rights& rights,
                                   bool built_in) {
    if (domain_count_ > kMaxModules) {
        return Error::kModuleTooMany;
    }
    auto header = header_check(image, id);
    if (!header.ok()) {
        return header.error();
    }
    const abi::ModuleHeader& h = *header.value();
    LIB_TRY(regions_check(regions_of(h), rights, *platform_));
    LIB_TRY(flash_grant_check(h, rights, *platform_));
    if (!resources_free(h)) {
        return Error::kModuleDuplicateId;
    }
    std::uint32_t pool_used = pool_used_;
    Range ram{};
    if (!take(platform_->pool, pool_used, h.ram_size, ram)) {
        return Error::kModuleRam;
    }
    Domain& domain = domains_[domain_count_];
    domain.image = {image.base, h.image_size};
    LIB_TRY(services_add(h, domain));
    pool_used_ = pool_used;
    ++domain_count_;
    domain.header = &h;
    domain.id = static_cast<std::int32_t>(h.id);
    domain.ram = ram;
    domain.built_in = built_in;
    domain.context.regions = module_plan({domain.image, ram}, regions_of(h), *platform_);
    domain.context.stack_limit = ram.base;
    domain.message_at = domain.data() - kSealSize - sizeof(ServiceMessage);
    domain.return_to = (image.base + h.start - kReturnStub) | 1u;
    return lib::kOk;
}

// No id twice, and each region and flash range has one owner.
bool Core::resources_free(const abi::ModuleHeader& header) const {
    for (std::size_t i = 1; i < domain_count_; ++i) {
        const abi::ModuleHeader& other = *domains_[i].header;
        bool both_flash = (header.grants & other.grants & abi::kGrantFlash) != 0;
        if (other.id == header.id ||
            (both_flash && overlap({header.flash_base, header.flash_size},
                                   {other.flash_base, other.flash_size}))) {
            return false;
        }
        for (const abi::RegionEntry& mine : regions_of(header)) {
            for (const abi::RegionEntry& theirs : regions_of(other)) {
                if (overlap({mine.base, mine.size}, {theirs.base, theirs.size})) {
                    return false;
                }
            }
        }
    }
    return true;
}

// All of them or none: a service id or a stateless number that is taken refuses the module.
lib::Result<void> Core::services_add(const abi::ModuleHeader& header, Domain& domain) {
    auto services = services_of(header);
    if (services.size() > kMaxServices - service_count_) {
        return Error::kModuleTooMany;
    }
    std::uint8_t count = service_count_;
    auto undo = [&](std::uint8_t end) {
        for (std::uint8_t i = service_count_; i < end; ++i) {
            stateless_[services_[i].entry->stateless] = nullptr;
        }
    };
    for (const abi::ServiceEntry& entry : services) {
        bool known = entry.stateless != 0 && stateless_[entry.stateless] != nullptr;
        for (std::uint8_t i = 0; i < count; ++i) {
            known = known || services_[i].entry->sid == entry.sid;
        }
        if (known) {
            undo(count);
            return Error::kModuleDuplicateId;
        }
        services_[count] = {&entry, &domain, domain.image.base + (entry.function & ~1u),
                            1u << count};
        stateless_[entry.stateless] = &services_[count];
        stateless_[0] = nullptr;
        ++count;
    }
    service_count_ = count;
    return lib::kOk;
}

void Core::dependencies_bind() {
    for (std::uint8_t i = 0; i < service_count_; ++i) {
        if ((services_[i].entry->flags & abi::kNonSecureClients) != 0) {
            domains_[kAgent].callable |= services_[i].bit;
        }
    }
    for (std::uint8_t i = 1; i < domain_count_; ++i) {
        for (const abi::DependencyEntry& dependency : dependencies_of(*domains_[i].header)) {
            lib::Result<void> bound = dependency_bind(domains_[i], dependency);
            if (!bound.ok()) {
                domains_[i].state = State::kDead;
                log_refusal(*block_, domains_[i].header->id, bound.error());
            }
        }
    }
}

lib::Result<void> Core::dependency_bind(Domain& domain, const abi::DependencyEntry& dependency) {
    const Service* service = service_find(dependency.sid);
    if (service != nullptr && version_fits(*service->entry, dependency.version)) {
        domain.callable |= service->bit;
        return lib::kOk;
    }
    return (dependency.flags & 1u) != 0 ? lib::kOk : lib::Result<void>(Error::kModuleDependency);
}

}  // namespace manager::core
