// SPDX-License-Identifier: Apache-2.0
#include "test/chip/block.h"

#include <cstring>

#include "test/chip/suite.h"

namespace chip_test {
namespace {

// "NAME: what", in room of its own.
class Claim {
  public:
    Claim(std::string_view block, std::string_view name, std::string_view what) {
        add(block);
        add(" ");
        add(name);
        add(": ");
        add(what);
    }
    operator std::string_view() const { return {text_, length_}; }  // NOLINT

  private:
    void add(std::string_view part) {
        const std::size_t room = sizeof text_ - length_;
        const std::size_t size = part.size() < room ? part.size() : room;
        std::memcpy(text_ + length_, part.data(), size);
        length_ += size;
    }
    char text_[96];
    std::size_t length_ = 0;
};

// A word that differs from the register in every bit that can differ.
std::uint32_t other_word(const RegisterRow& row) {
    return row.reset ^ row.writable;
}

void put(const BlockRow& block, const RegisterRow& row, std::uint32_t value,
         View view = View::kSecure) {
    store(block.base + row.at, value, view);
    if (block.settle != nullptr) {
        block.settle();
    }
}

void check_refused(const BlockRow& block, const RegisterRow& row, View view,
                   std::string_view what) {
    const std::uint32_t at = block.base + row.at;
    const std::uint32_t before = load(at);
    const bool hidden = load(at, view) == 0;
    if (row.touch) {
        put(block, row, other_word(row), view);
    }
    check(Claim(block.name, row.name, what), hidden && load(at) == before);
}

void check_granted(const BlockRow& block, const RegisterRow& row, View view,
                   std::string_view what) {
    const std::uint32_t at = block.base + row.at;
    bool same = load(at, view) == load(at);
    if (row.touch && row.writable != 0) {
        put(block, row, other_word(row), view);
        same = same && load(at) == other_word(row);
        put(block, row, row.reset, view);
        same = same && load(at) == row.reset;
    }
    check(Claim(block.name, row.name, what), same);
}

// Read back what was protected: something other than zero shows that hidden is hidden.
void make_visible(const BlockRow& block, const RegisterRow& row) {
    if (row.touch && row.writable != 0) {
        put(block, row, row.reset | row.writable);
    }
}

void restore(const BlockRow& block, const RegisterRow& row) {
    if (row.touch && row.writable != 0) {
        put(block, row, row.reset);
    }
}

Seen share(const RegisterRow& row, View view) {
    Seen seen = kAll;
    if (view == View::kNonSecure || view == View::kNonSecureUser) {
        seen = {seen.read & row.non_secure.read, seen.write & row.non_secure.write};
    }
    if (view == View::kSecureUser || view == View::kNonSecureUser) {
        seen = {seen.read & row.user.read, seen.write & row.user.write};
    }
    return seen;
}

std::string_view who(View view) {
    return view == View::kNonSecure    ? "non-secure code has its share"
           : view == View::kSecureUser ? "unprivileged code has its share"
                                       : "non-secure unprivileged code has its share";
}

bool has_its_share(const RegisterRow& row, std::uint32_t at, View view) {
    const Seen seen = share(row, view);
    const std::uint32_t before = load(at);
    bool right = load(at, view) == (before & seen.read);
    if (row.touch && row.writable != 0) {
        const std::uint32_t other = before ^ row.writable;
        const std::uint32_t mine = row.writable & seen.write;
        store(at, other, view);
        right = right && load(at) == ((before & ~mine) | (other & mine));
        store(at, before);
    }
    return right;
}

}  // namespace

void check_seen(const BlockRow& block) {
    for (const RegisterRow& row : block.registers) {
        for (const View view : {View::kNonSecure, View::kSecureUser, View::kNonSecureUser}) {
            bool right = true;
            for (unsigned i = 0; i < row.count; ++i) {
                RegisterRow one = row;
                one.at = static_cast<std::uint16_t>(row.at + 4 * i);
                make_visible(block, one);
                right = has_its_share(one, block.base + one.at, view) && right;
                restore(block, one);
            }
            check(Claim(block.name, row.name, who(view)), right);
        }
    }
}

void check_reset_values(const BlockRow& block) {
    for (const RegisterRow& row : block.registers) {
        for (unsigned i = 0; i < row.count; ++i) {
            check_equal(Claim(block.name, row.name, "reset value"),
                        load(block.base + row.at + 4 * i), row.reset);
        }
    }
}

void check_writable_bits(const BlockRow& block) {
    for (const RegisterRow& row : block.registers) {
        if (!row.touch) {
            continue;
        }
        const std::uint32_t at = block.base + row.at;
        put(block, row, ~0u);
        const std::uint32_t ones = load(at);
        put(block, row, 0);
        const std::uint32_t zeros = load(at);
        put(block, row, row.reset);
        const std::uint32_t fixed = row.reset & ~row.writable;
        check(Claim(block.name, row.name, "reserved bits stay, the others follow"),
              ones == (fixed | row.writable) && zeros == fixed);
    }
}

void check_views(const BlockRow& block) {
    for (const RegisterRow& row : block.registers) {
        check_granted(block, row, View::kNonSecure, "open: non-secure code may");
        check_granted(block, row, View::kNonSecureUser, "open: non-secure unprivileged code may");
        check_granted(block, row, View::kSecureUser, "open: unprivileged code may");
        make_visible(block, row);
        set_secure(block.group, block.bit, true);
        illegal_access_seen(block.group, block.bit);
        check_refused(block, row, View::kNonSecure, "secure: non-secure code sees nothing");
        check(Claim(block.name, row.name, "secure: TZIC has the event"),
              illegal_access_seen(block.group, block.bit));
        set_privileged(block.group, block.bit, true);
        check_refused(block, row, View::kSecureUser, "privileged: unprivileged code sees nothing");
        set_secure(block.group, block.bit, false);
        check_refused(block, row, View::kNonSecureUser,
                      "privileged: non-secure unprivileged code sees nothing");
        set_privileged(block.group, block.bit, false);
        restore(block, row);
    }
}

}  // namespace chip_test
