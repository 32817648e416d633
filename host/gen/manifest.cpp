// SPDX-License-Identifier: Apache-2.0
#include "host/gen/manifest.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "host/gen/chip_facts.h"

namespace host::gen {
namespace {

using Json = nlohmann::json;

// One JSON object that insists on known keys and types.
class JsonReader {
  public:
    JsonReader(const Json& json, const std::filesystem::path& file, std::string where)
        : json_(json), file_(file), where_(std::move(where)) {
        if (!json.is_object()) {
            fail("must be an object");
        }
    }

    void allow_only(const std::set<std::string>& keys) const {
        for (const auto& [key, value] : json_.items()) {
            if (!keys.contains(key)) {
                fail("unknown key '" + key + "'");
            }
        }
    }

    [[nodiscard]] bool has(const char* key) const { return json_.contains(key); }

    [[nodiscard]] std::string text(const char* key) const {
        if (!has(key) || !json_[key].is_string()) {
            fail(std::string(key) + " must be a text");
        }
        return json_[key].get<std::string>();
    }

    [[nodiscard]] std::string text(const char* key, const std::string& absent) const {
        return has(key) ? text(key) : absent;
    }

    [[nodiscard]] bool flag(const char* key, bool absent) const {
        if (!has(key)) {
            return absent;
        }
        if (!json_[key].is_boolean()) {
            fail(std::string(key) + " must be true or false");
        }
        return json_[key].get<bool>();
    }

    // A number, or a text such as "0x1000".
    [[nodiscard]] std::uint32_t number(const char* key) const {
        const Json& value = has(key) ? json_[key] : Json();
        if (value.is_number_unsigned() && value.get<std::uint64_t>() <= 0xFFFF'FFFF) {
            return value.get<std::uint32_t>();
        }
        std::string digits = value.is_string() ? value.get<std::string>() : "";
        std::size_t used = 0;
        unsigned long result = 0;
        try {
            result = std::stoul(digits, &used, 0);
        } catch (const std::exception&) {
            used = 0;
        }
        if (used == 0 || used != digits.size() || result > 0xFFFF'FFFF) {
            fail(std::string(key) + " must be a number of 32 bits");
        }
        return static_cast<std::uint32_t>(result);
    }

    [[nodiscard]] std::uint32_t number(const char* key, std::uint32_t absent) const {
        return has(key) ? number(key) : absent;
    }

    // Of a number or a text, as it is written.
    [[nodiscard]] std::string word(const char* key) const {
        return has(key) && json_[key].is_number_unsigned()
                   ? std::to_string(json_[key].get<std::uint64_t>())
                   : text(key);
    }
    [[nodiscard]] bool has_digits(const char* key) const {
        return std::isdigit(static_cast<unsigned char>(word(key)[0])) != 0;
    }

    // PSA-FF writes 1.1 as a number; some write it as a text.
    [[nodiscard]] bool framework_1_1() const {
        const Json version = json_.value("psa_framework_version", Json("1.0"));
        if (version == Json(1.1) || version == Json("1.1")) {
            return true;
        }
        if (version != Json(1.0) && version != Json(1) && version != Json("1.0")) {
            fail("psa_framework_version must be 1.0 or 1.1");
        }
        return false;
    }

    [[nodiscard]] const Json& list(const char* key) const {
        static const Json kEmpty = Json::array();
        if (has(key) && !json_[key].is_array()) {
            fail(std::string(key) + " must be a list");
        }
        return has(key) ? json_[key] : kEmpty;
    }

    [[nodiscard]] JsonReader sub(const Json& json, const std::string& name) const {
        return {json, file_, where_ + "." + name};
    }

    [[noreturn]] void fail(const std::string& what) const {
        throw InputError(file_.string(), 0, where_ + ": " + what);
    }

