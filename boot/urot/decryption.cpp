// SPDX-License-Identifier: Apache-2.0
#include "boot/urot/decryption.h"

#include "boot/image/hybrid.h"
#include "chip/obk.h"
#include "lib/obkeys/obkeys.h"
#include "lib/sha256/sha256.h"

namespace boot::urot {

lib::Result<void> Decryption::Key::load() {
    constexpr std::size_t kInRecord = offsetof(lib::obkeys::UrotKeys, decryption_key);
    return chip::obk::read(lib::obkeys::kUrotOffset + kInRecord, words_);
}

lib::Result<void> Decryption::judge(chip::flash::Source& source, const image::ImageView& image,
                                    const image::Rule& rule) {
    Key key;
    LIB_TRY(key.load());
    return image::judge_sealed<lib::sha256::Sha256, chip::aes::Counter, image::LmsSignature>(
        source, image, rule, key.view());
}

lib::Result<void> Decryption::reveal(std::uint32_t offset, update::Word& word) {
    return cipher_ ? image::reveal(*cipher_, header_, offset, word) : lib::kOk;
}

}  // namespace boot::urot
