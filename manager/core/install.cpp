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

constexpr std::uint64_t order_of(const lib::handover::Version& v) {
    return std::uint64_t{v.major} << 56 | std::uint64_t{v.minor} << 48 |
           std::uint64_t{v.revision} << 32 | v.build;
}

// A built-in module is as old as the manager's image that it came in.
bool newer_than_built_in(const HandOver& block, const ComponentRecord& module) {
    for (std::uint32_t i = 0; i < block.component_count; ++i) {
        const ComponentRecord& r = block.components[i];
        if (r.component == static_cast<std::uint32_t>(lib::handover::ComponentId::kManager)) {
            return order_of(module.version) > order_of(r.version);
        }
    }
    return true;
}

constexpr Rights rights_of(const ComponentRecord& r) {
    return {.mmio = (r.flags & lib::handover::kMayMmio) != 0,
            .flash = (r.flags & lib::handover::kMayFlash) != 0,
            .secrets = r.owner == 0,
            .owner = r.owner};
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
    for (std::uint8_t i = 0; i < kMaxMessages; ++i) {
        messages_[i].place = i;
    }
    if (!lib::handover::block_valid(block)) {
        return Error::kHandoverBad;
    }
    const auto& container = *at<const abi::Container>(payload + abi::kContainerOffset);
    if (container.magic != abi::kContainerMagic || container.version != 1 ||
        container.count > abi::kMaxBuiltIn) {
        return Error::kModuleHeaderBad;
    }
    Plan plan{container, payload};
    while (!install_all(plan)) {
        domain_count_ = 1;
        service_count_ = interrupt_count_ = 0;
        pool_used_ = 0;
        stateless_ = {};
    }
    dependencies_bind();
    return lib::kOk;
}

bool Core::is_built_in(const Plan& plan, std::uint32_t id) {
    for (std::uint16_t i = 0; i < plan.container.count; ++i) {
        if (plan.container.entries[i].id == id) {
            return true;
        }
    }
    return false;
}

// An installed module is to take the place of the built-in one of this id.
bool Core::replaced(const Plan& plan, std::uint32_t id) const {
    for (std::uint32_t i = 0; i < block_->component_count; ++i) {
        const ComponentRecord& r = block_->components[i];
        if (r.component == id && is_installed_module(r) && ((plan.refused >> i) & 1u) == 0) {
            return true;
        }
    }
    return false;
}

// What stays of the built-in ones, then the installed ones. False: one that should have replaced a
// built-in was refused, all is to be done again without it: so it pushes nothing out, and what it
// would have taken is its owner's again.
bool Core::install_all(Plan& plan) {
    install_container(plan);
    for (std::uint32_t i = 0; i < block_->component_count; ++i) {
        const ComponentRecord& r = block_->components[i];
        if (!is_installed_module(r) || ((plan.refused >> i) & 1u) != 0) {
            continue;
        }
        bool replaces = is_built_in(plan, r.component);
        lib::Result<void> added =
            replaces && !newer_than_built_in(*block_, r)
                ? lib::Result<void>(Error::kModuleDuplicateId)
                : domain_add({r.payload_address, r.payload_size}, r.component, rights_of(r), false);
        if (!added.ok()) {
            log_refusal(*block_, r.component, added.error());
            plan.refused |= 1u << i;
            if (replaces) {
                return false;
            }
        }
    }
    return true;
}

void Core::install_container(const Plan& plan) {
    std::uint32_t room = platform_->manager_slot.base + platform_->manager_slot.size - plan.payload;
    for (std::uint16_t i = 0; i < plan.container.count; ++i) {
        const abi::ContainerEntry& entry = plan.container.entries[i];
        if (replaced(plan, entry.id)) {
            continue;
        }
        lib::Result<void> added = contains({0, room}, entry.offset, entry.size)
                                      ? domain_add({plan.payload + entry.offset, entry.size},
                                                   entry.id, {true, true, true, 0}, true)
                                      : lib::Result<void>(Error::kModuleHeaderBad);
        if (!added.ok()) {
            log_refusal(*block_, entry.id, added.error());
        }
    }
}

lib::Result<void> Core::domain_add(const Range& image, std::uint32_t id, const Rights& rights,
                                   bool built_in) {
    if (domain_count_ > kMaxModules) {
        return Error::kModuleTooMany;
    }
    const Range& home = built_in ? platform_->manager_slot : platform_->module_flash;
    if (!contains(home, image.base, image.size)) {
        return Error::kModuleHeaderBad;
    }
    auto header = header_check(image, id);
    if (!header.ok()) {
        return header.error();
    }
    const abi::ModuleHeader& h = *header.value();
    if (!built_in && h.owner != rights.owner) {  // it would show itself under another's name
        return Error::kModuleHeaderBad;
    }
    LIB_TRY(regions_check(regions_of(h), rights, *platform_));
    LIB_TRY(flash_grant_check(h, rights, *platform_));
    if (!resources_free(h)) {
        return Error::kModuleDuplicateId;
    }
    LIB_TRY(interrupts_check(h));
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
    domain.index = static_cast<std::uint8_t>(domain_count_ - 1);
    domain.ipc = (h.flags & abi::kModelIpc) != 0;
    domain.assigned = signals_of(h);
    domain.id = static_cast<std::int32_t>(h.id);
    domain.ram = ram;
    domain.built_in = built_in;
    interrupts_add(domain);
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
                if (overlap(plain_alias({mine.base, mine.size}, *platform_),
                            plain_alias({theirs.base, theirs.size}, *platform_))) {
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
                            1u << count, (entry.flags & abi::kMmIovec) != 0 ? ~0u : 0};
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
