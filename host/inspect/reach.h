// SPDX-License-Identifier: Apache-2.0
// Who can reach what while the application runs: once as the manifests grant it, once as the
// linked images will set it up. The two must be the same.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace host::inspect {

inline constexpr const char* kApplication = "application";

// A range that code of `who` reads, writes or executes.
struct Reach {
    std::string who;   // kApplication or a module's name
    std::string what;  // an area, a peripheral, "its code", "its RAM", "veneers"
    std::uint32_t base = 0;
    std::uint32_t size = 0;  // 0: a peripheral known by its name only
    std::string access;      // letters of "rwx", in this order
    bool somewhere = false;  // granted: one range of its own, anywhere in [base, + size)
    bool by_call = false;    // the core does it for a module that asks
    bool lent = false;  // buffers in it, whole granules, while a call that names them is served
    bool attributed_elsewhere = false;  // granted: by registers that no table of an image sets
};

// A service that `who` may call.
struct Call {
    std::string who;
    std::uint32_t sid = 0;
    auto operator<=>(const Call&) const = default;
};

struct Table {
    std::vector<Reach> reaches;
    std::vector<Call> calls;
};

// What the application may lend to a module that serves it by MM-IOVEC: its RAM, and its flash to
// be read, as they stand among the `reaches`.
std::vector<Reach> lent_to(const std::string& who, const std::vector<Reach>& reaches);

// How a person reads it: "rw", "rw by call", "rw lent".
std::string access_text(const Reach& reach);

// What is in one table and not in the other, and ranges that two can reach; one sentence each.
std::vector<std::string> differences(const Table& granted, const Table& linked);

}  // namespace host::inspect
