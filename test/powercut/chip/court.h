// SPDX-License-Identifier: Apache-2.0
// One power cut of a boot of the virtual chip: the board it leaves must be the twin's to the last
// byte, and the next boot must be right.
#pragma once

#include <optional>
#include <string>

#include "test/powercut/chip/flows.h"

namespace test::powercut::chip {

inline constexpr std::uint64_t kSeed = 20261124;

struct Cut {
    std::uint64_t at;  // operation of the boot, the first is 1
    flash_cut policy;
};
std::string name_of(const Flow& flow, const Cut& cut);  // "chip/app:17.T3"

struct Verdict {
    std::string wrong;         // empty: as it should be
    std::string console;       // of both boots
    bool came_to_new = false;  // the new images run
    unsigned resets = 0;       // that the stages asked for themselves
    bool compared = false;     // the board behind the next boot, too, with the twin's
};

class Court {
  public:
    // `name`: of this court's folders, which are its own.
    Court(const Layout& layout, const Flow& flow, const std::string& name);
    ~Court();
    Court(const Court&) = delete;
    Court& operator=(const Court&) = delete;

    // All operations of the boot, where nothing is cut, on the twin.
    std::vector<Operation> operations() const;
    Verdict judge(const Cut& cut, std::size_t operations) const;

  private:
    struct Run;
    Run run(const std::vector<std::string>& arguments) const;
    std::string judge_boot(const Cut& cut, std::size_t operations, Verdict& verdict) const;
    std::string judge_versions(const Cut& cut, std::size_t operations, const std::string& console,
                               Verdict& verdict) const;
    std::string judge_counters(const Verdict& verdict) const;
    std::string compare_rest(Twin& twin) const;
    Path chip() const { return folder_ / "chip"; }

    const Layout& layout_;
    const Flow& flow_;
    Path folder_;
};

}  // namespace test::powercut::chip
