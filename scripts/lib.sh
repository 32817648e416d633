# SPDX-License-Identifier: Apache-2.0
# Shared by sm and the scripts beside this file: plain messages, steps with a log, stamps.

set -euo pipefail
export LC_ALL=C.UTF-8

SM_ROOT=${SM_ROOT:-$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)}
export SM_ROOT
build=$SM_ROOT/build
deps=$build/deps
mkdir -p "$build/log" "$deps"

say() { printf '%s\n' "$*"; }
fail() {
    printf 'sm: %s\n' "$*" >&2
    exit 1
}

is_terminal() { [[ -t 1 && ${CI:-} != true && ${TERM:-dumb} != dumb ]]; }

# "step TEXT LOG COMMAND...": runs COMMAND with its output in build/log/LOG.log. The line appears
# only when there is a second's work to do, so that a second run is silent. SM_STEP numbers them.
step() {
    local text=$1 log=$build/log/$2.log started=$SECONDS watcher result=0
    shift 2
    text="${SM_STEP:+[$SM_STEP] }$text"
    step_watch "$text" "$log" &
    watcher=$!
    # not as an if's condition: in there, set -e would not hold
    set +e
    (set -e; "$@") >"$log" 2>&1 </dev/null
    result=$?
    set -e
    step_end "$watcher"
    if ((result == 0)); then
        ((SECONDS - started < 2)) || say "$text: done in $((SECONDS - started)) s"
        return
    fi
    say "$text: failed; the log's last 20 lines:" >&2
    tail -n 20 "$log" | sed "s/^/    /" >&2
    fail "all of it is in ${log#"$SM_ROOT"/}"
}

step_watch() {
    local progress
    sleep 1 >/dev/null 2>&1
    if ! is_terminal; then
        say "$1 ..."
        return
    fi
    while kill -0 $$ 2>/dev/null; do
        progress=$(tail -n 3 "$2" | grep -oE '^\[[0-9]+/[0-9]+\]|^[0-9]+%' | tail -n 1 || true)
        printf '\r\033[K%s ... %s' "$1" "$progress"
        sleep 1 >/dev/null 2>&1
    done
}

step_end() {
    kill "$1" 2>/dev/null || true
    wait "$1" 2>/dev/null || true
    ! is_terminal || printf '\r\033[K'
}

# "stamped FILE TEXT": true where FILE holds exactly TEXT; "stamp FILE TEXT" makes it so.
stamped() { [[ -f $1 && $(<"$1") == "$2" ]]; }
stamp() { printf '%s\n' "$2" >"$1"; }
