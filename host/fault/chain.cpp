// SPDX-License-Identifier: Apache-2.0
#include "host/fault/chain.h"

#include <algorithm>

#include "lib/bytes/bytes.h"

namespace host::fault {
namespace {

constexpr std::size_t kRecord = 512;  // bytes, the most that a boot record may have

Bytes repeated(Chain chain, std::size_t bytes) {
    Bytes out(bytes);
    for (std::size_t at = 0; at < bytes; at += 4) {
        lib::bytes::store_le<std::uint32_t>(std::span(out).subspan(at).first<4>(),
                                            chain[at / 4 % chain.size()]);
    }
    return out;
}

}  // namespace

Bytes chain_record(Chain chain) {
    Bytes record = repeated(chain, kRecord / 2);
    const Bytes again = repeated(chain, kRecord / 2);
    record.insert(record.end(), again.begin(), again.end());
    for (auto word = record.begin() + kRecord / 2; word != record.end(); word += 4) {
        std::reverse(word, word + 4);
    }
    return record;
}

Signature chain_signature(Chain chain) {
    Signature signature{repeated(chain, kNumberBytes), repeated(chain, kNumberBytes)};
    std::ranges::reverse(signature.s);
    return signature;
}

}  // namespace host::fault
