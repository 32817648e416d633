// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "host/gen/chip_facts.h"
#include "host/inspect/reach.h"

namespace host::inspect {
namespace {

std::uint32_t end_of(const Reach& reach) {
    return reach.base + reach.size;
}

// Secure and non-secure alias are the same bytes: 0x0C.. and 0x08.., 0x3.. and 0x2.., 0x5.. and
// 0x4...
std::uint32_t plain(std::uint32_t address) {
    return address < gen::kPeripheralSecure ? address & ~gen::kFlashAlias
                                            : address & ~gen::kPeripheralSecure;
}

bool overlap(const Reach& a, const Reach& b) {
    return a.size != 0 && b.size != 0 && plain(a.base) < plain(b.base) + b.size &&
           plain(b.base) < plain(a.base) + a.size;
}

bool includes(const std::string& access, const std::string& wanted) {
    return std::ranges::all_of(
        wanted, [&](char letter) { return access.find(letter) != std::string::npos; });
}

// Whether `by` gives what `reach` is, as far as access and subject go.
bool comparable(const Reach& by, const Reach& reach) {
    return by.who == reach.who && by.by_call == reach.by_call && by.lent == reach.lent &&
           includes(by.access, reach.access) && (!by.somewhere || by.what == reach.what);
}

// The first byte of `reach` that no range of `table` covers; its end where all are.
std::uint32_t first_uncovered(const Reach& reach, const std::vector<Reach>& table) {
    std::uint32_t at = reach.base;
    for (bool moved = true; moved && at < end_of(reach);) {
        moved = false;
        for (const Reach& by : table) {
            if (comparable(by, reach) && by.base <= at && at < end_of(by)) {
                at = end_of(by);
                moved = true;
            }
        }
    }
    return std::min(at, end_of(reach));
}

bool covered(const Reach& reach, const std::vector<Reach>& table) {
    if (reach.size != 0) {
        return first_uncovered(reach, table) == end_of(reach);
    }
    return std::ranges::any_of(
        table, [&](const Reach& by) { return comparable(by, reach) && by.what == reach.what; });
}

// A range of its own lies where the manifests say, whole.
bool has_its_own(const Reach& grant, const std::vector<Reach>& linked) {
    return std::ranges::any_of(linked, [&](const Reach& reach) {
        return comparable(reach, grant) && reach.what == grant.what && reach.base >= grant.base &&
               end_of(reach) <= end_of(grant);
    });
}

std::string sentence(const Reach& reach) {
    return fmt::format("{}: {} {} at 0x{:08X}, {} bytes", reach.who, access_text(reach), reach.what,
                       reach.base, reach.size);
}

void compare_reaches(const Table& granted, const Table& linked, std::vector<std::string>& out) {
    for (const Reach& reach : linked.reaches) {
        if (!covered(reach, granted.reaches)) {
            out.push_back(sentence(reach) + ": the images give it, no manifest does");
        }
    }
    for (const Reach& grant : granted.reaches) {
        const bool there =
            grant.attributed_elsewhere ||
            (grant.somewhere ? has_its_own(grant, linked.reaches) : covered(grant, linked.reaches));
        if (!there) {
            out.push_back(sentence(grant) + ": a manifest gives it, the images do not");
        }
    }
}

// Code that all execute and nobody writes is the veneers' page; a buffer is lent by its owner.
bool shared_by_design(const Reach& reach) {
    return reach.access == "x" || reach.what == "veneers" || reach.lent;
}

void compare_owners(const Table& linked, std::vector<std::string>& out) {
    for (auto a = linked.reaches.begin(); a != linked.reaches.end(); ++a) {
        for (auto b = a + 1; b != linked.reaches.end(); ++b) {
            if (a->who != b->who && overlap(*a, *b) && !shared_by_design(*a) &&
                !shared_by_design(*b)) {
                out.push_back(sentence(*a) + ": " + b->who + " reaches it too");
            }
        }
    }
}

void compare_calls(const Table& granted, const Table& linked, std::vector<std::string>& out) {
    const auto missing = [&](const Table& from, const Table& in, const char* why) {
        for (const Call& call : from.calls) {
            if (std::ranges::find(in.calls, call) == in.calls.end()) {
                out.push_back(fmt::format("{} calls 0x{:08X}: {}", call.who, call.sid, why));
            }
        }
    };
    missing(linked, granted, "the images allow it, no manifest does");
    missing(granted, linked, "a manifest allows it, the images do not");
}

}  // namespace

std::vector<std::string> differences(const Table& granted, const Table& linked) {
    std::vector<std::string> found;
    compare_reaches(granted, linked, found);
    compare_owners(linked, found);
    compare_calls(granted, linked, found);
    return found;
}

}  // namespace host::inspect
