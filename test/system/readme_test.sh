#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# "readme_test.sh ROOT": every command of README.md as it is typed, in its order, on boards of a
# folder of their own. Of a comment that quotes the console ("uROT: ...") the quotation must be
# among what is printed. A console ends with the demo's last line; what builds, tests or measures
# is only looked up.
set -uo pipefail
root=$1
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
passed=0
failed=0

# The repository as a fresh clone that was built: its own boards, everything else the real one's.
mkdir "$here/build"
for entry in README.md sm system.toml modules emulator; do
    ln -s "$root/$entry" "$here/$entry"
done
for entry in chip deps host; do
    ln -s "$root/build/$entry" "$here/build/$entry"
done
cp -r "$root/build/keys" "$here/build/keys" # a copy: README makes keys
rm -f "$here"/build/keys/*.lms
cd "$here" || exit 1
export SM_ROOT=$here
tool=$root/build/host/host/sm

# "run COMMAND WANTED"
run() {
    local output result=0
    output=$(eval "$1" 2>&1 </dev/null) || result=$?
    # what was altered on purpose is refused
    if [[ $output == *"$2"* && (result -eq 0 || $2 == *refused*) ]]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED (%d): %s\n%s\n' "$result" "$1" "$output"
    fi
}

# "looked_up WORDS...": a verb of sm itself, a suite of its tests
looked_up() {
    if [[ $1 == test && -n ${2:-} ]] && ! grep -q "^## test.*\b$2\b" sm; then
        failed=$((failed + 1))
        printf 'FAILED: there is no suite %s\n' "$2"
    fi
    passed=$((passed + 1))
}

while IFS= read -r line; do
    command=$(sed -E 's/ +#.*//' <<<"$line")
    wanted=$(grep -oE '# (iROT|uROT|calibrated): .*' <<<"$line" | cut -c 3-)
    read -r -a words <<<"${command#./sm }"
    case $command in
        git* | "./sm bench") continue ;;
        "./sm test"*) looked_up "${words[@]}" && continue ;;
        *--gdb*) command+=" --timeout 1 || true" ;;
        "./sm run"* | "./sm board run"*)
            [[ $command == *--demo* ]] || command+=" --demo"
            [[ $command != *intruder* ]] || command+=" --timeout 60" ;;
    esac
    run "${command//.\/sm /\"$tool\" }" "$wanted"
done < <(awk '/^```/ { inside = !inside; next } inside && /^(\.\/sm|printf|rm|git) /' README.md)
printf '%d passed, %d failed\n' "$passed" "$failed"
((failed == 0 && passed > 20))
