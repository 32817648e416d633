// SPDX-License-Identifier: Apache-2.0
// The operations of the peers' table (TF-M's figures are in host/bench/peer.h), by folder.
#pragma once

// Set when a measured operation did not do what it should: its figure would be worthless.
extern unsigned bench_failures;

void bench_empty();
void bench_calls();
void bench_storage();
void bench_crypto();
