// SPDX-License-Identifier: Apache-2.0
// Claim B3 on the host model. A flow is run once and its operations recorded; the board before each
// of them is a prefix of that record, so that for each cut only the recovery is run.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "test/powercut/flow.h"

namespace test::powercut {

// One power failure: in which operation since the one before (or the flow's start), and how.
struct Cut {
    std::size_t at;
    flash_cut policy;
};

struct Counts {
    std::uint64_t single = 0;
    std::array<std::uint64_t, FLASH_CUTS> policies{};  // of these, by policy
    std::uint64_t pairs = 0;                           // second cut in the recovery of the first
    std::uint64_t repeated = 0;                        // the same operation again and again
    std::uint64_t planted = 0;                         // ECC errors in words of the log
    std::uint64_t boots = 0;                           // run
    std::uint64_t states = 0;                          // different ones that a recovery began from
    std::uint32_t most_erases = 0;                     // of one sector in one boot
    std::uint64_t most_operations = 0;                 // of one boot, in parts of 1000 of the bound
    std::vector<std::string> failures;                 // "ID: what is wrong"

    void add(const Counts& other);
};

struct Options {
    bool pairs = true;
    bool repeats = true;
    bool plants = true;
    bool thorough = true;  // more boots after each recovery, and one more update
    std::uint64_t seed = 1;
};

class Sweep {
  public:
    Sweep(const World& world, const Flow& flow, const Options& options);
    Counts run();
    // One case by its id, without the flow's name: "12.T4" or "12.T4+7.T2". Prints what happens.
    Counts replay(const std::string& cuts);

  private:
    void singles();
    void single(Machine& board, Allowed allowed, const std::string& id);
    void second_cuts(const Machine& before, Allowed once, bool on_trial, const std::string& id,
                     const std::vector<Operation>& recovery);
    void plants(const Machine& before, Allowed allowed, std::size_t at);
    void repeats();
    std::size_t begin_of(std::size_t step) const;  // number of its first operation
    void repeat(std::size_t step, std::uint64_t at, flash_cut policy);
    BootResult judge(Machine& machine, Allowed allowed, const std::string& id,
                     std::vector<Operation>* recovery);
    std::uint64_t key(Machine& machine, Allowed allowed);
    bool seen(std::uint64_t key);
    BootResult boot(Machine& machine, const std::string& id);
    BootResult boot(Machine& machine, Allowed allowed, const std::string& id);
    void check(const BootResult& result, Machine& machine, Allowed allowed, const std::string& id);
    void aftermath(Machine& machine, const BootResult& result, const std::string& id);
    void settle(Machine& machine, bool new_images, const std::string& id);
    bool holds_new(const BootResult& result) const;
    bool holds_old(const BootResult& result) const;
    void fail(const std::string& id, const std::string& what);
    std::uint64_t bound() const;

    const World& world_;
    const Flow& flow_;
    Options options_;
    Recording recording_;
    Machine start_;
    Machine trial_;  // a board that runs new images on trial
    Machine torn_;   // a board as power failed in it
    Counts counts_;
    std::unordered_set<std::uint64_t> seen_;                     // states judged
    std::unordered_map<std::uint64_t, std::uint64_t> expanded_;  // and their second cuts run
    bool print_ = false;
};

const char* policy_name(flash_cut policy);

}  // namespace test::powercut
