// SPDX-License-Identifier: Apache-2.0
#include "test/powercut/sweep.h"

#include <algorithm>
#include <cstdio>

#include "test/powercut/recovery.h"

namespace test::powercut {
namespace {

constexpr std::size_t kMaxFailures = 8;
constexpr unsigned kWeakReads = 8;  // boots after which a weak word has failed

constexpr flash_cut kProgramCuts[] = {FLASH_CUT_NOTHING, FLASH_CUT_DONE, FLASH_CUT_PART,
                                      FLASH_CUT_BITS, FLASH_CUT_WEAK};
constexpr flash_cut kEraseCuts[] = {FLASH_CUT_NOTHING, FLASH_CUT_DONE, FLASH_CUT_ERASE_MIX,
                                    FLASH_CUT_ERASE_SHALLOW};
constexpr flash_cut kSwapCuts[] = {FLASH_CUT_NOTHING, FLASH_CUT_DONE, FLASH_CUT_PART};

std::span<const flash_cut> cuts_of(const Operation& operation) {
    switch (operation.kind) {
        case FLASH_OP_ERASE:
        case FLASH_OP_OBK_ERASE:
            return kEraseCuts;
        case FLASH_OP_OBK_SWAP:
            return kSwapCuts;
        default:
            return kProgramCuts;
    }
}

std::string name_of(std::size_t at, flash_cut policy) {
    return std::to_string(at) + "." + policy_name(policy);
}

}  // namespace

const char* policy_name(flash_cut policy) {
    static constexpr const char* kNames[] = {"T0", "T1", "T2", "T3", "T4", "T5", "T6"};
    return kNames[policy];
}

void Counts::add(const Counts& other) {
    single += other.single;
    for (std::size_t i = 0; i < policies.size(); ++i) {
        policies[i] += other.policies[i];
    }
    pairs += other.pairs;
    repeated += other.repeated;
    planted += other.planted;
    boots += other.boots;
    states += other.states;
    most_erases = std::max(most_erases, other.most_erases);
    most_operations = std::max(most_operations, other.most_operations);
    failures.insert(failures.end(), other.failures.begin(), other.failures.end());
}

Sweep::Sweep(const World& world, const Flow& flow, const Options& options)
    : world_(world), flow_(flow), options_(options), start_(world), trial_(world), torn_(world) {
    prepare(start_, flow);
    Machine machine(world);
    prepare(machine, flow);
    recording_ = record_flow(machine, flow);
    if (!recording_.good) {
        fail("0", "the flow fails without any cut");
    }
}

void Sweep::fail(const std::string& id, const std::string& what) {
    if (counts_.failures.size() < kMaxFailures) {
        counts_.failures.push_back(flow_.name + ":" + id + ": " + what);
    }
}

// All words twice (of the uROT: of its slot), a sector erased for each, and what the log and the
// counters take.
std::uint64_t Sweep::bound() const {
    std::uint64_t sectors = 0;
    for (const Image& image : flow_.new_images) {
        const std::uint32_t bytes =
            image.component == kUrot ? world_.place(kUrot).size : image.size;
        sectors += (bytes + world_.sector - 1) / world_.sector;
    }
    return sectors * 2 * (world_.sector / 16 + 1) + 5 * sectors + 16 + 3 * flow_.new_images.size();
}

bool Sweep::holds_new(const BootResult& result) const {
    return std::ranges::all_of(flow_.new_images, [&](const Image& image) {
        return result.versions[world_.index(image.component)] == image.version;
    });
}

bool Sweep::holds_old(const BootResult& result) const {
    return std::ranges::all_of(flow_.new_images, [&](const Image& image) {
        const auto old = std::ranges::find(flow_.old_images, image.component, &Image::component);
        return result.versions[world_.index(image.component)] ==
               (old == flow_.old_images.end() ? 0 : old->version);
    });
}

BootResult Sweep::boot(Machine& machine, const std::string& id) {
    const auto erases = machine.erases();
    const std::uint64_t before = machine.operations;
    const BootResult result = machine.boot();
    ++counts_.boots;
    const std::uint32_t most = machine.most_erases_since(erases);
    counts_.most_erases = std::max(counts_.most_erases, most);
    const std::uint64_t took = machine.operations - before;
    counts_.most_operations = std::max(counts_.most_operations, took * 1000 / bound());
    if (most > 1 + result.resets) {
        fail(id, "a sector was erased " + std::to_string(most) + " times in one boot");
    }
    if (took > bound()) {
        fail(id, "a boot of " + std::to_string(took) + " operations");
    }
    if (machine.faults != 0) {
        fail(id, "a word was programmed that was not erased");
        machine.faults = 0;
    }
    if (print_) {
        std::printf("  boot: %llu operations, %u resets, %s%s, versions",
                    static_cast<unsigned long long>(took), result.resets,
                    result.started ? "started" : "NOT STARTED", result.on_trial ? ", trial" : "");
        for (const std::uint32_t version : result.versions) {
            std::printf(" %u", version);
        }
        std::printf("\n");
    }
    return result;
}

// Where the boot finds nothing to run and may, it waits for recovery, which goes on.
BootResult Sweep::boot(Machine& machine, Allowed allowed, const std::string& id) {
    constexpr unsigned kMost = 3;
    BootResult result = boot(machine, id);
    for (unsigned i = 0; allowed.recovery && !result.started && i < kMost; ++i) {
        if (!recover(machine, flow_.new_images)) {
            fail(id, "does not take the recovery");
        }
        result = boot(machine, id);
    }
    return result;
}

void Sweep::check(const BootResult& result, Machine& machine, Allowed allowed,
                  const std::string& id) {
    const bool is_new = holds_new(result);
    const bool is_old = holds_old(result);
    if (!result.started || result.resets > 1) {
        fail(id, "does not start");
    } else if (!is_new && !is_old) {
        fail(id, "neither all old nor all new images");
    } else if ((is_new && !allowed.new_images) || (is_old && !allowed.old_images)) {
        fail(id, is_new ? "the new images run, which nobody asked for"
                        : "what was acknowledged is lost");
    }
    for (const Image& image : flow_.new_images) {
        const std::uint32_t counter = machine.counter(image.component);
        if (counter != 0 && (!is_new || result.on_trial)) {
            fail(id, "a counter was raised before the confirmation counted");
        }
    }
}

// The images stay, also when weak words have failed, and nothing is written any more.
void Sweep::settle(Machine& machine, bool new_images, const std::string& id) {
    const unsigned times = options_.thorough ? kWeakReads : 2;
    for (unsigned i = 0; i < times; ++i) {
        const std::uint64_t before = machine.operations;
        const BootResult result = boot(machine, id);
        if (!result.started || !(new_images ? holds_new(result) : holds_old(result))) {
            fail(id, "a later boot finds something else");
            return;
        }
        if (i != 0 && machine.operations != before) {
            fail(id, "does not come to rest");
        }
    }
    for (const Image& image : flow_.new_images) {
        if (machine.counter(image.component) != (new_images ? image.version : 0)) {
            fail(id, new_images ? "confirmed, and the counter is not raised"
                                : "a counter was raised for images that did not stay");
        }
    }
}

void Sweep::aftermath(Machine& machine, const BootResult& result, const std::string& id) {
    if (!result.on_trial) {
        settle(machine, holds_new(result), id);
        return;
    }
    trial_.assign(machine);
    settle(machine, false, id + " unconfirmed");
    machine.revert(trial_);
    if (!machine.confirm().ok()) {
        fail(id, "does not take the confirmation");
        return;
    }
    settle(machine, true, id + " confirmed");
}

BootResult Sweep::judge(Machine& machine, Allowed allowed, const std::string& id,
                        std::vector<Operation>* recovery) {
    machine.record = recovery;
    const BootResult result = boot(machine, allowed, id);
    machine.record = nullptr;
    check(result, machine, allowed, id);
    aftermath(machine, result, id);
    return result;
}

std::uint64_t Sweep::key(Machine& machine, Allowed allowed) {
    return machine.hash() * 8 + (allowed.old_images ? 1 : 0) + (allowed.new_images ? 2 : 0) +
           (allowed.recovery ? 4 : 0);
}

bool Sweep::seen(std::uint64_t key) {
    const bool known = !seen_.insert(key).second;
    counts_.states += known ? 0 : 1;
    return known;
}

void Sweep::second_cuts(const Machine& before, Allowed once, bool on_trial, const std::string& id,
                        const std::vector<Operation>& recovery) {
    auto prefix = std::make_unique<Machine>(world_);
    auto board = std::make_unique<Machine>(world_);
    prefix->assign(before);
    board->assign(before);
    for (std::size_t at = 0; at < recovery.size(); ++at) {
        Allowed allowed = once;
        allowed.old_images |= on_trial && at + 2 >= recovery.size();  // tried, as far as it tells
        for (const flash_cut policy : cuts_of(recovery[at])) {
            ++counts_.pairs;
            board->apply_torn(recovery[at], policy, options_.seed);
            if (!seen(key(*board, allowed))) {
                judge(*board, allowed, id + "+" + name_of(at, policy), nullptr);
            }
            board->restore(*prefix);
        }
        prefix->apply(recovery[at]);
        board->apply(recovery[at]);
    }
}

// An ECC error in any word of the log, on top of whatever state it is in.
void Sweep::plants(const Machine& before, Allowed allowed, std::size_t at) {
    auto board = std::make_unique<Machine>(world_);
    board->assign(before);
    for (std::uint32_t word = 0; word < 2 * world_.sector; word += 16) {
        ++counts_.planted;
        board->plant(world_.log + word);
        if (!seen(key(*board, allowed))) {
            judge(*board, allowed, std::to_string(at) + " planted " + std::to_string(word),
                  nullptr);
        }
        board->restore(before);
    }
}

// A state that was met before needs no second look, nor do the cuts of its recovery.
void Sweep::single(Machine& board, Allowed allowed, const std::string& id) {
    const std::uint64_t state = key(board, allowed);
    const bool known = seen(state);
    if (!options_.pairs) {
        if (!known) {
            judge(board, allowed, id, nullptr);
        }
        return;
    }
    const auto [entry, fresh] = expanded_.try_emplace(state, 0);
    if (fresh) {
        torn_.assign(board);
        std::vector<Operation> recovery;
        const BootResult first = judge(board, allowed, id, &recovery);
        const std::uint64_t before = counts_.pairs;
        second_cuts(torn_, allowed, first.on_trial, id, recovery);
        expanded_[state] = counts_.pairs - before;
        return;
    }
    counts_.pairs += entry->second;
}

void Sweep::singles() {
    auto prefix = std::make_unique<Machine>(world_);
    auto board = std::make_unique<Machine>(world_);
    prefix->assign(start_);
    board->assign(start_);
    for (std::size_t at = 0; at < recording_.operations.size(); ++at) {
        const Operation& operation = recording_.operations[at];
        const Allowed allowed = allowed_after(flow_, recording_, at);
        for (const flash_cut policy : cuts_of(operation)) {
            ++counts_.single;
            ++counts_.policies.at(policy);
            board->apply_torn(operation, policy, options_.seed);
            single(*board, allowed, name_of(at, policy));
            board->restore(*prefix);
        }
        const bool marks = operation.offset - world_.log < 2 * world_.sector;
        if (options_.plants && marks && operation.kind == FLASH_OP_PROGRAM) {
            plants(*prefix, allowed, at);
        }
        prefix->apply(operation);
        board->apply(operation);
    }
}

std::size_t Sweep::begin_of(std::size_t step) const {
    return step == 0 ? 0 : recording_.step_ends[step - 1];
}

// The boot's (or the step's) `at`-th operation fails a thousand times in a row; then it gets
// through.
void Sweep::repeat(std::size_t step, std::uint64_t at, flash_cut policy) {
    constexpr int kTimes = 1000;
    const std::string id = "step" + std::to_string(step) + "x" + name_of(at, policy);
    auto machine = std::make_unique<Machine>(world_);
    machine->assign(start_);
    for (std::size_t i = 0; i < begin_of(step); ++i) {
        machine->apply(recording_.operations[i]);
    }
    const auto erases = machine->erases();
    std::uint64_t last = 0;
    int time = 0;
    for (; time < kTimes; ++time, ++counts_.repeated) {
        machine->cut_after(at + 1, policy, options_.seed + static_cast<std::uint64_t>(time));
        try {
            perform(*machine, flow_, flow_.steps[step]);
            break;
        } catch (const PowerLost&) {
            machine->power_on();
        }
        const std::uint64_t now = machine->hash();
        if (now == last) {
            counts_.repeated += static_cast<std::uint64_t>(kTimes - time);
            break;  // so it would be for ever
        }
        last = now;
    }
    machine->power_on();
    machine->faults = 0;
    if (machine->most_erases_since(erases) > static_cast<std::uint32_t>(time) + 2) {
        fail(id, "more than one erase of a sector for each cut");
    }
    const bool waits = flow_.steps[step] == Step::kRecover;
    const BootResult result = boot(*machine, {true, true, waits}, id);
    if (!result.started || !(holds_new(result) || holds_old(result))) {
        fail(id, "does not recover");
        return;
    }
    aftermath(*machine, result, id);
}

void Sweep::repeats() {
    const bool staging = flow_.steps.front() == Step::kStage;  // nobody was told of it
    for (std::size_t step = staging ? 1 : 0; step < flow_.steps.size(); ++step) {
        const std::size_t first = begin_of(step);
        for (std::size_t at = first; at < recording_.step_ends[step]; ++at) {
            for (const flash_cut policy : cuts_of(recording_.operations[at])) {
                repeat(step, at - first, policy);
            }
        }
    }
}

Counts Sweep::run() {
    if (counts_.failures.empty()) {
        singles();
    }
    if (options_.repeats && flow_.repeats && counts_.failures.empty()) {
        repeats();
    }
    return counts_;
}

Counts Sweep::replay(const std::string& cuts) {
    print_ = true;
    auto board = std::make_unique<Machine>(world_);
    board->assign(start_);
    std::vector<Operation> operations = recording_.operations;
    Allowed allowed{true, true};
    std::size_t from = 0;
    bool first = true;
    while (from < cuts.size()) {
        const std::size_t end = std::min(cuts.find('+', from), cuts.size());
        const std::string cut = cuts.substr(from, end - from);
        const std::size_t at = std::stoul(cut);
        const auto policy = static_cast<flash_cut>(cut.back() - '0');
        if (at >= operations.size() || policy > FLASH_CUT_ERASE_SHALLOW) {
            fail(cuts, "there is no operation " + cut);
            return counts_;
        }
        allowed = first ? allowed_after(flow_, recording_, at) : allowed;
        first = false;
        std::printf("%s: operation %zu of %zu, at 0x%x\n", cut.c_str(), at, operations.size(),
                    operations[at].offset);
        for (std::size_t i = 0; i < at; ++i) {
            board->apply(operations[i]);
        }
        board->apply_torn(operations[at], policy, options_.seed);
        from = end + 1;
        if (from < cuts.size()) {
            Machine next(world_);
            next.assign(*board);
            operations.clear();
            next.record = &operations;
            boot(next, allowed, cuts);
        }
    }
    judge(*board, allowed, cuts, nullptr);
    ++counts_.single;
    return counts_;
}

}  // namespace test::powercut
