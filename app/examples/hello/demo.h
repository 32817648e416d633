// SPDX-License-Identifier: Apache-2.0
// The parts of the demonstration.
#pragma once

#include "app/examples/hello/report.h"

// Prints what ran before us: component, version, owner, measurement.
void show_chain(Report& report);
// Prints what the manager refused since power-on.
void show_log();

void try_hash(Report& report);
void try_random(Report& report);
void try_persistent_key(Report& report);
void try_encryption(Report& report);
void try_agreement(Report& report);
void count_boots(Report& report);
