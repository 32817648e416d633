#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# "exchange.sh SM ROOT": each kind of image that imgtool makes is installed by an update and boots;
# each kind that sm makes passes `imgtool verify`, and differs from imgtool's only where it must.
# IMGTOOL names the command (imgtool). Exit code 77, with the reason: skipped.
set -uo pipefail
tool=$1
root=$2
read -r -a imgtool <<<"${IMGTOOL:-imgtool}"
if ! "${imgtool[@]}" version >/dev/null 2>&1; then
    echo "skipped: imgtool is not installed; set IMGTOOL to its command"
    exit 77
fi
if [[ ! -f $root/build/chip/images/hello.bin || ! -d $root/build/keys ]]; then
    echo "skipped: no chip images; ./sm build makes them"
    exit 77
fi
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
export SM_ROOT=$root
keys=$root/build/keys
failed=0
passed=0

check() {
    local what=$1
    shift
    if "$@" >"$here/log" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $what"
        tail -n 20 "$here/log"
    fi
}

payload() { # of a signed image with a header of 0x400 bytes
    local size
    size=$(od -An -tu4 -j12 -N4 "$1" | tr -d ' ')
    tail -c +1025 "$1" | head -c "$size"
}

boots() { # IMAGE VERSION
    rm -rf "$here/board"
    "$tool" board new --dir "$here/board" || return 1
    "$tool" board update --dir "$here/board" "app=$1" || return 1
    "$tool" board run --dir "$here/board" --until "passed, 0 failed" --timeout 60 >"$here/run" 2>&1
    cat "$here/run"
    grep -q "uROT: application $2 ok" "$here/run"
}

by_imgtool() { # OUT VERSION OPTIONS...
    local out=$1 version=$2
    shift 2
    "${imgtool[@]}" sign --key "$keys/app.pem" --header-size 0x400 --pad-header --align 16 \
        --slot-size 0xD0000 --version "$version" --security-counter 7 "$@" "$here/hello.raw" "$out"
}

by_sm() { # OUT VERSION OPTIONS...
    local out=$1 version=$2
    shift 2
    "$tool" image sign --component app --key "$keys/app.pem" --version "$version" --counter 7 "$@" \
        "$here/hello.raw" "$out"
}

payload "$root/build/chip/images/hello.bin" >"$here/hello.raw"
to=$keys/encryption.pem
kinds=(plain "" encrypted "--encrypt $to" encrypted256 "--encrypt $to --encrypt-keylen 256"
    dependency "-d (3,1.0.0+0)" record "--boot-record app"
    all "--encrypt $to -d (3,1.0.0+0) --boot-record app")
for ((i = 0; i < ${#kinds[@]}; i += 2)); do
    read -r -a options <<<"${kinds[i + 1]}"
    image=$here/${kinds[i]}.bin
    check "imgtool makes ${kinds[i]}" by_imgtool "$image" 7.$i.0 "${options[@]}"
    check "imgtool's ${kinds[i]} boots" boots "$image" 7.$i.0
done

check "imgtool's encrypted image gets a second signature" \
    "$tool" image encrypt --key "$keys/app.pem" --to "$to" "$here/encrypted.bin" "$here/twice.bin"
check "and boots" boots "$here/twice.bin" 7.2.0

ours=(plain "" encrypted "--encrypt $to" encrypted256 "--encrypt $to --aes 256"
    dependency "--needs manager=1.0.0")
for ((i = 0; i < ${#ours[@]}; i += 2)); do
    read -r -a options <<<"${ours[i + 1]}"
    image=$here/sm-${ours[i]}.bin
    check "sm makes ${ours[i]}" by_sm "$image" 8.$i.0 "${options[@]}"
    if [[ ${ours[i]} == encrypted* ]]; then # imgtool verifies what is in the slot
        mv "$image" "$image.sealed"
        check "sm opens ${ours[i]}" "$tool" image decrypt --key "$to" "$image.sealed" "$image"
    fi
    check "imgtool verifies ${ours[i]}" "${imgtool[@]}" verify --key "$keys/app.pem" "$image"
done

# The signed part, byte for byte.
same_layout() { # header, payload and protected TLVs of two plain images
    by_sm "$here/a.bin" 9.0.0 --needs manager=1.0.0 &&
        by_imgtool "$here/b.bin" 9.0.0 -d "(3,1.0.0+0)" --boot-record app || return 1
    local size
    size=$((1024 + $(od -An -tu4 -j12 -N4 "$here/b.bin") + $(od -An -tu2 -j10 -N2 "$here/b.bin")))
    cmp -n "$size" "$here/a.bin" "$here/b.bin"
}
check "sm and imgtool lay out the same bytes" same_layout

echo "imgtool: $passed passed, $failed failed"
exit $((failed != 0))
