// SPDX-License-Identifier: Apache-2.0
#include "host/bench/code.h"

#include <algorithm>
#include <bit>

namespace host::bench {
namespace {

constexpr std::uint8_t kFunction = 2;  // STT_FUNC

std::int32_t signed_bits(std::uint32_t value, unsigned bits) {
    return static_cast<std::int32_t>(value << (32 - bits)) >> (32 - bits);
}

// ThumbExpandImm of i:imm3:imm8.
std::uint32_t expanded(std::uint32_t imm12) {
    const std::uint32_t low = imm12 & 0xFF;
    if (imm12 >> 10 != 0) {
        return std::rotr(0x80u | (imm12 & 0x7F), static_cast<int>(imm12 >> 7));
    }
    switch (imm12 >> 8) {
        case 0:
            return low;
        case 1:
            return low << 16 | low;
        case 2:
            return low << 24 | low << 8;
        default:
            return low * 0x0101'0101u;
    }
}

class Reader {
  public:
    Reader(std::uint32_t begin, std::uint32_t end, Code& code)
        : begin_(begin), end_(end), code_(code) {}

    void narrow(std::uint32_t at, std::uint32_t h) {
        if ((h & 0xFE00) == 0xB400) {  // PUSH
            code_.frame += 4 * static_cast<std::uint32_t>(std::popcount(h & 0x1FF));
        } else if ((h & 0xFF80) == 0xB080) {  // SUB SP, #imm
            code_.frame += 4 * (h & 0x7F);
        } else if ((h & 0xFF87) == 0x4780 || ((h & 0xFF87) == 0x4700 && (h >> 3 & 15) != 14)) {
            code_.indirect = true;  // BLX register, BX register but LR
        } else if ((h & 0xF800) == 0xE000) {
            jump(at, signed_bits(h & 0x7FF, 11) * 2);
        } else if ((h & 0xF000) == 0xD000 && (h >> 8 & 15) < 14) {
            jump(at, signed_bits(h & 0xFF, 8) * 2);
        }
    }

    void wide(std::uint32_t at, std::uint32_t h, std::uint32_t l) {
        const std::uint32_t imm12 = (h >> 10 & 1) << 11 | (l >> 12 & 7) << 8 | (l & 0xFF);
        if (h == 0xE92D) {  // PUSH
            code_.frame += 4 * static_cast<std::uint32_t>(std::popcount(l));
        } else if (h == 0xF84D && (l & 0xF00) == 0xD00) {  // STR Rt, [SP, #-imm]!
            code_.frame += l & 0xFF;
        } else if (h == 0xE96D || (h & 0xFFBF) == 0xED2D) {  // STRD [SP, #-imm]!, VPUSH
            code_.frame += 4 * (l & 0xFF);
        } else if ((h & 0xFBEF) == 0xF1AD && (l & 0x8F00) == 0x0D00) {  // SUB SP, #modified
            code_.frame += expanded(imm12);
        } else if ((h & 0xFBFF) == 0xF2AD && (l & 0x8F00) == 0x0D00) {  // SUBW SP, #imm
            code_.frame += imm12;
        } else if ((h & 0xF800) == 0xF000 && (l & 0x8000) != 0) {
            branch(at, h, l);
        }
    }

  private:
    void branch(std::uint32_t at, std::uint32_t h, std::uint32_t l) {
        const std::uint32_t s = h >> 10 & 1, j1 = l >> 13 & 1, j2 = l >> 11 & 1;
        if ((l & 0x1000) == 0) {  // conditional
            if ((l & 0x4000) == 0 && (h >> 6 & 15) < 14) {
                jump(at,
                     signed_bits(
                         s << 20 | j2 << 19 | j1 << 18 | (h & 0x3F) << 12 | (l & 0x7FF) << 1, 21));
            }
            return;
        }
        const std::uint32_t i1 = ~(j1 ^ s) & 1, i2 = ~(j2 ^ s) & 1;
        const std::int32_t offset =
            signed_bits(s << 24 | i1 << 23 | i2 << 22 | (h & 0x3FF) << 12 | (l & 0x7FF) << 1, 25);
        if ((l & 0x4000) != 0) {
            code_.calls.insert(at + 4 + static_cast<std::uint32_t>(offset));
        } else {
            jump(at, offset);
        }
    }

