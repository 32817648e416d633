// SPDX-License-Identifier: Apache-2.0
// A module that does what it is told, however bad.
#include "modules/sdk/src/svc.h"
#include "test/modules/prober/abuse.h"

namespace {

using namespace test::probe;

std::uint32_t scan_from;

Answer where() {
    Answer a{};
    asm("mov %0, r9" : "=r"(a.data));
    a.image = prober_image();
    a.code = prober_here();
    return a;
}

std::uint32_t test_target(std::uint32_t address) {
    std::uint32_t answer;
    asm volatile("tt %0, %1" : "=r"(answer) : "r"(address));
    return answer;
}

std::uint32_t act(const psa_msg_t& message, const Request& r) {
    auto* word = reinterpret_cast<volatile std::uint32_t*>(r.address);
    switch (message.type) {
        case kRead:
            return *word;
        case kWrite:
            *word = r.value;
            return 0;
        case kExecute:
            return prober_execute(r.address, r.value);
        case kTestTarget:
            return test_target(r.address);
        case kScanFrom:
            return scan_from = r.address;
        default:
            return abuse(message, static_cast<Abuse>(message.type - kAbuse));
    }
}

psa_status_t scan(const psa_msg_t& message, const Request& r) {
    std::uint8_t rights[64];
    for (std::uint32_t done = 0; done < r.value;) {
        std::uint32_t n = 0;
        for (; n < sizeof rights && done < r.value; ++n, ++done, scan_from += r.address) {
            rights[n] = static_cast<std::uint8_t>(SM_SVC(kWitnessCall, scan_from, 0, 0, 0));
        }
        psa_write(message.handle, 0, rights, n);
    }
    return PSA_SUCCESS;
}

}  // namespace

extern "C" psa_status_t probe_sfn(const psa_msg_t* message) {
    // An abuse of psa_read needs the vector unread.
    Request request{};
    if (message->type < kAbuse) {
        psa_read(message->handle, 0, &request, sizeof request);
    }
    if (message->type == kScan) {
        return scan(*message, request);
    }
    Answer answer{};
    if (message->type == kWhere) {
        answer = where();
    } else {
        answer.value = act(*message, request);
    }
    psa_write(message->handle, 0, &answer, sizeof answer);
    return PSA_SUCCESS;
}

// In the place of the storage service: nothing was ever stored.
extern "C" psa_status_t sm_storage_service_sfn(const psa_msg_t*) {
    return PSA_ERROR_DOES_NOT_EXIST;
}
