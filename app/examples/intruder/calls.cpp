// SPDX-License-Identifier: Apache-2.0
// Forged pointers, lengths and handles in each call of the PSA client interface.
#include <cstring>

#include "app/examples/intruder/attempt.h"
#include "psa/client.h"
#include "psa/crypto.h"
#include "psa/internal_trusted_storage.h"
#include "psa_manifest/sid.h"

namespace {

struct Place {
    const char* as_input;
    const char* as_output;
    std::uint32_t address;
};

constexpr Place kPlaces[] = {
    {"hash the manager's RAM", "write a digest into the manager's RAM", 0x3004'0000},
    {"hash it by its non-secure alias", "write to its non-secure alias", 0x2004'0000},
    {"hash the storage module's RAM", "write into the storage module's RAM", 0x3004'4000},
    {"hash the hand-over block", "write into the hand-over block", 0x3005'0000},
    {"hash the manager's code", "write into the manager's code", 0x0C01'C400},
    {"hash iROT's code", "write into iROT's code", 0x0C00'0000},
    {"hash the storage key (OBKeys)", "write into OBKeys", 0x0FFD'0C00},
    {"hash the last word of our RAM and what follows", "write across the end of our RAM",
     0x2003'FFFC},
    {"hash across the top of the address space", "write across the top of the address space",
     0xFFFF'FFF0},
    {"hash a peripheral", "write into a peripheral", 0x4001'3800},
};

void* pointer(std::uint32_t address) {
    return reinterpret_cast<void*>(address);
}

void forge_buffers() {
    for (const Place& place : kPlaces) {
        std::uint8_t digest[32] = {};
        std::size_t n = 0;
        const auto* from = static_cast<const std::uint8_t*>(pointer(place.address));
        psa_status_t s = psa_hash_compute(PSA_ALG_SHA_256, from, 64, digest, sizeof digest, &n);
        judge_status(place.as_input, s == PSA_SUCCESS, s);
        auto* to = static_cast<std::uint8_t*>(pointer(place.address));
        s = psa_hash_compute(PSA_ALG_SHA_256, digest, sizeof digest, to, 32, &n);
        judge_status(place.as_output, s == PSA_SUCCESS, s);
    }
}

void forge_vectors() {
    std::uint8_t data[8] = {};
    psa_invec in{data, sizeof data};
    psa_status_t s =
        psa_call(ECHO_HANDLE, 1, static_cast<psa_invec*>(pointer(0x3004'0000)), 1, nullptr, 0);
    judge_status("vectors in the manager's RAM", s >= 0, s);
    s = psa_call(ECHO_HANDLE, 1, &in, 1, static_cast<psa_outvec*>(pointer(0x3004'4000)), 1);
    judge_status("out-vectors in a module's RAM", s >= 0, s);
    s = psa_call(ECHO_HANDLE, 1, &in, 5, nullptr, 0);
    judge_status("five vectors", s >= 0, s);
    s = psa_call(ECHO_HANDLE, 1, &in, 0xFFFF'FFFF, nullptr, 0);
    judge_status("as many vectors as a number can say", s >= 0, s);
    psa_invec huge{data, 0xFFFF'FFFF};
    s = psa_call(ECHO_HANDLE, 1, &huge, 1, nullptr, 0);
    judge_status("a length that wraps", s >= 0, s);
    s = psa_call(ECHO_HANDLE, -1, nullptr, 0, nullptr, 0);
    judge_status("a negative type", s >= 0, s);
}

void forge_handles() {
    constexpr psa_handle_t kForged[] = {
        0, -1, 1, 0x7FFF'FFFF, 0x4000'0000, 0x4000'0021, static_cast<psa_handle_t>(0x3004'0000)};
    for (psa_handle_t handle : kForged) {
        psa_status_t s = psa_call(handle, 0, nullptr, 0, nullptr, 0);
        judge_status("call a forged handle", s >= 0, s);
    }
    psa_handle_t s = psa_connect(0xDEAD'BEEF, 1);
    judge_status("connect to a service that is not there", s > 0, s);
    s = psa_connect(ECHO_CONN_SID, 99);
    judge_status("connect to a version that is not there", s > 0, s);
}

void forge_storage() {
    std::size_t n = 0;
    psa_status_t s = psa_its_get(1, 0, 64, pointer(0x3004'4000), &n);
    judge_status("let the storage write into a module's RAM", s == PSA_SUCCESS, s);
    s = psa_its_set(77, 64, pointer(0x0FFD'0C00), PSA_STORAGE_FLAG_NONE);
    judge_status("let the storage keep a copy of its own key", s == PSA_SUCCESS, s);
    s = psa_its_set(0, 4, "abc", PSA_STORAGE_FLAG_NONE);
    judge_status("store under the forbidden uid 0", s == PSA_SUCCESS, s);
}

}  // namespace

void try_forged_calls() {
    forge_buffers();
    forge_vectors();
    forge_handles();
    forge_storage();
}
