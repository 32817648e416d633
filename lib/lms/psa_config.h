// SPDX-License-Identifier: Apache-2.0
#pragma once

#define PSA_WANT_ALG_SHA_256 1
