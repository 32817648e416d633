// SPDX-License-Identifier: Apache-2.0
// Coverage by source line, from what the cover plugin counted (emulator/plugin/cover.c).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/report.h"
#include "host/firmware/program.h"

namespace host {

struct CoverBlock {
    std::uint32_t pc = 0;
    std::uint32_t size = 0;
    std::uint64_t runs = 0;
};

using LineRuns = std::map<std::uint32_t, std::uint64_t>;  // line -> runs, 0 where it never ran
using Coverage = std::map<std::string, LineRuns>;         // by file, as seen from the repository

// Throws Failure COVERAGE_BAD.
std::vector<CoverBlock> parse_blocks(ByteView bytes);
// Adds one program's lines. A line in several places: the place that ran most counts.
void add_program(Coverage& coverage, const Program& program, const std::vector<CoverBlock>& blocks);
// Adds the counts of another run.
void add_coverage(Coverage& coverage, const Coverage& other);
// Only files inside the repository and not fetched or generated (build/).
Coverage own_files(const Coverage& coverage);

// "files": lines with code, executed, percent, and where asked for which never ran; totals.
Json describe_coverage(const Coverage& coverage, bool missing);

// As lcov's tools take it: absolute file names under `root`.
std::string to_lcov(const Coverage& coverage, const Path& root);
// Throws Failure COVERAGE_BAD.
Coverage from_lcov(std::string_view text, const Path& root);

}  // namespace host
