// SPDX-License-Identifier: Apache-2.0
// Claims M2 to M4 from the application's side: its own faults, and returns from its handlers that
// spoil what they interrupted, end in the application, are logged as its own, and show it nothing.
// Some end in a reset; where the campaign stands is kept in RAM that a reset leaves alone.
#include "lib/error/error.h"
#include "psa/client.h"
#include "psa/crypto.h"
#include "sm/console.h"
#include "sm/record.h"
#include "system/layout.h"
#include "test/apps/faults/handlers.h"

namespace {

using lib::Error;

constexpr std::uint32_t kMagic = 0x464C5453;
constexpr std::uint32_t kApplication = 4;
constexpr unsigned kSpoiledReturns = 20;  // more than a module may fail
constexpr unsigned kMostAttempts = 12;
constexpr std::uint32_t kTicks = 100'000;

struct Progress {
    std::uint32_t magic;
    std::uint32_t step;
    std::uint32_t spoiled;
    std::uint32_t attempts;  // boots spent on it
    std::uint32_t passed;
    std::uint32_t failed;
};

Progress& progress() {
    return *reinterpret_cast<Progress*>(layout::kRamAppHighAddress);
}

std::uint8_t message[4096];

volatile std::uint32_t& word(std::uint32_t address) {
    return *reinterpret_cast<volatile std::uint32_t*>(address);
}

void claim(bool holds, const char* text) {
    ++(holds ? progress().passed : progress().failed);
    sm_console_text(holds ? "  ok    " : "  FAIL  ");
    sm_console_text(text);
    sm_console_text("\r\n");
}

void tick_after(std::uint32_t cycles) {
    word(0xE000'E014) = cycles;
    word(0xE000'E018) = 0;
    word(0xE000'E010) = 7;
}

psa_status_t hash() {
    std::uint8_t digest[32];
    std::size_t length;
    return psa_hash_compute(PSA_ALG_SHA_256, message, sizeof message, digest, sizeof digest,
                            &length);
}

// The newest entry of the log, the application's, without a register of anybody.
bool logged(Error code) {
    sm_log_record log{};
    return sm_record_log(0, &log) == PSA_SUCCESS && log.component == kApplication &&
           log.code == static_cast<std::uint32_t>(code);
}

bool no_module_failed() {
    sm_module_record module{};
    std::uint32_t index = 0;
    while (sm_record_module(index, &module) == PSA_SUCCESS) {
        if (module.faults != 0) {
            return false;
        }
        ++index;
    }
    return index != 0;
}

// RCC_SECCFGR: HSI, SYSCLK, PRESC, PLL1, HSI48. RCC_CR.HSI48ON by the application's alias: what the
// random number generator runs on.
void clock_claims() {
    constexpr std::uint32_t kOfSecureCode = 0x8E1;
    bool secure = (word(0x4402'0D10) & kOfSecureCode) == kOfSecureCode;
    word(0x4402'0C00) = word(0x4402'0C00) & ~(1u << 12);
    std::uint8_t random[64];
    claim(secure && psa_generate_random(random, sizeof random) == PSA_SUCCESS &&
              psa_generate_random(random, sizeof random) == PSA_SUCCESS,
          "the clock of the random number generator is not the application's");
}

void undefined_claims() {
    faults_enable_memory_fault(true);
    asm volatile("udf #0" : : : "memory");
    claim(faults_taken == 1, "an undefined instruction arrives as the application's own fault");
    claim(logged(Error::kFaultUsage), "and is logged as the application's");
    faults_enable_memory_fault(false);
}

// Keeps the crypto service busy for some hundred thousand cycles.
psa_status_t multiply(psa_key_id_t key) {
    std::uint8_t point[65];
    std::size_t length;
    return psa_export_public_key(key, point, sizeof point, &length);
}

psa_key_id_t key_make() {
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_bits(&attributes, 256);
    psa_set_key_algorithm(&attributes, PSA_ALG_ECDSA(PSA_ALG_SHA_256));
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_SIGN_HASH);
    psa_key_id_t key = 0;
    return psa_generate_key(&attributes, &key) == PSA_SUCCESS ? key : 0;
}

// One return with another kind of frame than was pushed, while a module runs.
bool spoil_return() {
    psa_key_id_t key = key_make();
    psa_status_t status = PSA_SUCCESS;
    faults_spoiled = 0;
    for (unsigned i = 0; i < 200 && faults_spoiled == 0 && status == PSA_SUCCESS; ++i) {
        faults_mode = kFlipFrameType;
        tick_after(kTicks + 7 * i);
        status = multiply(key);
    }
    word(0xE000'E010) = 0;
    sm_log_record log{};
    sm_record_log(0, &log);
    return faults_spoiled == 1 && status == PSA_ERROR_GENERIC_ERROR && log.pc == 0 &&
           log.address == 0;
}

// A tick may also meet the way back from the core, in no module: that is a reset, and we go on.
void spoiled_claims() {
    bool answered = ++progress().attempts <= kMostAttempts;
    bool named = true;
    while (progress().spoiled < kSpoiledReturns && answered) {
        answered = spoil_return();
        named = named && logged(Error::kFaultSecure);
        ++progress().spoiled;
    }
    claim(answered, "a spoiled return ends the call and shows no register");
    claim(named, "it is logged as the application's");
    claim(no_module_failed(), "it is no fault of the module");
    claim(hash() == PSA_SUCCESS, "which goes on answering");
}

[[noreturn]] void wait_for_reset() {
    for (;;) {
        asm volatile("wfi" : : : "memory");
    }
}

// Each of these ends in a reset; the boot after it judges.
[[noreturn]] void return_to_secure_main_stack() {
    faults_mode = kReturnToMainStack;
    tick_after(1000);
    wait_for_reset();
}

[[noreturn]] void undefined_not_enabled() {
    asm volatile("udf #0" : : : "memory");
    wait_for_reset();
}

[[noreturn]] void vectors_in_secure_ram() {
    word(0xE000'ED08) = layout::kRamManagerAddress;
    tick_after(kTicks);
    for (;;) {
        hash();
    }
}

void finish() {
    sm_console_text("faults: ");
    sm_console_decimal(progress().passed);
    sm_console_text(" passed, ");
    sm_console_decimal(progress().failed);
    sm_console_text(" failed\r\n");
    progress().magic = 0;
}

}  // namespace

int main() {
    sm_console_open();
    if (progress().magic != kMagic) {
        progress() = {kMagic, 0, 0, 0, 0, 0};
    }
    switch (progress().step) {
        case 0:
            clock_claims();
            undefined_claims();
            ++progress().step;
            [[fallthrough]];
        case 1:
            spoiled_claims();
            ++progress().step;
            return_to_secure_main_stack();
        case 2:
            ++progress().step;
            claim(logged(Error::kFaultSecure), "a return to the secure main stack resets");
            undefined_not_enabled();
        case 3:
            ++progress().step;
            claim(logged(Error::kFaultUsage), "an undefined instruction nobody takes resets");
            vectors_in_secure_ram();
        default:
            claim(logged(Error::kFaultHard), "vectors in secure memory reset");
            claim(hash() == PSA_SUCCESS, "and everything works again");
            finish();
            return 0;
    }
}
