#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# "cli_test.sh SM ROOT": the tool as a user calls it. Runs every example of every help text in a
# prepared folder, then the likely mistakes, each of which must end in its named line and exit code.
set -uo pipefail
tool=$1
root=$2
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
failed=0
passed=0

good() { passed=$((passed + 1)); }
bad() {
    failed=$((failed + 1))
    printf 'FAILED: %s\n%s\n' "$1" "$2"
}

# "expect CODE TEXT ARGUMENTS...": exit code, and TEXT somewhere in the output; never a crash report
expect() {
    local code=$1 text=$2 output result=0
    shift 2
    output=$("$tool" "$@" 2>&1 </dev/null) || result=$?
    if [[ $result == "$code" && $output == *"$text"* && $output != *"terminate called"* ]]; then
        good
    else
        bad "sm $* (exit $result, expected $code and '$text')" "$output"
    fi
}

# A repository of its own: the real system.toml, keys, a board's images, a stand-in emulator.
prepare() {
    export SM_ROOT=$here SM_QEMU=$here/emulator
    cp -r "$root/system.toml" "$here/"
    (cd "$root" && find modules -name '*.json' -exec cp --parents {} "$here" \;)
    mkdir -p "$here/build/chip/emulator/rss" "$here/build/chip/images"
    : >"$here/build/chip/emulator/rss/rss.bin"
    mkdir -p "$here/build/deps/plugin"
    : >"$here/build/deps/plugin/trace.so"
    : >"$here/build/deps/plugin/cover.so"
    cat >"$SM_QEMU" <<'END'
#!/bin/sh
for word; do
    case $word in
    *,fault=*)
        echo "site 0 5 0x00000062 1 load 2 0x0001 0x0001 0x0000"
        echo "golden 100 halt 0x00000062 0x494d08f1 0x494d08f1"
        echo "cases 1"
        echo "case 0 skip 0 ${FAULT_ENDS:-halt} 0x00000062 0x494d08f1"
        echo "done"
        exit 0
        ;;
    *cover.so,out=*) printf 'SMCOVER1\0\0\0\0\0\0\0\0' >"${word#*out=}" ;;
    esac
done
echo "uROT: manager 1.0.0 ok"
echo "hello: 3 passed, 0 failed"
exec sleep 60
END
    chmod +x "$SM_QEMU"
    cd "$here" || exit 1
    head -c 5000 "$tool" | tail -c 4000 >app.raw
    head -c 6000 "$tool" | tail -c 4000 >core.raw
    cp app.raw build/chip/images/irot.bin
    expect 0 "development" keys new
    sign urot urot urot.bin
    sign manager manager manager.bin
    sign app app hello.bin
    sign module owner-a echo.bin --module-id 0x201 --owner 0xA001
    cp build/chip/images/hello.bin app.bin
    printf "%032d" 1 >table.raw
    build_module
    printf '%s\n' 'name = "n"' 'firmware = "module.elf"' 'start = "next"' 'success = ["start"]' \
        'models = ["skip"]' >campaign.toml
}
sign() {
    expect 0 "signed by" image sign --component "$1" --key "build/keys/$2.pem" --version 1.0.0 \
        --counter 1 app.raw "build/chip/images/$3" "${@:4}"
}

# The smallest module a compiler makes: a header, a function, a pointer to it, a counter.
build_module() {
    cat >module.c <<'END'
int counter = 1;
int next(int n) { return n + counter++; }
int (*pointer)(int) = next;
int start(void) { return pointer(1); }
END
    cat >header.S <<'END'
    .section .module_header, "a"
    .word 0x31444F4D
    .short 2, 0x60
    .word 0, 0x201, 0xA001, 0, 0, 0, 64, 256
    .space 0x60 - 40
END
    cat >module.ld <<'END'
ENTRY(start)
SECTIONS {
    .module_header 0 : { __module_header = .; *(.module_header) }
    .text : { *(.text*) *(.rodata*) . = ALIGN(4); __text_end = .; }
    .data 0x20000000 : {
        __got_start = .; *(.got .got.plt) __got_end = .;
        *(.data*) . = ALIGN(4); __data_end = .;
    }
    .bss : { *(.bss*) . = ALIGN(8); __bss_end = .; }
    /DISCARD/ : { *(.ARM.*) }
}
END
    local pic="-fpic -msingle-pic-base -mpic-register=r9 -mno-pic-data-is-text-relative"
    arm-none-eabi-gcc -mcpu=cortex-m33 -mthumb -Os $pic -nostdlib -Wl,--emit-relocs -T module.ld \
        header.S module.c -o module.elf || bad "the cross compiler" ""
    arm-none-eabi-gcc -mcpu=cortex-m33 -mthumb -Os -nostdlib -Wl,--emit-relocs -T module.ld \
        header.S module.c -o absolute.elf || bad "the cross compiler" ""
    expect 0 "fixups" module pack module.elf -o module.raw
}

