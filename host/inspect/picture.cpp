// SPDX-License-Identifier: Apache-2.0
#include "host/inspect/picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace host::inspect {
namespace {

constexpr int kLeft = 330, kTop = 40, kColumn = 110, kRow = 22;

struct Thing {
    std::string what;
    std::uint32_t base = 0;
    std::uint32_t size = 0;
    bool operator==(const Thing&) const = default;
};

Thing thing_of(const Reach& reach) {
    return {reach.what, reach.base, reach.size};
}

template <typename List, typename Item>
std::size_t place_in(List& list, const Item& item) {
    const auto found = std::ranges::find(list, item);
    if (found != list.end()) {
        return static_cast<std::size_t>(found - list.begin());
    }
    list.push_back(item);
    return list.size() - 1;
}

const char* colour(const Reach& reach) {
    if (reach.by_call || reach.lent) {
        return "#d9c8f0";
    }
    return reach.access.find('w') != std::string::npos   ? "#f6c9a8"
           : reach.access.find('r') != std::string::npos ? "#c7e3c3"
                                                         : "#c9dcf2";
}

void put_text(std::string& out, int x, int y, const std::string& text) {
    fmt::format_to(std::back_inserter(out), "<text x=\"{}\" y=\"{}\">{}</text>\n", x, y, text);
}

}  // namespace

std::string picture(const Table& table) {
    std::vector<Thing> things;
    std::vector<std::string> columns;
    std::string cells;
    for (const Reach& reach : table.reaches) {
        const int y = kTop + kRow * static_cast<int>(place_in(things, thing_of(reach)));
        const int x = kLeft + kColumn * static_cast<int>(place_in(columns, reach.who));
        fmt::format_to(std::back_inserter(cells),
                       "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\"/>\n", x, y,
                       kColumn - 4, kRow - 3, colour(reach));
        put_text(cells, x + 8, y + 14, access_text(reach));
    }
    std::string out = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" "
        "font-family=\"sans-serif\" font-size=\"12\">\n",
        kLeft + kColumn * columns.size(), kTop + kRow * things.size() + 10);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        put_text(out, kLeft + kColumn * static_cast<int>(i), kTop - 14, columns[i]);
    }
    for (std::size_t i = 0; i < things.size(); ++i) {
        put_text(
            out, 8, kTop + kRow * static_cast<int>(i) + 14,
            fmt::format("0x{:08X}  {} ({} B)", things[i].base, things[i].what, things[i].size));
    }
    return out + cells + "</svg>\n";
}

}  // namespace host::inspect
