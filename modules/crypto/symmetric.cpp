// SPDX-License-Identifier: Apache-2.0
// MAC, cipher, AEAD. What fits the work buffer is done in one go, in place; what is longer goes
// through it piece by piece.
#include <algorithm>

#include "modules/crypto/functions.h"

namespace modules::crypto {
namespace {

// One piece of a long input: a multiple of every cipher's block, with room for what a block
// cipher held back from the piece before.
constexpr std::size_t kPiece = 1024;

// Works through in vector `vector` with `step`, which turns a piece in place into output and says
// how long that is.
template <typename Step>
psa_status_t each_piece(Call& call, unsigned vector, std::size_t left, Step step,
                        std::size_t size = kPiece, std::size_t offset = 0) {
    while (left != 0) {
        const Bytes piece = call.next(vector, std::min(left, size), offset);
        if (piece.empty()) {
            return PSA_ERROR_PROGRAMMER_ERROR;
        }
        const psa_status_t status = step(piece);
        if (status != PSA_SUCCESS) {
            return status;
        }
        left -= piece.size();
    }
    return PSA_SUCCESS;
}

psa_status_t give(Call& call, std::span<const std::uint8_t> bytes) {
    return call.give(bytes) ? PSA_SUCCESS : PSA_ERROR_BUFFER_TOO_SMALL;
}

psa_status_t mac_feed(Call& call, psa_mac_operation_t& operation) {
    return each_piece(call, 1, call.in_size(1), [&](Bytes piece) {
        return psa_mac_update(&operation, piece.data(), piece.size());
    });
}

}  // namespace

psa_status_t random_bytes(Call& call) {
    for (std::size_t left = call.out_size(); left != 0;) {
        const Bytes piece = call.work().first(std::min<std::size_t>(left, Call::kWork));
        const psa_status_t status = psa_generate_random(piece.data(), piece.size());
        if (status != PSA_SUCCESS) {
            return status;
        }
        call.give(piece);
        left -= piece.size();
    }
    return PSA_SUCCESS;
}

psa_status_t mac_compute(Call& call) {
    std::array<std::uint8_t, PSA_MAC_MAX_SIZE> mac{};
    std::size_t length = 0;
    psa_status_t status = PSA_SUCCESS;
    Bytes input;
    if (call.take(1, 0, input)) {
        status = psa_mac_compute(call.key(), call.request().algorithm, input.data(), input.size(),
                                 mac.data(), mac.size(), &length);
    } else {
        psa_mac_operation_t operation = PSA_MAC_OPERATION_INIT;
        status = psa_mac_sign_setup(&operation, call.key(), call.request().algorithm);
        if (status == PSA_SUCCESS) {
            status = mac_feed(call, operation);
        }
        if (status == PSA_SUCCESS) {
            status = psa_mac_sign_finish(&operation, mac.data(), mac.size(), &length);
        }
        psa_mac_abort(&operation);
    }
    return status == PSA_SUCCESS ? give(call, std::span(mac).first(length)) : status;
}

psa_status_t mac_verify(Call& call) {
    std::array<std::uint8_t, PSA_MAC_MAX_SIZE> mac{};
    psa_mac_operation_t operation = PSA_MAC_OPERATION_INIT;
    psa_status_t status = psa_mac_verify_setup(&operation, call.key(), call.request().algorithm);
    if (status == PSA_SUCCESS) {
        status = mac_feed(call, operation);
    }
    if (status == PSA_SUCCESS) {
        const std::size_t size = call.in_size(2);
        const Bytes given = call.next(2, std::min(size, mac.size() + 1));
        status = given.size() == size ? psa_mac_verify_finish(&operation, given.data(), size)
                                      : PSA_ERROR_INVALID_SIGNATURE;
    }
    psa_mac_abort(&operation);
    return status;
}

namespace {

// Mbed TLS's cipher layer does not work in place on partial blocks: the input lies behind the
// output.
constexpr std::size_t kCipherPiece = 512;
constexpr std::size_t kCipherRoom = 640;

psa_status_t cipher_text(Call& call, psa_cipher_operation_t& operation, std::size_t size) {
    const Bytes out = call.work().first(kCipherRoom);
    std::size_t length = 0;
    const psa_status_t status = each_piece(
        call, 1, size,
        [&](Bytes piece) {
            const psa_status_t done = psa_cipher_update(&operation, piece.data(), piece.size(),
                                                        out.data(), out.size(), &length);
            return done == PSA_SUCCESS ? give(call, out.first(length)) : done;
        },
        kCipherPiece, kCipherRoom);
    if (status != PSA_SUCCESS) {
        return status;
    }
    const psa_status_t done = psa_cipher_finish(&operation, out.data(), out.size(), &length);
    return done == PSA_SUCCESS ? give(call, out.first(length)) : done;
}

}  // namespace

// The iv comes first in the output: made here, at random.
psa_status_t cipher_encrypt(Call& call) {
    psa_cipher_operation_t operation = PSA_CIPHER_OPERATION_INIT;
    psa_status_t status =
        psa_cipher_encrypt_setup(&operation, call.key(), call.request().algorithm);
    if (status == PSA_SUCCESS) {
        std::array<std::uint8_t, PSA_CIPHER_IV_MAX_SIZE> iv{};
        std::size_t length = 0;
        status = psa_cipher_generate_iv(&operation, iv.data(), iv.size(), &length);
        status = status == PSA_SUCCESS ? give(call, std::span(iv).first(length)) : status;
    }
    if (status == PSA_SUCCESS) {
        status = cipher_text(call, operation, call.in_size(1));
    }
    psa_cipher_abort(&operation);
    return status;
}

psa_status_t cipher_decrypt(Call& call) {
    psa_cipher_operation_t operation = PSA_CIPHER_OPERATION_INIT;
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_status_t status =
        psa_cipher_decrypt_setup(&operation, call.key(), call.request().algorithm);
    if (status == PSA_SUCCESS) {
        status = psa_get_key_attributes(call.key(), &attributes);
    }
    const std::size_t iv_size =
        PSA_CIPHER_IV_LENGTH(psa_get_key_type(&attributes), call.request().algorithm);
    if (status == PSA_SUCCESS && iv_size != 0) {
        const Bytes iv = call.next(1, iv_size);
        status = iv.size() == iv_size ? psa_cipher_set_iv(&operation, iv.data(), iv.size())
                                      : PSA_ERROR_INVALID_ARGUMENT;
    }
    if (status == PSA_SUCCESS) {
        status = cipher_text(call, operation, call.in_size(1) - iv_size);
    }
    psa_cipher_abort(&operation);
    psa_reset_key_attributes(&attributes);
    return status;
}

namespace {

using Setup = psa_status_t (*)(psa_aead_operation_t*, mbedtls_svc_key_id_t, psa_algorithm_t);

// Nonce, lengths, additional data and all of the text but the tag, for inputs beyond the buffer.
psa_status_t aead_begin(Call& call, psa_aead_operation_t& operation, Setup setup,
                        std::size_t text_size) {
    psa_status_t status = setup(&operation, call.key(), call.request().algorithm);
    if (status == PSA_SUCCESS) {
        status = psa_aead_set_lengths(&operation, call.in_size(2), text_size);
    }
    if (status == PSA_SUCCESS) {
        status = psa_aead_set_nonce(&operation, call.nonce().data(), call.nonce().size());
    }
    if (status == PSA_SUCCESS) {
        status = each_piece(call, 2, call.in_size(2), [&](Bytes piece) {
            return psa_aead_update_ad(&operation, piece.data(), piece.size());
        });
    }
    if (status != PSA_SUCCESS) {
        return status;
    }
    return each_piece(call, 1, text_size, [&](Bytes piece) {
        std::size_t length = 0;
        const psa_status_t done = psa_aead_update(&operation, piece.data(), piece.size(),
                                                  piece.data(), Call::kWork, &length);
        return done == PSA_SUCCESS ? give(call, {piece.data(), length}) : done;
    });
}

bool fits_whole(const Call& call) {
    return call.in_size(1) <= SM_CRYPTO_MAX_WHOLE &&
           call.in_size(2) <= SM_CRYPTO_MAX_WHOLE - call.in_size(1);
}

using Whole = psa_status_t (*)(mbedtls_svc_key_id_t, psa_algorithm_t, const uint8_t*, size_t,
                               const uint8_t*, size_t, const uint8_t*, size_t, uint8_t*, size_t,
                               size_t*);

// Additional data, then the text, which turns into the result in its place.
psa_status_t aead_whole(Call& call, Whole function) {
    Bytes additional;
    Bytes text;
    if (!call.take(2, 0, additional) || !call.take(1, additional.size(), text)) {
        return PSA_ERROR_PROGRAMMER_ERROR;
    }
    const Bytes out = call.work(additional.size());
    std::size_t length = 0;
    const psa_status_t status =
        function(call.key(), call.request().algorithm, call.nonce().data(), call.nonce().size(),
                 additional.data(), additional.size(), text.data(), text.size(), out.data(),
                 std::min(out.size(), call.out_size()), &length);
    return status == PSA_SUCCESS ? give(call, out.first(length)) : status;
}

}  // namespace

psa_status_t aead_encrypt(Call& call) {
    if (fits_whole(call)) {
        return aead_whole(call, psa_aead_encrypt);
    }
    psa_aead_operation_t operation = PSA_AEAD_OPERATION_INIT;
    psa_status_t status = aead_begin(call, operation, psa_aead_encrypt_setup, call.in_size(1));
    if (status == PSA_SUCCESS) {
        std::array<std::uint8_t, PSA_AEAD_TAG_MAX_SIZE> tag{};
        std::size_t tag_length = 0;
        std::size_t length = 0;
        const Bytes rest = call.work();
        status = psa_aead_finish(&operation, rest.data(), rest.size(), &length, tag.data(),
                                 tag.size(), &tag_length);
        status = status == PSA_SUCCESS ? give(call, rest.first(length)) : status;
        status = status == PSA_SUCCESS ? give(call, std::span(tag).first(tag_length)) : status;
    }
    psa_aead_abort(&operation);
    return status;
}

psa_status_t aead_decrypt(Call& call) {
    if (fits_whole(call)) {
        return aead_whole(call, psa_aead_decrypt);
    }
    const std::size_t tag_size = PSA_ALG_AEAD_GET_TAG_LENGTH(call.request().algorithm);
    if (!PSA_ALG_IS_AEAD(call.request().algorithm) || call.in_size(1) < tag_size) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_aead_operation_t operation = PSA_AEAD_OPERATION_INIT;
    psa_status_t status =
        aead_begin(call, operation, psa_aead_decrypt_setup, call.in_size(1) - tag_size);
    if (status == PSA_SUCCESS) {
        std::array<std::uint8_t, PSA_AEAD_TAG_MAX_SIZE> rest{};
        std::size_t length = 0;
        const Bytes tag = call.next(1, tag_size);
        status = tag.size() == tag_size ? psa_aead_verify(&operation, rest.data(), rest.size(),
                                                          &length, tag.data(), tag.size())
                                        : PSA_ERROR_PROGRAMMER_ERROR;
        status = status == PSA_SUCCESS ? give(call, std::span(rest).first(length)) : status;
    }
    psa_aead_abort(&operation);
    return status;
}

}  // namespace modules::crypto
