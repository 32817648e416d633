// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <random>

#include "manager/core/region.h"
#include "manager/core/test_iovec.h"

namespace manager::core::testing {
namespace {

// Random programs of the partition against a model: what each vector has been used for, and so what
// is allowed, what is written, and the most the MPU may hold.
class IovecRandom : public Iovec {
  protected:
    enum Use { kNone, kStreamed, kMapped, kCopied, kUnmapped };
    struct Modelled {
        Range range;
        bool out;
        std::uint32_t index;
        Use use = kNone;
        std::uint32_t written = 0;
    };

    std::uint32_t pick(std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); }

    void begin() {
        model.clear();
        Vectors v;
        for (std::uint32_t i = 0; i < kMaxVectors; ++i) {
            const bool out = pick(2) != 0;
            const Range range{kIn + 32 * pick(12) + (pick(4) == 0 ? 4 : 0), 32 * (1 + pick(3))};
            auto& list = out ? v.out : v.in;
            model.push_back({range, out, static_cast<std::uint32_t>(list.size())});
            list.push_back(range);
        }
        call(kMaps, 1, v);
        vectors_at = arrays;
        entered();
    }

    bool mappable(const Modelled& m) const {
        bool fits = m.range.base % 32 == 0;
        for (const Modelled& other : model) {
            fits = fits && (other.use != kMapped || !overlap(other.range, m.range));
        }
        return fits;
    }

    // Whether the partition may do this; it does.
    bool map_one(Modelled& m) {
        const std::uint32_t own = pick(3) == 0 ? block() : 0;
        const bool fits = mappable(m);
        map(m.out ? SM_SVC_MAP_OUTVEC : SM_SVC_MAP_INVEC, m.index, own);
        if (m.use != kNone) {
            return false;
        }
        EXPECT_EQ(result(), own != 0 ? own : fits ? m.range.base : 0);
        EXPECT_EQ(frame().r1, m.range.size);
        m.use = own != 0 ? kCopied : fits ? kMapped : kNone;
        return true;
    }
    bool unmap_one(Modelled& m) {
        const std::uint32_t size = pick(m.range.size + 2);
        svc(m.out ? SM_SVC_UNMAP_OUTVEC : SM_SVC_UNMAP_INVEC, handle, m.index, size, block());
        if ((m.use != kMapped && m.use != kCopied) || (m.out && size > m.range.size)) {
            return false;
        }
        EXPECT_EQ(result(), m.use == kCopied ? 1u : 0u);
        m.written = size;
        m.use = kUnmapped;
        return true;
    }
    bool stream_one(Modelled& m) {
        const std::uint32_t room = m.out ? m.range.size - m.written : 8;
        const std::uint32_t size = pick(room < 8 ? room + 1 : 8);
        svc(m.out ? SM_SVC_WRITE : SM_SVC_READ, handle, m.index, block(), size);
        if (m.use != kNone && m.use != kStreamed) {
            return false;
        }
        m.use = kStreamed;
        m.written += m.out ? size : 0;
        return true;
    }
    void visit_another() {
        call(kInner, 0);
        EXPECT_EQ(running(), 0x202u);
        EXPECT_TRUE(nothing_mapped());
        svc(SM_SVC_SFN_RETURN, 0);
    }
    void touch() {
        const std::uint32_t address = kIn + pick(0x200);
        bool mapped = false;
        for (const Modelled& m : model) {
            mapped = mapped || (m.use == kMapped && contains(m.range, address, 1));
        }
        const bool there = core->current()->state == State::kMapping;
        EXPECT_EQ(core->vectors_touched(address), mapped && !there);
    }
    bool act() {
        Modelled& m = model[pick(kMaxVectors)];
        switch (pick(8)) {
            case 0:
                return stream_one(m);
            case 1:
                return unmap_one(m);
            case 2:
                visit_another();
                return true;
            case 3:
                svc(SM_SVC_LIFECYCLE);
                return true;
            case 4:
                touch();
                return true;
            default:
                return map_one(m);
        }
    }

    // Each region that is on is one vector of the model, with its right, and only here.
    void check_regions() {
        for (const RegionWords& words : machine_state.mapped) {
            if (words == RegionWords{}) {
                continue;
            }
            ASSERT_EQ(core->current()->state, State::kMapping);
            bool known = false;
            for (const Modelled& m : model) {
                known = known || (m.use == kMapped && words == vector_words(m.range, m.out));
            }
            ASSERT_TRUE(known);
        }
    }

    std::mt19937 random;
    std::vector<Modelled> model;
    std::uint32_t vectors_at = 0;
};

TEST_F(IovecRandom, TheMpuHoldsOnlyWhatTheModelHasMapped) {
    unsigned served = 0;
    for (std::uint32_t seed = 0; seed < 3000; ++seed) {
        SetUp();
        random.seed(seed);
        begin();
        bool allowed = true;
        for (std::uint32_t n = 1 + pick(12); n != 0 && allowed; --n) {
            allowed = act();
            check_regions();
        }
        if (!allowed) {
            ended_as_programmer_error();
            continue;
        }
        svc(SM_SVC_SFN_RETURN, 0);
        ASSERT_EQ(status(), 0) << seed;
        ASSERT_TRUE(nothing_mapped());
        const std::size_t ins = static_cast<std::size_t>(
            std::ranges::count_if(model, [](const Modelled& m) { return !m.out; }));
        for (const Modelled& m : model) {
            ASSERT_TRUE(!m.out || at<Range>(vectors_at)[ins + m.index].size == m.written) << seed;
        }
        ++served;
    }
    EXPECT_GT(served, 500u);
}

}  // namespace
}  // namespace manager::core::testing
