#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# "fuzz.sh [--full] [--seconds N] [TARGET...]": builds the libFuzzer targets of test/fuzz and runs
# each from its committed corpus, N seconds of one core (15; --full 3600). One line a target, all of
# it as JSON in build/log/fuzz.json. What a target finds stays in build/fuzz/found, new inputs in
# build/fuzz/corpus; "--keep" makes the committed corpus anew of them and itself: no more than edges
# need.
. "$(dirname "$0")/lib.sh"

seconds=15
keep=
targets=()
while (($#)); do
    case $1 in
        --full) seconds=3600 ;;
        --seconds) seconds=${2:?how many}; shift ;;
        --keep) keep=1 ;;
        -*) fail "fuzz: $1 is no option: --full, --seconds N, --keep" ;;
        *) targets+=("$1") ;;
    esac
    shift
done
out=$build/fuzz
build_targets() {
    [[ -f $out/build.ninja ]] || cmake -S "$SM_ROOT/test/fuzz" -B "$out" -G Ninja \
        -DCMAKE_CXX_COMPILER=clang++-19
    ninja -C "$out"
}
step "building the fuzz targets" fuzz build_targets
((${#targets[@]})) || mapfile -t targets < <(cd "$SM_ROOT/test/fuzz" && ls ./*_fuzz.cpp |
    sed 's|^./||; s|_fuzz.cpp$||')

# "stat NAME LOG": of libFuzzer's closing lines
stat() { sed -n "s/^stat::$1: *//p" "$2" | tail -n 1; }

run() {
    local name=$1 corpus=$SM_ROOT/test/fuzz/corpus/$1 log=$build/log/fuzz-$1.log result=passed
    [[ -x $out/${name}_fuzz ]] || fail "fuzz: there is no target $name: ${targets[*]}"
    mkdir -p "$out/corpus/$name" "$out/found" "$corpus"
    "$out/${name}_fuzz" -max_total_time="$seconds" -print_final_stats=1 -max_len=2048 -timeout=5 \
        -rss_limit_mb=1024 -artifact_prefix="$out/found/$name-" "$out/corpus/$name" "$corpus" \
        >"$log" 2>&1 || result=FAILED
    local edges
    edges=$(grep -oE 'cov: [0-9]+' "$log" | tail -n 1 | grep -oE '[0-9]+' || echo 0)
    printf '%-14s %s: %s executions, %s a second, %s edges, %s inputs kept\n' "$name" "$result" \
        "$(stat number_of_executed_units "$log")" "$(stat average_exec_per_sec "$log")" "$edges" \
        "$(find "$corpus" -type f | wc -l)"
    printf '{"target": "%s", "result": "%s", "executions": %s, "edges": %s, "seconds": %s}\n' \
        "$name" "$result" "$(stat number_of_executed_units "$log" | grep . || echo 0)" "$edges" \
        "$seconds" >"$build/log/fuzz-$name.json"
    [[ $result == passed ]] || tail -n 25 "$log"
    [[ $result == passed ]]
}

# The fewest inputs that reach every edge reached, under names of their contents.
merge() {
    local corpus=$SM_ROOT/test/fuzz/corpus/$1 merged=$out/merged/$1 file
    rm -rf "$merged" && mkdir -p "$merged"
    "$out/$1_fuzz" -set_cover_merge=1 -use_counters=0 -max_len=2048 "$merged" \
        "$corpus" "$out/corpus/$1" >"$build/log/fuzz-$1-merge.log" 2>&1
    rm -rf "$corpus" && mkdir -p "$corpus"
    for file in "$merged"/*; do
        cp "$file" "$corpus/$(basename "$file" | cut -c 1-12).bin"
    done
}

started=$SECONDS
export -f run stat fail say
export out build SM_ROOT seconds
failed=0
printf '%s\n' "${targets[@]}" |
    targets="${targets[*]}" xargs -P "$(nproc)" -I '{}' bash -c 'set -uo pipefail; run {}' ||
    failed=1
[[ -z $keep ]] || for target in "${targets[@]}"; do merge "$target"; done
runs=$(for target in "${targets[@]}"; do cat "$build/log/fuzz-$target.json"; done | paste -sd,)
printf '{"suite": "fuzz", "seconds": %d, "targets": [%s]}\n' $((SECONDS - started)) "$runs" \
    >"$build/log/fuzz.json"
say "fuzz: ${#targets[@]} targets, $(grep -oE '"executions": [0-9]+' "$build/log/fuzz.json" |
    awk '{n += $2} END {print n + 0}') executions, $((SECONDS - started)) s"
exit "$failed"
