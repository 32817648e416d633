// SPDX-License-Identifier: Apache-2.0
#include "host/fault/campaign.h"

#include <fmt/format.h>
#include <algorithm>

#include "host/base/failure.h"
#include "host/gen/system.h"
#include "host/gen/toml_reader.h"

namespace host::fault {
namespace {

using gen::TomlReader;

template <typename List>
std::string listed(const List& names) {
    return fmt::format("{}", fmt::join(names, ", "));
}

template <typename List>
void require_one_of(const TomlReader& table, std::string_view key, const std::string& value,
                    const List& names) {
    if (std::ranges::find(names, value) == names.end()) {
        table.fail(key, fmt::format("'{}' is none of: {}", value, listed(names)));
    }
}

void take(const TomlReader& table, std::string_view key, std::uint32_t& value,
          std::uint32_t lowest = 0) {
    if (table.has(key)) {
        value = table.number(key);
    }
    if (value < lowest) {
        table.fail(key, fmt::format("must be at least {}", lowest));
    }
}

Expect expectation(const TomlReader& table) {
    if (!table.has("expect")) {
        return Expect::kNone;
    }
    const std::string value = table.text("expect");
    require_one_of(table, "expect", value, std::array{"none", "some", "anything"});
    return value == "none" ? Expect::kNone : value == "some" ? Expect::kSome : Expect::kAnything;
}

std::vector<std::string> models(const TomlReader& table) {
    std::vector<std::string> names = table.texts("models");
    for (const std::string& name : names) {
        require_one_of(table, "models", name, kModels);
    }
    if (names.empty()) {
        table.fail("models", "names no model; there are: " + listed(kModels));
    }
    return names;
}

std::vector<std::string> registers(const TomlReader& table) {
    if (!table.has("registers")) {
        return {};
    }
    std::vector<std::string> names = table.texts("registers");
    for (const std::string& name : names) {
        require_one_of(table, "registers", name, kRegisters);
    }
    return names;
}

void read_board(const TomlReader& table, Campaign& campaign) {
    table.allow_only({"counters", "images"});
    if (table.has("counters")) {
        campaign.counters = table.text("counters");
    }
    if (table.has("images")) {
        const TomlReader images = table.table("images");
        for (const auto& [slot, file] : images.raw()) {
            campaign.images[std::string(slot.str())] = images.text(slot.str());
        }
    }
}

Forgery read_forgery(const TomlReader& table) {
    table.allow_only({"slot", "how", "staged", "chain"});
    Forgery forgery{
        .slot = table.text("slot"),
        .how = table.text("how"),
        .staged = table.has("staged") && table.flag("staged"),
        .chain = table.has("chain") ? table.texts("chain") : std::vector<std::string>{}};
    require_one_of(table, "how", forgery.how, kForgeries);
    if ((forgery.how == "chain") == forgery.chain.empty()) {
        table.fail("chain", "belongs to how = \"chain\", and to that alone");
    }
    return forgery;
}

void read_window(const TomlReader& table, Campaign& campaign) {
    campaign.start = table.text("start");
    take(table, "start_hit", campaign.start_hit, 1);
    if (table.has("stop")) {
        campaign.stop = table.text("stop");
    }
    if (table.has("end")) {
        campaign.end = table.text("end");
    }
    campaign.success = table.texts("success");
    if (table.has("functions")) {
        campaign.functions = table.texts("functions");
    }
}

Campaign read(const TomlReader& table) {
    table.allow_only({"name",    "firmware",  "start",  "start_hit", "stop",     "end",
                      "success", "functions", "models", "registers", "level",    "hits",
                      "window",  "sample",    "seed",   "limit",     "patience", "expect",
                      "refusal", "board",     "forge"});
    Campaign campaign;
    campaign.name = table.text("name");
    campaign.firmware = table.text("firmware");
    read_window(table, campaign);
    campaign.models = models(table);
    campaign.registers = registers(table);
    take(table, "level", campaign.level);
    take(table, "hits", campaign.hits, 1);
    take(table, "window", campaign.window, 1);
    take(table, "sample", campaign.sample);
    take(table, "seed", campaign.seed, 1);
    take(table, "limit", campaign.limit, 1);
    take(table, "patience", campaign.patience, 1);
    campaign.expect = expectation(table);
    campaign.refusal = table.has("refusal") ? table.text("refusal") : "";
    if (table.has("board")) {
        read_board(table.table("board"), campaign);
    }
    if (table.has("forge")) {
        campaign.forgery = read_forgery(table.table("forge"));
    }
    const bool forged = !campaign.forgery || campaign.forgery->how != "newer";
    if (forged == campaign.success.empty()) {
        table.fail("success", forged ? "names nothing: no case could succeed"
                                     : "is nothing with how = \"newer\", whose image may run");
    }
    return campaign;
}

Failure bad(const std::string& what) {
    return {"CAMPAIGN_BAD", what, "emulator/fault/README.md describes the file"};
}

}  // namespace

Campaign parse_campaign(std::string_view text, const Path& file) {
    try {
        const toml::table table = toml::parse(text, file.string());
        Campaign campaign = read(TomlReader(table, file, "campaign"));
        campaign.file = file;
        return campaign;
    } catch (const toml::parse_error& error) {
        throw bad(
            fmt::format("{}:{}: {}", shown(file), error.source().begin.line, error.description()));
    } catch (const gen::InputError& error) {
        throw bad(error.what());
    }
}

Campaign load_campaign(const Path& file) {
    return parse_campaign(read_text(file), file);
}

Json as_json(const Campaign& campaign) {
    Json json{{"name", campaign.name},
              {"file", shown(campaign.file)},
              {"firmware", shown(campaign.firmware)},
              {"start", campaign.start},
              {"success", campaign.success},
              {"models", campaign.models},
              {"hits", campaign.hits},
              {"seed", campaign.seed},
              {"sample", campaign.sample}};
    if (campaign.forgery) {
        json["forged"] = {{"slot", campaign.forgery->slot},
                          {"how", campaign.forgery->how},
                          {"staged", campaign.forgery->staged}};
    }
    if (!campaign.functions.empty()) {
        json["functions"] = campaign.functions;
    }
    return json;
}

}  // namespace host::fault
