#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# "check.sh": layout, names, include rules, licence headers and the rules of STYLE.md that a machine
# can judge; "check.sh fmt": lays out the sources. Judges every file git knows or would add.
. "$(dirname "$0")/lib.sh"
cd "$SM_ROOT"

areas="lib boot manager modules app chip emulator host test"
bad=0

sources() {
    git ls-files -co --exclude-standard -- "$@" |
        while read -r f; do [[ ! -f $f || -L $f ]] || say "$f"; done
}
code() { sources '*.h' '*.c' '*.cpp'; }

# "report TITLE COMMAND...": what COMMAND prints are breaches
report() {
    local title=$1 found started=$SECONDS
    shift
    found=$("$@" 2>&1 || true)
    if [[ -z $found ]]; then
        say "  ok    $title ($((SECONDS - started)) s)"
    else
        say "  BAD   $title"
        sed 's/^/        /' <<<"$found"
        bad=1
    fi
}

layout() {
    code | xargs -r -P "$(nproc)" -I '{}' \
        sh -c "clang-format-19 --dry-run -Werror '{}' 2>/dev/null || echo '{}: run ./sm fmt'" | sort
}

# The licence that a file's first line (second after #!) must name, by folder.
licences() {
    local f want
    sources '*.h' '*.c' '*.cpp' '*.S' '*.ld' '*.sh' '*.awk' '*.cmake' '*CMakeLists.txt' '*.toml' \
        '*meson.build' sm .ci/run |
        while read -r f; do
            case $f in
                emulator/flash/*) want='Apache-2.0 OR GPL-2.0-or-later' ;;
                emulator/rss/* | emulator/CMakeLists.txt) want='Apache-2.0' ;;
                emulator/*) want='GPL-2.0-or-later' ;;
                *) want='Apache-2.0' ;;
            esac
            head -n 2 "$f" | grep -qE "SPDX-License-Identifier: $want( \*/)?\$" ||
                say "$f: first line must be SPDX-License-Identifier: $want"
        done
}

text_rules() {
    local files
    mapfile -t files < <(sources | grep -vE '\.(md|json|bin|pem|der|in)$|^LICEN')
    awk -v areas="$areas" -f scripts/rules.awk scripts/include-rules.txt "${files[@]}"
}

# Addresses of package mirrors are the machine's business, not the tree's.
mirrors() {
    local hosts
    hosts=$(apt-get indextargets --format '$(SITE)' 2>/dev/null |
        sed 's|.*://||; s|/.*||; s/[.]/[.]/g' | grep . | sort -u | paste -sd'|' || true)
    git grep -nIE "://[^ /]*debian[^ /]*/|${hosts:-://[^ /]*debian[.]}" -- . || true
}

depth() { sources | awk -F/ 'NF > 5 {print $0 ": more than 4 folders deep"}'; }

# Every source of the host build but the tests, or what changed since it was last found good.
names_to_check() {
    local newest f
    newest=$(sources '*.h' .clang-tidy | xargs ls -t | sed -n 1p)
    grep -oE '"file": "[^"]*"' build/host-asan/compile_commands.json | cut -d'"' -f4 | sort -u |
        sed -n "s|^$SM_ROOT/||p" | grep -E "^(${areas// /|})/.*\.cpp\$" | grep -v '_test\.cpp$' |
        while read -r f; do
            [[ build/tidy/$f -nt $f && build/tidy/$f -nt $newest ]] || say "$f"
        done
}

names() {
    if ! cmake --preset host-asan >build/log/host-asan.log 2>&1; then
        tail -n 20 build/log/host-asan.log
        return
    fi
    names_to_check | xargs -r -P "$(nproc)" -I '{}' sh -c '
        found=$(clang-tidy-19 -p build/host-asan --quiet \
            --extra-arg=-Wno-unknown-warning-option --extra-arg=-Wno-ignored-gch \
            --extra-arg=-Wno-unknown-attributes {} 2>/dev/null) &&
            mkdir -p build/tidy/$(dirname {}) && touch build/tidy/{} || echo "$found"' |
        grep -E '(warning|error):' | sed "s|^$SM_ROOT/||" | sort -u
}

case ${1:-} in
    fmt)
        code | xargs -r -P "$(nproc)" -n 20 clang-format-19 -i
        exit
        ;;
esac
say "check:"
report "layout" layout
report "licence headers" licences
report "includes, conditionals, columns, ASCII" text_rules
report "no mirror's address" mirrors
report "depth of folders" depth
report "names (clang-tidy)" names
((bad == 0)) || fail "the check found breaches"
