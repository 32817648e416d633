// SPDX-License-Identifier: Apache-2.0
#include "host/bench/bench.h"

#include <fmt/format.h>

#include "host/bench/counts.h"
#include "host/bench/limits.h"
#include "host/bench/peer.h"
#include "host/bench/sizes.h"
#include "host/bench/speed.h"

namespace host::bench {
namespace {

// 1234567 as "1,234,567".
std::string grouped(std::uint64_t value) {
    std::string digits = std::to_string(value);
    std::string result;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i != 0 && (digits.size() - i) % 3 == 0) {
            result.push_back(',');
        }
        result.push_back(digits[i]);
    }
    return result;
}

template <typename Entry, std::size_t kCount>
const Entry* find(const Entry (&list)[kCount], const std::string& name) {
    for (const Entry& entry : list) {
        if (entry.name == name) {
            return &entry;
        }
    }
    return nullptr;
}

bool exceeds(const Limit& limit, const Json& figures) {
    auto figure = figures.find(limit.name);
    return figure == figures.end() || figure->get<std::uint64_t>() > limit.most;
}

// The columns: ours, the limit, TF-M's, the ratio to it.
std::string row(const std::string& name, std::uint64_t ours) {
    const Limit* limit = find(kLimits, name);
    std::string text = fmt::format("{:<22} {:>12} {:>12}{}", name, grouped(ours),
                                   limit == nullptr ? "" : grouped(limit->most),
                                   limit != nullptr && ours > limit->most ? "!" : " ");
    if (const Peer* peer = find(kPeer, name); peer != nullptr) {
        const double ratio = static_cast<double>(ours) / static_cast<double>(peer->value);
        text += fmt::format(" {:>12} {:>8.3f}", grouped(peer->value), ratio);
    }
    text.erase(text.find_last_not_of(' ') + 1);
    return text + "\n";
}

}  // namespace

Json measure() {
    Json figures = measure_sizes();
    const Counts counts = measure_counts();
    figures.update(counts.figures);
    figures.update(measure_blocks());
    figures.update(measure_speed(counts.executed));
    return figures;
}

std::vector<std::string> too_much(const Json& figures) {
    std::vector<std::string> names;
    for (const Limit& limit : kLimits) {
        if (exceeds(limit, figures)) {
            names.emplace_back(limit.name);
        }
    }
    return names;
}

std::string as_table(const Json& figures) {
    std::string text = fmt::format("{:<22} {:>12} {:>12}  {:>12} {:>8}\n", "bytes / instructions",
                                   "ours", "at most", "TF-M", "ratio");
    std::string clock = "\nwall clock on this machine, best of a few runs\n";
    for (const auto& [name, value] : figures.items()) {
        if (value.is_number_float()) {
            clock += fmt::format("{:<22} {:>12.1f}\n", name, value.get<double>());
        } else {
            text += row(name, value.get<std::uint64_t>());
        }
    }
    return text + clock;
}

}  // namespace host::bench
