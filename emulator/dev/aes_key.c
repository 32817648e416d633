/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Keys of AES and SAES.
 * Facts: fact sheet 7.1, 7.2; 3.5 and 4.2 (DHUK), 9.6 (BHK).
 * Modelled: order of key writes, KEYVALID, KEIF; KEYSEL; wrapped keys; a shared key goes from SAES
 * to AES while both have KMOD = 2 and dies in AES when SAES leaves it; a bound key is erased by the
 * other world's access.
 * DHUK is a hash of the board's unique key, HDPL, security of the loader, whether the product is
 * open, EPOCHSELCR and the epoch that it selects [U-22]. KEYSEL 3, 5, 6 fail with KEIF.
 * Stricter than the chip perhaps: the refused access that erases a key reads zero.
 * After a tamper DHUK is a constant until the next system reset: all zeros.
 */
#include "qemu/osdep.h"

#include "emulator/dev/aes.h"

#include "emulator/dev/sbs.h"
#include "emulator/dev/sha.h"
#include "emulator/dev/tamp.h"
#include "qemu/bswap.h"

enum { NO_KEY, DHUK, BHK, DHUK_AND_BHK = 4, TEST_KEY = 7 };

static Aes* the_aes;
static Aes* the_saes;

static unsigned key_words(Aes* a) {
    return aes_wide(a) ? AES_KEY_WORDS : AES_KEY_WORDS / 2;
}

static void stop_sharing(Aes* a) {
    if (a == the_saes && a->shares) {
        a->shares = false;
        if (the_aes->key_hidden) {
            aes_key_erase(the_aes);
        }
    }
}

static void key_error(Aes* a, const char* why) {
    h573_guest_error(&a->regs, "key error: %s", why);
    aes_key_erase(a);
    *h573_reg(&a->regs, AES_ISR) |= AES_KEIF;
}

void aes_key_erase(Aes* a) {
    stop_sharing(a);
    memset(a->key, 0, sizeof(a->key));
    memset(a->landing, 0, sizeof(a->landing));
    a->key_valid = a->key_hidden = a->key_derived = false;
    a->key_writes = a->landed = 0;
    *h573_reg(&a->regs, AES_CR) &= ~AES_EN;
}

static void key_ready(Aes* a, bool hidden) {
    a->key_valid = true;
    a->key_hidden = hidden;
    a->key_derived = false;
    a->owner_secure = a->access.secure;
}

/* --- written by software ------------------------------------------------------ */

void aes_key_write(Aes* a, unsigned index, uint32_t value) {
    unsigned last = key_words(a) - 1;

    if (a->key_writes == 0) {
        aes_key_erase(a);
        a->key_descends = index != 0;
    }
    if (index != (a->key_descends ? last - a->key_writes : a->key_writes)) {
        key_error(a, "key registers written out of order");
        return;
    }
    a->key[index] = value;
    if (++a->key_writes == last + 1) {
        a->key_writes = 0;
        key_ready(a, false);
    }
}

/* --- loaded by hardware --------------------------------------------------------- */

static void hash_word(Sha* sha, uint32_t word) {
    uint8_t bytes[4];

    stl_le_p(bytes, word);
    sha_update(sha, bytes, sizeof(bytes));
}

static uint32_t epoch(Aes* a, uint32_t choice) {
    const struct board_options* options = h573_options(a->regs.chip);

    switch (choice) {
        case 0:
            return options->nsepochr;
        case 1:
            return options->secepochr;
        default:
            return 0;
    }
}

static void hardware_unique_key(Aes* a, uint32_t key[AES_KEY_WORDS]) {
    H573Chip* chip = a->regs.chip;
    const struct board_identity* identity = h573_identity(chip);
    uint32_t choice = h573_sbs_epoch_choice();
    uint8_t digest[32];
    Sha sha;

    if (h573_dhuk_forfeited(chip)) {
        h573_guest_error(&a->regs, "DHUK after a tamper: a constant until the next reset");
        memset(key, 0, 4 * AES_KEY_WORDS);
        return;
    }
    sha_start(&sha, SHA_256);
    sha_update(&sha, identity->huk, sizeof(identity->huk));
    hash_word(&sha, h573_hdpl(chip));
    hash_word(&sha, a->access.secure);
    hash_word(&sha, h573_product_state(chip) == BOARD_OPEN);
    hash_word(&sha, choice);
    hash_word(&sha, epoch(a, choice));
    sha_finish(&sha, digest);
    for (unsigned i = 0; i < AES_KEY_WORDS; i++) {
        key[i] = ldl_be_p(digest + 4 * i);
    }
}

