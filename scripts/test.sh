#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# "test.sh [SUITE [OPTIONS]]": builds the tests, runs those with ctest's label SUITE (none: all),
# and closes with the line "N passed, N failed". What a failed test printed is shown. Campaigns run
# a sample that fits a working day; --full (SM_FULL=1 to them) runs them whole, for hours.
. "$(dirname "$0")/lib.sh"

suite=
if [[ ${1:-} != --* ]]; then
    suite=${1:-}
    shift || true
fi
[[ " $* " != *" --full "* ]] || export SM_FULL=1
tests=$build/host-asan
report=$build/log/test.xml

cmake_build() {
    [[ -f $tests/build.ninja ]] || (cd "$SM_ROOT" && cmake --preset host-asan)
    ninja -C "$tests"
}
# "count NAME": an attribute of the report's testsuite
count() { grep -m 1 -oE "\b$1=\"[0-9]+\"" "$report" | grep -oE '[0-9]+' || echo 0; }

step "building the unit tests" host-asan cmake_build
# Campaigns print their counts and keep them as JSON; the sweep also takes the ids it prints for a
# failure (those of the virtual chip begin with chip/), and so does forge (MOLD/GROUP/NUMBER).
campaign() {
    if "$@"; then say "1 passed, 0 failed"; exit 0; fi
    say "0 passed, 1 failed"
    exit 1
}
forge() {
    "$tests/test/forge/forge" --json "$build/log/forge.json" "$@" &&
        "$tests/test/forge/forge_asan" --sample && "$tests/test/forge/forge_chip_test"
}
powercut() {
    if [[ $* != *chip/* ]]; then
        "$tests/test/powercut/powercut" --json "$build/log/powercut.json" "$@" || return 1
        [[ $* != *:* ]] || return 0
    fi
    "$tests/test/powercut/chip/powercut_chip" --json "$build/log/powercut-chip.json" "$@"
}
case $suite in
    powercut) campaign powercut "$@" ;;
    forge) campaign forge "$@" ;;
    advisories) campaign "$SM_ROOT/scripts/advisories.sh" "$@" ;;
esac
rm -f "$report"
result=0
ctest --test-dir "$tests" ${suite:+-L "^$suite\$"} -j "$(nproc)" --output-on-failure \
    --no-tests=error --output-junit "$report" || result=$?
[[ -f $report ]] || fail "no test ran${suite:+: is there a suite $suite?}"

failed=$(count failures)
skipped=$(($(count skipped) + $(count disabled)))
passed=$(($(count tests) - failed - skipped))
((passed + failed > 0)) || fail "no test ran${suite:+: is there a suite $suite?}"
line="$passed passed, $failed failed"
((skipped == 0)) || line+=", $skipped skipped"
say "$line"
exit $((result != 0))
