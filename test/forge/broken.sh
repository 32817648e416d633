#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# "broken.sh [NAME]": drops one check after the other from the parser and verifier and demands that
# forge fail each time, else it would not see that check go. Uses the objects of the build's forge.
set -euo pipefail
cd "$(dirname "$0")/../.."
objects=build/host-asan/test/forge/CMakeFiles/forge.dir
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# name | file | what sed does to it; or judge | decision:both of which it is one:the other
checks() {
    cat <<'LIST'
load-address|boot/image/image.cpp|s/load_address != 0 [|][|] //
padding|boot/image/image.cpp|s/padding != 0 [|][|] //
flags|boot/image/image.cpp|s/if (!flags_valid(flags) [|][|] /if (/
tlv-wrong-area|boot/image/image.cpp|s/if (rule.is_protected != is_protected)/if (false)/
tlv-twice|boot/image/image.cpp|s/if (!found.value\[index\].empty())/if (false)/
tlv-too-long|boot/image/image.cpp|s/ [|][|] value.size() > rule.max_size//
tlv-unknown|boot/image/image.cpp|s/return is_other_envelope(type) ? .*/return lib::kOk;/
envelope-needed|boot/image/image.cpp|s/LIB_TRY(envelope_check.*//
area-size|boot/image/image.cpp|s/ [|][|] size.value() != area.size()//
header-of-slot|judge|format:both(format, key):key
key-hash|judge|key:both(format, key):format
digest|judge|content:both(content, signature):signature
signature|judge|signature:both(content, signature):content
counter|judge|counter:both(counter, identity):identity
identity|judge|identity:both(counter, identity):counter
der-trailing|lib/p256/der.cpp|s/if (!rest.empty() [|][|] !der.empty())/if (false)/
der-zero-in-front|lib/p256/der.cpp|s/if (!is_negative(content\[0\]))/if (false)/
der-negative|lib/p256/der.cpp|s/ [|][|] is_negative(content\[0\])//
der-tag|lib/p256/der.cpp|s/ [|][|] rest\[0\] != tag//
LIST
}

# "sees NAME FILE EDIT"
sees() {
    local object
    object=$(find "$objects" -name "$(basename "$2").o")
    sed "$3" "$2" >"$work/broken.cpp"
    ! cmp -s "$2" "$work/broken.cpp" || { echo "$1: the check was not found"; return 1; }
    mapfile -t others < <(find "$objects" -name "*.o" ! -path "$object")
    c++ -std=c++23 -O2 -w -I. -c "$work/broken.cpp" -o "$work/broken.o" &&
        c++ -fsanitize=address,undefined -o "$work/forge" "${others[@]}" "$work/broken.o" \
            build/host-asan/libmbedcrypto_host.a || { echo "$1: does not build"; return 1; }
    if "$work/forge" --sample >"$work/log"; then
        echo "$1: NOT SEEN"
        return 1
    fi
    echo "$1: seen, $(grep -c FAILED "$work/log") or more failed"
}

bad=0
while IFS="|" read -r name file edit; do
    if [[ $file == judge ]]; then
        IFS=: read -r decision joined other <<<"$edit"
        file=boot/image/verify.cpp
        edit="s/if (!is_true($decision))/if (false)/;s/$joined/$other/"
    fi
    [[ -n ${1:-} && $name != "$1" ]] || sees "$name" "$file" "$edit" || bad=1
done < <(checks)
exit "$bad"
