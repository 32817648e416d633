// SPDX-License-Identifier: Apache-2.0
#include "test/powercut/flow.h"

#include <algorithm>

#include "test/powercut/recovery.h"

namespace test::powercut {
namespace {

constexpr std::uint32_t kOld = 1;
constexpr std::uint32_t kNew = 2;

const std::vector<Step> kInstall = {Step::kStage, Step::kAsk, Step::kBoot, Step::kConfirm,
                                    Step::kBoot};
const std::vector<Step> kUnconfirmed = {Step::kStage, Step::kAsk, Step::kBoot, Step::kBoot};
const std::vector<Step> kGivenBack = {Step::kStage, Step::kAsk, Step::kBoot, Step::kReject,
                                      Step::kBoot};
const std::vector<Step> kJustBoot = {Step::kStage, Step::kAsk, Step::kBoot};
const std::vector<Step> kRecovered = {Step::kRecover, Step::kBoot};

Image image(std::uint32_t component, std::uint32_t version, std::uint32_t size) {
    return {component, version, size};
}

std::string sized(const std::string& name, std::uint32_t size) {
    return name + "@" + std::to_string(size);
}

Flow upgrade(const std::string& name, std::uint32_t component, std::uint32_t old_size,
             std::uint32_t new_size, const std::vector<Step>& steps) {
    return {sized(name, new_size),
            {image(component, kOld, old_size)},
            {image(component, kNew, new_size)},
            steps};
}

void add_sizes(std::vector<Flow>& flows) {
    // a sector's end, one unit less and one more, and a byte that fills no unit
    for (const std::uint32_t size : {1008u, 1024u, 1040u, 1041u}) {
        flows.push_back(upgrade("upgrade-manager", kManager, 1030, size, kInstall));
        flows.push_back(upgrade("revert-manager", kManager, 2000, size, kUnconfirmed));
    }
    for (const std::uint32_t size : {2032u, 2048u, 2064u}) {
        flows.push_back(upgrade("upgrade-app", kApp, 3000, size, kInstall));
    }
    flows.push_back(upgrade("upgrade-urot", kUrot, 2000, 2064, kInstall));
    flows.push_back(upgrade("revert-urot", kUrot, 2000, 3072, kUnconfirmed));
    flows.push_back(upgrade("upgrade-module", kModule, 900, 1040, kInstall));
    flows.push_back(upgrade("upgrade-data", kData, 100, 2048, kInstall));
    flows.push_back(upgrade("reject-app", kApp, 3000, 2048, kGivenBack));
}

Flow encrypted(Flow flow) {
    flow.new_images.back().encrypted = true;
    return flow;
}

// The last sector, which has the key, and the first are on their way at different times.
void add_encrypted(std::vector<Flow>& flows) {
    flows.push_back(encrypted(upgrade("encrypted-upgrade", kApp, 3000, 3 * 1024 + 7, kInstall)));
    flows.push_back(encrypted(upgrade("encrypted-revert", kModule, 900, 1041, kUnconfirmed)));
}

void add_groups(std::vector<Flow>& flows, std::uint32_t unit) {
    const std::vector<Image> old_images = {image(kManager, kOld, unit + 16),
                                           image(kModule, kOld, unit / 2),
                                           image(kApp, kOld, 2 * unit)};
    const std::vector<Image> new_images = {
        image(kManager, kNew, unit), image(kModule, kNew, unit + 16), image(kApp, kNew, unit - 16)};
    flows.push_back({"upgrade-three", old_images, new_images, kInstall});
    flows.push_back({"revert-three", old_images, new_images, kUnconfirmed});
    auto forged = new_images;
    forged[2].forged = true;
    flows.push_back({"refuse-three", old_images, forged, kJustBoot});
}

void add_first_installs(std::vector<Flow>& flows, std::uint32_t unit) {
    const std::vector<Image> module = {image(kModule, kNew, unit + 16)};
    flows.push_back({"first-install", {}, module, kInstall});
    flows.push_back({"first-install-unconfirmed", {}, module, kUnconfirmed});
    flows.push_back(
        {"first-install-in-advance", {}, module, kJustBoot, boot::update::kConfirmedInAdvance});
}

// A board without anything to run, brought back over its line.
void add_recoveries(std::vector<Flow>& flows, std::uint32_t unit) {
    const auto lost = [](std::uint32_t component) { return Image{component, kOld, 100, true}; };
    const Image manager = image(kManager, kNew, unit + 48);
    Image app = image(kApp, kNew, 2 * unit - 16);
    flows.push_back({"recover-app", {lost(kApp)}, {app}, kRecovered});
    flows.push_back({"recover-two", {lost(kManager), lost(kApp)}, {manager, app}, kRecovered});
    app.encrypted = true;
    flows.push_back({"recover-encrypted", {lost(kApp)}, {app}, kRecovered});
    for (Flow& flow : std::span(flows).last(3)) {
        flow.flags = boot::update::kConfirmedInAdvance;
    }
}

constexpr std::uint64_t kOldKey = 11;
constexpr std::uint64_t kNewKey = 22;

// A new key of the application, with the image it signed, without one, or none at all.
void add_rotations(std::vector<Flow>& flows) {
    const Image old_keys = {kKeys, kOld, kKeysBytes, false, kOldKey};
    const Image new_keys = {kKeys, kNew, kKeysBytes, false, kNewKey};
    const Image same_keys = {kKeys, kNew, kKeysBytes, false, kOldKey};
    const Image old_app = {kApp, kOld, 1500, false, kOldKey};
    const Image new_app = {kApp, kNew, 1040, false, kNewKey};
    const std::vector<Image> before = {old_keys, old_app};
    flows.push_back({"rotate-keys", before, {new_keys, new_app}, kInstall});
    flows.push_back({"rotate-keys-in-advance",
                     before,
                     {new_keys, new_app},
                     kJustBoot,
                     boot::update::kConfirmedInAdvance});
    flows.push_back({"revert-keys", before, {new_keys, new_app}, kUnconfirmed});
    flows.push_back({"reject-keys", before, {new_keys, new_app}, kGivenBack});
    flows.push_back({"add-owner", before, {same_keys}, kInstall});
    for (const int copy : {0, 1}) {
        Flow damaged = {
            "rotate-keys-damaged" + std::to_string(copy), before, {new_keys, new_app}, kInstall};
        damaged.damaged_copy = copy;
        flows.push_back(damaged);
    }
    Flow alone = {"refuse-keys-alone", before, {new_keys}, kJustBoot};
    alone.refused = true;
    flows.push_back(alone);
    Flow forgery = {"refuse-keys-forged", before, {new_keys, new_app}, kJustBoot};
    forgery.new_images[0].forged = true;
    flows.push_back(forgery);
    Flow again = {"refuse-keys-old-app", before, {new_keys, new_app}, kJustBoot};
    again.new_images[1].key = kOldKey;
    again.refused = true;
    flows.push_back(again);
}

bool forged(const Flow& flow) {
    return flow.refused || std::ranges::any_of(flow.new_images, &Image::forged);
}

}  // namespace

std::vector<Flow> small_flows() {
    std::vector<Flow> flows;
    add_first_installs(flows, 1024);
    add_sizes(flows);
    add_encrypted(flows);
    add_groups(flows, 1024);
    flows.push_back(encrypted(flows[flows.size() - 3]));  // upgrade-three
    flows.back().name = "encrypted-three";
    Flow refused = upgrade("refuse-app", kApp, 1024, 2048, kJustBoot);
    refused.new_images[0].forged = true;
    flows.push_back(refused);
    add_rotations(flows);
    add_recoveries(flows, 1024);
    for (Flow& flow : flows) {
        const std::string kind = flow.name.substr(0, flow.name.find('@'));
        flow.repeats = kind == "first-install" || kind == "upgrade-module" ||
                       kind == "upgrade-urot" || kind == "upgrade-three" ||
                       kind == "revert-three" || kind == "reject-app" || kind == "refuse-app" ||
                       kind == "encrypted-revert" || kind == "recover-app" ||
                       kind == "rotate-keys" || kind == "add-owner";
    }
    return flows;
}

std::vector<Flow> full_flows(const World& world) {
    std::vector<Flow> flows;
    const std::uint32_t unit = world.sector;
    add_first_installs(flows, unit);
    add_groups(flows, unit);
    add_rotations(flows);
    add_recoveries(flows, unit);
    flows.push_back(encrypted(upgrade("encrypted-upgrade", kApp, unit, 3 * unit + 7, kInstall)));
    flows.push_back(upgrade("reject-app", kApp, 3 * unit, 2 * unit, kGivenBack));
    for (const auto& [name, component] : {std::pair{"urot", kUrot},
                                          {"manager", kManager},
                                          {"module", kModule},
                                          {"data", kData},
                                          {"app", kApp}}) {
        const std::uint32_t whole = world.place(component).size;
        const std::string told = name;
        flows.push_back(upgrade("upgrade-" + told, component, whole - 16, whole, kInstall));
        flows.push_back(upgrade("revert-" + told, component, whole, whole, kUnconfirmed));
    }
    return flows;
}

void prepare(Machine& machine, const Flow& flow) {
    for (const Place& place : machine.world().places) {
        const auto taking = std::ranges::find(flow.old_images, place.component, &Image::component);
        if (taking != flow.old_images.end()) {
            machine.install(place.component, *taking);
        } else if (place.needed) {
            machine.install(place.component, image(place.component, kOld, 64));
        }
    }
    if (flow.damaged_copy >= 0) {
        const auto copy = static_cast<std::uint32_t>(flow.damaged_copy);
        machine.plant(machine.world().keys + copy * machine.world().sector);
    }
}

bool perform(Machine& machine, const Flow& flow, Step step) {
    switch (step) {
        case Step::kStage:
            machine.stage(flow.new_images);
            return true;
        case Step::kAsk:
            return machine.ask(flow.new_images, flow.flags).ok();
        case Step::kBoot:
            return machine.boot().started;
        case Step::kConfirm:
            return machine.confirm().ok();
        case Step::kRecover:
            return recover(machine, flow.new_images);
        default:
            return machine.reject().ok();
    }
}

Recording record_flow(Machine& machine, const Flow& flow) {
    Recording recording;
    recording.good = true;
    machine.record = &recording.operations;
    for (const Step step : flow.steps) {
        recording.good &= perform(machine, flow, step);
        recording.step_ends.push_back(recording.operations.size());
    }
    machine.record = nullptr;
    return recording;
}

Allowed allowed_after(const Flow& flow, const Recording& recording, std::size_t at) {
    std::size_t step = 0;
    while (step < flow.steps.size() && recording.step_ends[step] <= at) {
        ++step;
    }
    const auto done = [&](Step wanted) {
        return std::count(flow.steps.begin(),
                          flow.steps.begin() + static_cast<std::ptrdiff_t>(step), wanted);
    };
    const Step current = step < flow.steps.size() ? flow.steps[step] : Step::kBoot;
    if (flow.steps.front() == Step::kRecover) {
        return {false, true, step == 0};  // nothing to run before it is done
    }
    if (forged(flow) || (done(Step::kAsk) == 0 && current != Step::kAsk) ||
        done(Step::kReject) != 0) {
        return {true, false};
    }
    if (done(Step::kAsk) == 0) {
        return {true, true};  // nobody was told that it was asked for
    }
    if (done(Step::kConfirm) != 0 || flow.flags != 0) {
        return {false, true};
    }
    if (done(Step::kBoot) == 0) {
        // the last two words say that the new images were tried
        const bool tried = at + 2 >= recording.step_ends[step];
        return {tried, true};
    }
    return {true, current == Step::kConfirm};
}

}  // namespace test::powercut
