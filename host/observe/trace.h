// SPDX-License-Identifier: Apache-2.0
// What the trace plugin wrote (emulator/plugin/trace.c), and how a person reads it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/report.h"
#include "host/firmware/names.h"

namespace host {

struct TraceDomain {
    bool secure = false;
    bool privileged = false;
    bool handler = false;
    std::string place;  // a program's name, "-" where no one's code is
    std::uint64_t instructions = 0;
    std::uint64_t visits = 0;
};

struct TraceEvent {
    enum class Kind { kDomain, kHdpl, kCall, kAccess };
    Kind kind = Kind::kDomain;
    std::uint64_t instruction = 0;  // how many ran before
    std::uint32_t pc = 0;
    int from = -1;  // index of a domain; -1: power-on
    int domain = 0;
    std::uint32_t last = 0;  // kDomain: the block that ran before
    unsigned exception = 0;  // kDomain: IPSR
    unsigned hdpl = 0;
    bool write = false;  // kAccess
    unsigned size = 0;
    std::uint32_t address = 0;
    std::uint64_t value = 0;
};

struct Trace {
    std::vector<TraceDomain> domains;
    std::vector<TraceEvent> events;
    std::uint64_t instructions = 0;
    std::uint64_t hash = 0;  // of all PCs, 0 where none was asked for
    std::string ended_by;    // "limit", "stop", "end"; "" where the plug was pulled
};

// Throws Failure TRACE_BAD.
Trace parse_trace(std::string_view text);

// "events", "domains", "instructions", "hash" where there is one, "ended_by".
Json describe_trace(const Trace& trace, const Names& names);

// "SVCall" of 11, "interrupt 61" of 77.
std::string exception_name(unsigned number);

}  // namespace host
