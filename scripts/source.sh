#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# "source.sh source NAME" unpacks Debian 13's source package NAME (Debian's patches applied) into
# build/deps/NAME-src, "source.sh deb NAME" unpacks a binary package into build/deps/NAME.
# Both by apt, under a configuration of our own in build/apt: the machine's sources, lists and
# packages stay as they are. The mirror is the one the machine uses, the keys are Debian's.
. "$(dirname "$0")/lib.sh"

suite=trixie
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
apt=$build/apt

mirror_address() {
    local format='$(LABEL) $(RELEASE) $(REPO_URI)'
    apt-get indextargets --format "$format" 'Created-By: Packages' |
        awk '$1 == "Debian" {print $NF; exit}' | grep . ||
        # before the first apt-get update no label is known, and the release's name has to do
        apt-get indextargets --no-release-info --format "$format" 'Created-By: Packages' |
        awk '$2 ~ /^(bookworm|trixie|stable|oldstable)$/ {print $3; exit}'
}

configure_apt() {
    local mirror
    mirror=$(mirror_address | grep -v '^cdrom:') ||
        fail "no Debian mirror in this machine's apt sources (apt-get indextargets shows none)"
    [[ -f $keyring ]] || fail "$keyring is missing: apt-get install debian-archive-keyring"
    mkdir -p "$apt"/etc/{sources.list.d,trusted.gpg.d,preferences.d}
    mkdir -p "$apt"/{state/lists,cache/archives}/partial
    printf 'Types: deb deb-src\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: %s\n' \
        "$mirror" "$suite" "$keyring" >"$apt/etc/sources.list.d/debian.sources"
    {
        say "Dir::Etc \"$apt/etc/\"; Dir::Etc::Parts \"/dev/null\"; Dir::Etc::Main \"/dev/null\";"
        say "Dir::State \"$apt/state/\"; Dir::State::status \"/var/lib/dpkg/status\";"
        say "Dir::Cache \"$apt/cache/\";"
        say 'APT::Sandbox::User ""; Acquire::Languages "none"; Acquire::Retries "3";'
        # how this machine reaches the mirror is its own business: passwords, proxies
        say 'Dir::Etc::netrc "/etc/apt/auth.conf"; Dir::Etc::netrcparts "/etc/apt/auth.conf.d";'
        apt-config dump | grep -E '^Acquire::https?::' || true
    } >"$apt/apt.conf"
    export APT_CONFIG=$apt/apt.conf
    find "$apt/state/lists" -maxdepth 1 -name '*Sources*' -mmin -60 | grep -q . ||
        apt-get update --error-on=any ||
        fail "Debian 13's package lists could not be fetched;" \
            "if a signature was refused: apt-get install debian-archive-keyring"
}

# Unpacked beside its parts and then moved, so that what stands in build/deps is whole.
unpack_source() {
    apt-get -q source --download-only "$1"
    dpkg-source -x ./*.dsc tree
    rm -rf "$deps/$1-src"
    mv tree "$deps/$1-src"
}
unpack_deb() {
    apt-get -q download "$1"
    dpkg-deb -x ./*.deb tree
    rm -rf "${deps:?}/$1"
    mv tree "$deps/$1"
}

configure_apt
work=$apt/work-$2
rm -rf "$work"
mkdir -p "$work"
cd "$work"
"unpack_$1" "$2"
cd "$SM_ROOT"
rm -rf "$work"
