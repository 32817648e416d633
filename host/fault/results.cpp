// SPDX-License-Identifier: Apache-2.0
#include "host/fault/results.h"

#include <fmt/format.h>
#include <algorithm>
#include <bit>
#include <sstream>

#include "host/base/failure.h"
#include "host/base/text.h"
#include "host/fault/campaign.h"
#include "lib/error/error_names.h"

namespace host::fault {
namespace {

Failure senseless(std::string_view line) {
    return {"EMULATOR_FAILED", fmt::format("it said '{}'", line),
            "build tool and emulator of one checkout with './sm build'"};
}

class Words {
  public:
    explicit Words(std::string_view line) : line_(line), stream_(std::string(line)) {}

    std::string word() {
        std::string text;
        if (!(stream_ >> text)) {
            throw senseless(line_);
        }
        return text;
    }
    template <typename T = std::uint32_t>
    T number() {
        try {
            return static_cast<T>(std::stoull(word(), nullptr, 0));
        } catch (const std::logic_error&) {
            throw senseless(line_);
        }
    }
    bool more() { return (stream_ >> std::ws).good(); }

  private:
    std::string_view line_;
    std::istringstream stream_;
};

std::uint32_t model_number(const std::string& name, std::string_view line) {
    const auto found = std::ranges::find(kModels, name);
    if (found == kModels.end()) {
        throw senseless(line);
    }
    return static_cast<std::uint32_t>(found - kModels.begin());
}

// A stage that halts says in the hand-over block why.
std::string outcome(const std::string& end, std::uint32_t word, std::string_view line) {
    static constexpr std::array<std::string_view, 6> kEnds = {"success", "passed", "fault",
                                                              "reset",   "lockup", "timeout"};
    if (end == "halt") {
        const auto contradiction = static_cast<std::uint32_t>(lib::Error::kHardenedMismatch);
        return word == contradiction ? "detected" : "refused";
    }
    if (std::ranges::find(kEnds, end) == kEnds.end()) {
        throw senseless(line);
    }
    return end;
}

Site site_from(Words& words) {
    Site site;
    site.index = words.number<std::uint64_t>();
    site.pc = words.number();
    site.hit = words.number();
    site.kind = words.word();
    site.length = words.number();
    site.writes = words.number<std::uint16_t>();
    site.loads = words.number<std::uint16_t>();
    site.compares = words.number<std::uint16_t>();
    return site;
}

Case case_from(Words& words, std::string_view line) {
    Case one;
    one.site = words.number();
    one.model = model_number(words.word(), line);
    one.variant = words.number();
    const std::string end = words.word();
    one.pc = words.number();
    one.outcome = outcome(end, words.number(), line);
    one.left = words.more() ? words.word() : "";
    if (one.left == "taken") {  // not in this boot, but in the next
        one.outcome = "success";
    }
    return one;
}

std::string member(std::uint16_t set, unsigned n) {
    for (; n > 0 && set != 0; --n) {
        set = static_cast<std::uint16_t>(set & (set - 1));
    }
    const auto number = static_cast<std::size_t>(std::countr_zero(set));
    return number > kRegisters.size()    ? "?"
           : number == kRegisters.size() ? "pc"
                                         : std::string(kRegisters[number]);
}

std::string forced(std::uint16_t set, std::uint32_t variant) {
    return fmt::format("{} = {}", member(set, variant / 2), variant % 2 == 0 ? "0" : "0xFFFFFFFF");
}

std::string flipped(std::uint16_t set, std::uint32_t variant) {
    return fmt::format("{} bit {}", member(set, variant / 32), variant % 32);
}

}  // namespace

std::string error_name(std::uint32_t word) {
    const lib::ErrorInfo* row = lib::error_find(word);
    return row != nullptr ? std::string(row->name) : hex32(word);
}

std::uint16_t register_set(const std::vector<std::string>& names) {
    std::uint16_t set = names.empty() ? 0x7FFF : 0;
    for (const std::string& name : names) {
        const auto number = std::ranges::find(kRegisters, name) - kRegisters.begin();
        set = static_cast<std::uint16_t>(set | 1u << number);
    }
    return set;
}

std::string variant_text(const Site& site, std::uint32_t model, std::uint32_t variant,
                         const std::vector<std::string>& registers) {
    const std::uint16_t core = register_set(registers);
    static constexpr const char* kFlags[] = {"none", "all", "N", "Z", "C", "V"};
    static constexpr const char* kLoaded[] = {"0", "0xFFFFFFFF", "the word loaded before"};
    const std::string_view name = kModels.at(model);
    if (name == "skip") {
        return fmt::format("{} instruction{}", variant + 1, variant == 0 ? "" : "s");
    }
    if (name == "nop") {
        return fmt::format("{} bytes", 2 * (variant + 1));
    }
    if (name == "result" || name == "register") {
        return forced(name == "result" ? site.writes : core, variant);
    }
    if (name == "result-bit" || name == "register-bit") {
        return flipped(name == "result-bit" ? site.writes : core, variant);
    }
    if (name == "flags") {
        return variant < 2 ? fmt::format("{} set", kFlags[variant])
                           : fmt::format("{} inverted", kFlags[std::min(variant, 5u)]);
    }
    if (name == "load") {
        return fmt::format("{} = {}", member(site.loads, variant / 3), kLoaded[variant % 3]);
    }
    if (name == "counter") {
        return fmt::format("{} {} 1", member(site.compares, variant / 2), variant % 2 ? "-" : "+");
    }
    if (name == "fetch") {
        return fmt::format("bit {} of the encoding", variant);
    }
    return name == "pair" ? fmt::format("two instructions, {} apart", variant + 1) : "inverted";
}

void Results::take(std::string_view line) {
    Words words(line);
    const std::string what = words.word();
    if (what == "case") {
        cases.push_back(case_from(words, line));
    } else if (what == "site") {
        if (words.number() != sites.size()) {
            throw senseless(line);
        }
        sites.push_back(site_from(words));
    } else if (what == "golden") {
        golden_instructions = words.number<std::uint64_t>();
        const std::string end = words.word();
        golden_pc = words.number();
        golden_word = words.number();
        golden_why = words.number();
        golden_outcome = outcome(end, golden_word, line);
    } else if (what == "cases") {
        possible = words.number<std::uint64_t>();
    } else if (what == "step") {
        steps.push_back(words.number());
    } else if (what == "done") {
        done = true;
    } else {
        throw senseless(line);
    }
    if (what == "case" && cases.back().site >= sites.size()) {
        throw senseless(line);
    }
}

void Results::add(Results&& other) {
    if (sites.empty()) {
        *this = std::move(other);
        return;
    }
    if (other.golden_instructions != golden_instructions || other.possible != possible) {
        throw Failure("EMULATOR_FAILED", "two workers saw two different golden runs",
                      "report it: a run with a seed must repeat itself");
    }
    cases.insert(cases.end(), other.cases.begin(), other.cases.end());
    done = done && other.done;
}

}  // namespace host::fault
