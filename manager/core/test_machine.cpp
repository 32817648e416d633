// SPDX-License-Identifier: Apache-2.0
#include "manager/core/test_machine.h"

#include <sys/mman.h>

#include "lib/handover/record.h"

namespace manager::core::testing {

constexpr Range kRam[] = {{kNsRam, 0x4'0000}, {0x2005'4000, 0x1000}};
constexpr Range kFlash[] = {{kNsFlash, 0x1'0000}};

namespace {

constexpr Range kMmio[] = {{0x4000'0000, 0x0800'0000}, {0x5000'0000, 0x0800'0000}};
constexpr Source kSources[] = {0x4000'0800 | 47, 0x4000'0C00 | 48, 0x4000'5400 | 51,
                               0x4000'5400 | 52};
constexpr Range kDenied[] = {{0x4002'2000, 0x400}, {0x4400'0400, 0x400}};

void map(std::uint32_t address, std::size_t size) {
    void* wanted = at<void>(address);
    void* got = mmap(wanted, size, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    if (got != wanted && got != MAP_FAILED) {
        munmap(got, size);
    }
    std::memset(wanted, 0, size);
}

void map_chip() {
    static bool mapped = false;
    if (!mapped) {
        map(0x0C00'0000, 0x20'0000);
        map(kNsFlash, 0x1'0000);
        map(kNsRam, 0x4'0000);
        map(0x2005'4000, 0x1000);
        map(kSecureRam, 0x1'4000);
        mapped = true;
    }
    std::memset(at<void>(kSlot), 0, 0x4'0000);
    std::memset(at<void>(kSecureRam), 0xA5, 0x1'4000);
}

}  // namespace

constinit const Platform kPlatform{
    .veneers = {kPayload + 0x400, 0x400},
    .secure_ram = {kSecureRam, 0x1'4000},
    .agent_stack = {kSecureRam + 0x2E00, 512},
    .pool = {kPool, 0xD000},
    .manager_slot = {kSlot, 0x3'0000},
    .module_flash = {kModuleFlash, 0x4000},
    .secrets = {0x0FFD'0C00, 0x60},
    .data_flash = {0x5'0000, 0x1'0000},
    .mmio = kMmio,
    .denied = kDenied,
    .sources = kSources,
};

Machine machine_state;

abi::ServiceEntry stateless(std::uint32_t sid, std::uint16_t number, bool nonsecure) {
    return {.sid = sid,
            .version = 1,
            .flags = nonsecure ? abi::kNonSecureClients : std::uint16_t{0},
            .stateless = number,
            .function = 0x301,
            .signal = 0};
}

abi::ServiceEntry connected(std::uint32_t sid, bool nonsecure) {
    abi::ServiceEntry s = stateless(sid, 0, nonsecure);
    s.flags = static_cast<std::uint16_t>(s.flags | abi::kConnectionBased);
    return s;
}

template <typename T>
static std::uint16_t append(std::uint32_t base, std::uint16_t& end, const std::vector<T>& list) {
    std::uint16_t where = end;
    std::copy(list.begin(), list.end(), at<T>(base + end));
    end = static_cast<std::uint16_t>(end + list.size() * sizeof(T));
    return where;
}

abi::ModuleHeader& module_write(std::uint32_t address, const ModuleSpec& spec) {
    auto& h = *at<abi::ModuleHeader>(address);
    h = {};
    std::uint16_t end = sizeof(abi::ModuleHeader);
    h.magic = abi::kModuleMagic;
    h.abi = abi::kModuleAbi;
    h.image_size = 0x400;
    h.id = spec.id;
    h.owner = spec.owner;
    h.start = 0x204;
    h.flags = spec.ipc ? abi::kModelIpc : 0;
    h.entry = spec.ipc ? 0x305 : 0;
    h.priority = spec.priority;
    h.ram_size = spec.ram;
    h.stack_size = spec.stack;
    h.grants = spec.grants;
    h.flash_base = spec.flash_base;
    h.flash_size = spec.flash_size;
    h.service_count = static_cast<std::uint16_t>(spec.services.size());
    h.dependency_count = static_cast<std::uint16_t>(spec.dependencies.size());
    h.region_count = static_cast<std::uint16_t>(spec.regions.size());
    h.services = append(address, end, spec.services);
    h.dependencies = append(address, end, spec.dependencies);
    h.regions = append(address, end, spec.regions);
    h.irq_count = static_cast<std::uint16_t>(spec.irqs.size());
    h.irqs = append(address, end, spec.irqs);
    h.header_size = end;
    return h;
}

void Chip::SetUp() {
    map_chip();
    machine_state = {};
    lib::handover::boot_begin(block, 0, true);
    block.stage = static_cast<std::uint32_t>(lib::handover::Stage::kManager);
    core = std::make_unique<Core>();
}

void Chip::install_raw(const std::vector<ModuleSpec>& built_in) {
    auto& container = *at<abi::Container>(kPayload + abi::kContainerOffset);
    container = {};
    container.magic = abi::kContainerMagic;
    container.version = 1;
    for (const ModuleSpec& spec : built_in) {
        std::uint32_t offset = 0x4000u + 0x400u * container.count;
        module_write(kPayload + offset, spec);
        container.entries[container.count++] = {offset, 0x400, spec.id, 0};
    }
    core = std::make_unique<Core>();
    ASSERT_TRUE(core->install(kPlatform, block, kPayload).ok());
    core->lines_take();
    core->agent_prepare({kStubs, kStubs + 0x20, kStubs + 0x26, kStubs + 0x2A}, kNsFlash + 0x401);
}

void Chip::install(const std::vector<ModuleSpec>& built_in) {
    install_raw(built_in);
    core->boot();
    while (running() != 0) {
        svc(SM_SVC_STARTED, 0);
    }
}

void Chip::record_add(std::uint32_t id, std::uint32_t address, std::uint32_t size,
                      std::uint32_t flags, std::uint32_t owner) {
    lib::handover::ComponentRecord r{};
    r.component = id;
    r.owner = owner;
    r.payload_address = address;
    r.payload_size = size;
    r.flags = flags;
    ASSERT_TRUE(lib::handover::component_append(block, r).ok());
}

const lib::handover::LogEntry* Chip::log(std::uint32_t age) {
    return lib::handover::log_entry(block, age);
}

void Chip::svc(std::uint32_t number, std::uint32_t r0, std::uint32_t r1, std::uint32_t r2,
               std::uint32_t r3) {
    Frame& f = frame();
    f = {r0, r1, r2, r3, 0xBAD0'0000, f.lr, f.pc, kThumbState | 0xF000'0000};
    core->supervisor_call(number, f);
}

void Chip::call(std::uint32_t handle, std::int32_t type, const Vectors& v) {
    bool module = core->running_module();
    std::uint32_t base = module ? core->current()->ram.base + 0x100 : kNsRam + 0x100;
    arrays = base;
    auto* words = at<Range>(base);
    std::copy(v.in.begin(), v.in.end(), words);
    std::copy(v.out.begin(), v.out.end(), words + v.in.size());
    svc(module ? SM_SVC_CALL : SM_SVC_VENEER + SM_VENEER_CALL, handle,
        control(type, v.in.size(), v.out.size()), base,
        base + static_cast<std::uint32_t>(8 * v.in.size()));
}

}  // namespace manager::core::testing

namespace manager::machine {

using core::testing::machine_state;

namespace {

// SAU regions 1 and 2 are RAM, 3 is flash.
std::uint32_t target_test(bool unprivileged, std::uint32_t address) {
    using namespace core::testing;
    bool allowed = machine_state.mpu_allows && (!unprivileged || machine_state.unprivileged_may);
    std::uint32_t answer = allowed ? 1u << 20 | 1u << 21 : 0;
    std::uint32_t region = 1;
    for (const core::Range& range : {kRam[0], kRam[1], kFlash[0]}) {
        if (core::contains(range, address, 1)) {
            return answer | 1u << 17 | region << 8;
        }
        ++region;
    }
    return answer;
}

}  // namespace

std::uint32_t nonsecure_test(std::uint32_t address) {
    return target_test(false, address);
}

bool nonsecure_may(std::uint32_t base, std::uint32_t size, bool write) {
    std::uint32_t last = base + (size - 1);
    const bool unprivileged = machine_state.unprivileged;
    return last >= base &&
           core::range_allowed(target_test(unprivileged, base), target_test(unprivileged, last),
                               write, write ? 0b0110 : 0b1110);
}

std::uint32_t nonsecure_ram(std::uint32_t address) {
    const std::uint32_t answer = target_test(false, address);
    return !machine_state.unprivileged && core::range_allowed(answer, answer, true, 0b0110)
               ? answer
               : kNoRegion;
}

bool random_word(std::uint32_t& word) {
    word = ++machine_state.random;
    return machine_state.random_works;
}

core::FlashRead flash_read(std::uint32_t offset, std::uint8_t* to, std::uint32_t size) {
    machine_state.flash_log.push_back(offset);
    std::memset(to, 0x5A, size);
    return core::FlashRead::kOk;
}

bool flash_program(std::uint32_t offset, const std::uint8_t*) {
    machine_state.flash_log.push_back(offset);
    return true;
}

bool flash_erase(std::uint32_t offset) {
    machine_state.flash_log.push_back(offset);
    return true;
}

std::uint32_t lifecycle() {
    return 0x3000;
}

void line_take(std::uint32_t line, std::uint32_t priority) {
    machine_state.lines[line] = false;
    machine_state.priorities[line] = priority;
}

void line_set(std::uint32_t line, bool enabled) {
    EXPECT_TRUE(machine_state.lines.contains(line)) << line;
    machine_state.lines[line] = enabled;
}

void line_forget(std::uint32_t line) {
    EXPECT_TRUE(machine_state.lines.contains(line)) << line;
    ++machine_state.forgotten;
}

void vector_map(std::size_t index, const core::RegionWords& words) {
    EXPECT_EQ(machine_state.mapped.at(index), core::RegionWords{});
    machine_state.mapped.at(index) = words;
}

void vectors_unmap() {
    machine_state.mapped = {};
}

void drop_privilege() {}

void system_reset() {
    machine_state.reset = true;
    std::abort();
}

}  // namespace manager::machine
