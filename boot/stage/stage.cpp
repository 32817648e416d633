// SPDX-License-Identifier: Apache-2.0
#include "boot/stage/stage.h"

#include <bit>
#include <cstring>

#include "boot/stage/console.h"
#include "boot/stage/guard.h"
#include "boot/stage/protection.h"
#include "boot/stage/symbols.h"
#include "chip/core.h"
#include "chip/flash.h"
#include "chip/memory.h"
#include "chip/options.h"
#include "chip/usart.h"
#include "lib/handover/record.h"
#include "lib/sha256/sha256.h"
#include "system/engines.h"
#include "system/layout.h"

namespace boot::stage {
namespace {

using lib::Error;
using lib::hardened::equal_words;
using lib::hardened::HardenedBool;
using lib::hardened::is_true;
using lib::hardened::require_true;
using lib::hardened::twice;

// Where no flipped bit of SP leads (sections.ld).
[[gnu::section(".bss.untrusted")]] image::ImageBuffer buffer;

constexpr std::uint32_t raw(Error error) {
    return static_cast<std::uint32_t>(error);
}

constexpr std::uint32_t secure_alias(std::uint32_t address) {
    return chip::kFlashSecure + (address & (chip::kFlashSize - 1));
}

std::uint32_t differences() {
    return protection_differences(chip::options::read(), kExpected);
}

[[gnu::noinline]] void put_differences(std::string_view what) {
    line_begin();
    put(what);
    const std::uint32_t bits = differences();
    for (unsigned i = 0; i < kProtections; ++i) {
        if ((bits >> i & 1) != 0) {
            put(" ");
            put(protection_name(static_cast<Protection>(1u << i)));
        }
    }
    line_end();
}

// Each is asked twice, and reads the option bytes each time.
[[gnu::noipa]] HardenedBool as_expected() {
    return equal_words(differences(), 0);
}

[[gnu::noipa]] HardenedBool is_open() {
    return equal_words(static_cast<std::uint32_t>(chip::options::read().product_state),
                       static_cast<std::uint32_t>(chip::options::ProductState::kOpen));
}

void log(std::uint32_t component, Error error, lib::handover::LogKind kind) {
    lib::handover::LogEntry entry{};
    entry.code = raw(error);
    entry.component = component;
    entry.kind = kind;
    lib::handover::log_append(hand_over(), entry);
}

template <std::size_t kSize>
std::array<std::uint8_t, kSize> octets(const std::array<std::byte, kSize>& bytes) {
    return std::bit_cast<std::array<std::uint8_t, kSize>>(bytes);
}

void append(const lib::handover::ComponentRecord& record) {
    if (auto added = lib::handover::component_append(hand_over(), record); !added.ok()) {
        refuse(record.component, added.error());
    }
}

}  // namespace

HandOver& hand_over() {
    return *reinterpret_cast<HandOver*>(layout::kRamHandoverAddress);
}

void begin(std::span<const chip::mpu::Region> readable, FlowCounter& flow) {
    guard_up(readable);
    chip::usart::start();
    chip::sbs::enable_clock();
    const auto state = chip::options::read().product_state;
    line("HDPL", std::uint32_t{static_cast<std::uint32_t>(kIdentity.stage) - 1}, ", product state ",
         chip::options::name(state), ", boot ", hand_over().boot_count);
    const HardenedBool at_own_level = twice([] {
        return equal_words(static_cast<std::uint32_t>(chip::sbs::hdpl()),
                           static_cast<std::uint32_t>(kIdentity.level));
    });
    if (!is_true(at_own_level)) {
        refuse(ComponentId::kNone, Error::kHdplNotRaised);
    }
    flow.step(kBegun);
}

void check_protections(FlowCounter& flow) {
    const HardenedBool good = twice(as_expected);
    if (!is_true(good)) {
        const HardenedBool open = twice(is_open);
        if (!is_true(open)) {
            put_differences("differs from the manifest:");
            refuse(0, Error::kProtectionMismatch, differences());
        }
        put_differences("warning: unprotected:");
        require_true(open);
    }
    flow.step(kProtected);
}

void measure_self(ComponentId component, const lib::handover::Version& version) {
    const std::span code(__code_start, __code_end);
    const chip::flash::Source source(address_of(__code_start), code.size());
    const auto measurement = lib::sha256::sha256(code);
    if (auto intact = source.check(); !intact.ok()) {
        refuse(component, intact.error());
    }
    append({.component = static_cast<std::uint32_t>(component),
            .owner = 0,
            .version = version,
            .security_counter = 0,
            .payload_address = address_of(__code_start),
            .payload_size = code.size(),
            .flags = 0,
            .measurement = octets(measurement),
            .signer = {}});
}

image::ImageBuffer& image_buffer() {
    return buffer;
}

void verify(const Slot& slot, const image::Rule& rule, const image::Rule& again,
            image::Verdict& verdict) {
    chip::flash::Source source(slot.address, slot.size);
    image::verify_image<engines::Hash>(source, rule, again, image_buffer(), verdict);
}

std::span<std::byte> untrusted() {
    return std::as_writable_bytes(std::span(&buffer, 1));
}

void record(const Slot& slot, const image::Verdict& verdict, std::uint32_t flags,
            std::uint32_t again, FlowCounter& flow, FlowStep step) {
    image::require_accepted(verdict, slot.component, slot.address);
    const image::Measured& measured = verdict.measured;
    append({.component = slot.component,
            .owner = measured.owner,
            .version = measured.version,
            .security_counter = measured.security_counter,
            .payload_address = secure_alias(slot.address) + measured.header_size,
            .payload_size = measured.payload_size,
            .flags = (flags & again) | lib::handover::kVerified,
            .measurement = octets(measured.measurement),
            .signer = octets(measured.signer)});
    line(ComponentName{slot.component}, " ", measured.version, " ok, counter ",
         measured.security_counter, ", measurement ",
         HexBytes{std::span(measured.measurement).first<8>()}, "...");
    lib::hardened::require_true(verdict.authentic);
    flow.step(step);
}

void absent(std::uint32_t component) {
    line(ComponentName{component}, " absent");
}

void skip(std::uint32_t component, Error error) {
    log(component, error, lib::handover::LogKind::kRefusal);
    line("refused ", ComponentName{component}, ": ", error);
}

}  // namespace boot::stage
