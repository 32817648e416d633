// SPDX-License-Identifier: Apache-2.0
#include "host/bench/stack.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <sstream>

namespace host::bench {
namespace {

constexpr const char* kIndirect = "__indirect_call";

struct Function {
    std::uint32_t frame = 0;
    std::set<std::string> callees;
    bool called = false;
};

using Graph = std::map<std::string, Function>;

// The text between the quotes that follow `key` in a line of a .ci file, or "".
std::string quoted(const std::string& line, const std::string& key) {
    std::size_t at = line.find(key + ": \"");
    if (at == std::string::npos) {
        return "";
    }
    at += key.size() + 3;
    return line.substr(at, line.find('"', at) - at);
}

// "file.cpp:_ZL1hi" is a static function; the linked image knows it as _ZL1hi.
std::string symbol(const std::string& title) {
    return title.substr(title.rfind(':') + 1);
}

std::uint32_t frame_bytes(const std::string& label) {
    std::size_t at = label.rfind("\\n");
    std::uint32_t bytes = 0;
    if (at != std::string::npos) {
        std::from_chars(label.data() + at + 2, label.data() + label.size(), bytes);
    }
    return bytes;
}

void read_graph(const Path& file, const std::set<std::string>& linked, Graph& graph) {
    std::istringstream text(read_text(file));
    for (std::string line; std::getline(text, line);) {
        std::string name = symbol(quoted(line, "title"));
        std::string label = quoted(line, "label");
        bool defined = label.find(" bytes (") != std::string::npos;
        if (line.starts_with("node:") && defined && linked.contains(name)) {
            graph[name].frame = std::max(graph[name].frame, frame_bytes(label));
        } else if (line.starts_with("edge:")) {
            std::string from = symbol(quoted(line, "sourcename"));
            std::string to = symbol(quoted(line, "targetname"));
            if (linked.contains(from)) {
                graph[from].callees.insert(to);
            }
        }
    }
}

class Walk {
  public:
    explicit Walk(Graph& graph) : graph_(graph) {
        for (auto& [name, function] : graph_) {
            for (const std::string& callee : function.callees) {
                auto it = graph_.find(callee);
                if (it != graph_.end() && callee != name) {
                    it->second.called = true;
                }
            }
        }
    }

    const StackUse& depth(const std::string& name) {
        auto known = depths_.find(name);
        if (known != depths_.end()) {
            return known->second;
        }
        if (!active_.insert(name).second) {
            static const StackUse kCycle{0, {}, true};
            return kCycle;
        }
        StackUse use = name == kIndirect ? pointed() : direct(graph_[name]);
        if (name != kIndirect) {
            use.bytes += graph_[name].frame;
            use.path.insert(use.path.begin(), name);
        }
        active_.erase(name);
        return depths_[name] = use;
    }

  private:
    static void take(StackUse& worst, const StackUse& other) {
        bool recursive = worst.recursive || other.recursive;
        if (other.bytes > worst.bytes) {
            worst = other;
        }
        worst.recursive = recursive;
    }

    StackUse direct(const Function& function) {
        StackUse worst;
        for (const std::string& callee : function.callees) {
            if (callee == kIndirect || graph_.contains(callee)) {
                take(worst, depth(callee));
            }
        }
        return worst;
    }

    StackUse pointed() {
        StackUse worst;
        for (const auto& [name, function] : graph_) {
            if (!function.called && !active_.contains(name)) {
                take(worst, depth(name));
            }
        }
        worst.recursive = false;  // a pointer back into the caller is this rule's doing
        return worst;
    }

    Graph& graph_;
    std::map<std::string, StackUse> depths_;
    std::set<std::string> active_;
};

}  // namespace

StackUse worst_stack(const std::vector<Path>& objects, const std::vector<std::string>& linked) {
    std::set<std::string> names(linked.begin(), linked.end());
    Graph graph;
    for (const Path& folder : objects) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
            if (entry.path().extension() == ".ci") {
                read_graph(entry.path(), names, graph);
            }
        }
    }
    Walk walk(graph);
    StackUse worst;
    std::vector<std::string> all;
    for (const auto& [name, function] : graph) {
        all.push_back(name);
    }
    for (const std::string& name : all) {
        const StackUse& use = walk.depth(name);
        bool recursive = worst.recursive || use.recursive;
        worst = use.bytes > worst.bytes ? use : worst;
        worst.recursive = recursive;
    }
    return worst;
}

}  // namespace host::bench
