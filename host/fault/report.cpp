// SPDX-License-Identifier: Apache-2.0
#include "host/fault/report.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <set>

#include "host/base/text.h"
#include "host/keys/key.h"

namespace host::fault {
namespace {

constexpr std::array<const char*, 8> kOutcomes = {"success", "passed", "refused", "detected",
                                                  "fault",   "reset",  "lockup",  "timeout"};

using Lines = std::map<std::uint32_t, std::string>;

Lines lines_of_sites(const Results& results, const Symbols& symbols) {
    std::set<std::uint32_t> addresses;
    for (const Site& site : results.sites) {
        addresses.insert(site.pc);
    }
    return symbols.lines({addresses.begin(), addresses.end()});
}

Json as_json(const Site& site, const Symbols& symbols, const Lines& lines) {
    Json json{{"pc", hex32(site.pc)}, {"function", symbols.function(site.pc)}};
    if (const auto line = lines.find(site.pc); line != lines.end()) {
        json["source"] = line->second;
    }
    json["hit"] = site.hit;
    json["kind"] = site.kind;
    json["instruction"] = site.index;
    return json;
}

void count(Json& counts, const std::string& outcome) {
    counts[outcome] = (counts.contains(outcome) ? counts[outcome].get<unsigned>() : 0) + 1;
}

// Outcomes in the order a reader looks for them.
Json ordered(const Json& counts) {
    Json json = Json::object();
    for (const char* outcome : kOutcomes) {
        if (counts.contains(outcome)) {
            json[outcome] = counts[outcome];
        }
    }
    return json;
}

Json counts_by_model(const Results& results) {
    Json json = Json::object();
    for (std::size_t model = 0; model < kModels.size(); ++model) {
        Json counts = Json::object();
        for (const Case& one : results.cases) {
            if (one.model == model) {
                count(counts, one.outcome);
            }
        }
        if (!counts.empty()) {
            json[std::string(kModels[model])] = ordered(counts);
        }
    }
    return json;
}

using Registers = std::vector<std::string>;

Json told(const Case& one, const Results& results, const Symbols& symbols, const Lines& lines,
          const Registers& registers) {
    const Site& site = results.sites[one.site];
    Json json = as_json(site, symbols, lines);
    json["model"] = kModels[one.model];
    json["case"] = fmt::format("{} {} {}", one.site, kModels[one.model], one.variant);
    json["variant"] = variant_text(site, one.model, one.variant, registers);
    json["outcome"] = one.outcome;
    json["ended_at"] = hex32(one.pc);
    return json;
}

template <typename Wanted>
Json list_of(const Results& results, const Symbols& symbols, const Lines& lines,
             const Registers& registers, Wanted wanted) {
    Json list = Json::array();
    for (const Case& one : results.cases) {
        if (wanted(one)) {
            list.push_back(told(one, results, symbols, lines, registers));
        }
    }
    return list;
}

// One entry for each site that has cases: outcomes by model.
Json by_site(const Results& results, const Symbols& symbols, const Lines& lines) {
    Json list = Json::array();
    for (auto at = results.cases.begin(); at != results.cases.end();) {
        const std::uint32_t site = at->site;
        Json json = as_json(results.sites[site], symbols, lines);
        Json models = Json::object();
        for (; at != results.cases.end() && at->site == site; ++at) {
            count(models[std::string(kModels[at->model])], at->outcome);
        }
        json["models"] = models;
        list.push_back(json);
    }
    return list;
}

}  // namespace

Json full_report(const Campaign& campaign, const Results& results, const Symbols& symbols) {
    const Lines lines = lines_of_sites(results, symbols);
    const auto succeeded = [](const Case& one) { return one.outcome == "success"; };
    const auto bricked = [](const Case& one) { return one.left == "brick"; };
    const auto changed = [](const Case& one) { return one.left == "changed"; };
    const Registers& registers = campaign.registers;
    return {{"campaign", as_json(campaign)},
            {"golden",
             {{"instructions", results.golden_instructions},
              {"outcome", results.golden_outcome},
              {"error", error_name(results.golden_why)},
              {"ended_in", symbols.function(results.golden_pc)}}},
            {"sites", results.sites.size()},
            {"possible_cases", results.possible},
            {"cases", results.cases.size()},
            {"models", counts_by_model(results)},
            {"successes", list_of(results, symbols, lines, registers, succeeded)},
            {"bricks", list_of(results, symbols, lines, registers, bricked)},
            {"changed", list_of(results, symbols, lines, registers, changed)},
            {"by_site", by_site(results, symbols, lines)}};
}

Json kept_report(const Campaign& campaign, const Json& report, const std::string& commit) {
    Json json{{"commit", commit},
              {"firmware_sha256", hex(record_bytes(sha256(read_file(campaign.firmware))))},
              {"counts",
               {{"cases", report["cases"]},
                {"let_in", report["successes"].size()},
                {"bricks", report["bricks"].size()},
                {"boards_changed", report["changed"].size()}}}};
    for (const auto& [key, value] : report.items()) {
        if (key != "by_site") {
            json[key] = value;
        }
    }
    return json;
}

std::string one_line(const Campaign& campaign, const Json& report) {
    return fmt::format(
        "fault {}: {} sites, {} of {} cases, {} let in, {} bricks, {} boards changed",
        campaign.file.stem().string(), report["sites"].get<std::uint64_t>(),
        report["cases"].get<std::uint64_t>(), report["possible_cases"].get<std::uint64_t>(),
        report["successes"].size(), report["bricks"].size(), report["changed"].size());
}

Json path_of(const Results& results, const Symbols& symbols) {
    Json path = Json::array();
    std::string last;
    for (const std::uint32_t pc : results.steps) {
        const std::string function = symbols.function(pc);
        if (function != last) {
            path.push_back({{"pc", hex32(pc)}, {"function", function}});
            last = function;
        }
    }
    return path;
}

Json summary(const Json& report) {
    Json json{{"campaign", report["campaign"]["name"]},
              {"golden run", fmt::format("{} instructions, {} in {}: {}",
                                         report["golden"]["instructions"].get<std::uint64_t>(),
                                         report["golden"]["outcome"].get<std::string>(),
                                         report["golden"]["ended_in"].get<std::string>(),
                                         report["golden"]["error"].get<std::string>())},
              {"sites", report["sites"]},
              {"cases", fmt::format("{} of {}", report["cases"].get<std::uint64_t>(),
                                    report["possible_cases"].get<std::uint64_t>())}};
    Json models = Json::array();
    for (const auto& [model, counts] : report["models"].items()) {
        Json row{{"model", model}};
        for (const char* outcome : kOutcomes) {
            row[outcome] = counts.value(outcome, 0u);
        }
        models.push_back(row);
    }
    json["models"] = models;
    constexpr std::size_t kShown = 40;
    Json successes = Json::array();
    for (const Json& one : report["successes"]) {
        if (successes.size() < kShown) {
            successes.push_back({{"pc", one["pc"]},
                                 {"where", one.value("source", one["function"].get<std::string>())},
                                 {"hit", one["hit"]},
                                 {"model", one["model"]},
                                 {"variant", one["variant"]}});
        }
    }
    json["successes"] = successes;
    json["successes in all"] = report["successes"].size();
    json["bricks"] = report["bricks"].size();
    json["boards changed"] = report["changed"].size();
    return json;
}

}  // namespace host::fault
