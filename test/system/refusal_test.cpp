// SPDX-License-Identifier: Apache-2.0
// A refusal has one name, wherever it is met: on the console, in the boot log in retained RAM, in
// `sm board show` and in `sm explain`, with one code. Every code of lib/error that a stage may end
// with, or go on without something, is provoked here on the virtual chip; each of the others has
// its reason in kNotHere.
#include <gtest/gtest.h>

#include <unistd.h>

#include <cstddef>
#include <fstream>
#include <map>
#include <ostream>
#include <set>
#include <stdexcept>

#include "lib/error/error_names.h"
#include "lib/obkeys/obkeys.h"
#include "test/system/spoil.h"

namespace test {
namespace {

using lib::obkeys::IrotKeys;
using lib::obkeys::kIrotOffset;

enum class End : std::uint8_t {
    kHalts,     // nothing runs: "last boot" has the error, too
    kGoesOn,    // without what was refused
    kNoRecord,  // halts without a valid hand-over block, so that the console is all there is
};

struct Refusal {
    const char* claim;
    const char* error;
    const char* line;  // on the console, before the error's name
    Spoil provoke;
    std::vector<std::string> options = {};  // of `sm board new`
    std::vector<std::string> run = {};      // of `sm board run`
    End end = End::kHalts;
};
std::ostream& operator<<(std::ostream& out, const Refusal& refusal) {
    return out << refusal.claim;
}

std::string key(const char* name) {
    return (keys() / (std::string(name) + ".pem")).string();
}

// An image of the build, signed anew with more words for `sm image sign`.
struct Signed {
    const char* image;
    const char* component;
    const char* signer;
    std::vector<std::string> more = {};
};
Path sign(const Signed& what, bool without_vectors = false) {
    static int count = 0;
    const Path folder = root() / "build/test";
    const std::string name = "refusal-" + std::to_string(getpid()) + std::to_string(count++);
    const Path payload = folder / (name + ".raw");
    const Path image = folder / (name + ".bin");
    copy_payload(images() / (std::string(what.image) + ".bin"), payload);
    if (without_vectors) {
        std::fstream(payload, std::ios::in | std::ios::out | std::ios::binary)
            << std::string(8, '\0');
    }
    std::vector<std::string> line = {
        "image",          "sign",      "--component", what.component, "--key",
        key(what.signer), "--version", "2.0.0",       "--counter",    "2"};
    line.insert(line.end(), what.more.begin(), what.more.end());
    line.insert(line.end(), {payload.string(), image.string()});
    const Outcome done = sm(line);
    std::filesystem::remove(payload);
    if (done.exit_code != 0) {
        throw std::runtime_error(done.output);
    }
    return image;
}

// Uses a file once, then removes it.
Spoil with(const std::function<Path()>& make, const std::function<Spoil(const Path&)>& use) {
    return [=](const TestBoard& board) {
        const Path file = make();
        use(file)(board);
        std::filesystem::remove(file);
    };
}
Spoil installs(const char* slot, const Signed& what, bool without_vectors = false) {
    return with([=] { return sign(what, without_vectors); },
                [=](const Path& file) { return does({"board", "install", slot, file.string()}); });
}
Spoil updates(const Signed& what, std::uint32_t flipped = 0) {
    return with(
        [=] {
            const Path file = sign(what);
            if (flipped != 0) {
                spoil(file, flipped);
            }
            return file;
        },
        [=](const Path& file) {
            return does({"board", "update", std::string(what.component) + "=" + file.string()});
        });
}
Spoil rotates(std::vector<std::string> words, std::vector<std::string> how = {}) {
    static int count = 0;
    const Path file = root() / "build/test" /
                      ("refusal-" + std::to_string(getpid()) + std::to_string(count++) + ".kmf");
    return with(
        [=] {
            std::vector<std::string> line = {"keys", "manifest", "new", file.string()};
            line.insert(line.end(), words.begin(), words.end());
            if (const Outcome done = sm(line); done.exit_code != 0) {
                throw std::runtime_error(done.output);
            }
            return file;
        },
        [=](const Path& made) {
            std::vector<std::string> line = {"board", "update", "keys=" + made.string()};
            line.insert(line.end(), how.begin(), how.end());
            return does(line);
        });
}

const char* const kStaged = "uROT: update refused, application: ";
const char* const kStagedKeys = "uROT: update refused, key manifest: ";
const Signed kSealed = {"hello", "app", "app", {"--encrypt", key("encryption")}};
// The engine judges all of it, then opens it once more on its way into the slot.
const std::vector<std::string> kAesStops = {"--qemu-arg=-global",
                                            "--qemu-arg=stm32h573-aes.answers=600"};
const std::vector<std::string> kAesIsDead = {"--qemu-arg=-global",
                                             "--qemu-arg=stm32h573-aes.answers=0"};
constexpr const char* kProtections = "_ZN4boot5stage17check_protections";  // the MPU is on

const std::vector<Refusal> kRefusals = {
    {"UrotErased", "NO_IMAGE", "iROT: refused uROT: ", erases("urot")},
    {"UrotMagic", "BAD_MAGIC", "iROT: refused uROT: ", flips(kUrotAt)},
    {"UrotLoadAddress", "BAD_HEADER", "iROT: refused uROT: ", flips(kUrotAt + 4)},
    {"UrotPayloadSize", "BAD_SIZE", "iROT: refused uROT: ", flips(kUrotAt + 15)},
    {"UrotCode", "HASH_MISMATCH", "iROT: refused uROT: ", flips(kUrotAt + 0x500)},
    {"UrotOld", "COUNTER_ROLLBACK", "iROT: refused uROT: ", nothing, {"--counters", "urot=2"}},
    {"UrotSignature", "SIGNATURE_INVALID", "iROT: refused uROT: ", flips_tlv(kUrotAt, 0x22, -1)},
    {"UrotKeyNoPoint", "PUBLIC_KEY_BAD", "iROT: refused uROT: ",
     [](const TestBoard& board) {
         changes_record(kIrotOffset, sizeof(IrotKeys), offsetof(IrotKeys, urot_key), 1)(board);
         names_key_of_no_point(board);
     }},
    {"ManagerMagic", "BAD_MAGIC", "uROT: refused manager: ", flips(kManagerAt)},
    {"ManagerTlvUnknown", "TLV_BAD", "uROT: refused manager: ", retypes(kManagerAt, 0x01, 0x02)},
    {"ManagerTlvTwice", "TLV_DUPLICATE",
     "uROT: refused manager: ", retypes(kManagerAt, 0x01, 0x10)},
    {"ManagerTlvMoved", "TLV_UNPROTECTED",
     "uROT: refused manager: ", retypes(kManagerAt, 0x01, 0x50)},
    {"ManagerTlvGone", "TLV_MISSING", "uROT: refused manager: ", retypes(kManagerAt, 0x22, 0xA5)},
    {"ManagerOtherEnvelope", "ENCRYPTED_UNSUPPORTED",
     "uROT: refused manager: ", retypes(kManagerAt, 0x01, 0x30)},
    {"ManagerKeyHash", "KEY_UNKNOWN", "uROT: refused manager: ", flips_tlv(kManagerAt, 0x01, 0)},
    {"ManagerDer", "SIGNATURE_ENCODING", "uROT: refused manager: ", flips_tlv(kManagerAt, 0x22, 0)},
    {"ManagerEcc",
     "FLASH_ECC",
     "uROT: refused manager: ",
     nothing,
     {},
     {"--qemu-arg=-machine", "--qemu-arg=plant-ecc=0x0C01D000"}},
    {"ManagerVectors", "ADDRESS_BAD",
     "uROT: refused manager: ", installs("manager", {"manager", "manager", "manager"}, true)},
    {"ApplicationCode", "HASH_MISMATCH", "uROT: refused application: ", flips(kAppAt + 0x500)},
    {"ApplicationErased", "NO_IMAGE", "uROT: refused application: ", erases("app")},
    {"ApplicationNeeds", "DEPENDENCY_UNMET", "uROT: refused application: ",
     installs("app", {"hello", "app", "app", {"--needs", "manager=9.0.0"}})},
    {"ModuleOther",
     "WRONG_COMPONENT",
     "uROT: refused module 0x201: ",
     installs("echo", {"echo",
                       "module",
                       "owner-a",
                       {"--module-id", "0x202", "--owner", "0xA001", "--slot-size", "24K"}}),
     {},
     {},
     End::kGoesOn},
    {"ModuleOwnerRemoved",
     "OWNER_NOT_ALLOWED",
     "uROT: refused module 0x201: ",
     rotates({"--remove", "0xA001"}, {"--confirmed"}),
     {},
     {},
     End::kGoesOn},
    {"DataAltered",
     "HASH_MISMATCH",
     "uROT: refused data 0x8: ",
     both(does({"board", "install", "calibration", (images() / "calibration.bin").string()}),
          flips(0x5'A020)),
     {},
     {},
     End::kGoesOn},
    {"UpdateCipherAltered",
     "CIPHER_SIGNATURE",
     kStaged,
     updates(kSealed, 0x500),
     {},
     {},
     End::kGoesOn},
    {"UpdateForOthers",
     "DECRYPTION_KEY",
     kStaged,
     updates({"hello", "app", "app", {"--encrypt", key("manager")}}),
     {},
     {},
     End::kGoesOn},
    {"UpdateAesSilent", "AES_TIMEOUT", kStaged, updates(kSealed), {}, kAesIsDead, End::kGoesOn},
    {"InstallAesSilent", "AES_TIMEOUT", "uROT: update: ", updates(kSealed), {}, kAesStops},
    {"UpdateUnconfirmed",
     "UPDATE_REVERTED",
     "uROT: update: ",
     [](const TestBoard& board) {
         updates({"hello", "app", "app"})(board);
         static_cast<void>(board.demo({"--until", "hello"}));
     },
     {},
     {},
     End::kGoesOn},
    {"KeysOfNoRoot",
     "KEY_MANIFEST_SIGNATURE",
     kStagedKeys,
     rotates({"--root", key("app")}),
     {},
     {},
     End::kGoesOn},
    {"KeysOld",
     "KEY_MANIFEST_ROLLBACK",
     kStagedKeys,
     rotates({"--version", "2"}),
     {"--key-manifest-version", "5"},
     {},
     End::kGoesOn},
    {"KeysBroken", "KEY_MANIFEST_BAD",
     "uROT: stopped: ", both(flips(kKeysAt + 20), flips(kKeysAt + kSectorSize + 20))},
    {"KeysP384", "ALGORITHM_UNSUPPORTED", "uROT: refused key manifest: ", asks_for_p384},
    {"ObkeysTorn", "OBK_UNREADABLE", "iROT: stopped: ", breaks_obkeys(kIrotOffset)},
    {"ObkeysAltered", "OBK_CORRUPT",
     "iROT: stopped: ", flips_obkeys(kIrotOffset + offsetof(IrotKeys, reserved))},
    {"UrotObkeysAltered", "OBK_CORRUPT", "uROT: stopped: ",
     flips_obkeys(lib::obkeys::kUrotOffset + offsetof(lib::obkeys::UrotKeys, counters))},
    {"OptionBytes", "PROTECTION_MISMATCH",
     "iROT: stopped: ", [](const TestBoard& board) { turn_option(board, kWrp1, 1); }},
    {"LevelNotRaised", "HDPL_NOT_RAISED", "uROT: stopped: ",
     [](const TestBoard& board) { install_parts(board, {{"irot", "irot_weak_leave"}}); }},
    {"UrotWithoutIrot",
     "HANDOVER_BAD",
     "uROT: stopped: ",
     [](const TestBoard& board) { turn_option(board, kSecboot, 0x8400); },
     {},
     {},
     End::kNoRecord},
    {"FaultUndefined", "FAULT_USAGE", "iROT: stopped: ", patches_irot(kProtections, {0xDE00})},
    {"FaultMpu", "FAULT_MPU",
     "iROT: stopped: ", patches_irot(kProtections, {0x2000, 0x6800})},  // movs r0, #0; ldr r0, [r0]
    {"FaultStack", "FAULT_STACK",
     "iROT: stopped: ", patches_irot(kProtections, {0xB4FF, 0xE7FD})},  // push; again
    {"FaultHard", "FAULT_HARD", "iROT: stopped: ", patches_irot(kProtections, {0xDF00})},  // svc
};

// Codes that no case above ends with, and why.
const std::map<std::string, const char*> kNotHere = {
    {"VERSION_ROLLBACK", "no stage compares versions: security counters do"},
    {"HYBRID_MISSING", "hybrid_test.cpp"},
    {"HYBRID_INVALID", "hybrid_test.cpp"},
    {"DEVELOPMENT_KEY", "the host's: host/test/cli_test.sh"},
    {"FLASH_PROTECTED", "flash that refuses a stage's word is told as FLASH_ECC by what writes"},
    {"FLASH_SEQUENCE", "as FLASH_PROTECTED; of HDPEXTR and OBKeys: a driver's mistake only"},
    {"FLASH_TIMEOUT", "the controller's busy time is bounded on the chip and in its model"},
    {"FLASH_NOT_ERASED", "as FLASH_PROTECTED"},
    {"FLASH_ALIGNMENT", "as FLASH_PROTECTED"},
    {"RNG_SEED", "no stage is refused for it: delays do without (boot/stage)"},
    {"CLOCK_TIMEOUT", "stages start no clock"},
    {"HASH_TIMEOUT", "no stage of the default system uses HASH"},
    {"PKA_FAULT", "no stage of the default system uses PKA"},
    {"HANDOVER_FULL", "the layout has fewer components than the block has rows (static_assert)"},
    {"HARDENED_MISMATCH", "faults only: ./sm test fault counts them as detected"},
    {"FLOW_BROKEN", "what a verdict holds before it is made; a missing step is HARDENED_MISMATCH"},
    {"UPDATE_REQUEST_BAD", "no tool writes such a request: boot/update/update_test.cpp"},
    {"UPDATE_BUSY", "an answer, not an end: boot/recovery/loader_test.cpp"},
    {"UPDATE_NOT_ON_TRIAL", "an answer to who confirms: update_test.cpp"},
    {"RECOVERY_FRAME", "an answer on the line: recovery_test.cpp"},
    {"RECOVERY_ORDER", "an answer on the line: boot/recovery/loader_test.cpp"},
    {"FAULT_BUS", "the MPU of a stage grants only what answers: FAULT_MPU comes first"},
    {"FAULT_SECURE", "nothing non-secure runs before the manager"},
    {"FAULT_SVC", "the manager's"},
    {"FAULT_PROGRAMMER", "the manager's"},
    {"AUTHENTICATION", "the services'"},
    {"BAD_ARGUMENT", "of interfaces, no end"},
    {"OUT_OF_RANGE", "of interfaces, and an answer on the recovery line"},
};

TEST(ClearEnds, EveryCodeIsProvokedOrSaysWhyNot) {
    std::set<std::string> provoked;
    for (const Refusal& refusal : kRefusals) {
        provoked.insert(refusal.error);
    }
    for (const lib::ErrorInfo& row : lib::error_table()) {
        const std::string name(row.name);
        // the manager's modules and the storage journal: no stage links them
        const bool others = name.starts_with("MODULE_") || name.starts_with("JOURNAL_");
        const int places = static_cast<int>(provoked.contains(name)) +
                           static_cast<int>(kNotHere.contains(name)) + static_cast<int>(others);
        EXPECT_EQ(places, 1) << name << ": add a case to kRefusals, or a reason to kNotHere";
    }
}

// The code behind the name on the console: "NAME (0x...)".
std::string code_of(const Outcome& run, const std::string& line) {
    const auto at = run.output.find(line + " (");
    return at == std::string::npos ? "" : run.output.substr(at + line.size() + 2, 10);
}

std::size_t count(const std::string& text, const std::string& what) {
    std::size_t found = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) {
        ++found;
    }
    return found;
}

class ClearEnd : public ::testing::TestWithParam<Refusal> {};

TEST_P(ClearEnd, IsNamedAlikeOnConsoleInLogAndByTheTool) {
    const Refusal& refusal = GetParam();
    TestBoard board(refusal.options);
    refusal.provoke(board);
    std::vector<std::string> how = refusal.run;
    if (refusal.end == End::kGoesOn) {
        how.insert(how.end(), {"--until", "^hello"});
    }
    const Outcome run = board.demo(how);
    const std::string line = refusal.line + std::string(refusal.error);
    EXPECT_TRUE(run.says(line)) << run.output;
    EXPECT_TRUE(run.says(std::string("see: sm explain ") + refusal.error)) << run.output;
    EXPECT_EQ(run.exit_code == 0, refusal.end == End::kGoesOn) << run.output;
    EXPECT_EQ(run.says("OT: halted"), refusal.end != End::kGoesOn) << run.output;

    const Outcome show = sm({"board", "show", "--json", "--dir", board.folder().string()});
    const auto named = count(show.output, std::string("\"error\": \"") + refusal.error + "\"");
    switch (refusal.end) {
        case End::kHalts:  // the last boot's, and the log's
            EXPECT_GE(named, refusal.line == std::string("uROT: update: ") ? 1u : 2u)
                << show.output;
            break;
        case End::kGoesOn:
            EXPECT_EQ(named, 1u) << show.output;
            break;
        case End::kNoRecord:
            break;
    }
    const std::string code = code_of(run, line);
    ASSERT_EQ(code.size(), 10u) << run.output;
    const Outcome explain = sm({"explain", refusal.error});
    EXPECT_EQ(explain.exit_code, 0) << explain.output;
    EXPECT_EQ(sm({"explain", code}).output, explain.output);
}

INSTANTIATE_TEST_SUITE_P(Refusal, ClearEnd, testing::ValuesIn(kRefusals),
                         [](const testing::TestParamInfo<Refusal>& info) {
                             return std::string(info.param.claim);
                         });

// A warm reset keeps the log, and each entry says which boot it is of.
TEST(ClearEnds, LogSurvivesAWarmResetAndNamesTheBoot) {
    TestBoard board;
    erases("app")(board);
    const Outcome done =
        sm({"recover", "--dir", board.folder().string(), (images() / "hello.bin").string()});
    ASSERT_EQ(done.exit_code, 0) << done.output;
    const Outcome show = sm({"board", "show", "--json", "--dir", board.folder().string()});
    EXPECT_TRUE(show.says("\"boots_since_power_on\": 2")) << show.output;
    const auto log = show.output.find("\"log\"");
    ASSERT_NE(log, std::string::npos);
    const auto entry = show.output.find("\"component\": \"application\"", log);
    ASSERT_NE(entry, std::string::npos) << show.output;
    const auto boot = show.output.rfind("\"boot\": ", entry);
    ASSERT_NE(boot, std::string::npos);
    EXPECT_EQ(show.output.substr(boot, 9), "\"boot\": 1") << show.output;
}

}  // namespace
}  // namespace test
