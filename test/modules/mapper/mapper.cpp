// SPDX-License-Identifier: Apache-2.0
// A module that works in its client's buffers, and makes every mistake there is in it.
#include "test/modules/mapper/mapper.h"

#include <psa/service.h>

#include <cstring>

#include "test/modules/prober/probe.h"

namespace {

using namespace test::mapping;
namespace probe = test::probe;

struct Buffers {
    const std::uint8_t* in;
    std::uint8_t* out;
    std::size_t size;
};

Buffers map(const psa_msg_t& message) {
    return {static_cast<const std::uint8_t*>(psa_map_invec(message.handle, 0)),
            static_cast<std::uint8_t*>(psa_map_outvec(message.handle, 0)), message.in_size[0]};
}

psa_status_t ask_prober(probe::Action action, std::uint32_t address) {
    const probe::Request request{address, 0};
    probe::Answer answer{};
    const psa_invec in{&request, sizeof request};
    psa_outvec out{&answer, sizeof answer};
    return psa_call(probe::kHandle, action, &in, 1, &out, 1);
}

psa_status_t work(const psa_msg_t& message) {
    const Buffers b = map(message);
    if (b.in == nullptr || b.out == nullptr || message.out_size[0] < b.size) {
        return PSA_ERROR_INSUFFICIENT_MEMORY;
    }
    if (message.type == kNested) {
        b.out[0] = b.in[0];
        const psa_status_t status = ask_prober(probe::kTestTarget, 0);
        if (status != PSA_SUCCESS) {
            return status;
        }
    }
    std::memcpy(b.out, b.in, b.size);
    if (message.type != kKeep) {
        psa_unmap_outvec(message.handle, 0, b.size);
        psa_unmap_invec(message.handle, 0);
    }
    return PSA_SUCCESS;
}

psa_status_t show(const psa_msg_t& message) {
    const Buffers b = map(message);
    const std::uint8_t first = b.in[0];
    b.out[0] = first;
    return ask_prober(probe::kRead,
                      static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(b.in)));
}

void touch(const std::uint8_t* byte) {
    (void)*const_cast<const volatile std::uint8_t*>(byte);
}

void pass_on(const Buffers& b, bool out_too) {
    const probe::Request request{};
    const psa_invec in{out_too ? static_cast<const void*>(&request) : b.in, sizeof request};
    psa_outvec out{b.out, sizeof(probe::Answer)};
    psa_call(probe::kHandle, probe::kTestTarget, &in, 1, &out, out_too ? 1 : 0);
}

void use_wrongly(const psa_msg_t& message, Mistake mistake) {
    const Buffers b = map(message);
    switch (mistake) {
        case kWriteIn:
            *const_cast<volatile std::uint8_t*>(b.in) = 1;
            return;
        case kTouchUnmappedIn:
            touch(b.in);
            psa_unmap_invec(message.handle, 0);
            return touch(b.in);
        case kTouchUnmappedOut:
            psa_unmap_outvec(message.handle, 0, 0);
            return touch(b.out);
        case kTouchBefore:
            return touch(b.in - 1);
        case kTouchBehind:
            return touch(b.out + message.out_size[0]);
        case kExecuteOut: {
            const std::uint16_t code = 0x4770;  // bx lr
            std::memcpy(b.out, &code, sizeof code);
            return reinterpret_cast<void (*)()>(reinterpret_cast<std::uintptr_t>(b.out) | 1u)();
        }
        default:
            pass_on(b, mistake == kPassOutOn);
    }
}

void step(const psa_msg_t& message, Step what) {
    const psa_handle_t handle = message.handle;
    std::uint8_t byte = 0;
    switch (what) {
        case Step::kMapIn:
            psa_map_invec(handle, 0);
            return;
        case Step::kMapOut:
            psa_map_outvec(handle, 0);
            return;
        case Step::kUnmapIn:
            return psa_unmap_invec(handle, 0);
        case Step::kUnmapOut:
            return psa_unmap_outvec(handle, 0, 0);
        case Step::kRead:
            psa_read(handle, 0, &byte, 1);
            return;
        case Step::kSkip:
            psa_skip(handle, 0, 1);
            return;
        case Step::kWrite:
            return psa_write(handle, 0, &byte, 1);
        case Step::kMapInSecond:
            psa_map_invec(handle, 2);
            return;
        case Step::kMapInFifth:
            psa_map_invec(handle, 4);
            return;
        case Step::kMapOutSecond:
            psa_map_outvec(handle, 1);
            return;
        case Step::kMapOutFifth:
            psa_map_outvec(handle, 4);
            return;
        case Step::kUnmapTooMuch:
            return psa_unmap_outvec(handle, 0, message.out_size[0] + 1);
        case Step::kForgedMessage:
            psa_map_invec(handle + 8, 0);
            return;
        case Step::kNone:
            return;
    }
}

}  // namespace

extern "C" psa_status_t mapped_sfn(const psa_msg_t* message) {
    const std::int32_t mistake = message->type - kMistake;
    if (mistake >= kFirstOfSteps) {
        for (Step s : kSteps[mistake - kFirstOfSteps]) {
            step(*message, s);
        }
        return PSA_SUCCESS;
    }
    if (mistake >= 0) {
        use_wrongly(*message, static_cast<Mistake>(mistake));
        return PSA_SUCCESS;
    }
    return message->type == kShow ? show(*message) : work(*message);
}

extern "C" psa_status_t plain_sfn(const psa_msg_t* message) {
    psa_map_invec(message->handle, 0);
    return PSA_SUCCESS;
}
