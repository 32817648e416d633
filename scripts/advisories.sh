#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# "advisories.sh [--check] [ID...]": each test/advisories/ID.patch brings a bug of others into a
# copy of the tree (build/advisories/tree); the test that is named after it must fail there, for
# the reason the patch gives, and pass without. Results: test/results/advisories.json (all of them
# only). --check, part of every run of the tests: patches apply, tests and table know each other.
#
# A patch begins with lines of its own:
#   Test: Suite.Name       what must fail; of one with values also Each/Suite.Name/Value
#   Binary: path           of the test, in a build folder host-asan
#   Images: target...      chip targets it needs from the copy; the test itself is this tree's then
#   Fails: expression      what the failed test prints (grep -E)
#   Seconds: n             how long the test may take (150)
. "$(dirname "$0")/lib.sh"

here=$SM_ROOT/test/advisories
out=$build/advisories
tree=$out/tree
tool=$build/host/host/sm
log=$build/log/advisories

check=
ids=()
for argument in "$@"; do
    case $argument in
        --check) check=1 ;;
        --full) ;;
        -*) fail "advisories: $argument is no option: --check, or names of patches" ;;
        *) [[ -f $here/$argument.patch ]] || fail "advisories: there is no $argument.patch"
            ids+=("$argument") ;;
    esac
