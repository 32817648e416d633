// SPDX-License-Identifier: Apache-2.0
// The uROT's decryption key at work: judging an encrypted image where it is staged, and making its
// plain text on the way into the slot. The key is read from OBKeys for one ECDH and wiped; of an
// image's own key there is only what the AES block holds, and that goes with this object.
#pragma once

#include <cstdint>
#include <optional>

#include "boot/image/sealed.h"
#include "boot/stage/stage.h"
#include "boot/update/plan.h"
#include "chip/aes.h"
#include "chip/flash.h"

namespace boot::urot {

class Decryption {
  public:
    // `image` was loaded from `source`. Errors: OBK_UNREADABLE and those of image::judge_sealed.
    static lib::Result<void> judge(chip::flash::Source& source, const image::ImageView& image,
                                   const image::Rule& rule);

    // The image that reveal() is about from now on. Where it is not encrypted or cannot be opened
    // (any more), it goes into its slot as it is: the boot refuses it there.
    template <typename Image>
    void arrive(Image& arriving) {
        cipher_.reset();
        Key key;
        image::ContentKey content;
        if (key.load().ok() && image::open_sealed<chip::aes::Counter>(
                                   arriving, stage::image_buffer(), key.view(), header_, content)
                                   .ok()) {
            cipher_.emplace(content.view());
        }
    }

    // Error: AES_TIMEOUT.
    lib::Result<void> reveal(std::uint32_t offset, update::Word& word);

  private:
    // Of OBKeys; gone when the object goes.
    class Key {
      public:
        Key() = default;
        Key(const Key&) = delete;
        Key& operator=(const Key&) = delete;
        ~Key() { lib::bytes::wipe_object(words_); }

        lib::Result<void> load();
        lib::p256::SecretView view() const { return std::as_bytes(std::span(words_)); }

      private:
        std::array<std::uint32_t, lib::p256::kSecretSize / 4> words_;
    };

    image::Header header_{};
    std::optional<chip::aes::Counter> cipher_;
};

}  // namespace boot::urot
