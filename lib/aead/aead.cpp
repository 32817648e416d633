// SPDX-License-Identifier: Apache-2.0
#include "lib/aead/aead.h"

#include <mbedtls/chachapoly.h>
#include <mbedtls/platform_util.h>

namespace lib::aead {
namespace {

using Context = mbedtls_chachapoly_context;

template <typename Byte>
auto* raw(Byte* bytes) {
    using Raw = std::conditional_t<std::is_const_v<Byte>, const unsigned char, unsigned char>;
    return reinterpret_cast<Raw*>(bytes);
}

// Mbed TLS answers with errors only where its functions are called out of order: here they are not.
void must(int result) {
    if (result != 0) {
        result_misuse();
    }
}

template <typename State>
Context& context(State& state) {
    static_assert(sizeof(Context) <= sizeof(State) && alignof(Context) <= 8);
    return *reinterpret_cast<Context*>(state.data());
}

}  // namespace

Message::Message(Direction direction, const Key& key, const Nonce& nonce,
                 std::span<const std::byte> data) {
    Context& state = context(state_);
    mbedtls_chachapoly_init(&state);
    must(mbedtls_chachapoly_setkey(&state, raw(key.data())));
    must(mbedtls_chachapoly_starts(
        &state, raw(nonce.data()),
        direction == Direction::kSeal ? MBEDTLS_CHACHAPOLY_ENCRYPT : MBEDTLS_CHACHAPOLY_DECRYPT));
    must(mbedtls_chachapoly_update_aad(&state, raw(data.data()), data.size()));
}

void Message::update(std::span<std::byte> piece) {
    must(mbedtls_chachapoly_update(&context(state_), piece.size(), raw(piece.data()),
                                   raw(piece.data())));
}

Tag Message::finish() {
    Tag tag{};
    must(mbedtls_chachapoly_finish(&context(state_), raw(tag.data())));
    wipe();
    return tag;
}

Result<void> Message::check(std::span<const std::byte, kTagSize> tag) {
    Tag wanted = finish();
    std::byte difference{};
    for (std::size_t i = 0; i < kTagSize; ++i) {
        difference |= wanted[i] ^ tag[i];
    }
    lib::aead::wipe(wanted);
    return difference == std::byte{} ? kOk : Result<void>(Error::kAuthentication);
}

void Message::wipe() {
    lib::aead::wipe(state_);
    wiped_ = true;
}

Key derive(const Key& root, std::span<const std::byte, kNonceSize> label) {
    Key key{};
    must(mbedtls_chacha20_crypt(raw(root.data()), raw(label.data()), 0, key.size(), raw(key.data()),
                                raw(key.data())));
    return key;
}

void wipe(std::span<std::byte> memory) {
    mbedtls_platform_zeroize(memory.data(), memory.size());
}

}  // namespace lib::aead
