// SPDX-License-Identifier: Apache-2.0
// AES and SAES fed and emptied by two GPDMA channels: ECB of SP 800-38A, F.1.1.
#include "test/chip/aes_engine.h"
#include "test/chip/dma.h"
#include "test/chip/suite.h"
#include "test/chip/words.h"

namespace chip_test {
namespace {

constexpr auto kKey = words("2b7e151628aed2a6abf7158809cf4f3c");
constexpr auto kPlain = words("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51");
constexpr auto kCipher = words("3ad77bb40d7a3660a89ecaf32466ef97f5d3d58503b9699de785895a96fdbaaf");
constexpr std::uint32_t kIn = dma::kOpenMemory;
constexpr std::uint32_t kOut = dma::kOpenMemory + 0x100;
constexpr std::uint32_t kDinr = 0x08;
constexpr std::uint32_t kDoutr = 0x0C;
constexpr std::uint32_t kDmaIn = 1u << 11;
constexpr std::uint32_t kDmaOut = 1u << 12;
constexpr std::uint32_t kBytes = 4 * kPlain.size();

void start_channels(const Engine& engine, std::uint32_t out_request) {
    dma::prepare(0, {.source = kIn,
                     .destination = engine.base() + kDinr,
                     .block = kBytes,
                     .transfer1 = dma::widths(2, 2) | dma::kSourceMoves,
                     .transfer2 = (out_request + 1) | dma::kToPeripheral});
    dma::prepare(1, {.source = engine.base() + kDoutr,
                     .destination = kOut,
                     .block = kBytes,
                     .transfer1 = dma::widths(2, 2) | dma::kDestinationMoves,
                     .transfer2 = out_request});
    dma::enable(0);
    dma::enable(1);
}

bool ciphered() {
    bool same = true;
    for (unsigned i = 0; i < kCipher.size(); ++i) {
        same = same && peek(kOut + 4 * i) == kCipher[i];
    }
    return same;
}

}  // namespace

void check_dma(const Engine& engine, std::uint32_t out_request) {
    dma::start_gpdma();
    dma::divide_memory();
    for (unsigned i = 0; i < kPlain.size(); ++i) {
        poke(kIn + 4 * i, kPlain[i]);
    }
    engine.restart();
    engine.set_control(cr::kEcb);
    engine.set_key(kKey);
    engine.enable();
    start_channels(engine, out_request);
    dma::let_time_pass();
    check_equal("without DMAINEN no word goes in", load(dma::at(0, dma::kBlock1)), kBytes);
    engine.set_control(engine.control() | kDmaIn);
    dma::let_time_pass();
    check_equal("with it one block does", load(dma::at(0, dma::kBlock1)), kBytes / 2);
    check_equal("without DMAOUTEN none comes out", load(dma::at(1, dma::kBlock1)), kBytes);
    engine.set_control(engine.control() | kDmaOut);
    check_equal("with both, all goes in", dma::finish(0), dma::kDone);
    check_equal("and comes out", dma::finish(1), dma::kDone);
    check("ECB by DMA", ciphered());
    check_equal("no data came at the wrong moment",
                engine.status() & (aes_flag::kReadError | aes_flag::kWriteError), 0);
    engine.restart();
}

}  // namespace chip_test
