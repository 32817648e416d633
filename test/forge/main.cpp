// SPDX-License-Identifier: Apache-2.0
// forge [--sample | --full] [--json FILE] [--seeds FOLDER] [MOLD/GROUP/NUMBER...]: malformed images
// for the stages' own parser and verifier (claim B5); none may be accepted, and every error must be
// met.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <mutex>
#include <thread>

#include "test/campaign/arguments.h"
#include "test/forge/forge.h"

namespace {

using namespace test::forge;
using lib::Error;

constexpr Generator kGenerators[] = {
    {"bytes", flipped_bytes},   {"truncations", truncations},
    {"header", header_fields},  {"areas", area_heads},
    {"tlvs", tlv_heads},        {"structure", structures},
    {"signatures", signatures}, {"owners", owners_and_rules},
    {"payloads", payloads},     {"envelopes", envelopes},
    {"pairs", pairs},
};

// Of the images' own errors, those that no malformed image ends in, and why.
struct Elsewhere {
    Error error;
    const char* why;
};
constexpr Elsewhere kElsewhere[] = {
    {Error::kVersionRollback, "security counters decide, no stage compares versions"},
    {Error::kHybridMissing, "the second signature is asked for by boards provisioned to"},
    {Error::kHybridInvalid, "the second signature is asked for by boards provisioned to"},
    {Error::kCipherSignature, "of the update service, before a reboot"},
    {Error::kAlgorithmUnsupported, "of the host tool"},
};
constexpr Error kErrors[] = {
    Error::kBadMagic,          Error::kBadHeader,
    Error::kBadSize,           Error::kTlvBad,
    Error::kTlvDuplicate,      Error::kTlvUnprotected,
    Error::kTlvMissing,        Error::kHashMismatch,
    Error::kKeyUnknown,        Error::kSignatureInvalid,
    Error::kCounterRollback,   Error::kWrongComponent,
    Error::kNoImage,           Error::kEncryptedUnsupported,
    Error::kAddressBad,        Error::kDependencyUnmet,
    Error::kSignatureEncoding, Error::kPublicKeyBad,
    Error::kDecryptionKey,
};
constexpr std::uint64_t kLeast = 1'000'000;  // malformed images, but for a sample

Scale scale_of(const test::campaign::Arguments& arguments) {
    if (arguments.has("--full")) {
        return Scale::kFull;
    }
    return arguments.has("--sample") ? Scale::kSample : Scale::kQuick;
}

Counts run_all(Scale scale) {
    Counts total;
    std::atomic<std::size_t> next = 0;
    std::mutex mutex;
    // of a sample, every other kind of image
    const std::size_t step = scale == Scale::kSample ? 2 : 1;
    const std::size_t jobs = molds().size() / step * std::size(kGenerators);
    const auto work = [&] {
        for (std::size_t i = next++; i < jobs; i = next++) {
            const Generator& generator = kGenerators[i % std::size(kGenerators)];
            Bench bench(molds()[i / std::size(kGenerators) * step], generator.group);
            generator.run(bench, scale);
            const std::scoped_lock lock(mutex);
            total.add(bench.counts());
        }
    };
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < std::max(1u, std::thread::hardware_concurrency()); ++i) {
        threads.emplace_back(work);
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    return total;
}

Counts replay(const std::string& id, Scale scale) {
    Counts counts;
    for (const Mold& mold : molds()) {
        for (const Generator& generator : kGenerators) {
            const std::string start = mold.name + "/" + generator.group + "/";
            if (id.starts_with(start)) {
                Bench bench(mold, generator.group, std::stoull(id.substr(start.size())));
                generator.run(bench, scale);
                counts.add(bench.counts());
            }
        }
    }
    return counts;
}

// The good images are accepted, else refusing the others says nothing.
void check_molds(Counts& counts) {
    for (const Mold& mold : molds()) {
        const Sentence good = sentence(mold, mold.image, mold.rule, kRoom, false);
        if (good.judged != Judged::kGood) {
            counts.failures.push_back(mold.name + ": the good image is refused, " +
                                      std::string(lib::error_name(good.error)));
        }
    }
}

void check_coverage(Counts& counts, Scale scale) {
    for (const Error error : kErrors) {
        if (!counts.errors.contains(error)) {
            counts.failures.push_back("no image ends in " + std::string(lib::error_name(error)));
        }
    }
    for (const Elsewhere& one : kElsewhere) {
        if (counts.errors.contains(one.error)) {
            counts.failures.push_back("an image ends in " +
                                      std::string(lib::error_name(one.error)) + ": " + one.why);
        }
    }
    if (scale != Scale::kSample && counts.judged < kLeast) {
        counts.failures.push_back("only " + std::to_string(counts.judged) + " images");
    }
}

template <typename Map, typename Name>
std::string object(const Map& map, Name name) {
    std::string out = "{";
    for (const auto& [key, count] : map) {
        out += (out.size() == 1 ? "\"" : ", \"") + std::string(name(key)) +
               "\": " + std::to_string(count);
    }
    return out + "}";
}

void write_json(const std::string& file, const Counts& counts, double seconds) {
    const auto as_is = [](const std::string& text) { return text; };
    std::ofstream out(file);
    out << "{\"suite\": \"forge\", \"images\": " << counts.judged
        << ", \"reached_signature\": " << counts.signature
        << ", \"equal_in_meaning\": " << counts.equal << ", \"failed\": " << counts.failures.size()
        << ", \"most_bytes_read\": " << counts.most_read
        << ", \"most_bytes_hashed\": " << counts.most_hashed << ", \"seconds\": " << seconds
        << ",\n \"errors\": " << object(counts.errors, lib::error_name)
        << ",\n \"equal\": " << object(counts.equal_in, as_is)
        << ",\n \"groups\": " << object(counts.groups, as_is) << "}\n";
}

// The good images, for fuzzers to begin with.
void write_seeds(const std::string& folder) {
    for (const Mold& mold : molds()) {
        std::ofstream out(folder + "/" + mold.name + ".bin", std::ios::binary);
        out.write(reinterpret_cast<const char*>(mold.image.data()),
                  static_cast<std::streamsize>(mold.image.size()));
    }
}

int report(const Counts& counts, double seconds) {
    std::size_t shown = 0;
    for (const std::string& failure : counts.failures) {
        if (shown++ < 20) {
            std::printf("FAILED %s\n", failure.c_str());
        }
    }
    std::printf(
        "forge: %llu malformed images, %llu of them as far as the signature, %llu equal in meaning "
        "to the good one, %zu kinds of error, at most %llu bytes read and %llu hashed for one, "
        "%.0f s, %zu failed\n",
        static_cast<unsigned long long>(counts.judged),
        static_cast<unsigned long long>(counts.signature),
        static_cast<unsigned long long>(counts.equal), counts.errors.size(),
        static_cast<unsigned long long>(counts.most_read),
        static_cast<unsigned long long>(counts.most_hashed), seconds, counts.failures.size());
    return counts.failures.empty() ? 0 : 1;
}

}  // namespace

int main(int count, char** values) {
    using Clock = std::chrono::steady_clock;
    const auto arguments = test::campaign::parse(
        count, values, {{"--full", "--sample"}, {"--json", "--seeds"}, "MOLD/GROUP/NUMBER"});
    if (!arguments) {
        return 2;
    }
    if (const std::string seeds = arguments->value("--seeds"); !seeds.empty()) {
        write_seeds(seeds);
        return 0;
    }
    const Scale scale = scale_of(*arguments);
    const auto start = Clock::now();
    Counts total;
    for (const std::string& id : arguments->ids) {
        total.add(replay(id, scale));
    }
    if (arguments->ids.empty()) {
        total = run_all(scale);
        check_molds(total);
        check_coverage(total, scale);
    }
    const std::chrono::duration<double> seconds = Clock::now() - start;
    if (const std::string json = arguments->value("--json"); !json.empty()) {
        write_json(json, total, seconds.count());
    }
    return report(total, seconds.count());
}
