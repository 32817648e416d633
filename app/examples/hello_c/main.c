/* SPDX-License-Identifier: Apache-2.0 */
/* The smallest useful application in C: hash, random, a stored value, and who ran before. */
#include <string.h>

#include "psa/client.h"
#include "psa/crypto.h"
#include "psa/internal_trusted_storage.h"
#include "sm/console.h"
#include "sm/record.h"

static uint32_t passed, failed;

static void check(const char* what, int good) {
    sm_console_text(good ? "  ok    " : "  FAIL  ");
    sm_console_text(what);
    sm_console_text("\r\n");
    if (good) {
        ++passed;
    } else {
        ++failed;
    }
}

static void use_storage(void) {
    static const char text[] = "kept in the chip";
    char back[sizeof text];
    size_t length = 0;
    psa_status_t s = psa_its_set(2, sizeof text, text, PSA_STORAGE_FLAG_NONE);
    check("a value is stored", s == PSA_SUCCESS);
    s = psa_its_get(2, 0, sizeof back, back, &length);
    check("and read back",
          s == PSA_SUCCESS && length == sizeof text && memcmp(back, text, sizeof text) == 0);
}

static void use_crypto(void) {
    uint8_t digest[32];
    uint8_t random[32];
    size_t length = 0;
    psa_status_t s = psa_generate_random(random, sizeof random);
    check("random bytes arrive", s == PSA_SUCCESS);
    s = psa_hash_compute(PSA_ALG_SHA_256, random, sizeof random, digest, sizeof digest, &length);
    check("and are hashed", s == PSA_SUCCESS && length == sizeof digest);
    s = psa_hash_compare(PSA_ALG_SHA_256, random, sizeof random, digest, sizeof digest);
    check("to the same digest twice", s == PSA_SUCCESS);
}

static void look_at_chain(void) {
    struct sm_component_record component;
    uint32_t count = 0;
    while (sm_record_component(count, &component) == PSA_SUCCESS) {
        ++count;
    }
    check("the chain before us is known", count >= 3);
}

int main(void) {
    sm_console_open();
    sm_console_text("hello_c: an application in C\r\n");
    look_at_chain();
    use_storage();
    use_crypto();
    sm_console_text("hello_c: ");
    sm_console_decimal(passed);
    sm_console_text(" passed, ");
    sm_console_decimal(failed);
    sm_console_text(" failed\r\n");
    return failed != 0;
}
