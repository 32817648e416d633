// SPDX-License-Identifier: Apache-2.0
#include "test/powercut/chip/flows.h"

#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <stdexcept>

namespace test::powercut::chip {
namespace {

// The smallest application of the build that says when it is done.
constexpr const char* kApp = "peek";

struct Part {
    std::string slot;
    std::string image;  // of the build
    std::string told_as;
    std::vector<std::string> words;  // of `sm image sign`
};

std::string key(const std::string& name) {
    return (keys() / (name + ".pem")).string();
}

const std::map<std::string, Part>& parts() {
    static const std::map<std::string, Part> kParts = {
        {"urot", {"urot", "urot", "iROT: uROT", {"--component", "urot", "--key", key("urot")}}},
        {"manager",
         {"manager",
          "manager",
          "uROT: manager",
          {"--component", "manager", "--key", key("manager")}}},
        {"app", {"app", kApp, "uROT: application", {"--component", "app", "--key", key("app")}}},
        {"module",
         {"echo",
          "echo",
          "uROT: module 0x201",
          {"--component", "module", "--module-id", "0x201", "--owner", "0xA001", "--key",
           key("owner-a")}}},
        {"data",
         {"calibration",
          "calibration",
          "uROT: data 0x8",
          {"--data", "calibration", "--key", key("data")}}},
    };
    return kParts;
}

void good(const std::vector<std::string>& line) {
    const Outcome outcome = sm(line);
    if (outcome.exit_code != 0) {
        throw std::runtime_error(outcome.output);
    }
}

// A flow while its board is made.
class Maker {
  public:
    explicit Maker(Flow& flow) : flow_(flow) {
        flow_.board = std::make_unique<TestBoard>();
        good({"board", "install", "app", (images() / (std::string(kApp) + ".bin")).string(),
              "--dir", folder()});
    }

    void update(const std::vector<std::string>& names, const std::vector<std::string>& more = {}) {
        std::vector<std::string> line = {"board", "update", "--dir", folder()};
        for (const std::string& name : names) {
            const Part& part = parts().at(name);
            line.push_back(part.slot + "=" + sign(part, more));
            flow_.told_as.push_back(part.told_as);
        }
        ask(line);
    }
    void option(const std::string& option) { ask({"board", "update", "--dir", folder(), option}); }
    void in_advance() { flags_.push_back("--confirmed"); }
    void encrypt() { encrypted_ = true; }

    void boot() {
        good({"board", "run", "--dir", folder(), "--until", "application: ended with 0",
              "--timeout", "60"});
    }
    void erase(const std::string& slot) { good({"board", "erase", slot, "--dir", folder()}); }

    // A new key of the application, and the application that it signed.
    void rotate() {
        const TestFile fresh("fresh_keys");
        const TestFile manifest("fresh.kmf");
        good({"keys", "new", "--dir", fresh.path().string()});
        const std::string pem = (fresh.path() / "app.pem").string();
        good({"keys", "manifest", "new", manifest.path().string(), "--board", folder(), "--key",
              "app=" + pem});
        Part app = parts().at("app");
        app.words = {"--component", "app", "--key", pem};
        flow_.told_as.push_back(app.told_as);
        ask({"board", "update", "--dir", folder(), "keys=" + manifest.path().string(),
             "app=" + sign(app, {})});
    }

  private:
    std::string folder() const { return flow_.board->folder().string(); }

    void ask(std::vector<std::string> line) {
        line.insert(line.end(), flags_.begin(), flags_.end());
        good(line);
    }

    std::string sign(const Part& part, const std::vector<std::string>& more) {
        files_.push_back(std::make_unique<TestFile>("payload"));
        const Path payload = files_.back()->path();
        files_.push_back(std::make_unique<TestFile>("image"));
        const Path image = files_.back()->path();
        copy_payload(images() / (part.image + ".bin"), payload);
        std::vector<std::string> line = {"image", "sign",      "--version",
                                         "2.0.0", "--counter", std::to_string(kNewCounter)};
        line.insert(line.end(), part.words.begin(), part.words.end());
        line.insert(line.end(), more.begin(), more.end());
        if (encrypted_) {
            line.insert(line.end(), {"--encrypt", key("encryption"), "--aes", "128"});
            open(payload);
        }
        line.insert(line.end(), {payload.string(), image.string()});
        good(line);
        return image.string();
    }

    // Its header stays as it is, whatever is here.
    void open(const Path& payload) {
        std::ifstream in(payload, std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>(in), {}};
        flow_.opened.assign(0x400, std::byte{});
        for (const char c : text) {
            flow_.opened.push_back(static_cast<std::byte>(c));
        }
    }

    Flow& flow_;
    bool encrypted_ = false;
    std::vector<std::string> flags_;
    std::vector<std::unique_ptr<TestFile>> files_;
};

struct Recipe {
    const char* name;
    Task task;
    std::function<void(Maker&)> make;
};

const std::vector<std::string> kThree = {"manager", "module", "app"};

const std::vector<Recipe>& recipes() {
    static const std::vector<Recipe> kRecipes = {
        {"app", Task::kTry, [](Maker& m) { m.update({"app"}); }},
        {"manager", Task::kTry, [](Maker& m) { m.update({"manager"}); }},
        {"module", Task::kTry, [](Maker& m) { m.update({"module"}); }},
        {"three", Task::kTry, [](Maker& m) { m.update(kThree); }},
        {"encrypted", Task::kTry,
         [](Maker& m) {
             m.encrypt();
             m.update({"app"});
         }},
        {"urot", Task::kTry, [](Maker& m) { m.update({"urot"}); }},
        {"keys", Task::kTry, [](Maker& m) { m.rotate(); }},
        {"first-install", Task::kInstall,
         [](Maker& m) {
             m.in_advance();
             m.update({"data"});
         }},
        {"confirm", Task::kKeep,
         [](Maker& m) {
             m.update({"app"});
             m.boot();
             m.option("--confirm");
         }},
        {"confirm-urot", Task::kKeep,
         [](Maker& m) {
             m.update({"urot"});
             m.boot();
             m.option("--confirm");
         }},
        {"confirm-keys", Task::kKeep,
         [](Maker& m) {
             m.rotate();
             m.boot();
             m.option("--confirm");
         }},
        {"revert", Task::kGoBack,
         [](Maker& m) {
             m.update({"app"});
             m.boot();
         }},
        {"reject", Task::kGoBack,
         [](Maker& m) {
             m.update(kThree);
             m.boot();
             m.option("--reject");
         }},
        {"revert-urot", Task::kGoBack,
         [](Maker& m) {
             m.update({"urot"});
             m.boot();
         }},
    };
    return kRecipes;
}

}  // namespace

std::vector<std::string> flow_names() {
    std::vector<std::string> names;
    for (const Recipe& recipe : recipes()) {
        names.emplace_back(recipe.name);
    }
    return names;
}

Flow make_flow(const std::string& name) {
    for (const Recipe& recipe : recipes()) {
        if (name == recipe.name) {
            Flow flow{name, recipe.task, {}, nullptr, {}, {}};
            Maker maker(flow);
            recipe.make(maker);
            const host::Board board =
                host::Board::open(flow.board->folder(), host::Board::Access::kRead);
            flow.before = counters_of(*board.raw());
            return flow;
        }
    }
    throw std::runtime_error("there is no flow " + name);
}

}  // namespace test::powercut::chip
