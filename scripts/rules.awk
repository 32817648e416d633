# SPDX-License-Identifier: Apache-2.0
# The rules that one look at a source file decides. Prints "file:line: what" for each breach.
# Input: scripts/include-rules.txt first, then sources. areas = top folders, space-separated.

function breach(text) { print FILENAME ":" FNR ": " text }

# the longest rule whose folder holds PATH
function rule_for(path,    folder) {
    for (folder = path; sub(/\/[^\/]*$/, "", folder);)
        if (folder in allowed)
            return folder
    return ""
}
function inside(path, folder) { return index(path, folder "/") == 1 }

function check_include(path,    rule, i, n, list) {
    if (!(substr(path, 1, index(path, "/") - 1) in area)) {
        if (path !~ /\// && FILENAME !~ /^emulator\//)
            breach("include \"" path "\": root it at the top of the tree")
        return
    }
    rule = rule_for(FILENAME)
    n = split(allowed[rule] (FILENAME ~ tests ? " " allowed["tests"] : ""), list, " ")
    if (inside(path, rule))
        return
    for (i = 1; i <= n; i++)
        if (inside(path, list[i]))
            return
    breach("include \"" path "\": " rule " may include only " allowed[rule])
}

BEGIN {
    count = split(areas, list, " ")
    for (i = 1; i <= count; i++)
        area[list[i]] = 1
    tests = "(_test\\.cpp|/test_[a-z_]*\\.h)$"
    work = "(^|[^A-Za-z])(TO" "DO|FIX" "ME|X" "XX)([^A-Za-z]|$)"
}
FILENAME ~ /include-rules\.txt$/ {
    if ($1 !~ /^#/ && NF) {
        folder = $1
        sub(/^[^ ]+ +/, "")
        allowed[folder] = $0
    }
    next
}
FNR == 1 { before = "" }
/[^\t -~]/ { breach("not ASCII") }
length($0) > 100 && FILENAME ~ /(\.(h|c|cpp|S|sh|awk|cmake)|CMakeLists\.txt|^sm)$/ {
    breach("more than 100 columns")
}
/[ \t]$/ { breach("space at the end of the line") }
$0 ~ work { breach("unfinished work is an issue, not a comment") }
FILENAME !~ /\.(h|c|cpp|S)$/ { next }
FNR == 601 { breach("file longer than 600 lines") }
/^#include "/ { split($0, part, "\""); check_include(part[2]) }
# include guards and C linkage are no variation
/^ *# *(if|ifdef|ifndef|elif)/ && !/__cplusplus/ && !/^#ifndef [A-Z0-9_]+_H_?$/ {
    split(FILENAME, part, "/")
    conditionals[part[1]]++
    if (before ~ /^ /)
        breach("conditional inside a function or a type")
}
{ split(FILENAME, part, "/"); lines[part[1]]++ }
/[^ ]/ && !/^#/ && !/^ *\*/ { before = $0 }
END {
    for (name in conditionals)
        if (conditionals[name] * 1000 > 3 * lines[name] && conditionals[name] > 2)
            print name ": " conditionals[name] " conditionals in " lines[name] " lines:" \
                " 3 per 1000 at most"
}