    void jump(std::uint32_t at, std::int32_t offset) {
        const std::uint32_t to = at + 4 + static_cast<std::uint32_t>(offset);
        if (to < begin_ || to >= end_) {
            code_.jumps.insert(to);
        }
    }

    std::uint32_t begin_, end_;
    Code& code_;
};

std::uint32_t half_word(ByteView bytes, std::size_t at) {
    return std::to_integer<std::uint32_t>(bytes[at]) | std::to_integer<std::uint32_t>(bytes[at + 1])
                                                           << 8;
}

// Where code ($t) and data ($d) begin, and where any symbol does.
struct Places {
    std::map<std::uint32_t, bool> is_code;
    std::set<std::uint32_t> all;
};

Places places_of(const ElfFile& elf, std::uint16_t section) {
    Places places;
    for (const ElfSymbol& symbol : elf.symbols()) {
        if (symbol.section != section) {
            continue;
        }
        if (symbol.name.starts_with("$t") || symbol.name.starts_with("$d")) {
            places.is_code[symbol.value] = symbol.name[1] == 't';
        } else {
            places.all.insert(symbol.value & ~1u);
        }
    }
    return places;
}

void read_function(ByteView section, std::uint32_t base, const Places& places, std::uint32_t begin,
                   std::uint32_t end, Code& code) {
    for (std::uint32_t at = begin; at < end;) {
        const auto next = places.is_code.upper_bound(at);
        const std::uint32_t stop = next == places.is_code.end() ? end : std::min(end, next->first);
        if (next == places.is_code.begin() || std::prev(next)->second) {
            read_code(section.subspan(at - base, stop - at), at, begin, end, code);
        }
        at = stop;
    }
}

}  // namespace

void read_code(ByteView bytes, std::uint32_t address, std::uint32_t begin, std::uint32_t end,
               Code& code) {
    Reader reader(begin, end, code);
    for (std::size_t at = 0; at + 2 <= bytes.size();) {
        const std::uint32_t first = half_word(bytes, at);
        const bool wide = first >> 11 >= 0x1D;
        if (!wide) {
            reader.narrow(address + static_cast<std::uint32_t>(at), first);
        } else if (at + 4 <= bytes.size()) {
            reader.wide(address + static_cast<std::uint32_t>(at), first, half_word(bytes, at + 2));
        }
        at += wide ? 4 : 2;
    }
}

Functions read_functions(const ElfFile& elf) {
    Functions functions;
    for (std::size_t index = 0; index < elf.sections().size(); ++index) {
        const ElfSection& section = elf.sections()[index];
        if (!section.allocated() || !section.executable() || !section.has_bytes()) {
            continue;
        }
        const auto number = static_cast<std::uint16_t>(index);
        const Places places = places_of(elf, number);
        const std::uint32_t limit = section.address + section.size;
        for (const ElfSymbol& symbol : elf.symbols()) {
            const std::uint32_t begin = symbol.value & ~1u;
            if (symbol.section != number || symbol.type != kFunction || begin >= limit ||
                begin < section.address || functions.contains(begin)) {
                continue;
            }
            const auto next = places.all.upper_bound(begin);
            const std::uint32_t gap = next == places.all.end() ? limit : *next;
            const std::uint32_t end = std::min(limit, symbol.size != 0 ? begin + symbol.size : gap);
            Function& function = functions[begin];
            function.name = symbol.name;
            read_function(elf.bytes(section), section.address, places, begin, end, function.code);
        }
    }
    return functions;
}

}  // namespace host::bench