static bool selected_key(Aes* a, unsigned select, uint32_t key[AES_KEY_WORDS]) {
    uint32_t boot_key[AES_KEY_WORDS];

    switch (select) {
        case DHUK:
            hardware_unique_key(a, key);
            return true;
        case BHK:
            h573_tamp_boot_key(key);
            return true;
        case DHUK_AND_BHK:
            hardware_unique_key(a, key);
            h573_tamp_boot_key(boot_key);
            for (unsigned i = 0; i < AES_KEY_WORDS; i++) {
                key[i] ^= boot_key[i];
            }
            return true;
        case TEST_KEY:
            memset(key, 0xa5, 4 * AES_KEY_WORDS);
            return true;
        default:
            return false;
    }
}

static void load_selected(Aes* a, unsigned select) {
    aes_key_erase(a);
    if (select == NO_KEY) {
        return;
    }
    if (!selected_key(a, select, a->key)) {
        key_error(a, "reserved KEYSEL");
        return;
    }
    key_ready(a, true);
}

/* --- wrapped and shared --------------------------------------------------------- */

static void take_shared(Aes* aes) {
    if (the_saes->shares) {
        memcpy(aes->key, the_saes->landing, sizeof(aes->key));
        key_ready(aes, true);
    }
}

void aes_key_landed(Aes* a, const uint8_t* block) {
    unsigned words = key_words(a);

    for (unsigned i = 0; i < 4; i++) {
        a->landing[words - 1 - 4 * a->landed - i] = ldl_be_p(block + 4 * i);
    }
    if (++a->landed < words / 4) {
        return;
    }
    a->landed = 0;
    if (aes_key_mode(a) == AES_KEY_WRAPPED) {
        memcpy(a->key, a->landing, sizeof(a->key));
        key_ready(a, true);
        return;
    }
    a->shares = true;
    if (aes_key_mode(the_aes) == AES_KEY_SHARED) {
        the_aes->access = a->access;
        take_shared(the_aes);
    }
}

void aes_key_control(Aes* a, uint32_t old) {
    uint32_t cr = *h573_reg(&a->regs, AES_CR);
    unsigned select = cr >> 28 & 7;

    if (aes_key_mode(a) != AES_KEY_SHARED) {
        stop_sharing(a);
    } else if (!a->secure_engine && !a->key_valid) {
        take_shared(a);
    }
    if (a->secure_engine && (select != (old >> 28 & 7) || (select != NO_KEY && !a->key_valid))) {
        load_selected(a, select);
    } else if ((cr ^ old) & AES_KEYSIZE && !a->key_hidden) {
        aes_key_erase(a);
    }
}

/* --- who may use it --------------------------------------------------------------- */

bool aes_key_defended(Aes* a) {
    bool bound = a->key_hidden || (*h573_reg(&a->regs, AES_CR) & AES_KEYPROT);

    if (!a->key_valid || !bound || a->access.secure == a->owner_secure) {
        return false;
    }
    key_error(a, "access from the other world than the key's");
    *h573_reg(&a->regs, AES_CR) &= 0x0fffffff; /* KEYSEL: nothing is selected any more */
    return true;
}

void aes_key_bytes(Aes* a, uint8_t key[32]) {
    unsigned words = key_words(a);

    memset(key, 0, 32);
    for (unsigned i = 0; i < words; i++) {
        stl_be_p(key + 4 * (words - 1 - i), a->key[i]);
    }
}

void aes_key_realize(Aes* a) {
    if (a->secure_engine) {
        the_saes = a;
    } else {
        the_aes = a;
    }
}
