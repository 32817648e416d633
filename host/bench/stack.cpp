// SPDX-License-Identifier: Apache-2.0
#include "host/bench/stack.h"

#include <algorithm>
#include <map>
#include <set>

namespace host::bench {
namespace {

class Walk {
  public:
    explicit Walk(const Functions& functions) : functions_(functions) {
        for (const auto& [address, function] : functions) {
            for (const auto* targets : {&function.code.calls, &function.code.jumps}) {
                for (const std::uint32_t to : *targets) {
                    if (to != address) {
                        called_.insert(to);
                    }
                }
            }
        }
    }

    StackUse depth(std::uint32_t address) {
        const auto known = depths_.find(address);
        if (known != depths_.end()) {
            return known->second;
        }
        if (!active_.insert(address).second) {
            return {0, {}, true};
        }
        const StackUse use = direct(address);
        active_.erase(address);
        return depths_[address] = use;
    }

  private:
    static void take(StackUse& worst, const StackUse& other) {
        const bool recursive = worst.recursive || other.recursive;
        if (other.bytes > worst.bytes) {
            worst = other;
        }
        worst.recursive = recursive;
    }

    void take_each(StackUse& worst, const std::set<std::uint32_t>& targets) {
        for (const std::uint32_t to : targets) {
            if (functions_.contains(to)) {
                take(worst, depth(to));
            }
        }
    }

    StackUse direct(std::uint32_t address) {
        const Function& function = functions_.at(address);
        StackUse worst;
        take_each(worst, function.code.calls);
        if (function.code.indirect) {
            take(worst, pointed(address));
        }
        worst.bytes += function.code.frame;
        take_each(worst, function.code.jumps);
        worst.path.insert(worst.path.begin(), function.name);
        return worst;
    }

    // What leads to the caller by name is not what it calls: the entry, for one.
    StackUse pointed(std::uint32_t caller) {
        StackUse worst;
        for (const auto& [address, function] : functions_) {
            std::set<std::uint32_t> seen;
            if (!called_.contains(address) && !active_.contains(address) &&
                !leads_to(address, caller, seen)) {
                take(worst, depth(address));
            }
        }
        worst.recursive = false;  // a pointer back into the caller is this rule's doing
        return worst;
    }

    bool leads_to(std::uint32_t from, std::uint32_t to, std::set<std::uint32_t>& seen) const {
        const auto found = functions_.find(from);
        if (found == functions_.end() || !seen.insert(from).second) {
            return false;
        }
        const Code& code = found->second.code;
        const auto leads = [&](std::uint32_t next) {
            return next == to || leads_to(next, to, seen);
        };
        return std::ranges::any_of(code.calls, leads) || std::ranges::any_of(code.jumps, leads);
    }

    const Functions& functions_;
    std::set<std::uint32_t> called_, active_;
    std::map<std::uint32_t, StackUse> depths_;
};

}  // namespace

StackUse worst_stack(const Functions& functions) {
    Walk walk(functions);
    StackUse worst;
    for (const auto& [address, function] : functions) {
        const StackUse use = walk.depth(address);
        const bool recursive = worst.recursive || use.recursive;
        worst = use.bytes > worst.bytes ? use : worst;
        worst.recursive = recursive;
    }
    return worst;
}

}  // namespace host::bench
