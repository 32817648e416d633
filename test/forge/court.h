// SPDX-License-Identifier: Apache-2.0
// What the stages would do with an image: the very functions they call, with sources that count
// what is read, and the proof that an accepted mutant means what the good image means.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "lib/error/error.h"
#include "test/forge/mold.h"

namespace test::forge {

enum class Judged : std::uint8_t {
    kGood,     // the good image itself, byte for byte: no mutant
    kEqual,    // accepted, and proved to say the same in other bytes
    kRefused,  // with an error
    kForged,   // accepted, and it must not be
    kTooDear,  // more was read or hashed than the bounds allow
};

struct Sentence {
    Judged judged;
    lib::Error error;        // why refused
    bool reached_signature;  // the arithmetic of the curve was begun
    std::string equal_in;    // how it differs, if equal
    std::uint64_t read;      // bytes, in all evaluations
    std::uint64_t hashed;    // bytes
};

// `image` in a slot of `room` bytes, erased behind it, judged by `rule`. `owned`: the owner's key
// has sealed it, so that no acceptance is forgiven.
Sentence sentence(const Mold& mold, const Bytes& image, const boot::image::Rule& rule,
                  std::uint32_t room, bool owned);

// What generators hand their cases to.
struct Counts {
    std::uint64_t judged = 0;
    std::uint64_t signature = 0;  // of those, as far as the signature
    std::uint64_t equal = 0;
    std::uint64_t most_hashed = 0;
    std::uint64_t most_read = 0;
    std::map<lib::Error, std::uint64_t> errors;
    std::map<std::string, std::uint64_t> equal_in;
    std::map<std::string, std::uint64_t> groups;
    std::vector<std::string> failures;  // ID: what is wrong

    void add(const Counts& other);
};

class Bench {
  public:
    Bench(const Mold& mold, std::string group, std::uint64_t stop_at = ~0ull)
        : mold_(mold), group_(std::move(group)), stop_at_(stop_at) {}
    const Mold& mold() const { return mold_; }
    const Counts& counts() const { return counts_; }

    struct Setting {
        const boot::image::Rule* rule = nullptr;  // the mold's, if none
        std::uint32_t room = kRoom;
        bool owned = false;
    };
    // Takes the cases instead of having them judged.
    std::function<void(const Bytes&, const Setting&)> taker;

    void judge(const Bytes& image, const Setting& setting);
    void judge(const Bytes& image) { judge(image, Setting{}); }
    // Sealed in that way; kOwner: it is wrong in itself.
    void judge(Parts parts, Seal how);

  private:
    void note(const Sentence& sentence, const std::string& id);

    const Mold& mold_;
    std::string group_;
    std::uint64_t stop_at_;
    std::uint64_t number_ = 0;
    Counts counts_;
};

}  // namespace test::forge
