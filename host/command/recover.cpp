// SPDX-License-Identifier: Apache-2.0
// sm recover
#include "host/recover/recover.h"

#include <fmt/format.h>

#include <csignal>
#include "host/base/failure.h"
#include "host/board/slots.h"
#include "host/command/run_options.h"
#include "host/image/image_file.h"
#include "host/run/child.h"
#include "lib/error/error_names.h"

namespace host::command {
namespace {

using State = BootWatch::State;

struct RecoverOptions : RunOptions {
    std::string port;
    std::vector<std::string> images_given;
};

constexpr std::chrono::milliseconds kQuiet(2000);
constexpr std::chrono::seconds kPortAnswers(6);
constexpr std::chrono::seconds kBoot(90);

Failure not_told(const std::string& file) {
    return {"SLOT_UNKNOWN", "whose image " + file + " is cannot be told from its signer",
            "write it like manager=" + file};
}

// The key's name is the component's; a module says itself which it is.
BoardSlot slot_of(const SystemPlan& plan, const Keyring& keys, const std::string& file,
                  ByteView bytes) {
    lib::Error error{};
    const auto image = parse_image(bytes, error);
    if (!image) {
        throw Failure(error, file);
    }
    const auto& tlvs = image->view.tlvs;
    Digest signer{};
    std::ranges::copy(tlvs.key_hash, reinterpret_cast<std::byte*>(signer.data()));
    const auto name = keys.name_of(signer);
    for (const BoardSlot& slot : board_slots(plan)) {
        const bool module = tlvs.has_identity && slot.component == tlvs.identity.module;
        if (module || (!tlvs.has_identity && name && *name == slot.name)) {
            return slot;
        }
    }
    throw not_told(file);
}

RecoveryImage read_image(const SystemPlan& plan, const Keyring& keys, const std::string& text) {
    const std::size_t equals = text.find('=');
    const std::string file = equals == std::string::npos ? text : text.substr(equals + 1);
    Bytes bytes = read_file(file);
    if (bytes.empty()) {
        throw Failure(lib::Error::kNoImage, file);
    }
    const BoardSlot slot = equals == std::string::npos ? slot_of(plan, keys, file, bytes)
                                                       : find_slot(plan, text.substr(0, equals));
    if (slot.raw || slot.name == "urot") {
        throw Failure("WRONG_COMPONENT", "the uROT recovers what it boots, not " + slot.name,
                      "leave it out");
    }
    return {slot.name, slot.component, file, std::move(bytes)};
}

class Recovery {
  public:
    Recovery(Line line, std::string where)
        : where_(std::move(where)), client_(std::move(line), [this](const std::string& line) {
              say("| " + line);
              watch_.line(line);
          }) {}

    // Until the board has booted, halted, or waits.
    State boot() {
        const auto end = RecoveryClient::Clock::now() + kBoot;
        while (watch_.state() == State::kRunning && RecoveryClient::Clock::now() < end) {
            if (!client_.listen(kQuiet)) {
                watch_.silence();
            }
        }
        return watch_.state();
    }

    // An emulated board was just powered on and tells.
    void expect_recovery() {
        switch (boot()) {
            case State::kRecovery:
                return;
            case State::kHalted:
                throw Failure(
                    "BOARD_HALTED",
                    "it refuses before the uROT could recover it: '" + watch_.refusal() + "'",
                    "see 'sm board show'; what the iROT refuses must be reprogrammed");
            default:
                throw Failure("NOT_IN_RECOVERY", where_ + " boots: it needs no recovery",
                              "use 'sm board update' to change its images");
        }
    }

    void expect_answer() {
        if (!in_recovery(client_, kPortAnswers)) {
            throw Failure("NOT_IN_RECOVERY", where_ + " does not answer as a board in recovery",
                          "reset it and read its console: recovery waits only where the uROT finds "
                          "no good image");
        }
    }

    Report run(const std::vector<RecoveryImage>& images) {
        Json data = recover(client_, images, [](const std::string& text) { say(text); });
        watch_.restart();
        if (boot() != State::kBooted) {
            throw still_refused();
        }
        data["result"] = "installed, and the board boots";
        return {data, 0};
    }

  private:
    Failure still_refused() const {
        const lib::ErrorInfo* found = nullptr;
        for (const lib::ErrorInfo& row : lib::error_table()) {
            const auto at = watch_.refusal().find(": " + std::string(row.name) + " (");
            found = at != std::string::npos ? &row : found;
        }
        if (found == nullptr) {
            return {"RECOVERY_SILENT", "the images were installed and the board does not come up",
                    "read its console"};
        }
        return {found->error, "the board still does not boot ('" + watch_.refusal() + "')"};
    }

    std::string where_;
    BootWatch watch_;
    RecoveryClient client_;
};

Report over_port(const RecoverOptions& options, const std::vector<RecoveryImage>& images) {
    Recovery recovery(Line::open(options.port), options.port);
    recovery.expect_answer();
    return recovery.run(images);
}

Report emulated(const RecoverOptions& options, const std::vector<RecoveryImage>& images) {
    Board::open(options.board(), Board::Access::kRead);
    Child child(emulator_command(run_request(options, true)));
    Recovery recovery(Line(child.output(), child.input()), "the board " + shown(options.board()));
    recovery.expect_recovery();
    return recovery.run(images);
}

Report recover_board(const RecoverOptions& options) {
    const SystemPlan plan = load_plan();
    std::vector<RecoveryImage> images;
    for (const std::string& text : options.images_given) {
        images.push_back(read_image(plan, options.keyring(), text));
    }
    std::signal(SIGPIPE, SIG_IGN);  // a board that is gone is told as such
    return options.port.empty() ? emulated(options, images) : over_port(options, images);
}

}  // namespace

void recover_command(Group& app, Invocation& run) {
    auto* verb = app.add_subcommand(
        "recover",
        "Bring a board back whose uROT finds no good manager or application: send signed images "
        "over\n"
        "its serial line. The board judges them as updates, installs them together and boots. A\n"
        "transfer that was cut goes on where it stopped when the same command is run again.");
    auto o = std::make_shared<RecoverOptions>();
    verb->add_option("images", o->images_given,
                     "IMAGE, or SLOT=IMAGE where the signer's key is not among yours")
        ->required();
    auto* board = verb->add_option("--dir,--board", o->folder,
                                   "a virtual board's folder (build/board): it is powered on");
    verb->add_option("--port", o->port, "a real board's serial port (/dev/ttyACM0, ...)")
        ->excludes(board);
    add_keys(*verb, *o);
    verb->add_option("--qemu-arg", o->emulator_arguments, "one more argument for the emulator")
        ->allow_extra_args(false);
    verb->footer(
        "Example:\n  sm recover --board my-board build/chip/images/manager.bin "
        "build/chip/images/hello.bin");
    set_action(*verb, run, o, recover_board);
}

}  // namespace host::command
