// SPDX-License-Identifier: Apache-2.0
// MM-IOVEC on the chip, from the application's side: what a module does in its buffers, and that
// each mistake in it is the module's end. A module may fail 16 times in a boot: the mistakes are
// spread over several, where the campaign stands is kept in RAM that a reset leaves alone.
#include <cstring>

#include "lib/error/error.h"
#include "psa/client.h"
#include "sm/console.h"
#include "sm/record.h"
#include "system/layout.h"
#include "test/modules/mapper/mapper.h"

namespace {

using namespace test::mapping;
using lib::Error;

constexpr std::uint32_t kMagic = 0x4D415050;
constexpr std::uint32_t kMapper = 0x201;
constexpr std::size_t kLarge = 64 * 1024;
constexpr std::int32_t kEachBoot = 15;
constexpr std::uint32_t kResetRequest = 0x05FA'0004;

struct Progress {
    std::uint32_t magic;
    std::int32_t mistake;
    std::uint32_t passed, failed;
};

Progress& progress() {
    return *reinterpret_cast<Progress*>(layout::kRamAppHighAddress);
}

alignas(32) std::uint8_t in_buffer[kLarge];
alignas(32) std::uint8_t out_buffer[kLarge + 32];

void claim(bool holds, const char* text) {
    ++(holds ? progress().passed : progress().failed);
    sm_console_text(holds ? "  ok    " : "  FAIL  ");
    sm_console_text(text);
    sm_console_text("\r\n");
}

struct Result {
    psa_status_t status;
    std::size_t written;
};

Result ask(std::int32_t type, const void* in, std::size_t in_size, void* out,
           std::size_t out_size) {
    const psa_invec invec{in, in_size};
    psa_outvec outvec{out, out_size};
    const psa_status_t status = psa_call(kHandle, type, &invec, 1, &outvec, 1);
    return {status, outvec.len};
}

bool copied(std::int32_t type, const std::uint8_t* in, std::uint8_t* out, std::size_t size) {
    std::memset(out, 0, size);
    const Result result = ask(type, in, size, out, size);
    return result.status == PSA_SUCCESS && result.written == size &&
           std::memcmp(in, out, size) == 0;
}

bool failed_with(Error code) {
    sm_log_record log{};
    return sm_record_log(0, &log) == PSA_SUCCESS && log.component == kMapper &&
           log.code == static_cast<std::uint32_t>(code);
}

void fill() {
    std::uint32_t x = 1;
    for (std::uint8_t& byte : in_buffer) {
        x = x * 1'664'525 + 1'013'904'223;
        byte = static_cast<std::uint8_t>(x >> 24);
    }
}

void works() {
    claim(copied(kCopy, in_buffer, out_buffer, kLarge), "64 KB in and 64 KB out are mapped");
    claim(copied(kCopy, in_buffer + 5, out_buffer + 3, 1001), "odd ones are copied");
    std::memset(out_buffer, 0xA5, 64);
    copied(kCopy, in_buffer, out_buffer + 3, 33);
    claim(out_buffer[2] == 0xA5 && out_buffer[36] == 0xA5, "and no byte beside them is written");
    claim(
        ask(kCopy, in_buffer + 1, kHeap, out_buffer, kHeap).status == PSA_ERROR_INSUFFICIENT_MEMORY,
        "one too large for the heap is none");
    const Result kept = ask(kKeep, in_buffer, kLarge, out_buffer, kLarge);
    claim(kept.status == PSA_SUCCESS && kept.written == 0, "still mapped is nothing written");
    bool kept_all = true;
    for (int i = 0; i < 20; ++i) {
        kept_all = kept_all && ask(kKeep, in_buffer + 1, 500, out_buffer + 1, 500).status == 0;
    }
    claim(kept_all, "copies that nobody unmaps are given back");
    std::memcpy(out_buffer, in_buffer, 256);
    const bool both = ask(kCopy, out_buffer, 256, out_buffer, 256).status == PSA_SUCCESS;
    claim(both && std::memcmp(out_buffer, in_buffer, 256) == 0, "one buffer is in and out");
    const auto* flash = reinterpret_cast<const std::uint8_t*>(layout::kFlashAppAddress);
    claim(copied(kCopy, flash, out_buffer, 4096), "flash of the application is mapped");
}

void stays_its_own() {
    claim(copied(kNested, in_buffer, out_buffer, kLarge), "they are there after a call to another");
    claim(ask(kShow, in_buffer, kLarge, out_buffer, kLarge).status == PSA_ERROR_GENERIC_ERROR,
          "which could not read them");
    claim(copied(kCopy, in_buffer, out_buffer, kLarge), "and the mapper goes on");
}

// Code is not even fetched from non-secure memory.
Error cause_of(std::int32_t mistake) {
    return mistake < kExecuteOut    ? Error::kFaultMpu
           : mistake == kExecuteOut ? Error::kFaultSecure
                                    : Error::kFaultProgrammer;
}

void mistakes() {
    const std::int32_t end = progress().mistake + kEachBoot;
    for (std::int32_t& m = progress().mistake; m < end && m < kMistakes; ++m) {
        const Result result = ask(kMistake + m, in_buffer, kLarge, out_buffer, kLarge);
        const bool ended = result.status == PSA_ERROR_GENERIC_ERROR && failed_with(cause_of(m));
        sm_console_text(ended ? "" : "  mistake ");
        if (!ended) {
            sm_console_decimal(static_cast<std::uint32_t>(m));
        }
        claim(ended, "a mistake ends the module");
    }
}

void without_the_feature() {
    const psa_invec in{in_buffer, 32};
    claim(psa_call(kPlain, 0, &in, 1, nullptr, 0) == PSA_ERROR_GENERIC_ERROR &&
              failed_with(Error::kFaultProgrammer),
          "a service without MM-IOVEC maps nothing");
}

[[noreturn]] void reset() {
    *reinterpret_cast<volatile std::uint32_t*>(0xE000'ED0C) = kResetRequest;
    for (;;) {
    }
}

}  // namespace

int main() {
    sm_console_open();
    fill();
    if (progress().magic != kMagic) {
        progress() = {kMagic, 0, 0, 0};
        works();
        stays_its_own();
        without_the_feature();
        reset();
    }
    mistakes();
    if (progress().mistake < kMistakes) {
        reset();
    }
    claim(copied(kCopy, in_buffer, out_buffer, kLarge), "everything works after all of them");
    sm_console_text("mapping: ");
    sm_console_decimal(progress().passed);
    sm_console_text(" passed, ");
    sm_console_decimal(progress().failed);
    sm_console_text(" failed\r\n");
    const bool good = progress().failed == 0;
    progress().magic = 0;
    return good ? 0 : 1;
}
