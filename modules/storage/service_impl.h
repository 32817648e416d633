// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "modules/storage/service.h"

namespace modules::storage {

inline constexpr auto kKeyLabel =
    std::to_array<std::byte>({std::byte{'s'}, std::byte{'m'}, std::byte{'-'}, std::byte{'s'},
                              std::byte{'t'}, std::byte{'o'}, std::byte{'r'}, std::byte{'a'},
                              std::byte{'g'}, std::byte{'e'}, std::byte{'-'}, std::byte{'1'}});

template <lib::journal::Flash F>
psa_status_t Service<F>::init(const lib::aead::Key& root) {
    key_ = lib::aead::derive(root, kKeyLabel);
    mounted_ = journal_.mount().ok();
    return PSA_SUCCESS;
}

template <lib::journal::Flash F>
psa_status_t Service<F>::call(const psa_msg_t& message) {
    const psa_status_t status = dispatch(message);
    lib::aead::wipe(std::span(buffer_).first(used_));
    used_ = 0;
    return status;
}

template <lib::journal::Flash F>
std::span<std::byte> Service<F>::work(std::size_t size) {
    used_ = std::max(used_, size);
    return std::span(buffer_).first(size);
}

template <lib::journal::Flash F>
psa_status_t Service<F>::dispatch(const psa_msg_t& message) {
    sm_storage_request request{};
    if (message.in_size[0] != sizeof request ||
        psa_read(message.handle, 0, &request, sizeof request) != sizeof request) {
        return PSA_ERROR_PROGRAMMER_ERROR;
    }
    if (request.uid == 0) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (!mounted_) {
        return PSA_ERROR_STORAGE_FAILURE;
    }
    switch (message.type) {
        case SM_ITS_SET:
            return set(message, request);
        case SM_ITS_GET:
            return get(message, request);
        case SM_ITS_GET_INFO:
            return get_info(message, request);
        case SM_ITS_REMOVE: {
            const auto done =
                journal_.remove({static_cast<std::uint32_t>(message.client_id), request.uid});
            return done.ok() ? PSA_SUCCESS : status_of(done.error());
        }
        default:
            return PSA_ERROR_NOT_SUPPORTED;
    }
}

template <lib::journal::Flash F>
psa_status_t Service<F>::set(const psa_msg_t& message, const sm_storage_request& request) {
    if ((request.flags & ~kFlags) != 0) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    if (message.in_size[1] > SM_STORAGE_MAX_SIZE) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    return seal(message, {static_cast<std::uint32_t>(message.client_id), request.uid},
                static_cast<std::uint8_t>(request.flags));
}

template <lib::journal::Flash F>
psa_status_t Service<F>::seal(const psa_msg_t& message, const lib::journal::Key& key,
                              std::uint8_t flags) {
    std::array<std::uint32_t, lib::aead::kNonceSize / 4> words{};
    if (!random_(words)) {
        return PSA_ERROR_STORAGE_FAILURE;
    }
    std::size_t left = message.in_size[1];
    auto writer = journal_.begin(key, static_cast<std::uint32_t>(left + kOverhead), flags);
    if (!writer.ok()) {
        return status_of(writer.error());
    }
    ValueHead head{kPrefix, {}};
    std::memcpy(head.nonce.data(), words.data(), head.nonce.size());
    auto done = writer.value().append(std::as_bytes(std::span(&head, 1)));
    const Binding bound = binding(key, flags);
    lib::aead::Message sealed(lib::aead::Direction::kSeal, key_, head.nonce,
                              std::as_bytes(std::span(&bound, 1)));
    while (left != 0 && done.ok()) {
        const auto piece = work(std::min(left, kChunk));
        if (psa_read(message.handle, 1, piece.data(), piece.size()) != piece.size()) {
            return PSA_ERROR_INVALID_ARGUMENT;
        }
        sealed.update(piece);
        done = writer.value().append(piece);
        left -= piece.size();
    }
    if (done.ok()) {
        done = writer.value().append(sealed.finish());
    }
    if (done.ok()) {
        done = writer.value().commit();
    }
    return done.ok() ? PSA_SUCCESS : status_of(done.error());
}

template <lib::journal::Flash F>
auto Service<F>::find(const psa_msg_t& message, const sm_storage_request& request)
    -> lib::Result<Found> {
    const lib::journal::Key key = {static_cast<std::uint32_t>(message.client_id), request.uid};
    const auto info = journal_.find(key);
    if (!info.ok()) {
        return info.error();
    }
    if (info.value().size < kOverhead) {
        return lib::Error::kJournalCorrupt;
    }
    return Found{key, info.value()};
}

// A value longer than the buffer is gone through twice: once to know that it is whole, once to
// hand it out, and its tag is checked both times.
template <lib::journal::Flash F>
psa_status_t Service<F>::get(const psa_msg_t& message, const sm_storage_request& request) {
    const auto found = find(message, request);
    if (!found.ok()) {
        return status_of(found.error());
    }
    const std::size_t size = found.value().size();
    const std::size_t from = request.offset;
    if (from > size) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    const std::size_t to = from + std::min(message.out_size[0], size - from);
    auto skip = [](std::size_t, std::span<const std::byte>) {};
    auto hand_out = [&](std::size_t at, std::span<const std::byte> piece) {
        const std::size_t first = std::max(at, from);
        const std::size_t last = std::min(at + piece.size(), to);
        if (first < last) {
            psa_write(message.handle, 0, piece.data() + (first - at), last - first);
        }
    };
    auto done = size > kChunk ? open(found.value(), skip) : lib::kOk;
    if (done.ok()) {
        done = open(found.value(), hand_out);
    }
    return done.ok() ? PSA_SUCCESS : status_of(done.error());
}

template <lib::journal::Flash F>
psa_status_t Service<F>::get_info(const psa_msg_t& message, const sm_storage_request& request) {
    const auto found = find(message, request);
    if (!found.ok()) {
        return status_of(found.error());
    }
    const auto done = open(found.value(), [](std::size_t, std::span<const std::byte>) {});
    if (!done.ok()) {
        return status_of(done.error());
    }
    const auto size = static_cast<std::uint32_t>(found.value().size());
    const sm_storage_info info = {size, size, found.value().info.flags, 0};
    if (message.out_size[0] != sizeof info) {
        return PSA_ERROR_PROGRAMMER_ERROR;
    }
    psa_write(message.handle, 0, &info, sizeof info);
    return PSA_SUCCESS;
}

template <lib::journal::Flash F>
template <typename Take>
lib::Result<void> Service<F>::open(const Found& found, Take take) {
    const std::size_t size = found.size();
    if (size > kChunk) {
        return open_pieces(found, take);
    }
    const auto all = work(found.info.size);
    LIB_TRY(journal_.read(found.info, 0, all));
    ValueHead head{};
    std::memcpy(&head, all.data(), sizeof head);
    if (std::memcmp(&head.prefix, &kPrefix, sizeof kPrefix) != 0) {
        return lib::Error::kJournalCorrupt;
    }
    const Binding bound = binding(found.key, found.info.flags);
    lib::aead::Message opened(lib::aead::Direction::kOpen, key_, head.nonce,
                              std::as_bytes(std::span(&bound, 1)));
    const auto text = all.subspan(sizeof head, size);
    opened.update(text);
    LIB_TRY(opened.check(all.last(lib::aead::kTagSize).template first<lib::aead::kTagSize>()));
    take(0, text);
    return lib::kOk;
}

template <lib::journal::Flash F>
template <typename Take>
lib::Result<void> Service<F>::open_pieces(const Found& found, Take take) {
    ValueHead head{};
    LIB_TRY(journal_.read(found.info, 0, std::as_writable_bytes(std::span(&head, 1))));
    if (std::memcmp(&head.prefix, &kPrefix, sizeof kPrefix) != 0) {
        return lib::Error::kJournalCorrupt;
    }
    const Binding bound = binding(found.key, found.info.flags);
    lib::aead::Message opened(lib::aead::Direction::kOpen, key_, head.nonce,
                              std::as_bytes(std::span(&bound, 1)));
    for (std::size_t at = 0; at < found.size(); at += kChunk) {
        const auto piece = work(std::min(kChunk, found.size() - at));
        LIB_TRY(journal_.read(found.info, static_cast<std::uint32_t>(sizeof head + at), piece));
        opened.update(piece);
        take(at, piece);
    }
    lib::aead::Tag tag{};
    LIB_TRY(journal_.read(found.info,
                          static_cast<std::uint32_t>(found.info.size - lib::aead::kTagSize), tag));
    return opened.check(tag);
}

}  // namespace modules::storage
