// SPDX-License-Identifier: Apache-2.0
#include "host/bench/bench.h"

#include <fmt/format.h>

#include "host/bench/counts.h"
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

const Peer* find_peer(const std::string& name) {
    for (const Peer& peer : kPeer) {
        if (peer.name == name) {
            return &peer;
        }
    }
    return nullptr;
}

std::string row(const std::string& name, std::uint64_t ours) {
    std::string text = fmt::format("{:<22} {:>14}", name, grouped(ours));
    if (const Peer* peer = find_peer(name); peer != nullptr) {
        const double ratio = static_cast<double>(ours) / static_cast<double>(peer->value);
        text += fmt::format(" {:>14} {:>8.3f}", grouped(peer->value), ratio);
    }
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

std::string as_table(const Json& figures) {
    std::string text = fmt::format("{:<22} {:>14} {:>14} {:>8}\n", "bytes / instructions", "ours",
                                   "TF-M", "ratio");
    std::string clock = "\nwall clock on this machine, best of a few runs\n";
    for (const auto& [name, value] : figures.items()) {
        if (value.is_number_float()) {
            clock += fmt::format("{:<22} {:>14.1f}\n", name, value.get<double>());
        } else {
            text += row(name, value.get<std::uint64_t>());
        }
    }
    return text + clock;
}

}  // namespace host::bench
