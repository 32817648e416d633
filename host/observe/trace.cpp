// SPDX-License-Identifier: Apache-2.0
#include "host/observe/trace.h"

#include <fmt/format.h>
#include <array>
#include <charconv>
#include <optional>

#include "host/base/failure.h"
#include "host/base/text.h"

namespace host {
namespace {

// The words of one line, read in their order.
class Words {
  public:
    explicit Words(std::string_view line) : rest_(line), line_(line) {}

    std::string_view word() {
        const std::size_t space = rest_.find(' ');
        const std::string_view found = rest_.substr(0, space);
        rest_.remove_prefix(space == std::string_view::npos ? rest_.size() : space + 1);
        if (found.empty()) {
            bad();
        }
        return found;
    }

    template <typename T>
    T number(int base) {
        const std::string_view text = word();
        T value{};
        const auto end = std::from_chars(text.data(), text.data() + text.size(), value, base);
        if (end.ec != std::errc() || end.ptr != text.data() + text.size()) {
            bad();
        }
        return value;
    }
    std::uint64_t count() { return number<std::uint64_t>(10); }
    std::uint32_t hex() { return number<std::uint32_t>(16); }
    std::string_view rest() const { return rest_; }

    [[noreturn]] void bad() const {
        throw Failure("TRACE_BAD", "the trace has a line '" + std::string(line_) + "'",
                      "build the plugins and the tool from one tree: ./sm build");
    }

  private:
    std::string_view rest_;
    std::string_view line_;
};

class Parser {
  public:
    void line(std::string_view text) {
        Words words(text);
        const std::string_view kind = words.word();
        switch (kind.front()) {
            case 'D':
                return domain(words);
            case 'S':
                return sum(words);
            case 'T':
                return total(words);
            default:
                trace_.events.push_back(event(kind.front(), words));
        }
    }

    Trace take() { return std::move(trace_); }

  private:
    void domain(Words& words) {
        if (words.count() != trace_.domains.size()) {
            words.bad();
        }
        TraceDomain domain;
        domain.secure = words.count() != 0;
        domain.privileged = words.count() != 0;
        domain.handler = words.count() != 0;
        domain.place = words.rest();
        trace_.domains.push_back(domain);
    }

    int domain_index(Words& words) const {
        const auto index = words.number<int>(10);
        if (index < -1 || index >= static_cast<int>(trace_.domains.size())) {
            words.bad();
        }
        return index;
    }

    void sum(Words& words) {
        const int index = domain_index(words);
        TraceDomain& domain = trace_.domains.at(static_cast<std::size_t>(index));
        domain.instructions = words.count();
        domain.visits = words.count();
    }

    void total(Words& words) {
        trace_.instructions = words.count();
        trace_.hash = words.number<std::uint64_t>(16);
        trace_.ended_by = words.word();
    }

    TraceEvent event(char kind, Words& words) {
        TraceEvent event;
        event.instruction = words.count();
        event.pc = words.hex();
        switch (kind) {
            case 'E':
                event.from = domain_index(words);
                event.domain = domain_index(words);
                event.last = words.hex();
                event.exception = words.hex();
                break;
            case 'H':
                event.kind = TraceEvent::Kind::kHdpl;
                event.domain = domain_index(words);
                break;
            case 'C':
                event.kind = TraceEvent::Kind::kCall;
                event.domain = domain_index(words);
                event.hdpl = hdpl_;
                return event;
            case 'W':
                access(event, words);
                break;
            default:
                words.bad();
        }
        event.hdpl = hdpl_ = words.hex();
        return event;
    }

    void access(TraceEvent& event, Words& words) {
        event.kind = TraceEvent::Kind::kAccess;
        event.domain = domain_index(words);
        event.write = words.word() == "w";
        event.size = words.hex();
        event.address = words.hex();
        event.value = words.number<std::uint64_t>(16);
    }

    Trace trace_;
    unsigned hdpl_ = 0;
};

std::string domain_name(const TraceDomain& domain) {
    return fmt::format("{} {}", domain.secure ? "secure" : "non-secure",
                       domain.handler      ? "handler"
                       : domain.privileged ? "privileged"
                                           : "unprivileged");
}

// What brought the core there.
std::string cause(const TraceEvent& event, const Trace& trace) {
    if (event.from < 0) {
        return "power-on";
    }
    const TraceDomain& domain = trace.domains[static_cast<std::size_t>(event.domain)];
    if (domain.handler) {
        return exception_name(event.exception);
    }
    if (domain.place == "rom" && event.hdpl == 0) {
        return "reset";
    }
    return trace.domains[static_cast<std::size_t>(event.from)].handler ? "return" : "goes";
}

std::string event_name(const TraceEvent& event, const Trace& trace) {
    switch (event.kind) {
        case TraceEvent::Kind::kDomain:
            return cause(event, trace);
        case TraceEvent::Kind::kHdpl:
            return fmt::format("HDPL {}", event.hdpl);
        case TraceEvent::Kind::kCall:
            return "call";
        case TraceEvent::Kind::kAccess:
            break;
    }
    return event.write ? "write" : "read";
}

Json describe_event(const TraceEvent& event, const Trace& trace, const Names& names) {
    const TraceDomain& domain = trace.domains.at(static_cast<std::size_t>(event.domain));
    Json row = {{"instruction", event.instruction},
                {"event", event_name(event, trace)},
                {"hdpl", event.hdpl},
                {"domain", domain_name(domain)},
                {"place", domain.place},
                {"pc", hex32(event.pc)},
                {"function", names.at(event.pc)}};
    if (event.kind == TraceEvent::Kind::kDomain && event.from >= 0) {
        row["from"] =
            trace.domains[static_cast<std::size_t>(event.from)].place + ": " + names.at(event.last);
    }
    if (event.kind == TraceEvent::Kind::kAccess) {
        row["address"] = hex32(event.address);
        row["value"] = fmt::format("0x{:0{}X}", event.value, 2 * event.size);
    }
    return row;
}

}  // namespace

Trace parse_trace(std::string_view text) {
    Parser parser;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        if (end == std::string_view::npos) {
            break;  // the plug was pulled inside a line
        }
        parser.line(text.substr(0, end));
        text.remove_prefix(end + 1);
    }
    return parser.take();
}

std::string exception_name(unsigned number) {
    static constexpr std::array<const char*, 16> kNames = {
        "thread",      "reset",  "NMI", "HardFault", "MemManage", "BusFault",     "UsageFault",
        "SecureFault", "",       "",    "",          "SVCall",    "DebugMonitor", "",
        "PendSV",      "SysTick"};
    return number < kNames.size() ? kNames.at(number) : fmt::format("interrupt {}", number - 16);
}

Json describe_trace(const Trace& trace, const Names& names) {
    Json events = Json::array();
    for (const TraceEvent& event : trace.events) {
        events.push_back(describe_event(event, trace, names));
    }
    Json domains = Json::array();
    for (const TraceDomain& domain : trace.domains) {
        domains.push_back({{"domain", domain_name(domain)},
                           {"place", domain.place},
                           {"visits", domain.visits},
                           {"instructions", domain.instructions}});
    }
    Json data = {{"events", events}, {"domains", domains}, {"instructions", trace.instructions}};
    if (trace.hash != 0) {
        data["hash"] = fmt::format("{:016x}", trace.hash);
    }
    data["ended_by"] = trace.ended_by.empty() ? "power-off" : trace.ended_by;
    return data;
}

}  // namespace host
