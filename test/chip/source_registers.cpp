// SPDX-License-Identifier: Apache-2.0
#include "test/chip/source_registers.h"

#include <fstream>
#include <iterator>
#include <regex>

namespace test {
namespace {

constexpr std::uint32_t kSecureAlias = 0x1000'0000;

std::string read(const Path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string without_comments(const std::string& text) {
    return std::regex_replace(text, std::regex("//[^\n]*"), "");
}

// One token at a time; a failed parse leaves `good` false.
class Parser {
  public:
    Parser(std::string_view text, const Constants& known) : rest_(text), known_(known) {}

    std::optional<std::uint64_t> whole() {
        const std::uint64_t value = sum();
        skip();
        return good_ && rest_.empty() ? std::optional(value) : std::nullopt;
    }

  private:
    void skip() {
        while (!rest_.empty() && std::isspace(static_cast<unsigned char>(rest_[0])) != 0) {
            rest_.remove_prefix(1);
        }
    }
    bool take(char sign) {
        skip();
        const bool there = !rest_.empty() && rest_[0] == sign;
        rest_.remove_prefix(there ? 1 : 0);
        return there;
    }
    std::uint64_t sum() {
        std::uint64_t value = product();
        for (;;) {
            if (take('+')) {
                value += product();
            } else if (take('-')) {
                value -= product();
            } else {
                return value;
            }
        }
    }
    std::uint64_t product() {
        std::uint64_t value = factor();
        for (;;) {
            if (take('*')) {
                value *= factor();
            } else if (take('/')) {
                const std::uint64_t by = factor();
                value = by == 0 ? fail() : value / by;
            } else {
                return value;
            }
        }
    }
    std::uint64_t factor() {
        if (take('(')) {
            const std::uint64_t value = sum();
            return take(')') ? value : fail();
        }
        skip();
        std::size_t length = 0;
        while (length < rest_.size() &&
               (std::isalnum(static_cast<unsigned char>(rest_[length])) != 0 ||
                std::string_view("'_:").find(rest_[length]) != std::string_view::npos)) {
            ++length;
        }
        const std::string word(rest_.substr(0, length));
        rest_.remove_prefix(length);
        return word.empty()                                             ? fail()
               : std::isdigit(static_cast<unsigned char>(word[0])) != 0 ? number(word)
                                                                        : name(word);
    }
    static std::uint64_t number(std::string word) {
        std::erase(word, '\'');
        return std::stoull(word, nullptr, 0);
    }
    std::uint64_t name(std::string word) {
        if (word.starts_with("chip::")) {
            word.erase(0, 6);
        }
        const auto found = known_.find(word);
        return found == known_.end() ? fail() : found->second;
    }
    std::uint64_t fail() {
        good_ = false;
        return 0;
    }

    std::string_view rest_;
    const Constants& known_;
    bool good_ = true;
};

void add_constants(const Path& file, Constants& known, std::set<Path>& seen) {
    if (!seen.insert(file).second) {
        return;
    }
    const std::string text = without_comments(read(file));
    static const std::regex include(R"re(#include "((?:chip|test/chip|manager/armv8m)/[^"]+)")re");
    static const std::regex constant(
        R"(constexpr (?:std::uint\d+_t|unsigned|int) (k\w+) = ([^;{]+);)");
    Constants own;
    std::vector<Path> others;
    for (std::sregex_iterator i(text.begin(), text.end(), include), end; i != end; ++i) {
        others.push_back(root() / (*i)[1].str());
    }
    Constants theirs;
    for (const Path& other : others) {
        add_constants(other, theirs, seen);
    }
    for (std::sregex_iterator i(text.begin(), text.end(), constant), end; i != end; ++i) {
        Constants all = own;
        all.insert(theirs.begin(), theirs.end());
        if (const auto value = evaluate((*i)[2].str(), all)) {
            own[(*i)[1]] = *value;
        }
    }
    known.insert(own.begin(), own.end());
    known.insert(theirs.begin(), theirs.end());
}

std::vector<std::string> split(const std::string& list) {
    std::vector<std::string> parts(1);
    int depth = 0;
    for (const char c : list) {
        depth += (c == '(' ? 1 : 0) - (c == ')' ? 1 : 0);
        if (c == ',' && depth == 0) {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    return parts;
}

std::uint32_t plain(std::uint64_t address) {
    const auto at = static_cast<std::uint32_t>(address);
    return at >> 28 == 5 ? at - kSecureAlias : at;
}

std::vector<Path> sources(const std::vector<std::string>& folders) {
    std::vector<Path> files;
    for (const std::string& folder : folders) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(root() / folder)) {
            const std::string name = entry.path().filename().string();
            const std::string end = entry.path().extension().string();
            if ((end == ".h" || end == ".cpp" || end == ".S") && !name.ends_with("_test.cpp") &&
                entry.path().string().find("/fail/") == std::string::npos) {
                files.push_back(entry.path());
            }
        }
    }
    return files;
}

// --- the firmware's side ---------------------------------------------------------------

class Firmware {
  public:
    explicit Firmware(std::vector<std::string>& puzzles) : puzzles_(puzzles) {}

    void read_file(const Path& file) {
        label_ = std::filesystem::relative(file, root()).string();
        const std::string text = without_comments(read(file));
        if (file.extension() == ".S") {
            read_assembly(text);
            return;
        }
        known_ = constants_of(file);
        static const std::regex alias(
            R"(using (\w+)\s*=\s*(?:chip::)?(Register|RegisterArray|Controller)<([^;]*)>;)");
        for (std::sregex_iterator i(text.begin(), text.end(), alias), end; i != end; ++i) {
            add((*i)[1], (*i)[2], split((*i)[3]));
        }
    }
    std::vector<NamedRegister> found;

  private:
    void read_assembly(const std::string& text) {
        static const std::regex literal("0x(?:[45][0-9A-Fa-f]{7}|E00[02][0-9A-Fa-f]{4})\\b");
        for (std::sregex_iterator i(text.begin(), text.end(), literal), end; i != end; ++i) {
            found.push_back({label_, plain(std::stoull(i->str(), nullptr, 0))});
        }
    }
    void add(const std::string& name, const std::string& kind,
             const std::vector<std::string>& arguments) {
        if (kind == "Controller") {
            for (const std::string& at : arguments) {
                add_one(name, at, 0);
            }
        } else if (kind == "Register") {
            add_one(name, arguments[0], 0);
        } else if (arguments[1].find("kMostSuperBlocks") != std::string::npos) {
            add_super_blocks(name, arguments[0]);
        } else {
            add_array(name, arguments);
        }
    }
    void add_one(const std::string& name, const std::string& expression, std::uint64_t offset) {
        if (const auto at = evaluate(expression, known_)) {
            found.push_back({label_ + " " + name, plain(*at + offset)});
        } else if (expression.find("At") == std::string::npos) {  // a template's parameter
            puzzles_.push_back(label_ + " " + name + ": " + expression);
        }
    }
    void add_array(const std::string& name, const std::vector<std::string>& arguments) {
        const auto count = evaluate(arguments[1], known_);
        const auto stride = arguments.size() > 2 ? evaluate(arguments[2], known_) : 4;
        if (!count || !stride || *count > 64) {
            puzzles_.push_back(label_ + " " + name + ": its size");
            return;
        }
        for (std::uint64_t i = 0; i < *count; ++i) {
            add_one(name, arguments[0], i * *stride);
        }
    }
    // One array that reaches over all three MPCBBs: what exists of it.
    void add_super_blocks(const std::string& name, const std::string& expression) {
        constexpr unsigned kCounts[] = {16, 4, 20};
        for (unsigned sram = 0; sram < 3; ++sram) {
            for (unsigned i = 0; i < kCounts[sram]; ++i) {
                add_one(name, expression, sram * 0x400 + 4 * i);
            }
        }
    }

    std::vector<std::string>& puzzles_;
    std::string label_;
    Constants known_;
};

// --- the suites' side --------------------------------------------------------------------

using Addresses = std::vector<std::uint32_t>;

// Offsets of each table of rows in a suite.
std::map<std::string, Addresses> row_tables(const std::string& text, const Constants& known) {
    static const std::regex table(R"((?:RegisterRow|CoreRow) (\w+)\[\] = \{)");
    static const std::regex row(
        R"re(\{\.name = "[^"]*",\s*\.at = ([^,]+),([^;]*?)\},\s*(?=\{|$))re");
    static const std::regex count(R"(\.count = (\w+))");
    std::map<std::string, Addresses> tables;
    for (std::sregex_iterator i(text.begin(), text.end(), table), end; i != end; ++i) {
        const std::size_t start = i->position() + i->length();
        const std::string body = text.substr(start, text.find("\n};", start) - start + 1);
        for (std::sregex_iterator r(body.begin(), body.end(), row); r != end; ++r) {
            const std::string rest = (*r)[2];
            std::smatch times;
            const bool many = std::regex_search(rest, times, count);
            const auto at = evaluate((*r)[1].str(), known);
            const unsigned long copies = many ? std::stoul(times[1]) : 1;
            for (unsigned long n = 0; at && n < copies; ++n) {
                tables[(*i)[1]].push_back(static_cast<std::uint32_t>(*at + 4 * n));
            }
        }
    }
    return tables;
}

std::set<std::string> arguments_of(const std::string& text, const std::string& functions) {
    const std::regex call("(?:" + functions + R"()\((\w+)\);)");
    std::set<std::string> names;
    for (std::sregex_iterator i(text.begin(), text.end(), call), end; i != end; ++i) {
        names.insert((*i)[1]);
    }
    return names;
}

void read_suite(const Path& file, Checked& checked, std::vector<std::string>& puzzles) {
    const std::string text = without_comments(read(file));
    Constants known = constants_of(file);
    known["rcc::kBase"] = 0x4402'0C00;
    known.emplace("kBase", 0x4402'0C00);
    static const std::regex block(R"(constexpr (?:BlockRow|CoreBlock) (\w+)\{([^;]*)\};)");
    static const std::regex base(R"(\.base = ([^,]+),)");
    static const std::regex rows(R"(\.registers = (\w+))");
    const auto tables = row_tables(text, known);
    const auto reset = arguments_of(text, "check_reset_values|check_port");
    const auto views = arguments_of(text, "check_views|check_seen|check_core_views|check_port");
    for (std::sregex_iterator i(text.begin(), text.end(), block), end; i != end; ++i) {
        const std::string body = (*i)[2];
        std::smatch at;
        std::smatch table;
        if (!std::regex_search(body, at, base) || !std::regex_search(body, table, rows) ||
            !tables.contains(table[1]) || !evaluate(at[1].str(), known)) {
            puzzles.push_back(file.filename().string() + " " + (*i)[1].str());
            continue;
        }
        for (const std::uint32_t offset : tables.at(table[1])) {
            const auto address = static_cast<std::uint32_t>(*evaluate(at[1].str(), known) + offset);
            if (reset.contains((*i)[1])) {
                checked.reset.insert(address);
            }
            if (views.contains((*i)[1])) {
                checked.views.insert(address);
            }
        }
    }
}

}  // namespace

std::optional<std::uint64_t> evaluate(std::string_view expression, const Constants& known) {
    return Parser(expression, known).whole();
}

Constants constants_of(const Path& file) {
    Constants known;
    std::set<Path> seen;
    add_constants(file, known, seen);
    return known;
}

std::vector<NamedRegister> firmware_registers(std::vector<std::string>& puzzles) {
    Firmware firmware(puzzles);
    for (const Path& file : sources({"chip", "boot", "manager/armv8m", "modules"})) {
        firmware.read_file(file);
    }
    return firmware.found;
}

Checked checked_registers(std::vector<std::string>& puzzles) {
    Checked checked;
    for (const Path& file : sources({"test/chip"})) {
        read_suite(file, checked, puzzles);
    }
    return checked;
}

}  // namespace test
