// SPDX-License-Identifier: Apache-2.0
#include "modules/storage/service.h"

namespace modules::storage {

psa_status_t status_of(lib::Error error) {
    switch (error) {
        case lib::Error::kJournalNotFound:
            return PSA_ERROR_DOES_NOT_EXIST;
        case lib::Error::kJournalCorrupt:
            return PSA_ERROR_DATA_CORRUPT;
        case lib::Error::kJournalFull:
            return PSA_ERROR_INSUFFICIENT_STORAGE;
        case lib::Error::kJournalTooBig:
            return PSA_ERROR_INVALID_ARGUMENT;
        case lib::Error::kJournalImmutable:
            return PSA_ERROR_NOT_PERMITTED;
        case lib::Error::kAuthentication:
            return PSA_ERROR_INVALID_SIGNATURE;
        default:
            return PSA_ERROR_STORAGE_FAILURE;
    }
}

}  // namespace modules::storage
