// SPDX-License-Identifier: Apache-2.0
#include "test/weak/spy/spy.h"

#include "chip/flash_registers.h"
#include "chip/sbs.h"
#include "chip/usart.h"

extern "C" {
bool spy_read(std::uint32_t address, std::uint32_t* value);
void spy_main();
}

namespace test {
namespace {

unsigned passed, failed;

void say(std::string_view text) {
    chip::usart::put(text);
}

void say_number(unsigned value) {
    const char digits[] = {static_cast<char>('0' + value / 10 % 10),
                           static_cast<char>('0' + value % 10)};
    say({digits, 2});
}

// What a later stage may try first; none of it may have an effect.
void lower_the_guard() {
    chip::sbs::HdplControl::write(static_cast<std::uint32_t>(chip::sbs::Hdpl::k0));
    chip::flash::HdpExtension::write({});
}

bool shows(const Secret& secret) {
    for (std::uint32_t at = 0; at < secret.size; at += 4) {
        std::uint32_t value = 0;
        if (spy_read(secret.address + at, &value) && value != 0) {
            return true;
        }
    }
    return false;
}

void judge(const Secret& secret, bool may_show) {
    bool shown = shows(secret);
    ++(shown == may_show ? passed : failed);
    say(shown ? (may_show ? "  seen     " : "  GOT IN   ")
              : (may_show ? "  BLIND    " : "  hidden   "));
    say(secret.name);
    say("\r\n");
}

}  // namespace
}  // namespace test

void spy_main() {
    using namespace test;
    chip::usart::start();
    chip::sbs::enable_clock();
    lower_the_guard();
    say("spy: looks around\r\n");
    for (const Secret& secret : kVisible) {
        judge(secret, true);
    }
    for (const Secret& secret : kSecrets) {
        judge(secret, false);
    }
    say("spy: ");
    say_number(passed);
    say(" passed, ");
    say_number(failed);
    say(" failed\r\n");
}
