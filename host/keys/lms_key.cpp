// SPDX-License-Identifier: Apache-2.0
#include "host/keys/lms_key.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "host/base/failure.h"
#include "host/base/text.h"

namespace host {
namespace fs = std::filesystem;
namespace lms = lib::lms;
namespace {

constexpr std::array<char, 8> kMagic = {'S', 'M', 'L', 'M', 'S', '1', 0, 0};

struct KeyFile {
    std::array<char, 8> magic;
    lms::PrivateKey key;
    std::array<lms::Node, lms::kSignatures> leaves;  // public: they save nine million hashes
};
static_assert(sizeof(KeyFile) == 8 + 16 + 32 + 32 * lms::kSignatures);

Path beside(const Path& file, const char* ending) {
    return file.string() + ending;
}

std::unique_ptr<KeyFile> load(const Path& file) {
    const Bytes bytes = read_file(file);
    auto key = std::make_unique<KeyFile>();
    if (bytes.size() == sizeof(KeyFile)) {
        std::memcpy(key.get(), bytes.data(), sizeof(KeyFile));
    }
    if (key->magic != kMagic) {
        throw Failure("KEY_BAD", shown(file) + ": not an LMS key",
                      "name a .lms file made by 'sm keys new --lms NAME'");
    }
    return key;
}

class Descriptor {
  public:
    Descriptor(const Path& path, int flags, unsigned mode = 0)
        : fd_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
    ~Descriptor() {
        if (fd_ >= 0) {
            ::close(fd_);
        }
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return fd_; }
    bool flushed() const { return fd_ >= 0 && ::fsync(fd_) == 0; }

  private:
    int fd_;
};

Failure state_failure(const Path& state, const std::string& what) {
    return {"LMS_STATE_BAD", shown(state) + ": " + what,
            "nothing was signed; if the state is lost the key must not sign again: make a new one"};
}

std::string state_text(const lms::PrivateKey& key, std::uint32_t next) {
    return fmt::format("{} {}\n", hex(key.id), next);
}

std::uint32_t state_read(const Path& state, const lms::PrivateKey& key) {
    if (!fs::exists(state)) {
        throw state_failure(state, "is missing");
    }
    const std::string text = read_text(state);
    const std::size_t space = text.find(' ');
    const auto next = space == std::string::npos || !text.ends_with('\n')
                          ? std::nullopt
                          : parse_number(text.substr(space + 1, text.size() - space - 2));
    if (!next || text.substr(0, space) != hex(key.id)) {
        throw state_failure(state, "does not belong to this key");
    }
    return *next;
}

// On the disk, name included, before it returns.
void state_write(const Path& state, const std::string& text) {
    const Path fresh = beside(state, ".new");
    const Descriptor file(fresh, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    const bool written =
        file.get() >= 0 &&
        ::write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
        file.flushed() && ::rename(fresh.c_str(), state.c_str()) == 0;
    const Path folder = state.has_parent_path() ? state.parent_path() : Path(".");
    if (!written || !Descriptor(folder, O_RDONLY | O_DIRECTORY).flushed()) {
        throw Failure("FILE_UNWRITABLE", shown(state) + " cannot be kept safely",
                      "nothing was signed; look at the disk and the folder's rights");
    }
}

// The number that is this signature's alone. The key file is the lock: it is never replaced.
std::uint32_t take_number(const Path& file, const lms::PrivateKey& key) {
    const Descriptor lock(file, O_RDONLY);
    if (::flock(lock.get(), LOCK_EX) != 0) {
        throw state_failure(file, "cannot be locked");
    }
    const Path state = beside(file, ".state");
    const std::uint32_t number = state_read(state, key);
    if (number >= lms::kSignatures) {
        throw Failure(
            "LMS_EXHAUSTED",
            shown(file) + fmt::format(" has made all its {} signatures", lms::kSignatures),
            "make a new key and bring it into the field with a key manifest");
    }
    state_write(state, state_text(key, number + 1));
    return number;
}

}  // namespace

LmsPublicKey lms_create(const Path& file) {
    for (const char* ending : {"", ".pub", ".state"}) {
        if (fs::exists(beside(file, ending))) {
            throw Failure("KEYS_EXIST", shown(beside(file, ending)) + " exists already",
                          "choose another name: a key that signed must not be replaced unnoticed");
        }
    }
    auto key = std::make_unique<KeyFile>();
    key->magic = kMagic;
    const auto fill = [](auto& bytes) {
        random_bytes({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
    };
    fill(key->key.id);
    fill(key->key.seed);
    for (std::uint32_t q = 0; q < lms::kSignatures; ++q) {
        key->leaves[q] = lms::leaf(key->key, q);
    }
    const LmsPublicKey open = lms::public_key(key->key, key->leaves);
    state_write(beside(file, ".state"), state_text(key->key, 0));
    write_file(file, record_bytes(*key), 0600);
    write_file(beside(file, ".pub"), open);
    return open;
}

LmsPublicKey lms_public(const Path& file) {
    const Bytes bytes = read_file(beside(file, ".pub"));
    LmsPublicKey key{};
    if (bytes.size() != key.size() || bytes[3] != std::byte{lms::kType} ||
        bytes[7] != std::byte{lms::kOtsType}) {
        throw Failure("KEY_BAD", shown(beside(file, ".pub")) + ": not a public LMS key",
                      "it has the 56 bytes of RFC 8554: LMS_SHA256_M32_H10, LMOTS_SHA256_N32_W8");
    }
    std::ranges::copy(bytes, key.begin());
    return key;
}

Bytes lms_sign(const Path& file, const Digest& digest) {
    const auto key = load(file);
    lms::Node randomizer;
    random_bytes({reinterpret_cast<std::uint8_t*>(randomizer.data()), randomizer.size()});
    const std::uint32_t number = take_number(file, key->key);
    const auto signature =
        lms::sign(key->key, key->leaves, number, randomizer, std::as_bytes(std::span(digest)));
    return {signature.begin(), signature.end()};
}

std::uint32_t lms_left(const Path& file) {
    const auto key = load(file);
    const auto next = state_read(beside(file, ".state"), key->key);
    return static_cast<std::uint32_t>(lms::kSignatures) -
           std::min<std::uint32_t>(next, lms::kSignatures);
}

}  // namespace host
