/* SPDX-License-Identifier: Apache-2.0 */
/* What of PSA-FF 1.1 the manager has. */
#ifndef PSA_FRAMEWORK_FEATURE_H
#define PSA_FRAMEWORK_FEATURE_H

#define PSA_FRAMEWORK_ISOLATION_LEVEL (3)
#define PSA_FRAMEWORK_HAS_MM_IOVEC (1)

#endif