done
whole=
((${#ids[@]})) || whole=1
((${#ids[@]})) || mapfile -t ids < <(cd "$here" && ls ./*.patch | sed 's|^./||; s|\.patch$||')

# "field NAME ID": a line of the patch's head
field() { sed -n "/^--- /q; s/^$1: //p" "$here/$2.patch"; }
# "change ID OPTION...": the patch, to the tree it is run in
change() {
    patch -p1 --force --fuzz=1 --no-backup-if-mismatch -r - "${@:2}" <"$here/$1.patch"
}

# Names must lead from the table to tests and patches, and back.
broken=0
complain() {
    say "advisories: $*"
    broken=1
}
check_patch() {
    local test
    test=$(field Test "$1" | sed -E 's|^[A-Za-z]+/||; s|/[A-Za-z0-9]+$||')
    change "$1" --dry-run -d "$SM_ROOT" >/dev/null ||
        complain "PATCH_STALE: $1.patch no longer applies; make it anew from what it says"
    [[ -n $(field Binary "$1") && -n $(field Fails "$1") ]] ||
        complain "PATCH_HEAD: $1.patch does not say Test, Binary and Fails"
    grep -qF "\`$1.patch\`" "$here/README.md" ||
        complain "PATCH_UNLISTED: README.md does not name $1.patch"
    [[ -n $test && $tests == *" $test "* ]] ||
        complain "TEST_MISSING: $1.patch names ${test:-no test}, which is not there"
}
check_all() {
    local name
    tests=" $(cd "$SM_ROOT" && find boot host lib manager modules test -name '*_test.cpp' \
        -exec sed -nE ':a; /^TEST(_F|_P)?\([^)]*$/ {N; s/\n +//; ba}
            s/^TEST(_F|_P)?\((\w+), *(\w+)\).*/\2.\3/p' {} + | tr '\n' ' ') "
    for id in "${ids[@]}"; do
        check_patch "$id"
    done
    for name in $(grep -oE '`[A-Za-z0-9-]+\.patch`' "$here/README.md" | tr -d '`'); do
        [[ -f $here/$name || $name == ID.patch ]] ||
            complain "PATCH_MISSING: README.md names $name, which is not there"
    done
    for name in $(grep -oE '`[A-Z][A-Za-z0-9]+\.[A-Za-z0-9_]+`' "$here/README.md" | tr -d '`'); do
        [[ $name == *.patch || $tests == *" $name "* ]] ||
            complain "TEST_MISSING: README.md names $name, which is not there"
    done
    ((broken == 0)) || exit 1
}

# Contents of this tree where they differ, so that nothing else is built anew.
copy_tree() {
    local file
    mkdir -p "$tree/build/host/host"
    ln -sfn "$deps" "$tree/build/deps"
    ln -sfn "$build/keys" "$tree/build/keys"
    ln -sfn "$tool" "$tree/build/host/host/sm"
    cd "$SM_ROOT"
    while IFS= read -r -d '' file; do
        cmp -s "$file" "$tree/$file" || install -D -m "$(stat -c %a "$file")" "$file" "$tree/$file"
    done < <(find . -path ./build -prune -o -path ./.git -prune -o -path ./test/fuzz/corpus -prune \
        -o -type f -print0)
}
configure() {
    (cd "$tree" && [[ -f build/$1/build.ninja ]] || cmake --preset "$1")
}
# Everything that any of the patches needs: what the one before changed is made good by it, too.
build_tree() {
    local host chip
    host=$(for id in "${ids[@]}"; do [[ -n $(field Images "$id") ]] || field Binary "$id"; done |
        sort -u)
    chip=$(for id in "${ids[@]}"; do field Images "$id" | tr ' ' '\n'; done | sort -u)
    if [[ -n $host && $1 != chip ]]; then
        configure host-asan
        SM_ROOT=$tree ninja -C "$tree/build/host-asan" $host
    fi
    if [[ -n $chip && $1 != host ]]; then
        configure chip
        SM_ROOT=$tree ninja -C "$tree/build/chip" $chip
    fi
}
side() { [[ -n $(field Images "$1") ]] && printf chip || printf host; }
# What a board is made of besides: as this tree has it.
lend_images() {
    mkdir -p "$tree/build/chip/images" "$tree/build/chip/emulator/rss"
    cp -u "$build"/chip/images/*.bin "$tree/build/chip/images/"
    cp -u "$build/chip/emulator/rss/rss.bin" "$tree/build/chip/emulator/rss/"
}
run_test() {
    local of=$tree seconds result=0
    seconds=$(field Seconds "$1")
    seconds=${seconds:-150}
    [[ -z $(field Images "$1") ]] || of=$SM_ROOT
    SM_ROOT=$tree timeout "$seconds" "$of/build/host-asan/$(field Binary "$1")" \
        --gtest_filter="$(field Test "$1")" >"$log-$1.log" 2>&1 || result=$?
    ((result != 124)) || say "no end within $seconds s" >>"$log-$1.log"
    return "$result"
}
ran() { grep -qF "[ RUN      ]" "$log-$1.log"; }

# Prints what became of the patch; the tree is as it was afterwards.
mutate() {
    (cd "$tree" && change "$1" --quiet) || { say "PATCH_STALE: no longer applies"; return; }
    if ! build_tree "$(side "$1")" >"$log-$1-build.log" 2>&1; then
        say "PATCH_BUILD: does not build, see ${log#"$SM_ROOT"/}-$1-build.log"
    elif run_test "$1"; then
        say "PATCH_UNSEEN: the test passes with the bug"
    elif ! grep -qE "$(field Fails "$1")" "$log-$1.log"; then
        say "PATCH_OTHER: fails, but not by '$(field Fails "$1")'"
    else
        say failed
    fi
    (cd "$tree" && change "$1" --quiet -R)
}

check_all
[[ -z $check ]] || exit 0
started=$SECONDS
step "copying the tree" advisories-copy copy_tree
lend_images
step "building the copy" advisories-build build_tree all
lines=()
bad=0
for id in "${ids[@]}"; do
    run_test "$id" && ran "$id" ||
        fail "$(field Test "$id") fails without any patch, see ${log#"$SM_ROOT"/}-$id.log"
done
for id in "${ids[@]}"; do
    begun=$SECONDS
    verdict=$(mutate "$id")
    [[ $verdict == failed ]] || bad=$((bad + 1))
    text="found by"
    [[ $verdict == failed ]] || text="$verdict:"
    printf '%-24s %s %s (%d s)\n' "$id" "$text" "$(field Test "$id")" $((SECONDS - begun))
    lines+=("$(printf '  {"id": "%s", "test": "%s", "found": %s, "seconds": %d}' "$id" \
        "$(field Test "$id")" "$([[ $verdict == failed ]] && printf true || printf false)" \
        $((SECONDS - begun)))")
done
build_tree all >"$log-last.log" 2>&1 || fail "advisories: the copy does not build any more"
json=$(printf '%s,\n' "${lines[@]}" | sed '$ s/,$//')
commit=$(git -C "$SM_ROOT" rev-parse HEAD 2>/dev/null || printf unknown)
file=$build/log/advisories.json
[[ -z $whole ]] || file=$SM_ROOT/test/results/advisories.json
found=$((${#ids[@]} - bad))
{
    printf '{\n "suite": "advisories",\n "commit": "%s",\n' "$commit"
    printf ' "patches": %d,\n "found": %d,\n' "${#ids[@]}" "$found"
    printf ' "seconds": %d,\n "results": [\n%s\n ]\n}\n' $((SECONDS - started)) "$json"
} >"$file"
say "advisories: ${#ids[@]} bugs brought back, $found found, $((SECONDS - started)) s"
((bad == 0))
