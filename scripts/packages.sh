#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# "packages.sh [check | fuzz]": installs those packages of debian-packages.txt that are missing; the
# ones below a line "# [NAME]" only where that is asked for.
. "$(dirname "$0")/lib.sh"

grep -qsE '^ID=debian$' /etc/os-release ||
    fail "only Debian 12 and 13 are supported: install what debian-packages.txt lists by hand"

list() { awk -v group="${1:-}" '/^# \[/ { other = $2 != "[" group "]" } !other'; }
mapfile -t wanted < <(list "$@" <"$SM_ROOT/debian-packages.txt" | grep -vE '^(#|$)')
present() {
    dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' "${wanted[@]}" 2>/dev/null |
        sed -n 's/^ii *//p' | sort -u
}
mapfile -t missing < <(printf '%s\n' "${wanted[@]}" | sort -u | comm -23 - <(present))
((${#missing[@]})) || exit 0

((EUID == 0)) || command -v sudo >/dev/null ||
    fail "Debian packages are missing; as root: apt-get install ${missing[*]}"
apt_get() {
    ${sudo:-} env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=120 "$@"
}
((EUID == 0)) || sudo=sudo

say "${SM_STEP:+[$SM_STEP] }installing ${#missing[@]} Debian packages: ${missing[*]}"
log=$build/log/packages.log

# Its progress bar, where there is someone to look at it; the log otherwise.
apt() {
    if is_terminal; then
        apt_get -o Dpkg::Progress-Fancy=1 "$@" 2>&1 | tee "$log"
    else
        apt_get "$@" >"$log" 2>&1
    fi
}
explain() {
    tail -n 20 "$log" | sed 's/^/    /' >&2
    fail "$1; the whole log is build/log/packages.log"
}
apt update || explain "apt-get update failed: is the package mirror reachable?"
apt install -y --no-install-recommends "${missing[@]}" || explain "apt-get install failed"
