// SPDX-License-Identifier: Apache-2.0
// MM-IOVEC (PSA-FF 1.1): a service works in its client's buffers (DESIGN.md section 3). What is
// mapped stands in the messages; the MPU has it only while its partition is kMapping, so every way
// to another domain takes it out first. It comes back when the partition touches it again.
#include <cstring>

#include "manager/core/core.h"
#include "manager/core/region.h"

namespace manager::core {
namespace {

// What a service has done with a vector. One that was mapped is never read, nor the other way.
enum class Use : std::uint32_t { kNone, kStreamed, kMapped, kCopied, kUnmapped };

constexpr std::uint32_t kUseBits = 4;
constexpr std::uint32_t kUseMask = (1u << kUseBits) - 1;

// Vectors are 0..3 in, 4..7 out. There are four at most, so in-vectors from the front and
// out-vectors from the back never meet.
constexpr std::uint32_t slot_of(std::uint32_t vector) {
    return vector < kMaxVectors ? vector : 2 * kMaxVectors - 1 - vector;
}

bool is_out(const Message& m, std::uint32_t slot) {
    return slot + m.out_count >= kMaxVectors;
}

Use use_of(const Message& m, std::uint32_t slot) {
    return static_cast<Use>((m.uses >> (kUseBits * slot)) & kUseMask);
}

void use_set(Message& m, std::uint32_t slot, Use use) {
    const std::uint32_t shift = kUseBits * slot;
    m.uses = static_cast<std::uint16_t>((m.uses & ~(kUseMask << shift)) |
                                        static_cast<std::uint32_t>(use) << shift);
}

Range range_of(const Message& m, std::uint32_t slot) {
    const std::uint32_t out = kMaxVectors - 1 - slot;
    return is_out(m, slot) ? Range{m.out_base[out], m.out_size[out]}
                           : Range{m.in_base[slot], m.in_left[slot]};
}

}  // namespace

// The call the running partition has by this handle: nobody's else, and not in an interrupt.
Message* Core::message_served(std::uint32_t handle) {
    const Domain& server = *current_;
    Message* m = server.ipc                     ? message_fetched(handle)
                 : server.disconnect == nullptr ? server.message
                                                : nullptr;
    const bool works = server.state == State::kServing || server.state == State::kRunning ||
                       server.state == State::kMapping;
    return works && m != nullptr && handle != 0 && m->handle == handle && m->type >= 0 ? m
                                                                                       : nullptr;
}

// psa_read, psa_skip or psa_write of a vector. The core writes to the client's memory itself then,
// which must not be what it mapped for reading only.
bool Core::vector_stream(Message& message, std::uint32_t vector) {
    if (vector >= kMaxVectors) {
        vectors_hide();
    }
    const std::uint32_t slot = slot_of(vector);
    if (slot >= kMaxVectors || is_out(message, slot) != (vector >= kMaxVectors)) {
        return true;  // there is none
    }
    const Use use = use_of(message, slot);
    if (use == Use::kNone) {
        use_set(message, slot, Use::kStreamed);
    }
    return use == Use::kNone || use == Use::kStreamed;
}

// A vector's slot, where the arguments name one of a call with MM-IOVEC.
bool Core::vector_find(const Frame& frame, bool out, VectorPlace& found) {
    Message* m = message_served(frame.r0);
    if (m == nullptr || m->service->watched == 0 || frame.r1 >= kMaxVectors) {
        return false;
    }
    const std::uint32_t slot = slot_of(frame.r1 + (out ? kMaxVectors : 0));
    if (is_out(*m, slot) != out) {
        return false;
    }
    found = {m, slot, range_of(*m, slot)};
    return true;
}

// (message, index, block or 0): psa_map_invec, psa_map_outvec.
Domain* Core::vector_map(Frame& frame, bool out) {
    VectorPlace v;
    if (!vector_find(frame, out, v) || v.range.size == 0 ||
        use_of(*v.message, v.slot) != Use::kNone) {
        return programmer_fault();
    }
    frame.r1 = v.range.size;
    const std::uint32_t block = frame.r2;
    if (block == 0) {
        const MappedVectors mapped = vectors_mapped();
        if (!vector_fits(v, mapped)) {
            return answer(0);
        }
        use_set(*v.message, v.slot, Use::kMapped);
        vectors_show(mapped);
        machine::vector_map(mapped.count, vector_words(v.range, out));
        return answer(v.range.base);
    }
    if (!module_may_write(*current_, block, v.range.size)) {
        return programmer_fault();
    }
    if (!out) {
        std::memcpy(at<void>(block), at<const void>(v.range.base), v.range.size);
    }
    use_set(*v.message, v.slot, Use::kCopied);
    return answer(block);
}

// (message, index[, bytes written, block]): psa_unmap_invec, psa_unmap_outvec.
Domain* Core::vector_unmap(Frame& frame, bool out) {
    VectorPlace v;
    if (!vector_find(frame, out, v)) {
        return programmer_fault();
    }
    const Use use = use_of(*v.message, v.slot);
    const bool copied = use == Use::kCopied;
    const std::uint32_t written = frame.r2;
    if ((use != Use::kMapped && !copied) || (out && written > v.range.size) ||
        (out && copied && written != 0 && !module_may_read(*current_, frame.r3, written))) {
        return programmer_fault();
    }
    vectors_hide();
    if (out) {
        v.message->out_written[frame.r1] = written;
        if (copied) {
            std::memcpy(at<void>(v.range.base), at<const void>(frame.r3), written);
        }
    }
    use_set(*v.message, v.slot, Use::kUnmapped);
    return answer(copied ? 1 : 0);
}

// What the running partition has mapped, over all its messages.
Core::MappedVectors Core::vectors_mapped() const {
    MappedVectors list{};
    for (const Message& m : messages_) {
        if (m.handle == 0 || m.queued || m.uses == 0 || m.service->server != current_) {
            continue;
        }
        for (std::uint32_t slot = 0; slot < kMaxVectors; ++slot) {
            if (use_of(m, slot) == Use::kMapped && list.count < kMappedRegions) {
                list.writable[list.count] = is_out(m, slot);
                list.range[list.count++] = range_of(m, slot);
            }
        }
    }
    return list;
}

// Only what is in whole granules, so that no byte beside it is lent, and of the application: other
// secure RAM lies in regions 1 and 2, and regions must not overlap.
bool Core::vector_fits(const VectorPlace& v, const MappedVectors& mapped) const {
    bool fits = is_agent(*v.message->client) && (v.range.base | v.range.size) % kGranule == 0 &&
                mapped.count < kMappedRegions;
    for (std::size_t i = 0; i < mapped.count; ++i) {
        fits = fits && !overlap(mapped.range[i], v.range);
    }
    return fits;
}

void Core::vectors_show(const MappedVectors& mapped) {
    if (current_->state != State::kMapping) {
        for (std::size_t i = 0; i < mapped.count; ++i) {
            machine::vector_map(i, vector_words(mapped.range[i], mapped.writable[i]));
        }
        current_->state = State::kMapping;
        current_->call_handle = 0;  // what the core does for it takes the slow way
    }
}

void Core::vectors_hide() {
    if (current_->state == State::kMapping) {
        machine::vectors_unmap();
        current_->state = current_->ipc ? State::kRunning : State::kServing;
    }
}

bool Core::vectors_touched(std::uint32_t address) {
    if (!running_module() ||
        (current_->state != State::kServing && current_->state != State::kRunning)) {
        return false;
    }
    const MappedVectors mapped = vectors_mapped();
    for (std::size_t i = 0; i < mapped.count; ++i) {
        if (contains(mapped.range[i], address, 1)) {
            vectors_show(mapped);
            return true;
        }
    }
    return false;
}

}  // namespace manager::core