# Every command's help, its examples run in the order of the list.
commands=("keys new" "keys show" "keys manifest new" "image sign" "image verify" "image show"
    "image encrypt" "image decrypt" "module pack" "image pack" "board new" "keys manifest show"
    "keys manifest sign"
    "keys manifest verify" "board provision" "board install" "board erase" "board update"
    "board blank"
    "board program" "board show" "board run" "board trace" "board coverage" "run" "fault run"
    "explain" "gen")
examples() {
    local command example ran
    for command in "${commands[@]}"; do
        ran=0
        # shellcheck disable=SC2086 # a command is two words
        while read -r example; do
            ran=1
            if output=$(eval "\"$tool\" ${example#sm }" 2>&1 </dev/null); then
                good
            else
                bad "example of sm $command: $example" "$output"
            fi
        done < <("$tool" $command --help | sed -n 's/^  \(sm .*\)/\1/p')
        ((ran)) || bad "sm $command --help has no example" ""
    done
}

mistakes() {
    expect 2 "" frobnicate
    expect 2 "" keys
    expect 2 "is not a number" image sign --component app --key k --version 1.0.0 --counter x a b
    expect 2 "--module-id" image sign --component module --key k --version 1.0.0 --counter 1 a b
    expect 2 "" image sign --component kernel --key k --version 1.0.0 --counter 1 a b
    expect 2 "required" image verify app.bin
    local sign="image sign --component app --key build/keys/app.pem --counter 1"
    expect 1 "VERSION_BAD" $sign --version 1.x app.raw out.bin
    expect 1 "FILE_UNREADABLE" $sign --version 1.0.0 missing.raw out.bin
    expect 1 "FILE_UNWRITABLE" $sign --version 1.0.0 app.raw missing/out.bin
    expect 1 "BAD_SIZE" $sign --version 1.0.0 --slot-size 1K app.raw out.bin
    expect 1 "BAD_HEADER" $sign --version 1.0.0 --header-size 30 app.raw out.bin
    expect 1 "PAYLOAD_BAD" $sign --version 1.0.0 module.elf out.bin
    expect 1 "PAYLOAD_BAD" $sign --version 1.0.0 app.bin out.bin
    expect 1 "DEVELOPMENT_KEY" $sign --version 1.0.0 --production app.raw out.bin
    expect 1 "KEY_BAD" image verify --key app.raw app.bin
    expect 1 "KEY_UNKNOWN" image verify --key build/keys/manager.pem app.bin
    expect 1 "BAD_MAGIC" image show app.raw
    local encrypt="image encrypt --to build/keys/encryption.pem --key build/keys/app.pem"
    expect 1 "FILE_UNREADABLE" $encrypt missing.bin out.bin
    expect 1 "BAD_MAGIC" $encrypt app.raw out.bin
    expect 1 "KEY_UNKNOWN" image encrypt --to build/keys/encryption.pem --key build/keys/urot.pem \
        build/chip/images/hello.bin out.bin
    expect 1 "KEY_REUSED" image encrypt --to build/keys/app.pem --key build/keys/app.pem \
        build/chip/images/hello.bin out.bin
    expect 1 "WRONG_KEY_SIZE" $encrypt --aes 192 build/chip/images/hello.bin out.bin
    expect 1 "ALREADY_SEALED" $encrypt sealed.bin out.bin
    expect 1 "NOT_ENCRYPTED" image decrypt --key build/keys/encryption.pem app.bin out.bin
    expect 1 "DECRYPTION_KEY" image decrypt --key build/keys/app.pem sealed.bin out.bin
    cp build/chip/images/hello.bin app.bin
    printf 'x' | dd of=app.bin bs=1 seek=1500 conv=notrunc 2>/dev/null
    expect 1 "HASH_MISMATCH" image verify --key build/keys/app.pem app.bin
    expect 1 '"error": "HASH_MISMATCH"' image verify --json --key build/keys/app.pem app.bin
    expect 1 "MODULE_RELOCATION" module pack absolute.elf -o out.raw
    expect 1 "counter" module pack absolute.elf -o out.raw
    expect 1 "ELF_BAD" module pack app.raw -o out.raw
    expect 1 "MODULE_HEADER_BAD" image pack --core core.raw --module app.raw out.raw
    expect 1 "KEYS_EXIST" keys new
    expect 1 "KEYS_MISSING" keys show --dir empty
    expect 1 "DEVELOPMENT_KEY" keys show --production
    expect 2 "" keys manifest
    expect 1 "KEYS_ARGUMENT_BAD" keys manifest new out.kmf --key app
    expect 1 "KEYS_ARGUMENT_BAD" keys manifest new out.kmf --owner 0xA002=build/keys/urot.pem
    expect 1 "KEY_MANIFEST_ROLLBACK" keys manifest new out.kmf --from next.kmf --version 1
    expect 1 "KEY_MANIFEST_BAD" keys manifest new out.kmf --key app=build/keys/manager.pem
    expect 1 "KEY_UNKNOWN" keys manifest new out.kmf --remove 0xB0B
    expect 1 "OWNER_NOT_ALLOWED" keys manifest new out.kmf --key 0x999=build/keys/urot.pem
    expect 1 "KEY_MANIFEST_BAD" keys manifest show app.raw
    expect 1 "KEY_MANIFEST_SIGNATURE" keys manifest verify next.kmf --root build/keys/app.pem
    expect 1 "BOARD_EXISTS" board new
    expect 1 "BOARD_EXISTS" board blank --dir factory
    expect 1 "OPTION_BAD" board blank --dir other --option TZEN=1
    expect 1 "OPTION_BAD" board blank --dir other --option OPTSR2
    expect 1 "BAD_ADDRESS" board program --dir factory app.raw --at 0x08200000
    expect 1 "STATE_UNKNOWN" board new --dir other --state ajar
    expect 1 "COUNTERS_BAD" board new --dir other --counters app
    expect 1 "IMAGE_MISSING" board new --dir other --app nobody
    expect 1 "DEVELOPMENT_KEY" board new --dir other --production
    expect 1 "NOT_A_BOARD" board show --dir other
    expect 1 "UPDATE_BUSY" board update --dir my-board app=app.bin
    expect 1 "UPDATE_NOT_ON_TRIAL" board update --dir my-board --confirm
    expect 1 "UPDATE_REQUEST_BAD" board update --dir my-board app.bin
    expect 1 "UPDATE_REQUEST_BAD" board update --dir my-board app=app.bin app=app.bin
    expect 1 "UPDATE_REQUEST_BAD" board update --dir my-board urot=app.bin app=app.bin
    expect 1 "SLOT_UNKNOWN" board update --dir my-board kernel=app.bin
    expect 1 "NOT_A_BOARD" board run --dir other
    expect 1 "BOARD_NOT_OPEN" board provision
    expect 1 "SLOT_UNKNOWN" board install nobody app.bin
    expect 1 "BAD_SIZE" board install urot "$tool"
    expect 1 "PATTERN_BAD" board run --until '('
    expect 1 "IMAGE_MISSING" board run --app nobody
    expect 1 "RUN_TIMEOUT" board run --timeout 1
    expect 2 "is not a port" board run --gdb 70000
    expect 1 "NOT_A_BOARD" board trace --dir other
    expect 1 "NOT_A_BOARD" board coverage --dir other
    expect 2 "ADDRESS[:LENGTH]" board trace --watch here
    expect 2 "ADDRESS[:LENGTH]" board trace --watch 0x54000410:0
    expect 2 "at least one event" board trace --limit 0
    expect 1 "FILE_UNREADABLE" board trace --elf missing.elf
    expect 1 "ELF_BAD" board trace --elf app.raw
    expect 1 "PROGRAM_UNKNOWN" board coverage --program nobody
    printf 'nonsense\n' >bad.info
    expect 1 "COVERAGE_BAD" board coverage --merge --info bad.info
    expect 1 "FILE_UNWRITABLE" board coverage --info missing/x.info
    rm build/deps/plugin/trace.so
    expect 1 "PLUGIN_MISSING" board trace
    SM_QEMU=$here/nobody expect 1 "EMULATOR_MISSING" board run
    FAULT_ENDS=success expect 1 "as expected       no" fault run campaign.toml
    FAULT_ENDS=odd expect 1 "EMULATOR_FAILED" fault run campaign.toml
    expect 1 "CAMPAIGN_BAD" fault run broken.toml
    expect 1 "FILE_UNREADABLE" fault run missing.toml
    sed 's/next/nobody/' campaign.toml >unknown.toml
    expect 1 "SYMBOL_UNKNOWN" fault run unknown.toml
    expect 2 "between 1 and 64" fault run --jobs 0 campaign.toml
    expect 1 "NOT_A_BOARD" recover --dir other app=app.raw
    expect 1 "BAD_MAGIC" recover app.raw
    expect 1 "WRONG_COMPONENT" recover urot=app.raw
    expect 1 "PORT_MISSING" recover --port /dev/nowhere app=app.raw
    expect 1 "PORT_BAD" recover --port /dev/null app=app.raw
    expect 2 "required" recover
    expect 1 "UNKNOWN_CODE" explain NOBODY
    expect 0 "HASH_MISMATCH" explain hash_mismatch
    expect 1 "SYSTEM_BAD" gen -o generated broken.toml
}

prepare
examples
printf 'nonsense = 1\n' >broken.toml
mistakes
printf '%d passed, %d failed\n' "$passed" "$failed"
((failed == 0))
