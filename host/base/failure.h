// SPDX-License-Identifier: Apache-2.0
// How a command fails: a name that stays stable, what was wrong, what to do. main() prints it.
#pragma once

#include <stdexcept>
#include <string>

#include "lib/error/error.h"

namespace host {

class Failure : public std::runtime_error {
  public:
    // `name`: UPPER_CASE; `what`: which thing was wrong and how; `advice`: what the user does now.
    Failure(std::string name, const std::string& what, std::string advice)
        : std::runtime_error(what), name_(std::move(name)), advice_(std::move(advice)) {}

    // An error of the project's own space, about `subject` (a file, a slot).
    Failure(lib::Error error, const std::string& subject);

    const std::string& name() const { return name_; }
    const std::string& advice() const { return advice_; }

  private:
    std::string name_;
    std::string advice_;
};

}  // namespace host