  private:
    const Json& json_;
    const std::filesystem::path& file_;
    std::string where_;
};

constexpr std::uint32_t kSourceLineNone = 0x3FF;

std::string lower_name(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

std::uint32_t read_stateless(const JsonReader& r) {
    if (!r.has("stateless_handle")) {
        r.fail(
            "a stateless service needs stateless_handle 1..32 (unique in the system; there is "
            "no 'auto', because modules are built apart)");
    }
    std::uint32_t n = r.number("stateless_handle");
    if (n < 1 || n > 32) {
        r.fail("stateless_handle must be 1..32");
    }
    return n;
}

Service read_service(const JsonReader& r) {
    r.allow_only({"name", "sid", "non_secure_clients", "connection_based", "stateless_handle",
                  "version", "version_policy", "mm_iovec", "description"});
    Service s;
    s.name = r.text("name");
    s.sid = r.number("sid");
    s.version = r.number("version", 1);
    s.nonsecure_clients = r.flag("non_secure_clients", false);
    s.connection_based = r.flag("connection_based", true);
    s.strict = r.text("version_policy", "STRICT") == "STRICT";
    const std::string mapping = r.text("mm_iovec", "disable");
    if (mapping != "enable" && mapping != "disable") {
        r.fail("mm_iovec must be enable or disable");
    }
    s.mm_iovec = mapping == "enable";
    s.stateless = s.connection_based ? 0 : read_stateless(r);
    return s;
}

MmioRegion read_mmio(const JsonReader& r) {
    r.allow_only({"name", "base", "size", "permission"});
    MmioRegion m;
    m.access = r.text("permission", "READ-WRITE") == "READ-ONLY" ? 1 : 3;
    if (!r.has("name")) {
        m.base = r.number("base");
        m.size = r.number("size");
        return m;
    }
    const Peripheral* p = find_peripheral(r.text("name"));
    if (p == nullptr || p->base == 0) {
        r.fail("no peripheral named '" + r.text("name") + "' that a module may own");
    }
    m.base = p->base + kPeripheralSecure;
    m.size = p->size;
    return m;
}

Irq read_irq(const JsonReader& r) {
    r.allow_only({"source", "signal", "name", "handling", "description"});
    Irq irq;
    irq.source = r.word("source");
    const Source* source = find_source(irq.source);
    if (source == nullptr) {
        source = find_source(r.has_digits("source") ? r.number("source") : kSourceLineNone);
    }
    if (source == nullptr) {
        r.fail("source " + irq.source +
               " is no interrupt that a module may have; name one such as TIM4 or I2C1_EV "
               "(host/gen/chip_facts.cpp lists them)");
    }
    irq.line = source->line;
    irq.signal = r.has("signal") ? r.text("signal") : r.text("name") + "_SIGNAL";
    const std::string handling = r.text("handling", "SLIH");
    if (handling != "SLIH" && handling != "FLIH") {
        r.fail("handling must be SLIH or FLIH");
    }
    if (handling == "FLIH") {
        irq.function = lower_name(r.text("name")) + "_flih";
    }
    return irq;
}

bool owns(const Manifest& m, std::uint32_t line) {
    const std::uint32_t base = find_peripheral(find_source(line)->peripheral)->base;
    return std::any_of(m.mmio.begin(), m.mmio.end(), [&](const MmioRegion& r) {
        const std::uint32_t plain = r.base & ~kPeripheralSecure;
        return r.access == 3 && plain <= base && base - plain < r.size;
    });
}

// A line belongs to who owns its peripheral; service functions have no psa_wait.
void check_irqs(const JsonReader& r, const Manifest& m) {
    for (const Irq& irq : m.irqs) {
        if (!owns(m, irq.line)) {
            r.fail(
                "irqs: " + irq.source +
                " is the interrupt of a peripheral that mmio_regions does not grant for writing");
        }
        if (!m.ipc && irq.function.empty()) {
            r.fail("irqs: " + irq.source +
                   ": a partition of the SFN model cannot wait for a signal; use handling FLIH or "
                   "the IPC model");
        }
    }
}

std::uint32_t read_priority(const JsonReader& r) {
    std::string p = r.text("priority", "NORMAL");
    if (p != "LOW" && p != "NORMAL" && p != "HIGH") {
        r.fail("priority must be LOW, NORMAL or HIGH");
    }
    return p == "LOW" ? 0 : p == "NORMAL" ? 1 : 2;
}

void read_lists(const JsonReader& r, Manifest& m) {
    for (const Json& j : r.list("services")) {
        m.services.push_back(read_service(r.sub(j, "services")));
    }
    for (const char* key : {"dependencies", "weak_dependencies"}) {
        for (const Json& j : r.list(key)) {
            if (!j.is_string()) {
                r.fail(std::string(key) + " must name services");
            }
            m.dependencies.push_back({j.get<std::string>(), key[0] == 'w'});
        }
    }
    for (const Json& j : r.list("mmio_regions")) {
        m.mmio.push_back(read_mmio(r.sub(j, "mmio_regions")));
    }
    for (const Json& j : r.list("irqs")) {
        m.irqs.push_back(read_irq(r.sub(j, "irqs")));
    }
    check_irqs(r, m);
}

Manifest read_manifest(const JsonReader& r, const std::filesystem::path& file) {
    r.allow_only({"psa_framework_version", "name", "type", "priority", "model", "entry_point",
                  "entry_init", "stack_size", "heap_size", "description", "services",
                  "dependencies", "weak_dependencies", "mmio_regions", "irqs"});
    Manifest m;
    m.file = file;
    m.name = r.text("name");
    std::string type = r.text("type");
    if (type != "PSA-ROT" && type != "APPLICATION-ROT") {
        r.fail("type must be PSA-ROT or APPLICATION-ROT");
    }
    m.psa_rot = type == "PSA-ROT";
    m.framework_1_1 = r.framework_1_1();
    m.ipc = r.text("model", "IPC") == "IPC";
    m.entry_point = r.text("entry_point", "");
    m.entry_init = r.text("entry_init", "");
    m.priority = read_priority(r);
    m.stack_size = r.number("stack_size");
    m.heap_size = r.number("heap_size", 0);
    if (m.stack_size < 256 || m.stack_size % 32 != 0) {
        r.fail("stack_size must be a multiple of 32, at least 256");
    }
    if (m.ipc && m.entry_point.empty()) {
        r.fail("the IPC model needs entry_point");
    }
    read_lists(r, m);
    return m;
}

}  // namespace

Manifest load_manifest(const std::filesystem::path& file) {
    std::ifstream in(file);
    if (!in) {
        throw InputError(file.string(), 0, "cannot be read");
    }
    try {
        Json json = Json::parse(in);
        return read_manifest(JsonReader(json, file, "manifest"), file);
    } catch (const Json::parse_error& e) {
        throw InputError(file.string(), 0, e.what());
    }
}

}  // namespace host::gen
