// SPDX-License-Identifier: Apache-2.0
#include "host/observe/coverage.h"

#include <fmt/format.h>
#include <algorithm>
#include <cstring>

#include "host/base/failure.h"
#include "host/firmware/lines.h"

namespace host {
namespace {

constexpr std::string_view kMagic = "SMCOVER1";
constexpr std::size_t kHead = 16;

struct RawBlock {
    std::uint32_t pc;
    std::uint32_t size;
    std::uint64_t runs;
};
static_assert(sizeof(RawBlock) == 16);

// Runs of each half-word of a program.
std::vector<std::uint64_t> spread(const Program& program, const std::vector<CoverBlock>& blocks) {
    std::vector<std::uint64_t> runs((program.end - program.start) / 2 + 1);
    for (const CoverBlock& block : blocks) {
        if (block.pc < program.start || block.pc >= program.end) {
            continue;
        }
        const std::uint32_t end = std::min(block.pc + block.size, program.end);
        for (std::uint32_t at = block.pc; at < end; at += 2) {
            runs[(at - program.start) / 2] += block.runs;
        }
    }
    return runs;
}

std::string own_name(const std::string& file) {
    const Path path = Path(file).lexically_normal();
    if (path.is_relative()) {
        return path.string();
    }
    const Path relative = path.lexically_relative(root_folder());
    const bool outside = relative.empty() || *relative.begin() == "..";
    return outside ? path.string() : relative.string();
}

std::string ranges_of(const std::vector<std::uint32_t>& lines) {
    std::string text;
    for (std::size_t i = 0; i < lines.size();) {
        std::size_t last = i;
        while (last + 1 < lines.size() && lines[last + 1] == lines[last] + 1) {
            ++last;
        }
        text += text.empty() ? "" : ", ";
        text += last == i ? std::to_string(lines[i]) : fmt::format("{}-{}", lines[i], lines[last]);
        i = last + 1;
    }
    return text;
}

std::string percent(std::size_t part, std::size_t whole) {
    return whole == 0 ? "-"
                      : fmt::format("{:.1f} %",
                                    100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

Json describe_file(const std::string& file, const LineRuns& lines, bool missing) {
    std::vector<std::uint32_t> never;
    for (const auto& [line, runs] : lines) {
        if (runs == 0) {
            never.push_back(line);
        }
    }
    const std::size_t executed = lines.size() - never.size();
    Json row = {{"file", file},
                {"lines", lines.size()},
                {"executed", executed},
                {"percent", percent(executed, lines.size())}};
    if (missing) {
        row["never_ran"] = ranges_of(never);
    }
    return row;
}

}  // namespace

std::vector<CoverBlock> parse_blocks(ByteView bytes) {
    std::uint64_t count = 0;
    if (bytes.size() >= kHead) {
        std::memcpy(&count, bytes.data() + kMagic.size(), sizeof count);
    }
    if (bytes.size() < kHead || std::memcmp(bytes.data(), kMagic.data(), kMagic.size()) != 0 ||
        count > (bytes.size() - kHead) / sizeof(RawBlock)) {
        throw Failure("COVERAGE_BAD", "the plugin's table is not one",
                      "build the plugins and the tool from one tree: ./sm build");
    }
    std::vector<CoverBlock> blocks;
    for (std::size_t i = 0; i < count; ++i) {
        RawBlock raw{};
        std::memcpy(&raw, bytes.data() + kHead + i * sizeof raw, sizeof raw);
        blocks.push_back({raw.pc, raw.size, raw.runs});
    }
    return blocks;
}

void add_program(Coverage& coverage, const Program& program,
                 const std::vector<CoverBlock>& blocks) {
    const auto runs = spread(program, blocks);
    Coverage mine;
    for (const LineRange& range : read_lines(program.elf)) {
        std::uint64_t& line = mine[own_name(range.file)][range.line];
        const std::uint32_t start = range.start + program.bias;
        const std::uint32_t end = std::min(range.end + program.bias, program.end);
        for (std::uint32_t at = start; at >= program.start && at < end; at += 2) {
            line = std::max(line, runs[(at - program.start) / 2]);
        }
    }
    add_coverage(coverage, mine);
}

void add_coverage(Coverage& coverage, const Coverage& other) {
    for (const auto& [file, lines] : other) {
        for (const auto& [line, runs] : lines) {
            coverage[file][line] += runs;
        }
    }
}

Coverage own_files(const Coverage& coverage) {
    Coverage own;
    for (const auto& [file, lines] : coverage) {
        if (!Path(file).is_absolute() && !file.starts_with("build/") && !file.starts_with("..")) {
            own[file] = lines;
        }
    }
    return own;
}

Json describe_coverage(const Coverage& coverage, bool missing) {
    Json files = Json::array();
    std::size_t lines = 0;
    std::size_t executed = 0;
    for (const auto& [file, runs] : coverage) {
        files.push_back(describe_file(file, runs, missing));
        lines += runs.size();
        executed += files.back()["executed"].get<std::size_t>();
    }
    return {{"files", files},
            {"lines", lines},
            {"executed", executed},
            {"percent", percent(executed, lines)}};
}

}  // namespace host
