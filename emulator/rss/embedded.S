// SPDX-License-Identifier: Apache-2.0
// Puts the image for TrustZone off where a core without secure state starts.
    .section .without_trustzone, "a"
    .incbin "without_trustzone.bin"
