// SPDX-License-Identifier: Apache-2.0
// Apart from stage.cpp, so that a stage without LMS links nothing of it.
#include "boot/image/hybrid.h"

#include "boot/stage/stage.h"
#include "chip/flash.h"
#include "system/engines.h"

namespace boot::stage {

void verify_hybrid(const Slot& slot, const image::Rule& rule, const image::Rule& again,
                   image::Verdict& verdict) {
    // The LMS signature stays in flash.
    chip::flash::Source source(slot.address, slot.size);
    image::verify_image<engines::Hash, image::LmsSignature>(source, rule, again, image_buffer(),
                                                            verdict);
}

}  // namespace boot::stage
