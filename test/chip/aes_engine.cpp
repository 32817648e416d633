// SPDX-License-Identifier: Apache-2.0
#include "test/chip/aes_engine.h"

#include "test/chip/suite.h"

namespace chip_test {
namespace {

constexpr std::uint32_t kSr = 0x04;
constexpr std::uint32_t kDinr = 0x08;
constexpr std::uint32_t kDoutr = 0x0C;
constexpr std::uint32_t kIvr = 0x20;
constexpr std::uint32_t kIer = 0x300;
constexpr std::uint32_t kIsr = 0x304;
constexpr std::uint32_t kIcr = 0x308;
constexpr unsigned kPolls = 1000;

constexpr std::uint32_t key_register(unsigned index) {
    return index < 4 ? 0x10 + 4 * index : 0x30 + 4 * (index - 4);
}

}  // namespace

std::uint32_t Engine::control() const {
    return load(base_);
}
std::uint32_t Engine::status() const {
    return load(base_ + kSr);
}
std::uint32_t Engine::flags() const {
    return load(base_ + kIsr);
}
void Engine::clear_flags() const {
    store(base_ + kIcr, 0xF);
}
void Engine::set_control(std::uint32_t value) const {
    store(base_, value);
}
void Engine::enable() const {
    store(base_, control() | cr::kEnable);
}
void Engine::disable() const {
    store(base_, control() & ~cr::kEnable);
}

void Engine::restart() const {
    store(base_, cr::kReset);
    store(base_, 0);
    for (unsigned poll = 0; poll < kPolls && (status() & aes_flag::kBusy) != 0; ++poll) {
    }
}

void Engine::set_key(std::span<const std::uint32_t> key) const {
    for (unsigned i = 0; i < key.size(); ++i) {
        store(base_ + key_register(static_cast<unsigned>(key.size()) - 1 - i), key[i]);
    }
}

void Engine::set_iv(const Block& iv) const {
    for (unsigned i = 0; i < 4; ++i) {
        store(base_ + kIvr + 12 - 4 * i, iv[i]);
    }
}

Block Engine::iv() const {
    Block out{};
    for (unsigned i = 0; i < 4; ++i) {
        out[i] = load(base_ + kIvr + 12 - 4 * i);
    }
    return out;
}

void Engine::push(std::uint32_t word) const {
    store(base_ + kDinr, word);
}
std::uint32_t Engine::pull() const {
    return load(base_ + kDoutr);
}

void Engine::put(const Block& in) const {
    for (const std::uint32_t word : in) {
        push(word);
    }
    for (unsigned poll = 0; poll < kPolls && (flags() & aes_flag::kCcf) == 0; ++poll) {
    }
    store(base_ + kIcr, aes_flag::kCcf);
}

Block Engine::take() const {
    Block out{};
    for (std::uint32_t& word : out) {
        word = pull();
    }
    return out;
}

Block Engine::process(const Block& in) const {
    put(in);
    return take();
}

void Engine::prepare_decryption() const {
    set_control((control() & ~(3u << 3)) | cr::kPrepare);
    enable();
    clear_flags();
    set_control((control() & ~(3u << 3)) | cr::kDecrypt);
}

void check_refusals(const Engine& engine, unsigned line) {
    constexpr Block kKey{1, 2, 3, 4};
    engine.restart();
    check_equal("no key: KEYVALID is 0", engine.status() & aes_flag::kKeyValid, 0);
    engine.enable();
    check_equal("no key: EN cannot be set", engine.control() & cr::kEnable, 0);
    engine.push(1);
    check_equal("DINR without EN: WRERR", engine.status() & 6, aes_flag::kWriteError);
    check_equal("and RWEIF", engine.flags(), aes_flag::kRweif);
    engine.clear_flags();
    check_equal("ICR clears both", engine.status() | engine.flags(), 0);
    check_equal("DOUTR without a result is zero", engine.pull(), 0);
    check_equal("and RDERR", engine.status() & 6, aes_flag::kReadError);
    engine.clear_flags();
    store(engine.base() + 0x10, 1);
    store(engine.base() + 0x18, 1);
    check_equal("key registers out of order: KEIF", engine.flags(), aes_flag::kKeif);
    engine.clear_flags();
    engine.set_key(kKey);
    check_equal("a whole key is valid", engine.status() & aes_flag::kKeyValid, aes_flag::kKeyValid);
    check_equal("key registers read zero", load(engine.base() + 0x10), 0);
    engine.enable();
    engine.set_control(engine.control() | cr::kCbc | cr::kByteSwap | cr::kWide);
    check_equal("configuration is frozen while EN", engine.control(), cr::kEnable);
    store(engine.base() + 0x20, 5);
    check_equal("IVR is frozen while EN", load(engine.base() + 0x20), 0);
    engine.put(kKey);
    engine.push(1);
    check_equal("DINR before the result was read: WRERR", engine.status() & 6,
                aes_flag::kWriteError);
    engine.clear_flags();
    engine.disable();
    engine.set_control(cr::kWide);
    check_equal("another KEYSIZE drops the key", engine.status() & aes_flag::kKeyValid, 0);
    engine.restart();
    engine.set_key(kKey);
    store(engine.base() + kIer, aes_flag::kCcf);
    enable_interrupt(line);
    engine.enable();
    for (const std::uint32_t word : kKey) {
        engine.push(word);
    }
    check("CCF interrupts", interrupted(line));
    engine.restart();
    check_equal("IPRST resets the block", engine.control() | engine.flags(), 0);
    check_equal("and drops the key", engine.status() & aes_flag::kKeyValid, 0);
}

}  // namespace chip_test
